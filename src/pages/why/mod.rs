//! Every cause, without a session: the list, searched by word or by error text, a page for
//! each, and the page that says what a pasted text is.

mod anything;
mod case;
mod list;
mod symptom;

use std::sync::Arc;

use leptos::prelude::*;

use self::{
    anything::AnythingPage,
    case::{CasePageView, NotFound},
    list::ListPage,
};
use crate::{
    guide::{Fetched, book},
    part::{Deferred, part},
    words::{t, words},
};

part!(
    why,
    /// The list, or the page of one cause.
    fn why_page(cause: Option<String>, find: Option<String>) -> Deferred {
        Box::new(move || match cause {
            Some(case) => view! { <OfCase case /> }.into_any(),
            None => view! { <ListPage find /> }.into_any(),
        })
    }
);

part!(
    open,
    /// What was pasted is read by what opens results.
    fn anything_page() -> Deferred {
        Box::new(move || view! { <AnythingPage /> }.into_any())
    }
);

/// The page takes the guides' words as well, which are kept apart.
#[component]
fn OfCase(case: String) -> impl IntoView {
    let words = words();
    let guides = book().open();
    let page = Memo::new_with_compare(
        move |_| {
            let guides = guides.get().there()?;
            let mut catalog = (*words.catalog()).clone();
            catalog.extend((*guides).clone());
            let page = casebook::page(casebook::named(&case)?, &catalog, &symptoms::all());
            page.map(Arc::new)
        },
        // Each set of words is another one.
        |_, _| true,
    );
    let state = Memo::new(move |_| match guides.get() {
        Fetched::Coming => Fetched::Coming,
        Fetched::Failed => Fetched::Failed,
        Fetched::There(_) => Fetched::There(page.with(Option::is_some)),
    });
    move || match state.get() {
        Fetched::Coming => waiting("components.guide.loading").into_any(),
        Fetched::Failed => waiting("components.guide.failed").into_any(),
        Fetched::There(true) => view! { <CasePageView page /> }.into_any(),
        Fetched::There(false) => view! { <NotFound /> }.into_any(),
    }
}

fn waiting(key: &'static str) -> impl IntoView {
    view! {
        <main id="main" class="page" data-run="idle">
            <p role="status">{move || t(key)}</p>
        </main>
    }
}
