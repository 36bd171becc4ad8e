//! What Azure works out in its own time, as a browser gets it: where to ask is
//! hidden or not, and the batch works or does not.

use std::{cell::RefCell, rc::Rc};

use azure::arm::{Answer, ArmError, ArmErrorKind};
use azure_sim::{Failure, Fault, Simulation};
use integration_tests::{Case, block_on, opened};

fn ask(simulation: Simulation) -> (Result<Answer, ArmError>, Rc<RefCell<Simulation>>) {
    let case = Case::of(simulation);
    let arm = case.context.arm.clone();
    let group = case.context.question.vm.resource_group_scope().unwrap();
    let path = format!(
        "{group}/providers/Microsoft.Network/networkInterfaces/nic-web-01/effectiveNetworkSecurityGroups?api-version=2024-05-01"
    );
    let answer = block_on(
        &case.clock,
        async move { arm.post_long_running(&path).await },
    );
    (answer, case.simulation)
}

fn simulation(hide_headers: bool) -> Simulation {
    let mut simulation = opened("window-open");
    simulation.estate.settings.hide_headers = hide_headers;
    simulation
}

fn no_batch(mut simulation: Simulation) -> Simulation {
    simulation.add_fault(Fault {
        path: "/batch*".to_owned(),
        method: None,
        after: 0,
        times: None,
        does: Failure::Empty { status: 404 },
    });
    simulation
}

fn methods(simulation: &Rc<RefCell<Simulation>>) -> Vec<(String, u16)> {
    let simulation = simulation.borrow();
    let log = simulation.log().iter();
    log.map(|it| (it.method.clone(), it.status)).collect()
}

#[test]
fn the_answer_comes_though_the_headers_are_hidden() {
    for hidden in [true, false] {
        let (answer, simulation) = ask(simulation(hidden));
        let answer = answer.unwrap();
        let groups = answer.node().at("value").items().unwrap().len();
        assert_eq!(groups, 2);
        let expected = [("POST", 200), ("GET", 202), ("GET", 200)];
        let expected = expected.map(|(method, status)| (method.to_owned(), status));
        assert_eq!(methods(&simulation), expected);
    }
}

#[test]
fn a_plain_request_stands_in_for_the_batch() {
    let (answer, _) = ask(no_batch(simulation(false)));
    assert!(answer.is_ok());
    // Then nobody tells where to ask, and asking anew brings nothing here.
    let (answer, simulation) = ask(no_batch(simulation(true)));
    assert_eq!(answer.unwrap_err().kind, ArmErrorKind::Unfinished);
    assert_eq!(methods(&simulation).len(), 4);
}

#[test]
fn a_refusal_inside_the_batch_is_a_refusal() {
    let mut simulation = simulation(true);
    simulation.estate.ask.person = "reader".to_owned();
    let (answer, simulation) = ask(simulation);
    let error = answer.unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(error.request.starts_with("POST /subscriptions/"));
    assert_eq!(methods(&simulation).len(), 1);
}

#[test]
fn nothing_is_asked_of_another_host() {
    let mut simulation = simulation(true);
    let part = serde_json::json!({"responses": [{
        "httpStatusCode": 202,
        "headers": {"Location": "https://evil.example/operations/1"},
        "content": null,
    }]});
    simulation.add_fault(Fault {
        path: "/batch*".to_owned(),
        method: None,
        after: 0,
        times: None,
        does: Failure::Answer {
            status: 200,
            content_type: None,
            body: part,
            headers: [].into(),
        },
    });
    let (answer, simulation) = ask(simulation);
    assert_eq!(answer.unwrap_err().kind, ArmErrorKind::ForeignHost);
    assert_eq!(methods(&simulation).len(), 1);
}
