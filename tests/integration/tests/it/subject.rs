//! A check about somebody else says of them what their own check says, or that it cannot
//! tell.

use azure_sim::Simulation;
use diagnosis::{
    engine::{Diagnosis, Verdict},
    question::{Goal, Question, Subject, SubjectKind},
    side_by_side::{Difference, Side, first_difference, permissions_of},
};
use integration_tests::{Case, block_on, opened};

use crate::texts::catalog;

/// The estates whose people have different roles, and of whom nobody's sign-in is amiss.
const ESTATES: [&str; 8] = [
    "healthy",
    "healthy-enable",
    "window-open",
    "person-denied",
    "person-eligible",
    "network-other-group",
    "for-user-denied",
    "for-user-conditional",
];

fn asking(estate: &str, person: &str, whom: Option<(&str, Option<&str>)>) -> Case {
    let mut simulation = opened(estate);
    let ask = &mut simulation.estate.ask;
    person.clone_into(&mut ask.person);
    ask.whom = whom.map(|(id, _)| id.to_owned());
    ask.kind = whom.and_then(|(_, kind)| kind).map(str::to_owned);
    Case::of(simulation)
}

fn people(simulation: &Simulation) -> Vec<(String, String)> {
    let people = simulation.estate.people.iter();
    people
        .map(|(key, it)| (key.clone(), it.oid.clone()))
        .collect()
}

/// What the permission checks say, as far as they can tell.
fn said(diagnosis: &Diagnosis) -> Vec<(&'static str, &'static str)> {
    let of_person = |id: &str| id.starts_with("access.") && id != "access.eligible";
    let outcomes = diagnosis.in_goal().filter(|it| of_person(it.check.id));
    outcomes
        .map(|it| (it.check.id, it.verdict.name()))
        .collect()
}

#[test]
fn nobodys_own_check_is_contradicted() {
    let mut judged = 0;
    for estate in ESTATES {
        for (person, oid) in people(&opened(estate)) {
            let own = said(&asking(estate, &person, None).diagnosis());
            for kind in [None, Some("user")] {
                let by_owner = asking(estate, "owner", Some((&oid, kind))).diagnosis();
                let others = said(&by_owner);
                for ((check, own), (_, other)) in own.iter().zip(&others) {
                    let is_told = *other != "cannot-tell" && *own != "cannot-tell";
                    judged += usize::from(is_told);
                    let agrees = !is_told || own == other;
                    assert!(
                        agrees,
                        "{estate}: {person} {kind:?}: {check}: {own}, {other}"
                    );
                }
            }
        }
    }
    assert!(1000 < judged, "too few were told: {judged}");
}

#[test]
fn a_user_without_a_role_lacks_it_and_an_id_of_unknown_kind_may_not() {
    let outsider = &opened("healthy").estate.people["outsider"].oid.clone();
    let verdict = |id: &str, kind| {
        let diagnosis = asking("healthy", "owner", Some((id, kind))).diagnosis();
        diagnosis.outcome("access.initiate").unwrap().verdict.name()
    };
    assert_eq!(verdict(outsider, Some("user")), "fail");
    assert_eq!(verdict(outsider, None), "cannot-tell");
    let group = &opened("healthy").estate.groups["shop-operators"]
        .oid
        .clone();
    // What Azure says counts for more than what the reader says.
    for kind in [None, Some("user"), Some("group")] {
        let by_owner = asking("for-group", "owner", Some((group, kind)));
        let diagnosis = by_owner.diagnosis();
        let outcome = diagnosis.outcome("access.initiate").unwrap();
        let Verdict::CannotTell(why) = &outcome.verdict else {
            panic!("{kind:?}: {:?}", outcome.verdict);
        };
        assert_eq!(why.reason.key(), "groups_of_group", "{kind:?}");
        let reads = diagnosis.outcome("access.read_vm").unwrap();
        assert_eq!(reads.verdict.name(), "pass", "{kind:?}");
    }
}

#[test]
fn assignments_on_many_pages_are_all_read() {
    let simulation = opened("healthy");
    for person in ["requester", "group-member", "reader"] {
        let oid = simulation.estate.people[person].oid.clone();
        let judged = |page_size| {
            let mut simulation = simulation.clone();
            simulation.estate.settings.page_size = page_size;
            simulation.estate.ask.person = "owner".to_owned();
            simulation.estate.ask.whom = Some(oid.clone());
            said(&Case::of(simulation).diagnosis())
        };
        assert_eq!(judged(1), judged(100), "{person}");
    }
}

#[test]
fn what_lighthouse_delegates_is_in_no_list() {
    let owner = opened("delegated-reader").estate.people["owner"]
        .oid
        .clone();
    let person = opened("delegated-reader").estate.ask.person.clone();
    for estate in ["delegated-reader", "delegated-contributor"] {
        let diagnosis = asking(estate, &person, Some((&owner, Some("user")))).diagnosis();
        let failed = said(&diagnosis).into_iter().find(|it| it.1 == "fail");
        assert_eq!(failed, None, "{estate}");
    }
}

#[test]
fn the_first_action_that_differs_is_named_with_its_scope() {
    let simulation = opened("healthy");
    let oid = |person: &str| simulation.estate.people[person].oid.clone();
    let compared = |one: Option<&str>, other: &str| -> Option<Difference> {
        let case = Case::of(simulation.clone());
        let subject = |it: &str| Subject::parse(&oid(it), Some(SubjectKind::User));
        let (one, other) = (one.and_then(subject), subject(other));
        let context = case.context.clone();
        block_on(&case.clock, async move {
            let one = permissions_of(&context, one).await;
            let other = permissions_of(&context, other).await;
            first_difference(&one, &other)
        })
    };
    let found = compared(None, "reader").unwrap();
    assert_eq!((found.check, found.lacks), ("access.initiate", Side::Other));
    assert!(found.action.ends_with("/initiate/action"), "{found:?}");
    assert!(found.scope.ends_with("/rg-shop-prod"), "{found:?}");
    let found = compared(Some("no-policy-read"), "owner").unwrap();
    assert_eq!(
        (found.check, found.lacks),
        ("access.read_policy", Side::One)
    );
    assert_eq!(compared(None, "owner"), None);
}

#[test]
fn the_card_says_whose_permissions_they_are() {
    for language in text::Language::ALL {
        let case = Case::open("for-user");
        let snapshot = case.snapshot();
        let question: &Question = &case.context.question;
        assert_eq!(question.goal, Some(Goal::Request));
        let worded = checklist::checklist(
            &case.diagnosis(),
            question,
            &snapshot,
            &catalog(language),
            checklist::Times::UTC,
        );
        let id = &question.about.as_ref().unwrap().id;
        let first = worded.card.beside.first().unwrap();
        assert!(first.contains(id.as_str()), "{first}");
        let message = worded.card.message.unwrap();
        assert!(message.contains(id.as_str()), "{message}");
    }
}
