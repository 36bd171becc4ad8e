//! What happens to an access window while the reader watches it: what is looked at again,
//! what of it is an event, and when to look next. Must not know words, timers, nor how an
//! event reaches the reader.
//!
//! What is unknown makes no event. When it is known again, what has changed meanwhile is
//! one event then: late, and never wrong.

use std::mem;

use azure::{
    answer::{Reason, Unavailable},
    timestamp::{Duration, Timestamp},
};

use crate::{
    access_windows::{Status, windows},
    checks::{self, asked_port},
    engine::{Diagnosis, Finding, Verdict, diagnose},
    facts::{FactSet, Facts, Snapshot},
    question::Goal,
};

/// What is watched: the window, the rule that JIT wrote for it, and the VM. Each is as it
/// has to be if these checks pass; the first of them that fails says what is wrong. A
/// window needs a policy, and one for somebody else's address is none of the reader's.
const WATCHED: [&[&str]; 3] = [
    &["policy.exists", "request.open", "request.source"],
    &["network.rule"],
    &["vm.exists", "vm.running"],
];

const WINDOW: usize = 0;
const RULE: usize = 1;

/// How long before the end of a window the reader is told.
const NOTICE: Duration = Duration::minutes(10);

/// How long to wait after something happened.
const SHORTEST: Duration = Duration::seconds(30);

/// How long to wait where nothing happens.
const LONGEST: Duration = Duration::minutes(5);

/// How long to wait where Azure tells nothing.
const LONGEST_BLIND: Duration = Duration::minutes(10);

/// The facts that are looked at again.
pub fn needs() -> FactSet {
    let is_watched = |id: &str| WATCHED.iter().any(|it| it.contains(&id));
    let watched = checks::ALL.iter().filter(|it| is_watched(it.id));
    watched
        .flat_map(|it| it.needs.iter())
        .fold(FactSet::NONE, FactSet::with)
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Opened {
        until: Timestamp,
    },
    /// The window is open until another time than before.
    Moved {
        until: Timestamp,
    },
    /// Less than ten minutes are left of it.
    EndsSoon {
        until: Timestamp,
    },
    /// Its time is over by the clock, and Azure couldn't be asked or hasn't said so yet.
    Over {
        at: Timestamp,
    },
    /// Something that was as it has to be isn't any more, or is wrong in another way.
    Lost {
        check: &'static str,
        finding: Finding,
    },
    /// It is as it has to be again.
    Regained {
        check: &'static str,
    },
}

impl Event {
    /// The name under which the text catalogue words it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Moved { .. } => "moved",
            Self::EndsSoon { .. } => "ends_soon",
            Self::Over { .. } => "over",
            Self::Lost { .. } => "lost",
            Self::Regained { .. } => "regained",
        }
    }

    /// Whether the reader has to do something to go on.
    pub fn is_loss(&self) -> bool {
        matches!(
            self,
            Self::EndsSoon { .. } | Self::Over { .. } | Self::Lost { .. }
        )
    }

    /// Whether it is about the window, and not its rule or the VM.
    pub fn is_of_window(&self) -> bool {
        match self {
            Self::Lost { check, .. } | Self::Regained { check } => WATCHED[WINDOW].contains(check),
            _ => true,
        }
    }
}

/// How a watched thing is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Fine,
    /// What is wrong, and the check that says so.
    Wrong(&'static str, Finding),
    /// The clock says so, and Azure hasn't yet.
    Over,
}

/// What one look brought.
#[derive(Clone, Debug, Default)]
struct Sight {
    /// None for what isn't known, and for what has no meaning at the moment.
    states: [Option<State>; WATCHED.len()],
    /// Until when the window is open.
    until: Option<Timestamp>,
    /// Whether a request is being carried out, which takes the place of the window.
    is_under_way: bool,
    at: Option<Timestamp>,
    /// Whether the time is Azure's, and not that of the reader's machine.
    is_azures_time: bool,
    /// Why something isn't known.
    gap: Option<Unavailable>,
}

impl Sight {
    fn of(snapshot: &Snapshot) -> Self {
        let facts = Facts::new(snapshot);
        let diagnosis = diagnose(checks::EVALUATORS, snapshot, Some(Goal::Connect));
        let now = facts.now().ok().map(|it| &it.value);
        let gaps = || WATCHED.iter().flat_map(|it| it.iter());
        let gaps = || gaps().filter_map(|it| unknown(&diagnosis, it));
        Self {
            states: WATCHED.map(|it| state(&diagnosis, it)),
            until: open_until(&facts),
            is_under_way: gaps().any(|it| it.reason == Reason::RequestUnderWay),
            at: now.map(|it| it.utc),
            is_azures_time: now.is_some_and(|it| it.from_arm),
            // A request that is being carried out is no gap: it is looked at again.
            gap: gaps()
                .find(|it| it.reason != Reason::RequestUnderWay)
                .cloned(),
        }
    }
}

