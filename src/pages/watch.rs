//! The window watched while the page is open: what is looked at again, what happened, and
//! the way to go on. It only reads; what it offers is an act like any other.

use actions::ActionKind;
use azure::timestamp::{Duration, Timestamp, show_left};
use checklist::{Times, WatchInWords};
use diagnosis::{
    facts::Snapshot,
    watch::{Event, Watch, needs},
};
use leptos::prelude::*;
use text::sentences;

use crate::{
    acts::{ActButton, OpenAct},
    browser::{
        clock, location,
        notify::{self, Permission},
    },
    components::{Disclosure, WithTexts, keyed, piece, piece_later},
    part::{Deferred, part},
    run::Run,
    task_slot::TaskSlot,
    words::{Words, t, tf, words},
};

#[component]
pub(crate) fn WatchDisclosure(
    run: Run,
    act: OpenAct,
    on_check_again: Callback<()>,
) -> impl IntoView {
    view! {
        <Disclosure hook="data-watch" class="card watch" title=move || t("page.check.watch")>
            <WithTexts area="watch">
                {piece_later(move || watch_window(run, act, on_check_again))}
            </WithTexts>
        </Disclosure>
    }
}

part!(
    watch,
    fn watch_window(run: Run, act: OpenAct, on_check_again: Callback<()>) -> Deferred {
        Box::new(move || view! { <Panel run act on_check_again /> }.into_any())
    }
);

/// What is watched, and what was seen.
#[derive(Clone, Copy)]
struct Watching {
    run: Run,
    words: Words,
    is_on: RwSignal<bool>,
    /// Since when Azure is being asked.
    looking: RwSignal<Option<Timestamp>>,
    watch: RwSignal<Watch>,
    /// The last answers, which fill the texts.
    snapshot: RwSignal<Snapshot, LocalStorage>,
    /// The newest last, with the time at which each was seen.
    events: RwSignal<Vec<(Timestamp, Event)>>,
    next: RwSignal<Option<Timestamp>>,
    now: RwSignal<Timestamp>,
    permission: RwSignal<Permission>,
    /// For which end of a window Azure was asked before the clock tells it.
    asked_for: StoredValue<Option<Timestamp>>,
    clock: TaskSlot,
    look: TaskSlot,
}

/// How long the clock waits for Azure before it tells the end of a window by itself.
const PATIENCE: Duration = Duration::seconds(20);

impl Watching {
    fn new(run: Run) -> Self {
        Self {
            run,
            words: words(),
            is_on: RwSignal::new(false),
            looking: RwSignal::new(None),
            watch: RwSignal::new(Watch::default()),
            snapshot: RwSignal::new_local(Snapshot::default()),
            events: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            now: RwSignal::new(run.now()),
            permission: RwSignal::new(notify::permission()),
            asked_for: StoredValue::new(None),
            clock: TaskSlot::new(),
            look: TaskSlot::new(),
        }
    }

    fn start(self) {
        self.is_on.set(true);
        self.events.set(Vec::new());
        self.watch.set(Watch::default());
        self.asked_for.set_value(None);
        self.next.set(None);
        self.clock.run(clock::every_second(move || {
            self.second();
            true
        }));
    }

    fn second(self) {
        let now = self.run.now();
        self.now.set(now);
        let looking = self.looking.get_untracked();
        if looking.is_some_and(|since| now - since < PATIENCE) {
            return;
        }
        // What the clock has to tell, Azure may know better: it is asked once before.
        let until = self.watch.with_untracked(Watch::until);
        let is_due = self.watch.with_untracked(|it| it.is_due(now));
        if is_due && looking.is_none() && self.asked_for.get_value() != until {
            self.asked_for.set_value(until);
            return self.start_look();
        }
        let told = self.watch.try_update(|it| it.tick(now)).flatten();
        if matches!(told, Some(Event::EndsSoon { .. })) {
            // Its end is looked at once more.
            self.asked_for.set_value(None);
        }
        self.tell(told);
        // A tab in the background asks Azure nothing else.
        let is_time = self.next.get_untracked().is_none_or(|it| it <= now);
        if is_time && looking.is_none() && !location::is_hidden() {
            self.start_look();
        }
    }

