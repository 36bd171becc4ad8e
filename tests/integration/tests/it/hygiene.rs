//! What is untidy about a subscription's policies: every kind is found with what mends
//! it, and **no fault makes a finding of nothing, nor hides one for good**.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use actions::edit::ChangeKind;
use azure::{answer::Reason, resource_id::ResourceId};
use azure_sim::Fault;
use integration_tests::{Case, opened};
use inventory::hygiene::{
    About, Certainty, Finding, FindingKind, Fix, Gap, Hygiene, Limits, Verdict,
};
use proptest::prelude::*;
use serde_json::json;

use crate::{
    faults::{asked_in, every_fault, random_faults},
    inventory::{PATHS, read_whole},
};

pub(crate) fn found(case: &Case) -> Hygiene {
    Hygiene::of(&read_whole(case), Limits::default())
}

/// What a finding is about, without the long part of its ids, and what mends it.
fn told(finding: &Finding) -> String {
    let about = match &finding.about {
        About::Entry { policy, vm, ports } => {
            format!("{} {} {ports:?}", policy.name(), vm.name())
        }
        About::Vm { vm, policies } => {
            let policies: Vec<&str> = policies.iter().map(ResourceId::name).collect();
            format!("{} {policies:?}", vm.name())
        }
        About::Rule { group, vm, .. } => {
            format!("{} {}", group.name(), vm.as_deref().unwrap_or("?"))
        }
        About::Opening {
            vm,
            port,
            rule,
            group,
        } => format!("{} {port} {rule} {group}", vm.name()),
    };
    let fix = match &finding.fix {
        Fix::Ready(edit) => format!("{} {}", edit.change.kind().name(), edit.policy.name()),
        Fix::Asks(kind) => format!("{}?", kind.name()),
        Fix::Elsewhere => "elsewhere".to_owned(),
    };
    format!("{about}: {fix}")
}