fn state(diagnosis: &Diagnosis, checks: &[&'static str]) -> Option<State> {
    let mut is_known = false;
    for check in checks {
        match &diagnosis.outcome(check)?.verdict {
            Verdict::Pass { .. } => is_known = true,
            Verdict::Fail(finding) => return Some(State::Wrong(check, finding.clone())),
            // Without an address, nothing is asked of one.
            Verdict::NotApplicable => {}
            Verdict::CannotTell(_) => return None,
        }
    }
    is_known.then_some(State::Fine)
}

fn unknown<'a>(diagnosis: &'a Diagnosis, check: &str) -> Option<&'a Unavailable> {
    match &diagnosis.outcome(check)?.verdict {
        Verdict::CannotTell(why) => Some(why),
        _ => None,
    }
}

/// The last end of the windows that are open on the port for the reader.
fn open_until(facts: &Facts) -> Option<Timestamp> {
    let question = facts.question().ok().map(|it| &it.value)?;
    let port = asked_port(facts).ok()?;
    let windows = windows(facts, &question.vm).ok()?;
    let open = windows
        .iter()
        .filter(|it| it.port == port && it.status == Status::Open && it.is_own(question));
    open.filter_map(|it| it.end).max()
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    states: [Option<State>; WATCHED.len()],
    until: Option<Timestamp>,
    has_warned: bool,
    known_at: Option<Timestamp>,
    gap: Option<Unavailable>,
    /// Looks in a row after which nothing had happened.
    quiet: u32,
    is_blind: bool,
    has_had_azures_time: bool,
}

impl Watch {
    /// Learns from what has been read. The first time, it only learns how things are.
    pub fn look(&mut self, snapshot: &Snapshot) -> Vec<Event> {
        self.learn(Sight::of(snapshot))
    }

    fn learn(&mut self, mut sight: Sight) -> Vec<Event> {
        // The reader's own clock may be hours off: a window that was judged by Azure's
        // time isn't judged by it.
        if sight.is_azures_time {
            self.has_had_azures_time = true;
        } else if self.has_had_azures_time {
            sight.states[WINDOW] = None;
        }
        self.is_blind = sight.states.iter().all(Option::is_none);
        if sight.states[WINDOW].is_some() {
            self.known_at = sight.at;
        }
        self.gap = sight.gap;
        if sight.is_under_way {
            // It takes the place of the window, whose end means nothing any more.
            self.until = None;
        }
        let mut events = Vec::new();
        for (at, state) in sight.states.into_iter().enumerate() {
            let Some(state) = state else { continue };
            if at == WINDOW {
                events.extend(self.learn_of_window(state, sight.until));
            } else {
                // A window takes its rule with it.
                let has_window = self.states[WINDOW] == Some(State::Fine);
                if at == RULE && !has_window {
                    continue;
                }
                let before = self.states[at].replace(state.clone());
                events.extend(event(at, before, state));
            }
        }
        self.quiet = if events.is_empty() { self.quiet + 1 } else { 0 };
        events
    }

    fn learn_of_window(&mut self, state: State, until: Option<Timestamp>) -> Option<Event> {
        let is_fine = state == State::Fine;
        let until = until.filter(|_| is_fine);
        let was_until = mem::replace(&mut self.until, until);
        if until != was_until {
            self.has_warned = false;
        }
        if !is_fine {
            // The rule of the next window is another.
            self.states[RULE] = None;
        }
        let before = self.states[WINDOW].replace(state.clone())?;
        match (before, state) {
            (State::Fine, State::Fine) => match (was_until, until?) {
                (Some(was), until) if was == until => None,
                (Some(_), until) => Some(Event::Moved { until }),
                (None, until) => Some(Event::Opened { until }),
            },
            (_, State::Fine) => Some(Event::Opened { until: until? }),
            // It was told when its time was over.
            (State::Over, _) => None,
            (before, state) => event(WINDOW, Some(before), state),
        }
    }

