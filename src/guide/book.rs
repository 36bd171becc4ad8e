//! The words and scenes of the guides, each fetched once, when it is wanted.

use std::{collections::HashMap, sync::Arc};

use guide::{Names, permission};
use leptos::{prelude::*, task::spawn_local};
use text::{Catalog, Language};

use crate::{browser::site, task_slot::TaskSlot, words};

/// What is being fetched, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched<T> {
    Coming,
    There(T),
    Failed,
}

impl<T> Fetched<T> {
    pub(crate) fn there(self) -> Option<T> {
        match self {
            Self::There(it) => Some(it),
            Self::Coming | Self::Failed => None,
        }
    }
}

/// The guides' words in the reader's language, and the scenes; in context from
/// the start, empty until somebody asks.
#[derive(Clone, Copy)]
pub(crate) struct GuideBook {
    texts: RwSignal<Fetched<Arc<Catalog>>>,
    is_wanted: RwSignal<bool>,
    scenes: StoredValue<HashMap<&'static str, ArcRwSignal<Fetched<Arc<str>>>>>,
    /// The way that the reader chose last.
    pub(crate) way: RwSignal<&'static str>,
    /// Whether commands are to be shown without the reader's names.
    pub(crate) without_names: RwSignal<bool>,
}

impl GuideBook {
    pub(crate) fn new(language: Signal<Language>) -> Self {
        let texts = RwSignal::new(Fetched::Coming);
        let is_wanted = RwSignal::new(false);
        let task = TaskSlot::new();
        Effect::new(move |_| {
            let language = language.get();
            if is_wanted.get() {
                task.run(async move {
                    texts.set(match words::fetch_area(language, "guide").await {
                        Ok(catalog) => Fetched::There(Arc::new(catalog)),
                        Err(_) => Fetched::Failed,
                    });
                });
            }
        });
        Self {
            texts,
            is_wanted,
            scenes: StoredValue::new(HashMap::new()),
            way: RwSignal::new("portal"),
            without_names: RwSignal::new(false),
        }
    }

    /// The words; asking for them fetches them. What failed is tried again.
    pub(crate) fn open(self) -> Signal<Fetched<Arc<Catalog>>> {
        let is_failed = self.texts.with_untracked(|it| *it == Fetched::Failed);
        if is_failed || !self.is_wanted.get_untracked() {
            self.is_wanted.set(true);
        }
        self.texts.into()
    }

    /// The source of a scene.
    pub(crate) fn scene(self, name: &'static str) -> ArcRwSignal<Fetched<Arc<str>>> {
        let known = self.scenes.with_value(|it| it.get(name).cloned());
        if let Some(scene) = known.filter(|it| it.get_untracked() != Fetched::Failed) {
            return scene;
        }
        let scene = ArcRwSignal::new(Fetched::Coming);
        self.scenes.update_value(|it| {
            it.insert(name, scene.clone());
        });
        // A scene outlives the row that first asked for it, and its signal is
        // its own: nothing here reads what belongs to a component.
        spawn_local({
            let scene = scene.clone();
            async move {
                let fetched = site::text(&format!("scenes/{name}.json")).await;
                scene.set(fetched.map_or(Fetched::Failed, |it| Fetched::There(it.into())));
            }
        });
        scene
    }

    /// The words, if they are there.
    pub(crate) fn catalog(self) -> Option<Arc<Catalog>> {
        self.texts.get().there()
    }

    /// A text of the guides; empty before they are there.
    pub(crate) fn text(self, key: &str) -> String {
        self.texts.with(|it| match it {
            Fetched::There(catalog) => catalog.text(key),
            _ => String::new(),
        })
    }

    /// The portal's term in the reader's language, where it differs.
    pub(crate) fn term(self, english: &str) -> Option<String> {
        self.texts.with(|it| match it {
            Fetched::There(catalog) => catalog
                .get(&format!("labels.{english}"))
                .filter(|it| *it != english)
                .map(str::to_owned),
            _ => None,
        })
    }

    /// The reader's name; of a built-in role, in the reader's language.
    pub(crate) fn known(self, names: &Names, name: &str) -> Option<String> {
        let value = names.get(name)?;
        let role = ["role", "wanted_role"].contains(&name).then(|| {
            let catalog = self.catalog()?;
            let key = format!("guide.roles.{}.name", permission::key(value));
            catalog.get(&key).map(str::to_owned)
        });
        role.flatten().or_else(|| Some(value.to_owned()))
    }

    /// The reader's name, or words that say that it is not known.
    pub(crate) fn name(self, names: &Names, name: &str) -> String {
        self.known(names, name)
            .unwrap_or_else(|| format!("‹{}›", self.text(&format!("guide.missing.{name}"))))
    }
}

/// The book in context.
pub(crate) fn book() -> GuideBook {
    expect_context()
}
