use std::collections::HashSet;

use azure::answer::{Reason, Unavailable};
use proptest::prelude::*;

use super::{
    ALL, Answers, Given, NOT_FOR_PEOPLE, Question, Rank, about, offered_beside, question, walk,
    with_answers,
};
use crate::{
    checks,
    engine::{Lead, Verdict, conclude, fail, pass},
    question::Goal,
};

const GOALS: [Option<Goal>; 4] = [
    None,
    Some(Goal::Enable),
    Some(Goal::Request),
    Some(Goal::Connect),
];

/// The cases that no question offers, and why nobody is asked for them.
const NOT_OFFERED: [(&str, &str); 13] = [
    // Only a token shows them.
    ("session.token", "expired"),
    ("session.token", "wrong_audience"),
    ("session.token", "wrong_tenant"),
    ("session.token", "malformed"),
    ("session.token", "session_ended"),
    // A person who sees the portal has chosen a directory by name.
    ("subscription.visible", "other_directory"),
    ("subscription.visible", "unnamed_directory"),
    // The portal shows what is missing, not which of the rights it takes.
    ("access.read_network", "missing_action"),
    ("access.read_policy", "missing_action"),
    // A person counts no thousand rules; the refusal of a request tells of it.
    ("change.room", "group_full"),
    // An assignment that would refuse shows only in a refusal.
    ("change.policy", "denied"),
    // What is missing there is the rule of JIT, which is asked about before.
    ("network.subnet", "no_allow"),
    ("network.nic", "no_allow"),
];

/// A question needs more facts than a person can look up in one place.
const CLOSED: (&str, &str) = ("network.address", "closed_without_group");

fn fails(answer: &super::Answer) -> impl Iterator<Item = (&'static str, &'static str)> {
    answer.fails.iter().copied()
}

#[test]
fn every_check_is_asked_about_or_is_not_for_people() {
    for check in checks::ALL {
        let is_asked = ALL.iter().any(|it| it.settles(check.id));
        assert_ne!(is_asked, NOT_FOR_PEOPLE.contains(&check.id), "{}", check.id);
    }
}

#[test]
fn every_case_is_offered_or_told_why_not() {
    let offered: HashSet<_> = ALL
        .iter()
        .flat_map(|it| it.answers)
        .flat_map(fails)
        .collect();
    let left_out: HashSet<_> = NOT_OFFERED.into_iter().chain([CLOSED]).collect();
    let mut known = HashSet::new();
    for check in checks::ALL
        .iter()
        .filter(|it| !NOT_FOR_PEOPLE.contains(&it.id))
    {
        for case in check.cases {
            let case = (check.id, case.name);
            known.insert(case);
            assert_ne!(
                offered.contains(&case),
                left_out.contains(&case),
                "{case:?}"
            );
        }
    }
    for case in offered.union(&left_out) {
        assert!(known.contains(case), "{case:?} is no case");
    }
}

#[test]
fn names_are_given_once_and_every_question_can_be_answered_well() {
    let mut names = HashSet::new();
    for question in ALL {
        assert!(
            names.insert(question.name),
            "{} stands twice",
            question.name
        );
        let answers: HashSet<_> = question.answers.iter().map(|it| it.name).collect();
        assert_eq!(answers.len(), question.answers.len(), "{}", question.name);
        for given in [Given::NotSeen, Given::Skipped] {
            assert!(!answers.contains(given.name()), "{}", question.name);
        }
        assert!(question.answers.iter().any(|it| !it.fails.is_empty()));
        for id in question.checks() {
            assert!(checks::ALL.iter().any(|it| it.id == id), "{id}");
        }
    }
}

/// Whether a check means nothing before another has passed.
fn waits_for(id: &str, other: &str) -> bool {
    let check = checks::ALL.iter().find(|it| it.id == id).unwrap();
    check
        .depends_on
        .iter()
        .any(|it| *it == other || waits_for(it, other))
}

#[test]
fn no_answer_contradicts_itself() {
    for answer in ALL.iter().flat_map(|it| it.answers) {
        for (failed, _) in fails(answer) {
            for held in answer.holds {
                assert_ne!(*held, failed, "{}", answer.name);
                assert!(!waits_for(held, failed), "{}: {held} {failed}", answer.name);
            }
        }
    }
}

/// Answers as they come: those that are named, and else that all is as it should be.
fn gone(goal: Option<Goal>, seen: &[(&str, &str)]) -> super::Walk {
    let mut answers = Answers::default();
    loop {
        let walk = walk(goal, &answers);
        let Some(next) = walk.next else { return walk };
        let offered = walk.offered(next);
        let name = seen.iter().find(|(it, _)| *it == next.name);
        let name = name.map_or(offered[0].name, |(_, it)| it);
        let given = Given::of(next, name).unwrap();
        assert!(
            offered.iter().any(|it| given == Given::Seen(it.name)),
            "{name} is not offered at {}",
            next.name
        );
        answers.give(next, given);
    }
}