    /// Whether the clock has something to tell, for which Azure is asked first: the window
    /// may have been renewed since the last look.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.until
            .is_some_and(|it| now >= it || (it - now <= NOTICE && !self.has_warned))
    }

    /// What the clock alone tells. `now` is Azure's time, as far as it is known.
    pub fn tick(&mut self, now: Timestamp) -> Option<Event> {
        let until = self.until.filter(|_| self.is_due(now))?;
        self.has_warned = true;
        if now < until {
            return Some(Event::EndsSoon { until });
        }
        self.until = None;
        self.states[WINDOW] = Some(State::Over);
        self.states[RULE] = None;
        self.quiet = 0;
        Some(Event::Over { at: until })
    }

    /// How long to wait until the next look.
    pub fn wait(&self) -> Duration {
        let longest = if self.is_blind {
            LONGEST_BLIND
        } else {
            LONGEST
        };
        let wait = SHORTEST * 1.5_f64.powi(self.quiet.min(16).cast_signed());
        wait.min(longest)
    }

    /// Until when the window is open, as far as is known.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Whether a window is open for the reader; none where it isn't known.
    pub fn is_open(&self) -> Option<bool> {
        self.states[WINDOW].as_ref().map(|it| *it == State::Fine)
    }

    /// When it was last known, by Azure's clock.
    pub fn known_at(&self) -> Option<Timestamp> {
        self.known_at
    }

    /// Why the last look didn't tell all.
    pub fn gap(&self) -> Option<&Unavailable> {
        self.gap.as_ref()
    }
}

