//! Texts that only some places need: a folder of the catalogue each, fetched as
//! one file when it is first opened, and again for another language. Knows no
//! page.

use std::sync::Arc;

use jit_doctor_core::text::{Catalog, Language};
use leptos::prelude::*;

use crate::{task::Task, words};

/// What is being fetched, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched<T> {
    Coming,
    There(T),
    Failed,
}

/// The texts of one folder; empty until somebody asks.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    texts: RwSignal<Fetched<Arc<Catalog>>>,
    is_wanted: RwSignal<bool>,
}

impl Area {
    /// `folder` stands below each language in `crates/core/text`.
    pub(crate) fn new(folder: &'static str, language: Signal<Language>) -> Self {
        let texts = RwSignal::new(Fetched::Coming);
        let is_wanted = RwSignal::new(false);
        let task = Task::new();
        Effect::new(move |_| {
            let language = language.get();
            if is_wanted.get() {
                task.run(async move {
                    texts.set(match words::fetch_area(language, folder).await {
                        Ok(catalog) => Fetched::There(Arc::new(catalog)),
                        Err(_) => Fetched::Failed,
                    });
                });
            }
        });
        Self { texts, is_wanted }
    }

    /// The texts; asking for them fetches them. What failed is tried again.
    pub(crate) fn open(self) -> Signal<Fetched<Arc<Catalog>>> {
        let is_failed = self.texts.with_untracked(|it| *it == Fetched::Failed);
        if is_failed || !self.is_wanted.get_untracked() {
            self.is_wanted.set(true);
        }
        self.texts.into()
    }

    /// The texts, if they are there.
    pub(crate) fn catalog(self) -> Option<Arc<Catalog>> {
        match self.texts.get() {
            Fetched::There(catalog) => Some(catalog),
            _ => None,
        }
    }

    /// One text; empty before they are there.
    pub(crate) fn text(self, key: &str) -> String {
        self.texts.with(|it| match it {
            Fetched::There(catalog) => catalog.text(key),
            _ => String::new(),
        })
    }
}
