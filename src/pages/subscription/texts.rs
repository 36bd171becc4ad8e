//! The words of this page, which are fetched when it is opened, together with
//! those that every page has.

use std::sync::Arc;

use jit_doctor_core::text::Catalog;
use leptos::{children::ChildrenFn, prelude::*};

use crate::{
    area::{Area, Fetched},
    words::{Words, t},
};

/// In context on this page.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    catalog: Memo<Arc<Catalog>>,
    area: Signal<Fetched<Arc<Catalog>>>,
}

impl Texts {
    pub(super) fn open(words: Words) -> Self {
        let area = Area::new("inventory", Signal::derive(move || words.language())).open();
        let catalog = Memo::new(move |_| {
            let mut all = Catalog::clone(&words.catalog());
            if let Fetched::There(own) = area.get() {
                all.extend(Catalog::clone(&own));
            }
            Arc::new(all)
        });
        Self { catalog, area }
    }

    pub(super) fn catalog(self) -> Arc<Catalog> {
        self.catalog.get()
    }

    pub(super) fn text(self, key: &str) -> String {
        self.catalog.with(|it| it.text(key))
    }

    pub(super) fn fill<V: AsRef<str>>(self, key: &str, args: &[(&str, V)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, value.as_ref()));
        self.catalog.with(|it| it.fill(key, args))
    }
}

/// The texts in context. To be called where a component is set up.
pub(super) fn texts() -> Texts {
    expect_context()
}

/// Shows the children once there are words for them.
#[component]
pub(super) fn WhenThere(children: ChildrenFn) -> impl IntoView {
    let area = texts().area;
    let state = Memo::new(move |_| match area.get() {
        Fetched::Coming => 0,
        Fetched::Failed => 1,
        Fetched::There(_) => 2,
    });
    move || match state.get() {
        0 => view! { <p class="quiet">{t("page.starting.text")}</p> }.into_any(),
        1 => view! { <p role="alert">{t("page.subscription.no_texts")}</p> }.into_any(),
        _ => children().into_any(),
    }
}
