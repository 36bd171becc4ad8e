//! A place for a file that the reader chooses or drops there. Must not know what is in it.

use leptos::{prelude::*, text_prop::TextProp};

use crate::browser::files::ChosenFile;

/// `children` stand above the button, `below` under it.
#[component]
pub(crate) fn FilePlace(
    on_file: Callback<ChosenFile>,
    #[prop(into)] button: TextProp,
    #[prop(into)] hint: TextProp,
    children: Children,
    #[prop(optional, into)] below: ViewFn,
) -> impl IntoView {
    let is_over = RwSignal::new(false);
    let take = move |file: Option<ChosenFile>| {
        if let Some(file) = file {
            on_file.run(file);
        }
    };
    view! {
        <section
            class="card fields open"
            class:open-over=move || is_over.get()
            data-file-place
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                is_over.set(false);
                take(ChosenFile::dropped(&event));
            }
        >
            {children()}
            <label class="button file">
                {move || button.get()}
                <input
                    type="file"
                    class="sr-only"
                    accept=".json,application/json"
                    on:change:target=move |event| take(ChosenFile::picked(&event.target()))
                />
            </label>
            <p class="quiet">{move || hint.get()}</p>
            {move || below.run()}
        </section>
    }
}
