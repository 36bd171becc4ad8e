//! What every page has: one heading that takes the focus when the reader
//! arrives, a title, and the state that automation looks at.

use leptos::{prelude::*, text_prop::TextProp};

use super::footer::Footer;
use crate::{browser::location, route::router, run::Phase};

/// The frame of a page. `title` is the heading, and what the browser's tab
/// shows before the product's name.
#[component]
pub(crate) fn Page(
    #[prop(into)] title: TextProp,
    #[prop(into, optional)] lead: Option<TextProp>,
    #[prop(into, default = Phase::Idle.into())] phase: Signal<Phase>,
    children: Children,
) -> impl IntoView {
    let heading = title.clone();
    let moved = router().arrive();
    Effect::new(move |_| location::set_title(&format!("{} – JIT Doctor", title.get())));
    Effect::new(move |_| {
        // On the first page the browser itself begins to read at the top.
        if moved {
            location::focus("main h1");
        }
    });
    view! {
        <main id="main" class="page" data-run=move || phase.get().name()>
            <div class="page-head">
                <h1 tabindex="-1">{move || heading.get()}</h1>
                {lead.map(|it| view! { <p class="lead">{move || it.get()}</p> })}
            </div>
            {children()}
        </main>
        <Footer />
    }
}
