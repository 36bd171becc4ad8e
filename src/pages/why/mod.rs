//! Every cause, without a session: the list, searched by word or by error text, and a
//! page for each.

mod case;
mod list;
mod look;
mod symptom;

use leptos::prelude::*;

use self::{case::CasePageView, list::ListPage};
use crate::{
    guide::{Fetched, book},
    part::{Deferred, part},
    words::{t, words},
};

pub(super) use self::{list::CauseList, symptom::apart};

part!(
    why,
    fn why_page(find: Option<String>) -> Deferred {
        Box::new(move || view! { <ListPage find /> }.into_any())
    }
);

part!(
    why,
    fn case_page(check: String, case: String) -> Deferred {
        Box::new(move || view! { <OfCase check case /> }.into_any())
    }
);

/// The page takes the guides' words as well, which are kept apart.
#[component]
fn OfCase(check: String, case: String) -> impl IntoView {
    let words = words();
    let guides = book().open();
    let address = StoredValue::new((check, case));
    move || match guides.get() {
        Fetched::Coming => waiting("components.guide.loading").into_any(),
        Fetched::Failed => waiting("components.guide.failed").into_any(),
        Fetched::There(guides) => {
            let mut catalog = (*words.catalog()).clone();
            catalog.extend((*guides).clone());
            let page = address.with_value(|(check, case)| {
                let of = casebook::find(check, case)?;
                casebook::page(of, &catalog, &symptoms::all())
            });
            view! { <CasePageView page /> }.into_any()
        }
    }
}

fn waiting(key: &'static str) -> impl IntoView {
    view! {
        <main id="main" class="page" data-run="idle">
            <p role="status">{move || t(key)}</p>
        </main>
    }
}
