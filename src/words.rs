//! The words of the page in the reader's language: one catalogue at a time,
//! fetched when it is needed. Knows no page, and which text stands where is
//! not its business.

use std::{sync::Arc, time::Duration};

use azure::answer::Unavailable;
use checklist::Times;
use futures::{FutureExt as _, future::LocalBoxFuture};
use leptos::{prelude::*, task::spawn_local};
use text::{Catalog, Language};

use crate::browser::{clock, files, location, site, storage};

/// The texts that come with the app: all that the front page does without and
/// no place of the app fetches for itself.
pub(crate) const APP: &str = "app";

/// What few ever need: the meanings of errors and of wrong addresses.
pub(crate) const FAILURES: &str = "failures";

const MINUTE: Duration = Duration::from_mins(1);

/// The catalogue in use and its language; in context from the start.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    catalog: RwSignal<Arc<Catalog>>,
    language: RwSignal<Language>,
    /// The language that was chosen last; its texts may still be on their way.
    chosen: StoredValue<Language>,
    /// The language that was chosen last, if its texts did not arrive.
    missing: RwSignal<Option<Language>>,
    /// What was fetched beside the texts that the first page needs.
    areas: StoredValue<Vec<&'static str>>,
    /// Whether the page is being printed.
    on_paper: RwSignal<bool>,
    /// Whether texts change only because time passes: for a moment every minute, when
    /// "3 minutes ago" has become untrue.
    is_growing_old: RwSignal<bool>,
}

/// The texts of a language did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoTexts(pub(crate) Language);

impl Words {
    /// Fetches the texts of the first page in the reader's first language.
    pub(crate) async fn load(language: Language) -> Result<Self, NoTexts> {
        let catalog = fetch(language, &[]).await?;
        location::set_language(language.tag());
        let on_paper = RwSignal::new(false);
        files::on_paper(move |it| on_paper.set(it));
        Ok(Self {
            on_paper,
            is_growing_old: RwSignal::new(false),
            catalog: RwSignal::new(Arc::new(catalog)),
            language: RwSignal::new(language),
            chosen: StoredValue::new(language),
            missing: RwSignal::new(None),
            areas: StoredValue::new(Vec::new()),
        })
    }

    /// Begins to fetch texts that will be needed.
    pub(crate) fn prefetch(self, areas: &[&'static str]) {
        let missing = self.areas.with_value(|had| {
            areas
                .iter()
                .filter(|it| !had.contains(it))
                .collect::<Vec<_>>()
        });
        for area in missing {
            site::prefetch(path(self.language.get_untracked(), Some(area)));
        }
    }

    /// Adds the texts of an area that only some pages need.
    pub(crate) async fn add(self, area: &'static str) -> Result<(), NoTexts> {
        while self.areas.with_value(|it| !it.contains(&area)) {
            let language = self.language.get_untracked();
            let texts = fetch_area(language, area).await?;
            // The reader may have changed the language meanwhile, and the area may have
            // come another way.
            let is_new = self.areas.with_value(|it| !it.contains(&area));
            if is_new && self.language.get_untracked() == language {
                self.areas.update_value(|it| it.push(area));
                self.catalog.update(|it| Arc::make_mut(it).extend(texts));
            }
        }
        Ok(())
    }

    /// Adds them without waiting: what needs them is worded anew when they are there.
    pub(crate) fn want(self, area: &'static str) {
        spawn_local(async move {
            // Whoever cannot do without them asks again.
            let _ = self.add(area).await;
        });
    }

    /// The same for several areas.
    pub(crate) fn add_all(
        self,
        areas: &'static [&'static str],
    ) -> LocalBoxFuture<'static, Result<(), NoTexts>> {
        self.prefetch(areas);
        async move {
            for area in areas {
                self.add(area).await?;
            }
            Ok(())
        }
        .boxed_local()
    }

    /// Changes the language in place: whatever is on the page stays and is worded anew,
    /// and so is the page that takes its place meanwhile. When the texts do not arrive,
    /// nothing changes but what `missing` tells.
    pub(crate) fn speak(self, language: Language) {
        self.chosen.set_value(language);
        spawn_local(async move {
            let switched = self.switch(language).await;
            if self.chosen.get_value() == language {
                self.missing.set(switched.err().map(|it| it.0));
            }
        });
    }

    async fn switch(self, language: Language) -> Result<(), NoTexts> {
        if self.language.get_untracked() == language {
            return Ok(());
        }
        // Another area may be added while these are on their way.
        let catalog = loop {
            let areas = self.areas.get_value();
            let catalog = fetch(language, &areas).await?;
            if self.chosen.get_value() != language {
                return Ok(());
            }
            if self.areas.with_value(|it| *it == areas) {
                break catalog;
            }
        };
        location::set_language(language.tag());
        storage::LANGUAGE.set(language.tag());
        self.language.set(language);
        self.catalog.set(Arc::new(catalog));
        Ok(())
    }

    /// The language that was chosen last, if its texts did not arrive.
    pub(crate) fn missing(self) -> Option<Language> {
        self.missing.get()
    }

    /// The catalogue, followed by whoever reads it.
    pub(crate) fn catalog(self) -> Arc<Catalog> {
        self.catalog.get()
    }

    pub(crate) fn language(self) -> Language {
        self.language.get()
    }

    /// How times are told now: by the reader's clock, and on paper so that they mean
    /// the same for ever.
    pub(crate) fn times(self) -> Times {
        self.is_growing_old.track();
        let times = Times::local(clock::ahead_of_utc, clock::now());
        if self.on_paper.get() {
            times.on_paper()
        } else {
            times
        }
    }

    pub(crate) fn is_on_paper(self) -> bool {
        self.on_paper.get()
    }

    /// Tells all times anew every minute, for as long as somebody may see the page.
    pub(crate) async fn keep_times_true(self) {
        loop {
            clock::wait(MINUTE).await;
            if location::is_hidden() {
                continue;
            }
            self.is_growing_old.set(true);
            clock::wait(Duration::from_secs(1)).await;
            self.is_growing_old.set(false);
        }
    }

    /// How a region is read aloud that tells times: what only grows old is not news.
    pub(crate) fn live(self) -> &'static str {
        if self.is_growing_old.get() {
            "off"
        } else {
            "polite"
        }
    }

    pub(crate) fn has(self, key: &str) -> bool {
        self.catalog.with(|it| it.get(key).is_some())
    }

    pub(crate) fn text(self, key: &str) -> String {
        self.catalog.with(|it| it.text(key))
    }

    /// A text of an area that is wanted; empty until it is there.
    pub(crate) fn wanted_text<V: AsRef<str>>(self, key: &str, args: &[(&str, V)]) -> String {
        if self.has(key) {
            self.fill(key, args)
        } else {
            String::new()
        }
    }

    pub(crate) fn listed<T: AsRef<str>>(self, items: &[T]) -> String {
        self.catalog.with(|it| it.listed(items))
    }

    /// Why something could not be read.
    pub(crate) fn reason(self, why: &Unavailable) -> String {
        self.catalog.with(|it| reason_in(it, why))
    }

    pub(crate) fn fill<V: AsRef<str>>(self, key: &str, args: &[(&str, V)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, value.as_ref()));
        self.catalog.with(|it| it.fill(key, args))
    }
}