    fn stop(self) {
        self.clock.stop();
        self.look.stop();
        self.is_on.set(false);
        self.looking.set(None);
        self.next.set(None);
    }

    fn start_look(self) {
        let Some(reading) = self.run.beside(needs()) else {
            return;
        };
        self.looking.set(Some(self.run.now()));
        self.look.run(async move {
            let snapshot = reading.await;
            let told = self.watch.try_update(|it| it.look(&snapshot));
            self.snapshot.set(snapshot);
            self.tell(told.into_iter().flatten());
            let wait = self.watch.with_untracked(Watch::wait);
            self.next.set(Some(self.run.now() + wait));
            self.looking.set(None);
        });
    }

    fn tell(self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let title = self.run.question().vm.name().to_owned();
            let shown = notify::show(&title, event.name(), &self.in_words(&event));
            self.permission.set(shown);
            let now = self.run.now();
            self.events.update(|it| it.push((now, event)));
        }
    }

    fn told<T>(self, tell: impl FnOnce(WatchInWords) -> T) -> T {
        let (question, catalog) = (self.run.question(), self.words.catalog());
        self.snapshot
            .with(|it| tell(WatchInWords::new(&question, it, &catalog, self.times())))
    }

    fn in_words(self, event: &Event) -> String {
        self.told(|it| it.event(event))
    }

    fn standing(self) -> String {
        self.watch.with(|watch| self.told(|it| it.standing(watch)))
    }

    /// What stays in sight does not count from now.
    fn times(self) -> Times {
        self.words.times().on_paper()
    }
}

#[component]
fn Panel(run: Run, act: OpenAct, on_check_again: Callback<()>) -> impl IntoView {
    let watching = Watching::new(run);
    let is_on = watching.is_on;
    // What was read anew, after an act for one, can show in the window.
    let read_at = run.read_at();
    Effect::new(move |before: Option<()>| {
        read_at.track();
        if before.is_some() {
            watching.next.set(None);
        }
    });
    view! {
        <div class="opened">
            <p>{move || t("watch.lead")}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    class:button-primary=move || !is_on.get()
                    data-watching=move || is_on.get().to_string()
                    on:click=move |_| {
                        if is_on.get_untracked() { watching.stop() } else { watching.start() }
                    }
                >
                    {move || t(if is_on.get() { "watch.stop" } else { "watch.start" })}
                </button>
                <Notify permission=watching.permission />
            </div>
            <Show
                when=move || is_on.get()
                fallback=|| view! { <p class="quiet">{move || t("watch.stopped")}</p> }
            >
                <Standing watching />
            </Show>
            <Happened watching act on_check_again />
        </div>
    }
}

/// How things stand, and when they are looked at next.
#[component]
fn Standing(watching: Watching) -> impl IntoView {
    let Watching {
        watch,
        now,
        next,
        looking,
        words,
        ..
    } = watching;
    let is_known =
        Memo::new(move |_| watch.with(|it| it.is_open().is_some() || it.gap().is_some()));
    let left = move || {
        let left = watch.with(|it| show_left(it.until()?, now.get()))?;
        Some(tf("watch.left", &[("left", &left)]))
    };
    let looks = move || {
        if looking.with(Option::is_some) {
            return t("watch.looking");
        }
        let left = next.get().and_then(|it| show_left(it, now.get()));
        left.map(|it| tf("watch.next", &[("left", &it)]))
            .unwrap_or_default()
    };
    let known = move || {
        let at = watch.with(Watch::known_at)?;
        let at = watching.times().alone(at, &words.catalog());
        Some(tf("watch.known", &[("at", &at)]))
    };
    let gap = move || {
        let why = watch.with(|it| it.gap().cloned())?;
        let why = words.reason(&why);
        Some(view! { <p data-gap>{move || sentences(&[&t("watch.gap"), &why])}</p> })
    };
    view! {
        <Show when=move || is_known.get()>
            <p data-standing>
                <strong>{move || watching.standing()}</strong>
                " "
                <span class="tag" hidden=move || left().is_none()>{left}</span>
            </p>
        </Show>
        {gap}
        <p class="quiet">{move || sentences(&[known().as_deref().unwrap_or_default(), &looks()])}</p>
    }
}