/// What it means that one of the watched things is so, and was otherwise.
fn event(at: usize, before: Option<State>, now: State) -> Option<Event> {
    match (before?, now) {
        (State::Wrong(was, before), State::Wrong(check, finding))
            if (was, before.case) == (check, finding.case) =>
        {
            None
        }
        (_, State::Wrong(check, finding)) => Some(Event::Lost { check, finding }),
        (State::Wrong(..), State::Fine) => Some(Event::Regained {
            check: WATCHED[at].last()?,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;
    use crate::engine::fail;

    const NOW: Timestamp = datetime!(2026-11-29 10:00 UTC);

    fn after(minutes: i64) -> Timestamp {
        NOW + Duration::minutes(minutes)
    }

    fn sight(states: [Option<State>; 3], until: Option<i64>) -> Sight {
        Sight {
            states,
            until: until.map(after),
            at: Some(NOW),
            is_azures_time: true,
            ..Sight::default()
        }
    }

    fn open(until: i64) -> Sight {
        sight([FINE, FINE, FINE], Some(until))
    }

    const FINE: Option<State> = Some(State::Fine);

    fn wrong(case: &'static str) -> State {
        let check = match case {
            "not_configured" => "policy.exists",
            "other_address" => "request.source",
            "missing" => "network.rule",
            "stopped" | "starting" | "stopping" => "vm.running",
            _ => "request.open",
        };
        State::Wrong(check, fail(case))
    }

    fn names(events: &[Event]) -> Vec<&'static str> {
        events
            .iter()
            .map(|it| match it {
                Event::Lost { finding, .. } => finding.case,
                other => other.name(),
            })
            .collect()
    }

    #[test]
    fn the_first_look_only_learns() {
        let closed = sight([Some(wrong("none")), None, Some(wrong("stopped"))], None);
        for first in [open(60), closed] {
            assert_eq!(Watch::default().learn(first), []);
        }
    }

    #[test]
    fn each_change_is_one_event() {
        let without = |case, rule| sight([Some(wrong(case)), rule, FINE], None);
        for (first, next, expected) in [
            (open(60), open(60), &[][..]),
            (open(60), open(90), &["moved"]),
            (without("none", None), open(60), &["opened"]),
            // Somebody else's window is none of the reader's, before and after.
            (without("other_address", None), open(60), &["opened"]),
            (open(60), without("other_address", None), &["other_address"]),
            (open(60), without("revoked", None), &["revoked"]),
            (
                open(60),
                without("not_configured", None),
                &["not_configured"],
            ),
            // The rule that went with its window is no event of its own.
            (
                open(60),
                without("replaced", Some(wrong("missing"))),
                &["replaced"],
            ),
            (
                open(60),
                sight([FINE, Some(wrong("missing")), FINE], Some(60)),
                &["missing"],
            ),
            (
                open(60),
                sight([FINE, FINE, Some(wrong("stopped"))], Some(60)),
                &["stopped"],
            ),
            (
                sight(
                    [FINE, Some(wrong("missing")), Some(wrong("stopping"))],
                    Some(60),
                ),
                sight([FINE, FINE, Some(wrong("stopped"))], Some(60)),
                &["regained", "stopped"],
            ),
            (open(60), sight([None, None, None], None), &[]),
        ] {
            let mut watch = Watch::default();
            watch.learn(first);
            assert_eq!(names(&watch.learn(next.clone())), expected, "{next:?}");
            assert_eq!(names(&watch.learn(next)), [""; 0]);
        }
    }

    #[test]
    fn the_clock_warns_once_and_tells_the_end_once() {
        let mut watch = Watch::default();
        watch.learn(open(60));
        assert!(!watch.is_due(after(49)));
        assert_eq!(watch.tick(after(49)), None);
        assert!(watch.is_due(after(50)));
        assert_eq!(
            watch.tick(after(50)),
            Some(Event::EndsSoon { until: after(60) })
        );
        assert!(!watch.is_due(after(51)));
        assert_eq!(watch.tick(after(51)), None);
        // Before the end is told, Azure is asked, and the window has been renewed.
        assert!(watch.is_due(after(60)));
        watch.learn(open(90));
        assert_eq!(watch.tick(after(60)), None);
        assert_eq!(watch.tick(after(79)), None);
        assert_eq!(
            watch.tick(after(81)),
            Some(Event::EndsSoon { until: after(90) })
        );
        assert_eq!(watch.tick(after(90)), Some(Event::Over { at: after(90) }));
        assert_eq!(watch.tick(after(91)), None);
        // Azure says it, too, and that isn't news; the next window is.
        let expired = sight([Some(wrong("expired")), None, FINE], None);
        assert_eq!(watch.learn(expired), []);
        assert_eq!(names(&watch.learn(open(200))), ["opened"]);
    }

    #[test]
    fn a_request_that_is_being_carried_out_takes_the_place_of_the_window() {
        let mut watch = Watch::default();
        watch.learn(open(5));
        let under_way = Sight {
            is_under_way: true,
            ..sight([None, None, FINE], None)
        };
        assert_eq!(watch.learn(under_way), []);
        assert_eq!(watch.tick(after(6)), None);
        assert_eq!(names(&watch.learn(open(180))), ["opened"]);
    }

    #[test]
    fn a_clock_that_is_not_azures_ends_no_window() {
        let mut watch = Watch::default();
        watch.learn(open(60));
        let by_own_clock = Sight {
            is_azures_time: false,
            ..sight([Some(wrong("expired")), None, FINE], None)
        };
        assert_eq!(watch.learn(by_own_clock), []);
        assert_eq!(watch.is_open(), Some(true));
    }

    #[test]
    fn looks_get_rarer() {
        let mut watch = Watch::default();
        let mut last = Duration::ZERO;
        for _ in 0..40 {
            watch.learn(open(600));
            let wait = watch.wait();
            assert!(wait >= last && wait <= LONGEST, "{wait}");
            last = wait;
        }
        assert_eq!(last, LONGEST);
        let stopped = sight([FINE, FINE, Some(wrong("stopped"))], Some(600));
        watch.learn(stopped);
        assert_eq!(watch.wait(), SHORTEST);
        let mut blind = Watch::default();
        for _ in 0..40 {
            blind.learn(Sight::default());
        }
        assert_eq!(blind.wait(), LONGEST_BLIND);
        assert_eq!(blind.known_at(), None);
    }

    fn any_state(cases: &'static [&'static str]) -> impl Strategy<Value = State> {
        let wrong = prop::sample::select(cases).prop_map(wrong);
        prop_oneof![Just(State::Fine), wrong]
    }

    fn any_states() -> impl Strategy<Value = [State; 3]> {
        [
            any_state(&["none", "revoked", "other_address", "not_configured"]).boxed(),
            any_state(&["missing"]).boxed(),
            any_state(&["stopped", "starting"]).boxed(),
        ]
    }

    proptest! {
        /// Whatever can't be read meanwhile, each event says how things are at that look,
        /// and in the end as much is known as if all had been read.
        #[test]
        fn what_is_unknown_makes_no_event(
            looks in prop::collection::vec((any_states(), any::<[bool; 3]>()), 1..20),
        ) {
            let (mut whole, mut partial) = (Watch::default(), Watch::default());
            let last = looks.len() - 1;
            for (at, (states, is_known)) in looks.into_iter().enumerate() {
                let states = states.map(Some);
                let mut known = states.clone();
                for (state, is_known) in known.iter_mut().zip(is_known) {
                    if !is_known && at != last {
                        *state = None;
                    }
                }
                whole.learn(sight(states.clone(), Some(60)));
                for event in partial.learn(sight(known, Some(60))) {
                    let is_so = match &event {
                        Event::Opened { .. } => states[WINDOW] == FINE,
                        Event::Lost { check, finding } => {
                            states.contains(&Some(State::Wrong(check, finding.clone())))
                        }
                        Event::Regained { check } => {
                            let at = WATCHED.iter().position(|it| it.contains(check)).unwrap();
                            states[at] == FINE
                        }
                        _ => false,
                    };
                    prop_assert!(is_so, "{event:?} of {states:?}");
                }
            }
            prop_assert_eq!(whole.states, partial.states);
        }
    }
}
