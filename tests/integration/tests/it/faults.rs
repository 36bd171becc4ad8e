//! **A fault never flips a verdict.** Whatever subset of ARM's answers goes
//! wrong, and however, each verdict is the fault-free one or *cannot tell*.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use azure_sim::{Failure, Fault, Simulation, fault_classes};
use diagnosis::{checks, engine::Verdict};
use integration_tests::{Case, opened};
use proptest::prelude::*;

/// Parts of the addresses that the probes ask for; a fault hits one of them.
const PATHS: &[&str] = &[
    "*",
    "/tenants*",
    "/subscriptions?*",
    "/subscriptions/*",
    "*/providers/microsoft.security?*",
    "*/pricings/*",
    "*/microsoft.compute/virtualmachines?*",
    "*/microsoft.compute/virtualmachines/*",
    "*/microsoft.classiccompute/*",
    "*/networkinterfaces/*",
    "*/subnets/*",
    "*/virtualnetworks/*",
    "*/routetables/*",
    "*/azurefirewalls*",
    "*/networksecuritygroups*",
    "*/publicipaddresses/*",
    "*/loadbalancers/*",
    "/batch*",
    "*/effectivenetworksecuritygroups*",
    "*/operationresults/*",
    "*/listnetworkmanagereffectivesecurityadminrules*",
    "*/assessments/*",
    "*/jitnetworkaccesspolicies*",
    "*/permissions*",
    "*/denyassignments*",
    "*/roleassignments*",
    "*/roleeligibilityscheduleinstances*",
    "*/roledefinitions*",
    "*/locks*",
    "*/eventtypes/*",
    "*resourcegroups*",
];

/// The verdict of each check, a failure with its case.
fn verdicts(simulation: Simulation) -> HashMap<&'static str, String> {
    verdicts_of(&Case::of(simulation))
}

pub(crate) fn verdicts_of(case: &Case) -> HashMap<&'static str, String> {
    case.diagnosis()
        .outcomes
        .into_iter()
        .map(|it| {
            let name = match &it.verdict {
                Verdict::Fail(finding) => format!("fail {}", finding.case),
                other => other.name().to_owned(),
            };
            (it.check.id, name)
        })
        .collect()
}

thread_local! {
    static FAULT_FREE: RefCell<HashMap<&'static str, HashMap<&'static str, String>>> = RefCell::default();
}

pub(crate) fn fault_free(name: &'static str) -> HashMap<&'static str, String> {
    FAULT_FREE.with_borrow_mut(|known| {
        known
            .entry(name)
            .or_insert_with(|| verdicts(opened(name)))
            .clone()
    })
}

/// Estates whose faults are the point have no fault-free twin, and the one
/// with thousands of VMs says nothing that others do not.
pub(crate) fn is_comparable(name: &str) -> bool {
    let simulation = opened(name);
    simulation.estate.faults.is_empty()
        && simulation.estate.generate.is_empty()
        && simulation.store.len() < 1000
}

fn check_faults(name: &'static str, faults: &[Fault]) -> Result<(), TestCaseError> {
    let mut simulation = opened(name);
    for fault in faults {
        simulation.add_fault(fault.clone());
    }
    let without = fault_free(name);
    let with = verdicts(simulation);
    // ARM refusing every request for want of a good token, or of one of the right
    // directory, is no fault of the wire: these two checks are there to tell it.
    let all_refused = faults
        .iter()
        .any(|it| matches!(&*it.path, "*" | "/subscriptions/*"));
    for check in checks::ALL {
        let (before, after) = (&without[check.id], &with[check.id]);
        let told = all_refused
            && after.starts_with("fail")
            && (check.id == "session.token"
                || ["fail other_tenant", "fail other_directory"].contains(&after.as_str()));
        prop_assert!(
            after == "cannot-tell" || after == before || told,
            "{}: {} became {} in {} under {:?}",
            check.id,
            before,
            after,
            name,
            faults
        );
    }
    Ok(())
}

fn names() -> Vec<&'static str> {
    azure_sim::names().filter(|it| is_comparable(it)).collect()
}

/// Whatever every request is answered with, a token that is not good stays that.
#[test]
fn no_answer_to_everything_makes_a_bad_token_good() {
    let bad = names().into_iter().filter(|it| {
        let token = &fault_free(it)["session.token"];
        token.starts_with("fail")
    });
    let bad: Vec<&str> = bad.collect();
    assert!(bad.len() > 3, "{bad:?}");
    for name in bad {
        for fault in every_fault(&["*"]) {
            check_faults(name, &[fault]).unwrap();
        }
    }
}

/// A few faults, each of some class on one of the paths.
pub(crate) fn random_faults(paths: &'static [&'static str]) -> impl Strategy<Value = Vec<Fault>> {
    let fault = (
        prop::sample::select(paths),
        prop::sample::select(fault_classes()),
        0_u32..3,
        prop::option::of(1_u32..8),
    );
    let fault = fault.prop_map(|(path, fault, after, times)| Fault {
        path: path.to_owned(),
        after,
        times,
        ..fault
    });
    prop::collection::vec(fault, 1..4)
}