/// What was seen, and what can be done about it.
#[component]
fn Happened(watching: Watching, act: OpenAct, on_check_again: Callback<()>) -> impl IntoView {
    let Watching {
        events, is_on, run, ..
    } = watching;
    let is_there = move || is_on.get() || events.with(|it| !it.is_empty());
    // The window ends or has ended, whatever else happened since.
    let wants_window = Memo::new(move |_| {
        events.with(|it| {
            let newest = it.iter().rev().find(|it| it.1.is_of_window());
            newest.is_some_and(|it| it.1.is_loss())
        })
    });
    // A warning changes nothing in the result.
    let is_stale = Memo::new(move |_| {
        let read_at = run.read_at().get();
        events.with(|it| {
            let mut changes = it.iter().rev();
            let newest = changes.find(|it| !matches!(it.1, Event::EndsSoon { .. }));
            newest.is_some_and(|it| read_at.is_none_or(|read_at| read_at < it.0))
        })
    });
    let list = move || {
        let item = |(number, (at, event)): (usize, (Timestamp, Event))| {
            piece(number.to_string(), move || {
                Line {
                    watching,
                    at,
                    event,
                }
                .view()
            })
        };
        events.get().into_iter().enumerate().map(item).collect()
    };
    let request = move || {
        let request = ActionKind::Request.for_vm(&run.question(), None)?;
        Some(view! {
            <p>{move || t("watch.renew")}</p>
            <ActButton act=request open=act />
        })
    };
    view! {
        <Show when=is_there>
            <h3>{move || t("watch.events")}</h3>
            // What comes is heard at once.
            <div role="log" aria-label=move || t("watch.events")>
                <ul class="watch-events">{keyed(list)}</ul>
            </div>
            <Show when=move || events.with(Vec::is_empty)>
                <p class="quiet">{move || t("watch.nothing")}</p>
            </Show>
        </Show>
        <Show when=move || wants_window.get()>{request}</Show>
        <Show when=move || is_stale.get()>
            <div class="actions">
                <span>{move || t("watch.stale")}</span>
                <button
                    type="button"
                    class="button button-small"
                    on:click=move |_| on_check_again.run(())
                >
                    {move || t("watch.again")}
                </button>
            </div>
        </Show>
    }
}

/// One event.
struct Line {
    watching: Watching,
    at: Timestamp,
    event: Event,
}

impl Line {
    fn view(self) -> AnyView {
        let Self {
            watching,
            at,
            event,
        } = self;
        let (name, is_loss) = (event.name(), event.is_loss());
        let at = move || watching.times().alone(at, &watching.words.catalog());
        view! {
            <li data-event=name data-loss=is_loss.to_string()>
                <span class="quiet">{at}</span>
                " "
                <span>{move || watching.in_words(&event)}</span>
            </li>
        }
        .into_any()
    }
}

/// Asks whether notifications may be shown, or says how that stands.
#[component]
fn Notify(permission: RwSignal<Permission>) -> impl IntoView {
    let task = TaskSlot::new();
    let ask = move |_| {
        task.run(async move {
            permission.set(notify::ask().await);
        });
    };
    move || match permission.get() {
        Permission::Open => view! {
            <button type="button" class="button button-small" data-notify on:click=ask>
                {move || t("watch.notify.open")}
            </button>
        }
        .into_any(),
        other => {
            let key = match other {
                Permission::Granted => "watch.notify.granted",
                Permission::Refused => "watch.notify.refused",
                _ => "watch.notify.missing",
            };
            view! {
                <span class="quiet" data-notify>
                    {move || t(key)}
                </span>
            }
            .into_any()
        }
    }
}