/// A goal, what is seen where it is not the first answer, and the cause.
type Way = (
    Goal,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

/// The ways in which just-in-time access usually does not work, and the one more that
/// the training unit ends with.
const WAYS: &[Way] = &[
    (
        Goal::Enable,
        &[("jit_page", "enable_offered")],
        "plan.servers",
        "off",
    ),
    (
        Goal::Enable,
        &[("jit_page", "nowhere"), ("plan", "plan1")],
        "plan.tier",
        "plan1",
    ),
    (
        Goal::Request,
        &[("jit_page", "not_configured")],
        "policy.exists",
        "not_configured",
    ),
    (
        Goal::Enable,
        &[
            ("jit_page", "unsupported_classic"),
            ("vm_page", "not_found"),
        ],
        "vm.deployment",
        "classic",
    ),
    (
        Goal::Enable,
        &[("jit_page", "unsupported_group")],
        "vm.guard",
        "no_nsg_no_firewall",
    ),
    (
        Goal::Request,
        &[("role", "reader")],
        "access.initiate",
        "missing_action",
    ),
    (
        Goal::Request,
        &[("policy_port", "missing")],
        "policy.port",
        "port_missing",
    ),
    (
        Goal::Connect,
        &[("window", "expired")],
        "request.open",
        "expired",
    ),
    (
        Goal::Connect,
        &[("window_source", "other")],
        "request.source",
        "other_address",
    ),
    (
        Goal::Connect,
        &[("power", "deallocated")],
        "vm.running",
        "deallocated",
    ),
    (
        Goal::Connect,
        &[("rules", "nic_denies")],
        "network.nic",
        "denied_by",
    ),
    (
        Goal::Connect,
        &[("address", "none")],
        "network.address",
        "no_public_address",
    ),
];

#[test]
fn the_common_ways_end_at_their_cause_after_at_most_nine_questions() {
    for (goal, seen, check, case) in WAYS {
        let walk = gone(Some(*goal), seen);
        let names: Vec<_> = walk.asked.iter().map(|(it, _)| it.name).collect();
        let Lead::Cause(cause) = walk.diagnosis.lead() else {
            panic!("{check}: {:?}", walk.diagnosis.lead());
        };
        assert_eq!((cause.check.id, cause.finding.case), (*check, *case));
        assert!(names.len() <= 9, "{check}: {names:?}");
    }
}

#[test]
fn who_wants_to_turn_jit_on_is_ready_once_nothing_common_is_left() {
    let walk = gone(Some(Goal::Enable), &[("jit_page", "not_configured")]);
    assert!(matches!(walk.diagnosis.lead(), Lead::Ready(_)));
}

#[test]
fn what_an_answer_settles_is_not_asked_again() {
    for goal in GOALS {
        let walk = gone(goal, &[]);
        let asked = |name: &str| walk.asked.iter().any(|(it, _)| it.name == name);
        // The just-in-time page has shown what they would ask for.
        for name in ["plan", "provider", "cloud", "jit_of_vm"] {
            assert!(!asked(name), "{name}");
        }
        assert_eq!(walk.rare_at_most(), 0);
    }
}

#[test]
fn a_changed_answer_keeps_the_rest() {
    let mut answers = Answers::default();
    let give = |answers: &mut Answers, name, given| {
        let question = question(name).unwrap();
        answers.give(question, Given::of(question, given).unwrap());
    };
    for (name, given) in [
        ("vm_page", "opens"),
        ("jit_page", "nowhere"),
        ("subscription_state", "active"),
        ("plan", "plan1"),
    ] {
        give(&mut answers, name, given);
    }
    let cause = |answers: &Answers| {
        let walk = walk(Some(Goal::Request), answers);
        let cause = walk.diagnosis.root_cause().map(|it| it.check.id);
        (cause, walk.asked.len())
    };
    assert_eq!(cause(&answers), (Some("plan.tier"), 4));
    // The question about the plan is not asked any more, and its answer says nothing.
    give(&mut answers, "jit_page", "configured");
    assert_eq!(cause(&answers), (None, 3));
    give(&mut answers, "jit_page", "nowhere");
    assert_eq!(cause(&answers), (Some("plan.tier"), 4));
    assert_eq!(Answers::read(&answers.to_string()), answers);
}

#[test]
fn what_was_written_by_another_version_is_passed_over() {
    let read = Answers::read("vm_page=opens&gone=x&jit_page=never&plan&=&power=not-seen");
    assert_eq!(read.to_string(), "vm_page=opens&power=not-seen");
}

#[test]
fn a_row_asks_what_can_fail_it() {
    assert_eq!(about("plan.servers").unwrap().name, "plan");
    assert_eq!(about("policy.exists").unwrap().name, "jit_of_vm");
    assert_eq!(about("vm.running").unwrap().name, "power");
    assert_eq!(about("session.mfa"), None);
}

fn given() -> impl Strategy<Value = Answers> {
    prop::collection::vec((0..ALL.len(), 0_usize..12), 0..ALL.len()).prop_map(|all| {
        let mut answers = Answers::default();
        for (at, answer) in all {
            let question: &'static Question = &ALL[at];
            let given = match question.answers.get(answer) {
                Some(it) => Given::Seen(it.name),
                None if answer % 2 == 0 => Given::NotSeen,
                None => Given::Skipped,
            };
            answers.give(question, given);
        }
        answers
    })
}

/// A diagnosis as Azure could have given it.
fn by_azure() -> impl Strategy<Value = Vec<Verdict>> {
    let reasons = [
        Reason::Forbidden,
        Reason::TimedOut,
        Reason::Pending,
        Reason::NoVm,
    ];
    let each = checks::ALL.iter().map(|check| {
        let cases = check.cases;
        (0_usize..4, 0..cases.len().max(1), 0..reasons.len())
            .prop_map(move |(kind, case, reason)| match kind {
                0 => pass(),
                1 => cases.get(case).map_or_else(pass, |it| fail(it.name).into()),
                2 => Verdict::NotApplicable,
                _ => Verdict::CannotTell(Unavailable::new(reasons[reason])),
            })
            .boxed()
    });
    each.collect::<Vec<_>>()
}

proptest! {
    /// The promise of mixed answers: Azure is never overruled.
    #[test]
    fn no_answer_changes_a_verdict_of_azures(
        verdicts in by_azure(),
        answers in given(),
        goal in 0..GOALS.len(),
    ) {
        let before = conclude(checks::ALL, GOALS[goal], |check| {
            let at = checks::ALL.iter().position(|it| it.id == check.id)?;
            verdicts.get(at).cloned()
        });
        let after = with_answers(&before, &answers);
        prop_assert_eq!(after.outcomes.len(), before.outcomes.len());
        for (before, after) in before.outcomes.iter().zip(&after.outcomes) {
            prop_assert_eq!(before.number, after.number);
            if before.takes_answer() {
                prop_assert_eq!(after.is_by_hand, before.verdict != after.verdict);
            } else {
                prop_assert_eq!(&before.verdict, &after.verdict);
                prop_assert!(!after.is_by_hand);
            }
        }
        // And once answered, nothing more changes.
        let again = with_answers(&after, &answers);
        for (once, twice) in after.outcomes.iter().zip(&again.outcomes) {
            prop_assert_eq!(&once.verdict, &twice.verdict);
        }
    }

    /// Whatever is answered, the walk ends, asks nothing twice, asks nothing that is
    /// settled, and keeps to what it said of its length.
    #[test]
    fn every_walk_is_as_short_as_it_says(picks in prop::collection::vec(0_usize..12, 40), goal in 0..GOALS.len()) {
        let mut answers = Answers::default();
        let mut most = None;
        for pick in picks {
            let walk = walk(GOALS[goal], &answers);
            let Some(next) = walk.next else {
                return Ok(());
            };
            prop_assert_eq!(answers.get(next), None);
            let offered = walk.offered(next);
            prop_assert!(offered.iter().any(|it| !it.fails.is_empty()));
            let left = walk.at_most() + walk.rare_at_most();
            prop_assert!(0 < left);
            prop_assert!(most.is_none_or(|most| left < most), "{:?} {}", most, left);
            most = Some(left);
            let given = offered.get(pick).map_or(Given::NotSeen, |it| Given::Seen(it.name));
            if next.rank == Rank::Rare {
                prop_assert!(!matches!(walk.diagnosis.lead(), Lead::Cause(_)));
            }
            answers.give(next, given);
        }
        prop_assert!(false, "the walk does not end");
    }

    #[test]
    fn a_row_offers_only_what_azure_left_open(verdicts in by_azure(), at in 0..ALL.len()) {
        let diagnosis = conclude(checks::ALL, Some(Goal::Connect), |check| {
            let at = checks::ALL.iter().position(|it| it.id == check.id)?;
            verdicts.get(at).cloned()
        });
        for answer in offered_beside(&diagnosis, &ALL[at]) {
            let checks = answer.holds.iter().chain(answer.fails.iter().map(|(id, _)| id));
            let mut open = checks.filter(|id| diagnosis.outcome(id).unwrap().takes_answer());
            prop_assert!(open.next().is_some(), "{}", answer.name);
        }
    }
}