/// Every class of fault on every path.
pub(crate) fn every_fault(paths: &'static [&'static str]) -> impl Iterator<Item = Fault> {
    let on_paths = move |fault: Fault| {
        paths.iter().map(move |path| Fault {
            path: (*path).to_owned(),
            ..fault.clone()
        })
    };
    fault_classes().into_iter().flat_map(on_paths)
}

/// For each path the first estate in which a request is about it, when each is
/// looked at as `run` does.
pub(crate) fn asked_in(
    paths: &'static [&'static str],
    estates: impl IntoIterator<Item = &'static str>,
    run: impl Fn(&Case),
) -> BTreeMap<&'static str, &'static str> {
    let mut left: BTreeSet<_> = paths.iter().copied().collect();
    let mut asked = BTreeMap::new();
    for name in estates {
        if left.is_empty() {
            break;
        }
        let mut simulation = opened(name);
        for path in &left {
            simulation.add_fault(Fault {
                path: (*path).to_owned(),
                method: None,
                // So that it counts and never hits.
                after: u32::MAX,
                times: None,
                does: Failure::Garbled,
            });
        }
        let case = Case::of(simulation);
        run(&case);
        let simulation = case.simulation.borrow();
        let unmet: BTreeSet<&str> = simulation.unmet_faults().map(|it| &*it.path).collect();
        let (still, met) = left.into_iter().partition(|it| unmet.contains(it));
        left = still;
        asked.extend(BTreeSet::into_iter(met).map(|path| (path, name)));
    }
    assert_eq!(left, BTreeSet::new(), "no request is about these");
    asked
}