#[test]
fn every_kind_is_found_with_what_mends_it() {
    let hygiene = found(&Case::open("subscription-untidy"));
    let of = |kind| -> Vec<String> { hygiene.of_kind(kind).map(told).collect() };
    assert_eq!(
        of(FindingKind::StaleMember),
        [
            "batch vm-batch-01 []: drop_gone batch",
            "batch vm-batch-02 []: drop_gone batch",
            "default vm-web-09 []: drop_gone default",
        ]
    );
    assert_eq!(
        of(FindingKind::SeveralPolicies),
        [r#"vm-web-02 ["default", "vm-web-02"]: drop vm-web-02"#]
    );
    assert_eq!(
        of(FindingKind::LeftoverRule),
        ["nsg-db vm-db-09: elsewhere", "nsg-db ?: elsewhere"]
    );
    assert_eq!(
        of(FindingKind::OpenToAll),
        ["vm-web-02 22 AllowSshInbound nsg-web: elsewhere"]
    );
    assert_eq!(
        of(FindingKind::AnySource),
        [
            "default vm-web-01 [3389, 5985, 5986]: replace_source?",
            "default vm-web-02 [22]: replace_source?",
            "default vm-web-09 [3389]: replace_source?",
        ]
    );
    assert_eq!(
        of(FindingKind::LongTime),
        ["default vm-web-02 [22]: at_most default"]
    );
    assert_eq!(
        of(FindingKind::UnusedPort),
        ["default vm-web-01 [22, 5985, 5986]: remove_ports default"]
    );
    for kind in FindingKind::ALL {
        let count = hygiene.of_kind(kind).count();
        let verdict = hygiene.verdict(kind);
        if kind == FindingKind::UnusedPort {
            // The policy of its own has no request that would tell.
            assert!(matches!(verdict, Verdict::AtLeast(1, _)), "{verdict:?}");
        } else {
            assert_eq!(verdict, Verdict::Found(count), "{kind:?}");
        }
    }
}

#[test]
fn how_sure_a_finding_is_is_told() {
    let hygiene = found(&Case::open("subscription-untidy"));
    for finding in hygiene.findings() {
        let expected = match (&finding.kind, &finding.about) {
            (FindingKind::UnusedPort, _) => Certainty::Partly(Gap::History),
            (_, About::Rule { vm: None, .. }) => Certainty::Partly(Gap::Address),
            _ => Certainty::Exact,
        };
        assert_eq!(finding.certainty, expected, "{finding:?}");
    }
}

#[test]
fn a_tidy_subscription_is_clean() {
    let hygiene = found(&Case::open("healthy"));
    for kind in [
        FindingKind::StaleMember,
        FindingKind::SeveralPolicies,
        FindingKind::LeftoverRule,
        FindingKind::OpenToAll,
        FindingKind::LongTime,
    ] {
        assert_eq!(hygiene.verdict(kind), Verdict::Clean, "{kind:?}");
    }
}

#[test]
fn a_policy_that_is_not_covered_is_not_taken_for_spare() {
    let mut simulation = opened("subscription-untidy");
    let id = simulation
        .store
        .iter()
        .find(|it| it.id.ends_with("jitNetworkAccessPolicies/vm-web-02"))
        .unwrap()
        .id
        .clone();
    let body = &mut simulation.store.get_mut(&id).unwrap().body;
    body["properties"]["virtualMachines"][0]["ports"][0]["maxRequestAccessDuration"] =
        json!("PT13H");
    let hygiene = found(&Case::of(simulation));
    // Neither allows all that the other does.
    let all: Vec<&Finding> = hygiene.of_kind(FindingKind::SeveralPolicies).collect();
    assert_eq!((all.len(), &all[0].fix), (1, &Fix::Elsewhere));
}

#[test]
fn what_cannot_be_read_is_never_clean() {
    let mut simulation = opened("subscription-untidy");
    simulation.estate.ask.person = "no-policy-read".to_owned();
    let hygiene = found(&Case::of(simulation));
    for kind in FindingKind::ALL {
        let verdict = hygiene.verdict(kind);
        let is_told =
            matches!(&verdict, Verdict::CannotTell(why) if why.reason == Reason::Forbidden);
        assert!(is_told, "{kind:?}: {verdict:?}");
    }
}

#[test]
fn nothing_is_told_of_rows_that_are_not_judged() {
    let hygiene = Hygiene::of(&::inventory::Inventory::default(), Limits::default());
    assert!(hygiene.findings().is_empty());
    for kind in FindingKind::ALL {
        let verdict = hygiene.verdict(kind);
        let is_told = matches!(&verdict, Verdict::CannotTell(why) if why.reason == Reason::Pending);
        assert!(is_told, "{kind:?}: {verdict:?}");
    }
}

#[test]
fn a_fix_that_asks_names_a_form() {
    let hygiene = found(&Case::open("subscription-untidy"));
    for finding in hygiene.findings() {
        if let Fix::Asks(kind) = finding.fix {
            assert!(ChangeKind::ALL.contains(&kind));
        }
    }
}

thread_local! {
    static FAULT_FREE: RefCell<HashMap<&'static str, Rc<Hygiene>>> = RefCell::default();
}

fn fault_free(name: &'static str) -> Rc<Hygiene> {
    FAULT_FREE.with_borrow_mut(|known| {
        let hygiene = known
            .entry(name)
            .or_insert_with(|| Rc::new(found(&Case::open(name))));
        hygiene.clone()
    })
}

/// What a finding says, as far as a fault must not change it: of a VM in several policies
/// some may not have been read, and then nothing is proposed.
fn core(finding: &Finding) -> (FindingKind, String) {
    let what = match &finding.about {
        About::Vm { vm, .. } => vm.to_string(),
        about => format!("{about:?} {:?}", finding.fix),
    };
    (finding.kind, what)
}

fn check_faults(name: &'static str, faults: &[Fault]) -> Result<(), TestCaseError> {
    let mut simulation = opened(name);
    for fault in faults {
        simulation.add_fault(fault.clone());
    }
    let (without, with) = (fault_free(name), found(&Case::of(simulation)));
    let known: BTreeMap<_, _> = without.findings().iter().map(|it| (core(it), it)).collect();
    for finding in with.findings() {
        let before = known.get(&core(finding));
        prop_assert!(
            before.is_some(),
            "{finding:?} is of a fault in {name}: {faults:?}"
        );
        let is_no_surer = finding.certainty != Certainty::Exact
            || before.is_some_and(|it| it.certainty == Certainty::Exact);
        prop_assert!(is_no_surer, "{finding:?} got surer by {faults:?}");
        if let (Fix::Ready(_), Some(before)) = (&finding.fix, before) {
            prop_assert_eq!(&finding.fix, &before.fix);
        }
    }
    for kind in FindingKind::ALL {
        let (all, seen) = (without.of_kind(kind).count(), with.of_kind(kind).count());
        match with.verdict(kind) {
            Verdict::Clean | Verdict::Found(_) => prop_assert!(
                seen == all,
                "{kind:?}: {seen} and no more, and there are {all} in {name}: {faults:?}"
            ),
            Verdict::AtLeast(..) | Verdict::CannotTell(_) => {}
        }
    }
    Ok(())
}

const ESTATES: [&str; 5] = [
    "subscription-untidy",
    "subscription-mixed",
    "policy-several",
    "always-open",
    "person-vm-contributor",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_faults_make_no_finding_wrong(
        name in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
    ) {
        check_faults(name, &faults)?;
    }
}

#[test]
fn each_class_on_each_list_makes_no_finding_wrong() {
    let asked = asked_in(PATHS, ESTATES, |case| drop(read_whole(case)));
    for fault in every_fault(PATHS) {
        check_faults(asked[&*fault.path], &[fault]).unwrap();
    }
}
