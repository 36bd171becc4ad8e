//! An act that is under way: leaving it is asked about, and what was left all the
//! same is looked up in Azure when the reader is back. What is remembered is which
//! act it was, when it began and in which tenant; never a token.

use actions::{Act, Aftermath, aftermath, edit::Editing};
use azure::timestamp::{self, Timestamp};
use guide::permission::named;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use text::Catalog;

use crate::{
    browser::{clock, files, leaving, location, storage},
    components::{Notice, NoticeKind, WithTexts, piece_later},
    part::{Deferred, part},
    session::{Access, sessions},
    task_slot::TaskSlot,
    words::{Words, reason_in, t, words},
};

/// What is remembered of an act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Begun {
    act: Act,
    at: String,
}

/// What stands in the tab's storage: the tenant, so that another one needs to read no
/// more of it, and the rest in the next line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remembered {
    tenant: Option<String>,
    begun: String,
}

impl Remembered {
    fn read(text: &str) -> Option<Self> {
        let (tenant, begun) = text.split_once('\n')?;
        Some(Self {
            tenant: Some(tenant.to_owned()).filter(|it| !it.is_empty()),
            begun: begun.to_owned(),
        })
    }

    fn write(&self) -> String {
        format!(
            "{}\n{}",
            self.tenant.as_deref().unwrap_or_default(),
            self.begun
        )
    }
}

/// The act under way, and one that was left; in context from the start.
#[derive(Clone, Copy)]
pub(crate) struct UnderWay {
    now: StoredValue<Option<Remembered>>,
    left: RwSignal<Option<Remembered>>,
    words: Words,
}

impl UnderWay {
    /// With what the page had to leave when it was last shown in this tab.
    pub(crate) fn new(words: Words) -> Self {
        leaving::guard_the_page();
        Self {
            now: StoredValue::new(None),
            left: RwSignal::new(
                storage::UNDER_WAY
                    .get()
                    .and_then(|it| Remembered::read(&it)),
            ),
            words,
        }
    }

    /// Azure is about to be told.
    pub(super) fn begin(self, act: &Act, access: Option<&Access>) {
        self.now.set_value(Self::remember(act, access));
        self.left.set(None);
        leaving::ask(move || untrack(|| self.words.text("acts.left.question")));
    }

    /// Keeps an act for when the page comes back to this tab, and says what is kept.
    pub(super) fn remember(act: &Act, access: Option<&Access>) -> Option<Remembered> {
        let begun = Begun {
            act: act.clone(),
            at: timestamp::format(clock::now()),
        };
        let remembered = Remembered {
            tenant: access.and_then(Access::tenant).map(str::to_owned),
            begun: serde_json::to_string(&begun).ok()?,
        };
        storage::UNDER_WAY.set(&remembered.write());
        Some(remembered)
    }

    /// The reader has stayed to the end.
    pub(super) fn end(self) {
        if self.take().is_some() {
            storage::UNDER_WAY.clear();
        }
    }

    /// The act is no longer on the page; where it was under way, it stays remembered.
    pub(super) fn leave(self) {
        if let Some(begun) = self.take() {
            self.left.set(Some(begun));
        }
    }

    /// Forgets what was left.
    pub(crate) fn forget(self) {
        storage::UNDER_WAY.clear();
        self.left.set(None);
    }

    fn take(self) -> Option<Remembered> {
        let begun = self.now.try_update_value(Option::take).flatten();
        if begun.is_some() {
            leaving::ask_no_more();
        }
        begun
    }
}

impl Begun {
    /// `None` for what this program does not write.
    fn read(json: &str) -> Option<Self> {
        let begun: Self = serde_json::from_str(json).ok()?;
        timestamp::parse(&begun.at).is_some().then_some(begun)
    }