/// The words in context. To be called where a component is set up: an event
/// handler has no context, and takes the words along.
pub(crate) fn words() -> Words {
    expect_context()
}

/// A text without placeholders; follows the language when read in a view.
pub(crate) fn t(key: &str) -> String {
    words().text(key)
}

/// A text with its placeholders filled in; follows the language likewise.
pub(crate) fn tf<V: AsRef<str>>(key: &str, args: &[(&str, V)]) -> String {
    words().fill(key, args)
}

/// Names as a list within a sentence; follows the language likewise.
pub(crate) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    words().listed(items)
}

/// Why something could not be read; follows the language likewise.
pub(crate) fn reason(why: &Unavailable) -> String {
    words().reason(why)
}

/// Why something could not be read, in the words of a catalogue.
pub(crate) fn reason_in(catalog: &Catalog, why: &Unavailable) -> String {
    let args = why.args.texts();
    catalog.fill(&format!("reasons.{}", why.reason.key()), args)
}

pub(crate) fn language() -> Language {
    words().language()
}

/// The language to begin with: what the address asks for, what was chosen
/// before, what the browser prefers.
pub(crate) fn first_language(asked: Option<Language>) -> Language {
    asked
        .or_else(|| Language::from_tag(&storage::LANGUAGE.get()?))
        .or_else(|| {
            location::preferred_languages()
                .iter()
                .find_map(|it| Language::from_tag(it))
        })
        .unwrap_or(Language::English)
}

