//! What an answer begins with. One order decides, from what stops the reader down
//! to nothing at all, so that a card can never say less than its rows.
//!
//! Nothing leads before it is certain to lead in the end: a reader who has begun to act
//! on an answer must not find another one in its place. Only a sign-in that ends in the
//! middle of a run still takes the lead, for that is news, not a fact on its way.

use azure::answer::Unavailable;

use super::{Area, Check, Diagnosis, Failed, Obstacle, Outcome, Severity, Verdict};
use crate::{args, question::Goal};

/// The check that says whether the guarded port stands open to everybody.
const EXPOSURE: &str = "network.exposure";

/// The checks whose remark is what a reader with nothing in the way needs to know.
const ANSWERS: [&str; 1] = ["network.firewall_entry"];

/// The case that somebody who wants to turn JIT on begins with.
const START: (&str, &str) = ("policy.exists", "not_configured");

/// What leads, in the order of the variants: the first that there is.
#[derive(Clone, Copy, Debug)]
pub enum Lead<'a> {
    /// What keeps the reader from the goal.
    Cause(Failed<'a>),
    /// JIT is not turned on yet, and nothing keeps the reader from doing so, which is
    /// what they want.
    Ready(Failed<'a>),
    /// Facts are on their way that may change what leads.
    Running,
    /// The port that JIT guards stands open to everybody, whatever the goal.
    Exposure(Failed<'a>),
    /// Nothing stops the reader, but something is wrong.
    Warning(Failed<'a>),
    /// Nothing failed, and what could not be checked may hide a failure.
    Unknown,
    /// Nothing is in the way, and one thing must be known to reach the goal.
    Answer(Failed<'a>),
    Clear,
}

/// The checks of the goal that could not run.
#[derive(Clone, Copy, Debug)]
pub struct Doubts<'a> {
    pub unknown: usize,
    /// Whether they are more than those that could, all for one reason: this then says
    /// more than any of them.
    pub are_most: bool,
    /// The one that matters most: no consequence, one that may stop the reader, and close
    /// to the goal.
    pub first: Option<(&'a Outcome, &'a Unavailable)>,
}

impl Doubts<'_> {
    /// What stands in the way of the one that matters most.
    pub fn obstacle(&self) -> Obstacle {
        self.first
            .map_or(Obstacle::Mixed, |(_, why)| Obstacle::of(why))
    }
}

impl Diagnosis {
    /// What the answer begins with.
    pub fn lead(&self) -> Lead<'_> {
        let of = |severity| {
            let is_so = move |it: &&Outcome| it.severity() == Some(severity);
            self.in_goal().filter(is_so).filter_map(Outcome::failed)
        };
        let stops = || of(Severity::Blocker);
        if let Some(cause) = stops().find(|it| !self.is_start(it)) {
            return if self.is_settled(&cause) {
                Lead::Cause(cause)
            } else {
                Lead::Running
            };
        }
        if self.lacks_words || self.in_goal().any(|it| it.is_open) {
            return Lead::Running;
        }
        // Nothing but the start is left of what stops the reader.
        if let Some(start) = stops().next() {
            return Lead::Ready(start);
        }
        if let Some(exposure) = self.exposure() {
            return Lead::Exposure(exposure);
        }
        if let Some(warning) = of(Severity::Warning).next() {
            return Lead::Warning(warning);
        }
        if self.doubts().unknown > 0 {
            return Lead::Unknown;
        }
        let answers = |it: &Failed| ANSWERS.contains(&it.check.id);
        match self.in_goal().filter_map(Outcome::failed).find(answers) {
            Some(answer) => Lead::Answer(answer),
            None => Lead::Clear,
        }
    }

    /// The port that JIT guards stands open to everybody.
    pub fn exposure(&self) -> Option<Failed<'_>> {
        self.outcome(EXPOSURE)?.failed()
    }

    /// What could not be checked, beside whatever leads.
    pub fn doubts(&self) -> Doubts<'_> {
        let unknown: Vec<(&Outcome, &Unavailable)> = self
            .in_goal()
            .filter(|it| !it.is_pending())
            .filter_map(|it| match &it.verdict {
                Verdict::CannotTell(why) => Some((it, why)),
                _ => None,
            })
            .collect();
        let told = |it: &&Outcome| matches!(it.verdict, Verdict::Pass { .. } | Verdict::Fail(_));
        // What the goal itself takes tells more than what comes long before it.
        let is_at_goal = |it: &Check| match self.goal {
            Some(Goal::Connect) => it.area == Area::Connection,
            Some(Goal::Request | Goal::Enable) => it.area == Area::Access || it.id == START.0,
            None => true,
        };
        // Then what is of the VM or its policy, and not of the subscription.
        let is_of_vm = |it: &Check| match self.goal {
            Some(Goal::Connect) => it.id.starts_with("vm."),
            _ => it.id.starts_with("policy."),
        };
        let weight = |(it, _): &&(&Outcome, _)| {
            let check = it.check;
            let is_far = (!is_at_goal(check), !is_of_vm(check));
            (it.blocked_by.is_some(), !check.can_stop(), is_far)
        };
        let mut doubts = Doubts {
            unknown: unknown.len(),
            are_most: unknown.len() > self.in_goal().filter(told).count(),
            first: unknown.iter().min_by_key(weight).copied(),
        };
        let shared = doubts.obstacle();
        doubts.are_most &= unknown.iter().all(|(_, it)| Obstacle::of(it) == shared);
        doubts
    }

    /// Whether no fact that is on its way can change that this cause leads, or what is
    /// said of it. What comes after it in the causal order cannot outrank it, and before
    /// it only what may stop the reader.
    fn is_settled(&self, cause: &Failed) -> bool {
        // Its message asks for everything that is not allowed.
        let asks_for_all = cause.finding.args.get(args::ACTION).is_some();
        let mut is_before = true;
        let mut may_change = self.in_goal().filter(|it| {
            let is_cause = it.check.id == cause.check.id;
            is_before &= !is_cause;
            // A role that could be activated is told with what is not allowed.
            let is_told_with = cause.check.area == Area::Access && it.check.area == Area::Access;
            is_cause || asks_for_all || is_told_with || is_before && it.check.can_stop()
        });
        !self.lacks_words && !may_change.any(|it| it.is_open)
    }

    pub(crate) fn is_start(&self, failed: &Failed) -> bool {
        self.goal == Some(Goal::Enable) && (failed.check.id, failed.finding.case) == START
    }
}