/// A fault of an estate that is about no request shows nothing. A diagnosis
/// reads only; those of writes are for the tests of acts.
#[test]
fn each_fault_of_an_estate_meets_a_request() {
    let mut unmet = Vec::new();
    for name in azure_sim::names() {
        let case = Case::open(name);
        case.snapshot();
        let simulation = case.simulation.borrow();
        let reads = simulation
            .unmet_faults()
            .filter(|it| it.method.as_deref() != Some("PUT"))
            // The history is asked for on demand: `changes.rs` meets its refusal.
            .filter(|it| !it.path.contains("ResourceGraph"));
        unmet.extend(reads.map(|it| (name, it.path.clone())));
    }
    assert_eq!(unmet, []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn random_faults_flip_no_verdict(
        name in prop::sample::select(names()),
        faults in random_faults(PATHS),
    ) {
        check_faults(name, &faults)?;
    }
}

/// Every class on every path in an estate that asks for it: what chance may
/// leave out.
#[test]
fn each_class_on_each_path_flips_no_verdict() {
    let estates = std::iter::once("window-open").chain(names());
    let asked = asked_in(PATHS, estates, |case| drop(case.snapshot()));
    for fault in every_fault(PATHS) {
        check_faults(asked[&*fault.path], &[fault]).unwrap();
    }
}

/// The lists that a run reads; each can come with items missing, as if it had no
/// more.
const LISTS: &[&str] = &[
    "/tenants*",
    "/subscriptions?*",
    "*/microsoft.compute/virtualmachines?*",
    "*/microsoft.classiccompute/*",
    "*/azurefirewalls*",
    "*/networksecuritygroups?*",
    "*/effectivenetworksecuritygroups*",
    "*/operationresults/*",
    "*/listnetworkmanagereffectivesecurityadminrules*",
    "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/providers/microsoft.security/jitnetworkaccesspolicies*",
    "*/resourcegroups/*/providers/microsoft.security/jitnetworkaccesspolicies*",
    "*/permissions*",
    "*/denyassignments*",
    "*/roleassignments*",
    "*/roleeligibilityscheduleinstances*",
    "*/locks*",
    "*/eventtypes/*",
];

/// The checks that may fail for what one list lacks, for nothing else tells it:
/// their heads say so. Each with the list, and the case that may be wrong.
const WITHOUT_SECOND_WITNESS: &[(&str, &str, &str)] = &[
    ("access.read_vm", "permissions", "missing_action"),
    ("access.read_policy", "permissions", "missing_action"),
    ("access.initiate", "permissions", "missing_action"),
    ("access.configure", "permissions", "missing_action"),
    ("access.eligible", "permissions", "sign_in_again"),
    // Of somebody else, whose permissions follow from their assignments.
    ("access.read_vm", "roleassignments", "missing_action"),
    ("access.read_network", "roleassignments", "missing_action"),
    ("access.read_policy", "roleassignments", "missing_action"),
    ("access.initiate", "roleassignments", "missing_action"),
    ("access.configure", "roleassignments", "missing_action"),
    // The VM is classic, so its permissions stand below the classic provider.
    ("access.read_vm", "classiccompute", "missing_action"),
    ("vm.guard", "azurefirewalls", "no_nsg_no_firewall"),
    ("vm.exists", "virtualmachines?", "not_found"),
    (
        "policy.exists",
        "jitnetworkaccesspolicies",
        "not_configured",
    ),
];

/// What is missing can hide a failure, and makes none: a check that fails for
/// what a list lacks has a second answer that says the same.
#[test]
fn a_short_list_makes_no_failure() {
    for (path, keep) in LISTS.iter().flat_map(|path| [(path, 0), (path, 1)]) {
        for name in names() {
            let mut simulation = opened(name);
            simulation.add_fault(on(path, Failure::Short { keep }));
            let (before, after) = (fault_free(name), verdicts(simulation));
            for check in checks::ALL {
                let (before, after) = (&before[check.id], &after[check.id]);
                let has_no_witness = |(id, list, case): &(&str, &str, &str)| {
                    *id == check.id && path.contains(list) && after.ends_with(case)
                };
                assert!(
                    after == before
                        || !after.starts_with("fail")
                        || WITHOUT_SECOND_WITNESS.iter().any(has_no_witness),
                    "{}: {before} became {after} in {name} with {keep} of {path}",
                    check.id,
                );
            }
        }
    }
}

/// A 401 or a 403 that comes and goes: some requests are answered and others
/// refused, by turns, with and without a challenge.
#[test]
fn refusals_that_come_and_go_flip_no_verdict() {
    let refusals = || {
        fault_classes().into_iter().filter(|it| {
            matches!(
                it.does,
                Failure::Answer {
                    status: 401 | 403,
                    ..
                }
            )
        })
    };
    for name in [
        "healthy",
        "healthy-enable",
        "window-open",
        "person-reader",
        "not-configured",
    ] {
        for refusal in refusals() {
            for turns in [&[0][..], &[1, 3, 5], &[2, 3, 7, 8], &[0, 4, 6, 9, 12]] {
                let at = |after: &u32| Fault {
                    after: *after,
                    times: Some(1),
                    ..refusal.clone()
                };
                let faults: Vec<Fault> = turns.iter().map(at).collect();
                check_faults(name, &faults).unwrap();
            }
        }
    }
}

/// An answer that lags behind: parts of what is asked are answered as they were
/// when JIT was not yet set up, when no window was open, and so on. What is stale
/// is wrong for itself; it must not make a failure that neither state shows.
#[test]
fn a_stale_copy_makes_no_failure_that_was_never_there() {
    let mut made = BTreeSet::new();
    for (now, then) in [
        ("healthy", "not-configured"),
        ("window-open", "healthy"),
        ("healthy", "policy-updating"),
        ("healthy", "provider-registering"),
        ("healthy", "plan-off"),
    ] {
        let (is, was) = (fault_free(now), fault_free(then));
        for path in PATHS {
            let stale = stale::verdicts(now, then, path);
            for check in checks::ALL {
                let (is, was, says) = (&is[check.id], &was[check.id], &stale[check.id]);
                if says != is && says != was && says.starts_with("fail") {
                    made.insert((check.id, says.clone(), *path));
                }
            }
        }
    }
    let known = STALE_WITHOUT_WITNESS.iter();
    let known = known.map(|(id, says, path)| (*id, (*says).to_owned(), *path));
    assert_eq!(made, known.collect());
}

/// Where two answers are of two moments and no third says which is the later.
const STALE_WITHOUT_WITNESS: &[(&str, &str, &str)] = &[
    ("network.rule", "fail missing", "*/networksecuritygroups*"),
    ("network.rule", "fail missing", "*resourcegroups*"),
];

mod stale {
    //! Some requests answered by another estate, as a replica that lags behind.

    use std::{collections::HashMap, rc::Rc};

    use azure::arm::{Request, Response, Transport, TransportError};
    use azure_sim::path_meets;
    use futures::{FutureExt, future::LocalBoxFuture};
    use integration_tests::{Case, opened};

    struct Replicas {
        current: Rc<dyn Transport>,
        behind: Rc<dyn Transport>,
        path: &'static str,
    }

    impl Transport for Replicas {
        fn send(
            &self,
            request: Request,
        ) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
            let rest = request.url.split_once("://").map_or("", |(_, rest)| rest);
            let at = rest.find('/').unwrap_or_default();
            if path_meets(self.path, &rest[at..]) {
                self.behind.send(request).boxed_local()
            } else {
                self.current.send(request).boxed_local()
            }
        }
    }

    pub(super) fn verdicts(
        now: &str,
        then: &str,
        path: &'static str,
    ) -> HashMap<&'static str, String> {
        let behind = Case::open(then).transport();
        let case = Case::through(opened(now), |current| {
            Rc::new(Replicas {
                current,
                behind,
                path,
            })
        });
        super::verdicts_of(&case)
    }
}

fn on(path: &str, does: Failure) -> Fault {
    Fault {
        path: path.to_owned(),
        method: None,
        after: 0,
        times: None,
        does,
    }
}