/// The texts of the first page and of these areas.
async fn fetch(language: Language, areas: &[&'static str]) -> Result<Catalog, NoTexts> {
    let files = areas.iter().map(|it| Some(*it)).chain([None]);
    // All are asked for before one is waited for.
    let files: Vec<_> = files.map(|it| fetch_file(language, it)).collect();
    let mut catalog = Catalog::default();
    for file in files {
        catalog.extend(file.await?);
    }
    Ok(catalog)
}

/// The words of an area that is not needed at once, such as the guides, which
/// only an opened row needs.
pub(crate) async fn fetch_area(language: Language, area: &str) -> Result<Catalog, NoTexts> {
    fetch_file(language, Some(area)).await
}

fn fetch_file(
    language: Language,
    area: Option<&str>,
) -> impl Future<Output = Result<Catalog, NoTexts>> + use<> {
    let json = site::text(&path(language, area));
    async move {
        let json = json.await.map_err(|_| NoTexts(language))?;
        Catalog::parse(&json).map_err(|_| NoTexts(language))
    }
}

/// Where the texts of an area are, or those of the first page.
fn path(language: Language, area: Option<&str>) -> String {
    let tag = language.tag();
    area.map_or_else(
        || format!("text/{tag}.json"),
        |area| format!("text/{tag}.{area}.json"),
    )
}

#[cfg(test)]
pub(crate) mod testing {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use text::{Catalog, Language};

    /// All texts of a language, read from their files.
    pub(crate) fn catalog(language: Language) -> Catalog {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("crates/text/languages")
            .join(language.tag());
        let mut all = Catalog::default();
        for file in files(&folder) {
            all.extend(Catalog::parse(&fs::read_to_string(file).unwrap()).unwrap());
        }
        all
    }

    /// Every file in a folder and those below it.
    pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        entries
            .flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use azure::{claims::PastedTokenError, resource_id::ResourceIdError};
    use text::placeholders;

    use super::{
        testing::{catalog, files},
        *,
    };
    use crate::{config::ConfigError, pages::PORTS};

    /// The areas of the catalogue whose keys stand in the page's sources.
    const AREAS: [&str; 7] = [
        "page.",
        "components.",
        "acts.",
        "inventory.",
        "by_hand.",
        "site.",
        "collect.",
    ];

    fn sources(folder: &Path) -> Vec<String> {
        let mut texts = Vec::new();
        for path in files(folder) {
            if path.extension().is_some_and(|it| it == "rs") {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
        texts
    }

    /// The keys in the sources, those that are put together left out.
    fn keys() -> Vec<String> {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let literals = sources.iter().flat_map(|it| it.split('"'));
        literals
            .filter(|it| AREAS.iter().any(|area| it.starts_with(area)))
            .filter(|it| !it.contains(['{', ' ', '*']) && !it.ends_with('.'))
            .map(str::to_owned)
            .collect()
    }

    fn made_keys() -> Vec<String> {
        let tokens = [
            PastedTokenError::Empty,
            PastedTokenError::JsonWithoutToken,
            PastedTokenError::NotToken,
            PastedTokenError::IdToken,
            PastedTokenError::RefreshToken,
        ];
        let ids = [
            ResourceIdError::NoSubscription,
            ResourceIdError::SubscriptionNotGuid,
            ResourceIdError::Malformed,
            ResourceIdError::Foreign,
        ];
        let configs = [
            ConfigError::Unreachable,
            ConfigError::Status(404),
            ConfigError::NotObject,
            ConfigError::NotText("cloud"),
            ConfigError::ClientIdNotGuid(String::new()),
            ConfigError::UnknownTenant(String::new()),
            ConfigError::UnknownCloud(String::new()),
        ];
        let errors = tokens.map(|it| format!("page.token.errors.{}", it.key()));
        let ids = ids.map(|it| format!("page.resource_id.{}", it.key()));
        let configs = configs.map(|it| format!("page.config.errors.{}", it.key()));
        let bad = ["tenant", "port", "source", "goal", "duration", "case"]
            .map(|it| format!("page.bad_parameter.{it}"));
        let goals = ["enable", "request", "connect", "unsure"];
        let goals = goals
            .iter()
            .flat_map(|it| ["label", "detail"].map(|part| format!("page.goals.{it}.{part}")));
        let ports = PORTS.map(|it| format!("page.target.port.known.{it}"));
        let failures = [
            "interaction_required",
            "cancelled",
            "refused",
            "timeout",
            "network",
            "config",
            "other",
        ]
        .map(|it| format!("page.msal.{it}"));
        let all = errors.into_iter().chain(ids).chain(configs);
        let all = all.chain(bad).chain(goals).chain(ports).chain(failures);
        all.chain(["page.resource_id.not_vm".to_owned()]).collect()
    }

    #[test]
    fn every_key_has_its_text_in_every_language() {
        let keys = keys();
        assert!(100 < keys.len(), "only {} keys were found", keys.len());
        for language in Language::ALL {
            let catalog = catalog(language);
            for key in keys.iter().chain(&made_keys()) {
                assert!(catalog.get(key).is_some(), "{} lacks {key}", language.tag());
            }
        }
    }

    #[test]
    fn the_languages_say_the_same_things() {
        let english = catalog(Language::English);
        for other in Language::ALL.map(catalog) {
            let in_areas = |it: &&str| AREAS.iter().any(|area| it.starts_with(area));
            for key in english.keys().chain(other.keys()).filter(in_areas) {
                let of = |catalog: &Catalog| {
                    let text = catalog.text(key);
                    let mut names: Vec<_> =
                        placeholders(&text).into_iter().map(str::to_owned).collect();
                    names.sort();
                    names.dedup();
                    assert_ne!(text, key, "a language lacks {key}");
                    names
                };
                assert_eq!(of(&english), of(&other), "{key}");
            }
        }
    }
}