#[cfg(test)]
mod tests {
    use azure::answer::{Reason, Unavailable};

    use super::{ANSWERS, EXPOSURE, Lead, Obstacle, START};
    use crate::{
        checks,
        engine::{Check, Diagnosis, Verdict, conclude, fail, pass},
        question::Goal,
    };

    /// All checks pass but those named, which fail by the case, or stay unknown for
    /// the reason.
    fn of(cases: &[(&str, &'static str)], unknown: &[(&str, Reason)]) -> Diagnosis {
        conclude(checks::ALL, Some(Goal::Connect), |check: &'static Check| {
            let case = cases.iter().find(|(id, _)| *id == check.id);
            let why = unknown.iter().find(|(id, _)| *id == check.id);
            Some(match (case, why) {
                (Some((_, case)), _) => Verdict::Fail(fail(case)),
                (_, Some((_, why))) => Verdict::CannotTell(Unavailable::new(*why)),
                _ => pass(),
            })
        })
    }

    const CAUSE: (&str, &str) = ("request.open", "none");
    const OPEN: (&str, &str) = ("network.exposure", "always_open");
    const WARNING: (&str, &str) = ("network.return_path", "forced_through_appliance");
    const ANSWER: (&str, &str) = ("network.firewall_entry", "use_mapped_port");
    const UNKNOWN: (&str, Reason) = ("guest.agent", Reason::Forbidden);

    #[test]
    fn one_order_decides_what_leads() {
        let all = [CAUSE, OPEN, WARNING, ANSWER];
        let names =
            |cases: &[(&str, &'static str)], unknown: &[(&str, Reason)]| match of(cases, unknown)
                .lead()
            {
                Lead::Cause(it) | Lead::Exposure(it) | Lead::Warning(it) | Lead::Answer(it) => {
                    it.check.id
                }
                Lead::Ready(_) => "ready",
                Lead::Running => "running",
                Lead::Unknown => "unknown",
                Lead::Clear => "clear",
            };
        assert_eq!(names(&all, &[UNKNOWN]), "request.open");
        let pending = |check| [(check, Reason::Pending)];
        assert_eq!(names(&all[1..], &pending("vm.exists")), "running");
        assert_eq!(names(&all[1..], &[UNKNOWN]), "network.exposure");
        assert_eq!(names(&all[2..], &[UNKNOWN]), "network.return_path");
        assert_eq!(names(&all[3..], &[UNKNOWN]), "unknown");
        assert_eq!(names(&all[3..], &[]), "network.firewall_entry");
        assert_eq!(names(&[], &[]), "clear");
    }

    #[test]
    fn a_cause_leads_once_nothing_on_its_way_can_outrank_it() {
        let leads = |(check, case), pending| {
            let diagnosis = of(&[(check, case)], &[(pending, Reason::Pending)]);
            match diagnosis.lead() {
                Lead::Cause(it) => it.check.id == check,
                Lead::Running => false,
                other => panic!("{other:?}"),
            }
        };
        for (cause, pending, expected) in [
            // What comes before it may stop the reader, what comes after it may not matter.
            (CAUSE, "vm.exists", false),
            (CAUSE, "network.nic", true),
            (CAUSE, "network.exposure", true),
            // It has no case that stops anybody.
            (CAUSE, "policy.members", true),
            (("network.address", "ipv6_only"), "network.nic", false),
            // A role that could be activated is told with it.
            (("change.lock", "read_only"), "access.eligible", false),
        ] {
            assert_eq!(leads(cause, pending), expected, "{cause:?} {pending}");
        }
    }

    #[test]
    fn an_open_port_leads_whatever_the_goal() {
        let diagnosis = conclude(checks::ALL, Some(Goal::Enable), |check| {
            Some(match check.id {
                EXPOSURE => Verdict::Fail(fail("always_open")),
                _ => pass(),
            })
        });
        assert!(matches!(diagnosis.lead(), Lead::Exposure(_)));
    }

    #[test]
    fn who_turns_jit_on_is_ready_unless_something_else_stops_them() {
        let of = |goal, cases: &[(&str, &'static str)]| {
            let diagnosis = conclude(checks::ALL, Some(goal), |check| {
                let case = cases.iter().find(|(id, _)| *id == check.id);
                Some(case.map_or_else(pass, |(_, case)| Verdict::Fail(fail(case))))
            });
            match diagnosis.lead() {
                Lead::Ready(it) => ("ready", it.check.id),
                Lead::Cause(it) => ("cause", it.check.id),
                other => panic!("{other:?}"),
            }
        };
        let lacks = ("access.configure", "missing_action");
        assert_eq!(of(Goal::Enable, &[START]), ("ready", "policy.exists"));
        assert_eq!(
            of(Goal::Enable, &[START, lacks]),
            ("cause", "access.configure")
        );
        assert_eq!(of(Goal::Request, &[START]), ("cause", "policy.exists"));
    }

    #[test]
    fn the_doubt_that_matters_most_is_named_first() {
        let first = |unknown: &[(&str, Reason)]| {
            let diagnosis = of(&[], unknown);
            let doubts = diagnosis.doubts();
            let id = doubts.first.map(|(it, _)| it.check.id);
            (id, doubts.obstacle(), doubts.are_most)
        };
        let agent = ("guest.agent", Reason::Forbidden);
        let kind = ("vm.kind", Reason::TimedOut);
        assert_eq!(
            first(&[agent]),
            (Some("guest.agent"), Obstacle::Permission, false)
        );
        // The agent stops nobody, and the way to the VM is close to connecting to it.
        assert_eq!(
            first(&[agent, kind]),
            (Some("vm.kind"), Obstacle::NoAnswer, false)
        );
        let subnet = ("network.subnet", Reason::Forbidden);
        assert_eq!(
            first(&[agent, kind, subnet]),
            (Some("network.subnet"), Obstacle::Permission, false)
        );
        let all = |reason: fn(usize) -> Reason| -> Vec<_> {
            let all = checks::ALL.iter().enumerate();
            all.map(|(at, it)| (it.id, reason(at))).collect()
        };
        let (_, obstacle, are_most) = first(&all(|_| Reason::ServerError));
        assert_eq!((obstacle, are_most), (Obstacle::NoAnswer, true));
        // Where the reasons differ, none says more than a check of its own.
        let (_, _, are_most) = first(&all(|at| match at {
            0 => Reason::ServerError,
            _ => Reason::Forbidden,
        }));
        assert!(!are_most);
    }

    #[test]
    fn the_checks_named_here_exist() {
        for id in ANSWERS.iter().chain([&EXPOSURE]) {
            assert!(checks::ALL.iter().any(|it| it.id == *id), "{id}");
        }
    }
}
