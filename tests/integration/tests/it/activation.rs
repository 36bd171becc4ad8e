//! Activating a role against the simulator: what comes of it, and what is refused.

use actions::{
    WriteErrorKind,
    activate::{
        ActivationDraft, ActivationOutcome, ActivationRequest, EligibleRole, activate, broken_rule,
    },
};
use azure_sim::{Failure, Fault};
use diagnosis::{engine::Verdict, facts::Facts};
use integration_tests::{Case, block_on, opened};
use serde_json::json;

const ID: &str = "12345678-1234-4234-8234-123456789abc";

/// The role that the diagnosis names.
fn role(case: &Case) -> Option<EligibleRole> {
    let snapshot = case.snapshot();
    let diagnosis = case.diagnosis();
    let finding = diagnosis
        .outcome("access.eligible")?
        .failed()?
        .finding
        .clone();
    EligibleRole::of(&finding, &Facts::new(&snapshot))
}

fn activated(case: &Case, hours: &str) -> (ActivationOutcome, Vec<String>) {
    let (context, role) = (case.context.clone(), role(case).unwrap());
    let draft = ActivationDraft {
        justification: "Patch day".to_owned(),
        hours: hours.to_owned(),
    };
    block_on(&case.clock, async move {
        let request = ActivationRequest {
            role,
            activation: draft.check().unwrap(),
            principal: context.claims.clone().unwrap().object_id.unwrap(),
            id: ID.to_owned(),
        };
        let mut seen = Vec::new();
        let on_status = |it: &str| seen.push(it.to_owned());
        let ended = activate(&context.arm, &*context.clock, &request, on_status).await;
        (ended, seen)
    })
}

#[test]
fn an_active_role_takes_the_obstacle_away() {
    let case = Case::open("person-eligible");
    let (outcome, seen) = activated(&case, "1");
    assert_eq!(outcome, ActivationOutcome::Active);
    assert_eq!(seen, ["PendingProvisioning"]);
    // A new run: the first one remembers what it has read.
    let diagnosis = Case::of(case.simulation.borrow().clone()).diagnosis();
    let is_passed =
        |id: &str| matches!(diagnosis.outcome(id).unwrap().verdict, Verdict::Pass { .. });
    assert!(is_passed("access.initiate") && is_passed("access.eligible"));
}

#[test]
fn who_must_wait_for_approval_is_told_at_once() {
    let (outcome, _) = activated(&Case::open("person-eligible-approval"), "1");
    assert_eq!(outcome, ActivationOutcome::Approval);
}

#[test]
fn what_azure_gives_up_is_told_in_its_words() {
    let mut simulation = opened("person-eligible");
    let eligible = simulation.estate.eligibilities.get_mut("eligible").unwrap();
    eligible.activation.fails = true;
    let (outcome, _) = activated(&Case::of(simulation), "1");
    assert_eq!(outcome, ActivationOutcome::Ended("Failed".to_owned()));
}

#[test]
fn a_rule_that_is_broken_is_named_and_nothing_changes() {
    let case = Case::open("person-eligible");
    let (outcome, _) = activated(&case, "9");
    let ActivationOutcome::Refused(refused) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(refused.why, WriteErrorKind::Invalid);
    assert_eq!(broken_rule(&refused), Some("expiration"));
    assert_eq!(activated(&case, "8").0, ActivationOutcome::Active);
}

/// Azure's refusal.
fn refusal(status: u16, code: &str) -> Failure {
    Failure::Answer {
        status,
        content_type: None,
        body: json!({"error": {"code": code, "message": "Azure's words."}}),
        headers: [].into(),
    }
}

fn fault(method: &str, after: u32, times: Option<u32>, does: Failure) -> Fault {
    Fault {
        path: "*/roleAssignmentScheduleRequests/*".to_owned(),
        method: Some(method.to_owned()),
        after,
        times,
        does,
    }
}

#[test]
fn an_answer_that_got_lost_is_looked_for() {
    let case = Case::open("person-eligible");
    let cut = fault("PUT", 0, Some(1), Failure::Dropped);
    case.simulation.borrow_mut().add_fault(cut);
    assert_eq!(activated(&case, "1").0, ActivationOutcome::Active);
}

#[test]
fn a_request_that_never_arrived_is_no_success() {
    let case = Case::open("person-eligible");
    let answer = refusal(503, "ServiceUnavailable");
    case.simulation
        .borrow_mut()
        .add_fault(fault("PUT", 0, None, answer));
    let (outcome, _) = activated(&case, "1");
    assert_eq!(outcome.name(), "refused");
}

#[test]
fn a_request_that_cannot_be_read_still_ends_with_the_permission() {
    let case = Case::open("person-eligible");
    let answer = refusal(403, "AuthorizationFailed");
    case.simulation
        .borrow_mut()
        .add_fault(fault("GET", 0, None, answer));
    assert_eq!(activated(&case, "1").0, ActivationOutcome::Active);
}

#[test]
fn nobody_activates_a_role_of_somebody_else() {
    assert_eq!(role(&Case::open("for-user-eligible")), None);
}

#[test]
fn a_role_that_is_active_already_and_does_not_show_is_told_as_that() {
    let case = Case::open("person-eligible");
    let answer = refusal(400, "RoleAssignmentExists");
    let refused = fault("PUT", 0, None, answer);
    case.simulation.borrow_mut().add_fault(refused);
    let (outcome, _) = activated(&case, "1");
    let code = "RoleAssignmentExists".to_owned();
    assert_eq!(outcome, ActivationOutcome::Unsettled(code));
}

#[test]
fn a_request_that_waits_already_is_told_as_that() {
    let case = Case::open("person-eligible");
    let pending = refusal(400, "PendingRoleAssignmentRequest");
    case.simulation
        .borrow_mut()
        .add_fault(fault("PUT", 0, None, pending));
    assert_eq!(activated(&case, "1").0, ActivationOutcome::Pending);
}