    fn since(&self) -> Timestamp {
        timestamp::parse(&self.at).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The act's title.
    fn title(&self, catalog: &Catalog) -> String {
        let key = format!("acts.title.{}", self.act.name());
        match &self.act {
            Act::Request(target) => catalog.fill(&key, [("vm", target.vm.name())]),
            Act::TurnOn(machines) => {
                let count = machines.count();
                if count == 1 {
                    catalog.fill(&key, [("vm", machines.first().id.name())])
                } else {
                    catalog.fill("acts.title.turn_on_many", [("count", count.to_string())])
                }
            }
            Act::Switch(_, place) => catalog.fill(&key, [("vm", place.name())]),
            Act::Activate(role) => catalog.fill(&key, [("role", named(&role.name, catalog))]),
            // What is remembered of it is what it did.
            Act::Edit(_) => catalog.text("acts.title.edit"),
        }
    }
}

/// What became of an act that was left, on every page until the reader has seen it.
#[component]
pub(crate) fn LeftAct() -> impl IntoView {
    let (sessions, under_way) = (sessions(), expect_context::<UnderWay>());
    move || {
        let left = under_way.left.get()?;
        // A file tells of an earlier time.
        if sessions.source().is_some() {
            return None;
        }
        // Another tenant knows nothing of it.
        let is_here = sessions.access()?.tenant() == left.tenant.as_deref();
        is_here.then(|| piece_later(move || left_act(left.begun.clone(), under_way)))
    }
}

part!(
    acts,
    fn left_act(begun: String, under_way: UnderWay) -> Deferred {
        let begun = Begun::read(&begun);
        Box::new(move || {
            begun
                .map(|begun| view! { <Beside begun under_way /> })
                .into_any()
        })
    }
);

#[component]
fn Beside(begun: Begun, under_way: UnderWay) -> impl IntoView {
    view! {
        <aside class="notices" data-left aria-label=move || t("page.left")>
            <WithTexts area="acts">
                {
                    let begun = begun.clone();
                    view! {
                        <WithTexts area="checks">
                            <Left begun=begun.clone() under_way />
                        </WithTexts>
                    }
                }
            </WithTexts>
        </aside>
    }
}

#[component]
fn Left(begun: Begun, under_way: UnderWay) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let found = RwSignal::new_local(None::<Aftermath>);
    let task = TaskSlot::new();
    let heading = begun.clone();
    // What was changed can be put back by it.
    let kept = match &begun.act {
        Act::Edit(Editing::Logged(text)) => Some(text.clone()),
        _ => None,
    };
    let look = move || {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        let begun = begun.clone();
        found.set(None);
        task.run(async move {
            let arm = access.client(words);
            let seen = aftermath(&arm, &begun.act, begun.since(), clock::now()).await;
            found.set(Some(seen));
        });
    };
    look();
    view! {
        <div data-aftermath=move || found.with(|it| it.as_ref().map(Aftermath::name))>
            <Notice
                kind=NoticeKind::Warning
                title=move || {
                    let catalog = words.catalog();
                    catalog.fill("acts.left.title", [("act", heading.title(&catalog))])
                }
                text=move || found.with(|it| in_words(it.as_ref(), &words.catalog()))
            >
                <button type="button" class="button" data-look on:click=move |_| look()>
                    {move || t("acts.left.look")}
                </button>
                {kept.map(|text| {
                    view! {
                        <button
                            type="button"
                            class="button"
                            data-save-log
                            on:click=move |_| files::save("jit-policies-changed.json", &text)
                        >
                            {move || t("acts.left.save_log")}
                        </button>
                    }
                })}
                <button
                    type="button"
                    class="button"
                    data-forget
                    on:click=move |_| {
                        under_way.forget();
                        request_animation_frame(|| location::focus("main h1"));
                    }
                >
                    {move || t("acts.close")}
                </button>
            </Notice>
        </div>
    }
}

fn in_words(found: Option<&Aftermath>, catalog: &Catalog) -> String {
    let Some(found) = found else {
        return catalog.text("acts.left.reading");
    };
    let key = format!("acts.left.{}", found.name());
    match found {
        Aftermath::Closed(status) => {
            let status = catalog.text(&format!("windows.states.{}", status.name()));
            catalog.fill(&key, [("status", status)])
        }
        Aftermath::Guarded { done, total } | Aftermath::Edited { done, total } => {
            let args = [("done", done.to_string()), ("total", total.to_string())];
            catalog.fill(&key, args)
        }
        Aftermath::Off(state) => catalog.fill(&key, [("state", state)]),
        Aftermath::Unread(why) => catalog.fill(&key, [("reason", reason_in(catalog, why))]),
        Aftermath::Open
        | Aftermath::UnderWay
        | Aftermath::On
        | Aftermath::Active
        | Aftermath::Inactive
        | Aftermath::Nothing => catalog.text(&key),
    }
}

#[cfg(test)]
mod tests {
    use actions::switch::Switch;
    use azure::{
        answer::{Reason, Unavailable},
        resource_id::ResourceId,
    };
    use diagnosis::access_windows::Status;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    #[test]
    fn what_is_remembered_comes_back_and_nothing_else_is_taken() {
        let subscription =
            ResourceId::parse("/subscriptions/11111111-2222-3333-4444-555555555555").unwrap();
        let begun = Begun {
            act: Act::Switch(Switch::Plan, subscription),
            at: "2026-11-24T10:00:00Z".to_owned(),
        };
        let json = serde_json::to_string(&begun).unwrap();
        assert_eq!(Begun::read(&json), Some(begun));
        for other in ["", "null", "{}", &json.replace("2026", "x")] {
            assert_eq!(Begun::read(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_remembered_names_its_tenant() {
        for tenant in [None, Some("contoso".to_owned())] {
            let begun = "{}".to_owned();
            let remembered = Remembered { tenant, begun };
            assert_eq!(Remembered::read(&remembered.write()), Some(remembered));
        }
        assert_eq!(Remembered::read("{}"), None);
    }

    #[test]
    fn every_aftermath_is_told_in_words() {
        for language in Language::ALL {
            let catalog = catalog(language);
            let all = [
                Aftermath::Open,
                Aftermath::UnderWay,
                Aftermath::Closed(Status::Revoked),
                Aftermath::Guarded { done: 1, total: 2 },
                Aftermath::Edited { done: 1, total: 2 },
                Aftermath::On,
                Aftermath::Off("Free".to_owned()),
                Aftermath::Active,
                Aftermath::Inactive,
                Aftermath::Nothing,
                Aftermath::Unread(Unavailable::new(Reason::SignInNeeded)),
            ];
            assert_eq!(all.each_ref().map(Aftermath::name), Aftermath::NAMES);
            for found in &all {
                let text = in_words(Some(found), &catalog);
                let is_worded = !text.contains("acts.") && !text.contains('{');
                assert!(is_worded, "{found:?}: {text}");
            }
        }
    }
}
