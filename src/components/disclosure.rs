//! What opens on demand. It is made when it is first opened, and stays as the reader
//! left it.

use leptos::{attr::custom::custom_attribute, prelude::*, text_prop::TextProp};

/// `hook` is the attribute by which tests and automation find it.
#[component]
pub(crate) fn Disclosure(
    #[prop(into)] title: TextProp,
    hook: &'static str,
    #[prop(optional)] class: &'static str,
    /// Whether it is open now, for what looks only then.
    #[prop(default = RwSignal::new(false))]
    is_open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let was_open = Memo::new(move |before| before == Some(&true) || is_open.get());
    view! {
        <details
            class=class
            prop:open=move || is_open.get()
            on:toggle:target=move |event| is_open.set(event.target().open())
            {..custom_attribute(hook, "")}
        >
            <summary>{move || title.get()}</summary>
            <Show when=move || was_open.get()>{children()}</Show>
        </details>
    }
}
