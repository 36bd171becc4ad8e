//! Histories as Azure may write them, whole and with losses.

use azure::{
    resource_id::ResourceId,
    resources::{Change, ChangeKind, Changes, PropertyChange},
    timestamp::{Duration, Timestamp},
    value::Value,
};
use proptest::{prelude::*, sample::subsequence};
use time::macros::datetime;

use super::{mark::cause_of, *};

const NOW: Timestamp = datetime!(2026-11-24 10:00 UTC);
const ALLOW: &str = "MicrosoftDefenderForCloud-JITRule-72283894-6B4F27F3A1664D3F5639D63DE7957782";
const DENY: &str = "MicrosoftDefenderForCloud-JITRule_-1614080692_E0AA8B01CF2A64611FAE4E56DB6A48F2";
const OF_VM: &str = "MDC JIT Network Access rule created by an initiation request for policy 'default' of VM 'vm-web-01'.";

fn id(kind: TargetKind, name: &str) -> ResourceId {
    let kind = match kind {
        TargetKind::Vm => "Microsoft.Compute/virtualMachines",
        TargetKind::Nic => "Microsoft.Network/networkInterfaces",
        _ => "Microsoft.Network/networkSecurityGroups",
    };
    let text = format!(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/{kind}/{name}"
    );
    ResourceId::parse(&text).unwrap()
}

fn scene(check: &'static str, case: &'static str) -> Scene {
    let target = |kind, name| Target {
        kind,
        id: id(kind, name),
    };
    Scene {
        now: NOW,
        targets: vec![
            target(TargetKind::Vm, "vm-web-01"),
            target(TargetKind::Nic, "nic-1"),
            target(TargetKind::Group, "nsg-1"),
        ],
        unread: Vec::new(),
        subnets: Vec::new(),
        cause: Some(cause_of(check, case, NOW - Duration::minutes(30))),
    }
}

fn property(path: &str, before: Option<&str>, after: Option<&str>) -> PropertyChange {
    PropertyChange {
        path: path.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        is_cut: false,
    }
}

/// A rule that came or went, by a key of its own.
fn rule(key: &str, name: &str, is_new: bool) -> Vec<PropertyChange> {
    let fields = [
        ("name", name),
        ("properties.description", OF_VM),
        ("properties.destinationPortRange", "3389"),
        ("properties.access", "Allow"),
    ];
    let of = |(field, value): (&str, &str)| {
        let path = format!("properties.securityRules[{key}].{field}");
        if is_new {
            property(&path, None, Some(value))
        } else {
            property(&path, Some(value), None)
        }
    };
    fields.map(of).into()
}

fn change(minutes: i64, kind: TargetKind, name: &str, properties: Vec<PropertyChange>) -> Change {
    Change {
        id: format!("{name}-{minutes}"),
        target: Some(id(kind, name)),
        kind: ChangeKind::Updated,
        at: Some(NOW - Duration::minutes(minutes)),
        by: Some("megan@contoso.com".to_owned()),
        by_type: Some("User".to_owned()),
        client: Some("Azure Portal".to_owned()),
        correlation_id: Some(format!("{minutes}")),
        count: Some(properties.len()),
        snapshots: (None, None),
        properties: Some(properties),
    }
}

fn of_group(minutes: i64, properties: Vec<PropertyChange>) -> Change {
    change(minutes, TargetKind::Group, "nsg-1", properties)
}

fn read(scene: Scene, rows: Vec<Change>) -> History {
    let is_cut = false;
    history(scene, &Changes { rows, is_cut }, "POST /graph")
}

/// How many minutes ago each marked entry was.
fn marks(history: &History) -> Vec<(i64, Mark)> {
    let marked = history
        .entries
        .iter()
        .filter_map(|it| Some((it.at?, it.mark?.0)));
    marked
        .map(|(at, mark)| ((NOW - at).whole_minutes(), mark))
        .collect()
}

fn missing() -> Scene {
    scene("network.rule", "missing")
}

#[test]
fn the_removal_of_the_windows_rule_explains_that_it_is_missing() {
    for key in ["0", "\"x\"", &format!("'{ALLOW}'")] {
        let rows = vec![
            of_group(28, rule(key, ALLOW, true)),
            of_group(20, rule(key, ALLOW, false)),
            of_group(60, rule(key, ALLOW, false)),
        ];
        assert_eq!(
            marks(&read(missing(), rows)),
            [(20, Mark::Explains)],
            "{key}"
        );
    }
    // It was put back.
    let back = vec![
        of_group(20, rule("0", ALLOW, false)),
        of_group(10, rule("0", ALLOW, true)),
    ];
    assert_eq!(marks(&read(missing(), back)), []);
    // That of another VM, another port, another group, and JIT's rule that denies.
    let mut other_vm = rule("0", ALLOW, false);
    other_vm[1].before = Some(OF_VM.replace("vm-web-01", "vm-web-02"));
    let mut other_port = rule("0", ALLOW, false);
    other_port[2].before = Some("22".to_owned());
    let denies = rule("0", DENY, false);
    for other in [other_vm, other_port, denies] {
        assert_eq!(marks(&read(missing(), vec![of_group(20, other)])), []);
    }
    let mut moved = missing();
    moved.targets[2].id = id(TargetKind::Group, "nsg-2");
    let elsewhere = change(20, TargetKind::Group, "nsg-2", rule("0", ALLOW, false));
    assert_eq!(marks(&read(moved, vec![elsewhere])), []);
}

#[test]
fn what_is_not_told_makes_it_no_more_than_possible() {
    let removed = || of_group(20, rule("0", ALLOW, false));
    let without = |at: usize| {
        let mut change = removed();
        change.properties.as_mut().unwrap().remove(at);
        change
    };
    let counted = Change {
        count: Some(9),
        ..removed()
    };
    let silent = Change {
        properties: None,
        ..of_group(10, Vec::new())
    };
    let undated = Change {
        at: None,
        ..of_group(10, rule("1", "mine", true))
    };
    let early = of_group(33, rule("0", ALLOW, false));
    let link = |minutes, before: &str, after: &str| Change {
        snapshots: (Some(before.to_owned()), Some(after.to_owned())),
        ..of_group(
            minutes,
            rule("0", if minutes == 20 { ALLOW } else { "mine" }, false),
        )
    };
    for (rows, ago) in [
        (vec![without(1)], 20),
        (vec![without(2)], 20),
        (vec![counted], 20),
        (vec![removed(), silent], 20),
        (vec![removed(), undated], 20),
        (vec![early], 33),
        (vec![link(20, "a", "b"), link(10, "c", "d")], 20),
    ] {
        let history = read(missing(), rows);
        assert_eq!(marks(&history), [(ago, Mark::MayExplain)], "{history:?}");
    }
    let whole = read(missing(), vec![link(20, "a", "b"), link(10, "b", "c")]);
    assert_eq!(marks(&whole), [(20, Mark::Explains)]);
    let broken = read(missing(), vec![link(20, "a", "b"), link(10, "c", "d")]);
    assert!(broken.entries[0].follows_gap && !broken.entries[1].follows_gap);
}

/// What one write does happens at once, in whatever order its parts are told.
#[test]
fn a_rule_that_is_written_anew_is_not_gone() {
    let other = ALLOW.replace("72283894", "12283894");
    for (gone, new) in [(ALLOW, other.as_str()), (other.as_str(), ALLOW)] {
        let keyed = |name: &str, is_new| rule(&format!("\"{name}\""), name, is_new);
        for properties in [
            [keyed(gone, false), keyed(new, true)].concat(),
            [keyed(new, true), keyed(gone, false)].concat(),
        ] {
            assert_eq!(marks(&read(missing(), vec![of_group(20, properties)])), []);
        }
    }
}

#[test]
fn what_is_lost_for_all_makes_nothing_sure() {
    let removed = || of_group(20, rule("0", ALLOW, false));
    let cut = Changes {
        rows: vec![removed()],
        is_cut: true,
    };
    let cut = history(missing(), &cut, "POST /graph");
    assert_eq!(marks(&cut), [(20, Mark::MayExplain)]);
    let nameless = Change {
        target: None,
        ..of_group(10, Vec::new())
    };
    let uncounted = Change {
        count: None,
        ..removed()
    };
    for rows in [vec![removed(), nameless], vec![uncounted]] {
        assert_eq!(marks(&read(missing(), rows)), [(20, Mark::MayExplain)]);
    }
}

#[test]
fn only_what_decides_about_a_rule_explains_that_it_denies() {
    let field = |name: &str, before, after| {
        let path = format!("properties.securityRules[\"block\"].properties.{name}");
        property(&path, Some(before), Some(after))
    };
    let denies = || field("access", "Allow", "Deny");
    for (properties, mark) in [
        (vec![field("access", "Deny", "Allow")], None),
        (vec![field("description", "a", "b")], None),
        (vec![field("priority", "9", "1")], Some(Mark::MayExplain)),
        (
            vec![field("sourceAddressPrefixes[0]", "a", "b")],
            Some(Mark::MayExplain),
        ),
        (
            vec![denies(), field("priority", "9", "1")],
            Some(Mark::Explains),
        ),
        (
            vec![field("priority", "9", "1"), denies()],
            Some(Mark::Explains),
        ),
    ] {
        let scene = scene("network.nic", "denied_by");
        let history = read(scene, vec![of_group(5, properties)]);
        assert_eq!(history.entries[0].mark.map(|it| it.0), mark, "{history:?}");
    }
}

#[test]
fn what_was_before_a_new_interface_explains_nothing() {
    let nic = |minutes, properties| change(minutes, TargetKind::Nic, "nic-1", properties);
    let pip = "properties.ipConfigurations[0].properties.publicIPAddress.id";
    let removed = nic(20, vec![property(pip, Some("/x/ip"), None)]);
    for kind in [ChangeKind::Created, ChangeKind::Deleted] {
        let replaced = Change {
            kind,
            ..nic(10, Vec::new())
        };
        let scene = scene("network.address", "no_public_address");
        assert_eq!(marks(&read(scene, vec![removed.clone(), replaced])), []);
    }
}

/// JIT's rule holds the address of when it was written.
#[test]
fn only_the_change_from_the_rules_address_explains_another_one() {
    let private = "properties.ipConfigurations[0].properties.privateIPAddress";
    for (minutes, before, mark) in [
        (5, "10.0.0.4", Some(Mark::Explains)),
        (5, "10.0.0.7", Some(Mark::MayExplain)),
        (90, "10.0.0.4", None),
    ] {
        let properties = vec![property(private, Some(before), Some("10.0.0.9"))];
        let row = change(minutes, TargetKind::Nic, "nic-1", properties);
        let history = read(scene("network.target", "address_changed"), vec![row]);
        assert_eq!(history.entries[0].mark.map(|it| it.0), mark, "{history:?}");
    }
}

#[test]
fn each_cause_has_its_own_kind_of_change() {
    let denied = scene("network.nic", "denied_by");
    let power = |after| {
        let path = "properties.extended.instanceView.powerState.code";
        vec![property(path, Some("PowerState/running"), Some(after))]
    };
    let vm = |properties| change(5, TargetKind::Vm, "vm-web-01", properties);
    let nic = |properties| change(5, TargetKind::Nic, "nic-1", properties);
    let pip = "properties.ipConfigurations[0].properties.publicIPAddress.id";
    let private = "properties.ipConfigurations[0].properties.privateIPAddress";
    let group = "properties.networkSecurityGroup.id";
    let other = id(TargetKind::Group, "old").to_string();
    let own = id(TargetKind::Group, "nsg-1").to_string();
    let access = "properties.securityRules[\"block\"].properties.access";
    for (scene, row, mark) in [
        (
            denied.clone(),
            of_group(5, rule("0", "block", true)),
            Some(Mark::Explains),
        ),
        (denied.clone(), of_group(5, rule("0", "other", true)), None),
        (
            denied.clone(),
            of_group(5, vec![property(access, Some("Allow"), Some("Deny"))]),
            Some(Mark::Explains),
        ),
        (
            denied,
            of_group(
                5,
                vec![property(
                    &access.replace("access", "priority"),
                    Some("9"),
                    Some("1"),
                )],
            ),
            Some(Mark::MayExplain),
        ),
        (
            scene("vm.running", "deallocated"),
            vm(power("PowerState/deallocated")),
            Some(Mark::Explains),
        ),
        (
            scene("vm.running", "deallocated"),
            vm(power("PowerState/stopped")),
            None,
        ),
        (
            scene("network.address", "no_public_address"),
            nic(vec![property(pip, Some("/x/ip"), None)]),
            Some(Mark::Explains),
        ),
        (
            scene("network.address", "no_public_address"),
            nic(vec![property(pip, None, Some("/x/ip"))]),
            None,
        ),
        (
            scene("network.target", "address_changed"),
            nic(vec![property(private, Some("10.0.0.4"), Some("10.0.0.9"))]),
            Some(Mark::Explains),
        ),
        (
            scene("vm.guard", "no_nsg_no_firewall"),
            nic(vec![property(group, Some(&own), None)]),
            Some(Mark::Explains),
        ),
        (
            missing(),
            nic(vec![property(group, Some(&other), Some(&own))]),
            Some(Mark::Explains),
        ),
        (
            scene("policy.exists", "not_configured"),
            vm(power("PowerState/stopped")),
            None,
        ),
    ] {
        let history = read(scene, vec![row]);
        assert_eq!(history.entries.len(), 1);
        let found = history.entries[0].mark.map(|it| it.0);
        assert_eq!(found, mark, "{history:?}");
    }
}

#[test]
fn a_list_in_any_form_tells_the_same() {
    let whole = |name: &str| {
        format!(
            r#"{{"name": "{name}", "properties": {{"access": "Allow", "priority": 100, "destinationPortRange": "3389", "description": "{OF_VM}"}}}}"#
        )
    };
    let list = "properties.securityRules";
    let one = format!("[{}]", whole("mine"));
    let both = format!("[{}, {}]", whole("mine"), whole(ALLOW));
    let shifted: Vec<_> = [
        property(
            "properties.securityRules[0].name",
            Some(ALLOW),
            Some("mine"),
        ),
        property("properties.securityRules[1].name", Some("mine"), None),
    ]
    .into();
    for (properties, mark) in [
        (
            vec![property(list, Some(&both), Some(&one))],
            Mark::Explains,
        ),
        (
            vec![property(
                "properties.securityRules[1]",
                Some(&whole(ALLOW)),
                None,
            )],
            Mark::Explains,
        ),
        (shifted, Mark::MayExplain),
    ] {
        let history = read(missing(), vec![of_group(20, properties)]);
        assert_eq!(marks(&history), [(20, mark)]);
        let names: Vec<String> = history.entries[0].deeds.iter().map(Deed::name).collect();
        assert_eq!(names, ["rule_removed.jit_allow"]);
    }
    let cut = PropertyChange {
        is_cut: true,
        ..property(list, Some("[{\"na"), Some("[{\"na"))
    };
    let history = read(missing(), vec![of_group(20, vec![cut])]);
    assert_eq!(history.entries[0].deeds, [Deed::RulesUnclear]);
}

#[test]
fn an_explanation_says_what_its_entry_says() {
    let rows = vec![
        of_group(60, rule("0", ALLOW, false)),
        of_group(20, rule("0", ALLOW, false)),
        of_group(10, rule("1", "mine", true)),
    ];
    let told = read(missing(), rows.clone()).explanation().unwrap();
    assert_eq!(
        (told.mark, told.target, told.by),
        (Mark::Explains, TargetKind::Group, Doer::Person)
    );
    assert_eq!(told.deed.name(), "rule_removed.jit_allow");
    let texts: Vec<(&str, String)> = told
        .values()
        .map(|(name, _, value)| (name, value.to_string()))
        .collect();
    let at = Value::Time(NOW - Duration::minutes(20)).to_string();
    assert_eq!(
        texts,
        [
            ("at", at),
            ("name", "nsg-1".to_owned()),
            ("who", "megan@contoso.com".to_owned()),
            ("client", "Azure Portal".to_owned()),
            ("rule", ALLOW.to_owned()),
        ]
    );
    assert!(told.is_sound() && told.values().all(|(_, kind, it)| kind.holds(it)));
    // A history that may lack something makes it no surer than the timeline is.
    let is_cut = true;
    let cut = history(missing(), &Changes { rows, is_cut }, "POST /graph");
    assert_eq!(cut.explanation().unwrap().mark, Mark::MayExplain);
    let nothing = vec![of_group(10, rule("1", "mine", true))];
    assert_eq!(read(missing(), nothing).explanation(), None);
}

#[test]
fn what_azure_does_by_itself_is_left_out_and_counted() {
    let noise = [
        "properties.provisioningState",
        "etag",
        "properties.securityRules[0].etag",
        "properties.extended.instanceView.powerState.displayStatus",
        "tags.owner",
    ];
    let noise = noise.map(|it| property(it, Some("a"), Some("b")));
    let history = read(missing(), vec![of_group(3, noise.into())]);
    assert_eq!((history.entries.len(), history.left_out), (0, 1));
}

#[test]
fn code_is_told_by_its_pattern_and_jit_is_not_code() {
    let by = |client: &str, by_type: &str, properties| Change {
        by: Some("c1f4d8a6-5b0e-4f37-9d2c-7a61e83b5f90".to_owned()),
        by_type: Some(by_type.to_owned()),
        client: Some(client.to_owned()),
        ..of_group(20, properties)
    };
    let gone = || rule("0", ALLOW, false);
    let with_others = || {
        let path = "properties.securityRules[\"mine\"].properties.priority";
        [gone(), vec![property(path, Some("1"), Some("2"))]].concat()
    };
    let swapped = [gone(), rule("1", DENY, true)].concat();
    for (row, is_code) in [
        (by("ARM Template", "User", gone()), true),
        (by("HashiCorp Terraform", "Application", gone()), true),
        (by("Unknown", "Application", with_others()), true),
        // JIT closes a window.
        (by("Unknown", "Application", gone()), false),
        (by("ARM Template", "User", swapped), false),
        (by("Azure Portal", "User", with_others()), false),
    ] {
        let history = read(missing(), vec![row]);
        assert_eq!(history.code.is_some(), is_code, "{history:?}");
    }
    let twice = vec![
        by("ARM Template", "User", gone()),
        Change {
            id: "other".to_owned(),
            at: Some(NOW - Duration::days(3)),
            correlation_id: None,
            ..by("ARM Template", "User", gone())
        },
    ];
    let code = read(missing(), twice).code.unwrap();
    assert_eq!(
        (code.times, code.last),
        (2, Some(NOW - Duration::minutes(20)))
    );
}

#[test]
fn one_operation_at_one_resource_is_one_entry() {
    let mut rows = vec![
        of_group(20, rule("0", ALLOW, false)),
        of_group(21, rule("1", "mine", true)),
        change(
            21,
            TargetKind::Nic,
            "nic-1",
            vec![property("properties.x", None, Some("1"))],
        ),
    ];
    for it in &mut rows {
        it.correlation_id = Some("one".to_owned());
    }
    let history = read(missing(), rows);
    assert_eq!(history.entries.len(), 2);
    let names: Vec<String> = history.entries[0].deeds.iter().map(Deed::name).collect();
    assert_eq!(names, ["rule_added.other", "rule_removed.jit_allow"]);
}

/// Changes of the rules of one group, some by place and some by name.
fn rows() -> impl Strategy<Value = Vec<Change>> {
    let one = (0i64..90, 0usize..4, any::<bool>(), 0usize..5);
    prop::collection::vec(one, 0..9).prop_map(|all| {
        let mut at = 0;
        let rows = all.into_iter().map(|(minutes, name, is_new, key)| {
            // No two at once, and each with a name of its own.
            at += 1 + minutes / 10;
            let name = [ALLOW, DENY, "block", "mine"][name];
            let key = ["0", "1", "7", "\"x\"", "\"y.z\""][key];
            of_group(at, rule(key, name, is_new))
        });
        rows.collect()
    })
}

/// Takes something away from a row.
fn spoil(change: &mut Change, how: usize, at: usize) {
    match how {
        0 => change.at = None,
        1 => change.properties = None,
        2 => change.by = None,
        3 => change.target = None,
        4 => change.correlation_id = None,
        5 => change.count = None,
        _ => {
            if let Some(properties) = change.properties.as_mut().filter(|it| !it.is_empty()) {
                let at = at % properties.len();
                if how.is_multiple_of(2) {
                    properties.remove(at);
                } else {
                    properties[at].before = None;
                    properties[at].after = None;
                }
            }
        }
    }
}

fn is_name(property: &PropertyChange) -> bool {
    property.path.rsplit('.').next() == Some("name")
}

/// Whether the change took the window's rule away.
fn truly_removes(change: &Change) -> bool {
    let properties = change.properties.iter().flatten();
    let mut names = properties.filter(|it| is_name(it));
    names.any(|it| it.before.as_deref() == Some(ALLOW) && it.after.is_none())
}

proptest! {
    /// Whatever is lost, a mark is on an entry that truly did it, and never on one that
    /// what is left shows to be undone.
    #[test]
    fn a_loss_makes_no_mark_wrong(
        rows in rows(),
        kept in any::<prop::sample::Index>(),
        spoilt in prop::collection::vec((0usize..12, any::<prop::sample::Index>(), 0usize..9), 0..6),
    ) {
        let mut left = rows.clone();
        if !left.is_empty() {
            let drop = kept.index(left.len() + 1);
            if drop < left.len() {
                left.remove(drop);
            }
        }
        for (how, which, at) in spoilt {
            if !left.is_empty() {
                let which = which.index(left.len());
                spoil(&mut left[which], how, at);
            }
        }
        let history = read(missing(), left.clone());
        for (ago, mark) in marks(&history) {
            let of = |it: &&Change| it.at == Some(NOW - Duration::minutes(ago));
            let whole = rows.iter().find(of).unwrap();
            prop_assert!(truly_removes(whole), "{history:?}");
            if mark == Mark::Explains {
                let is_back = |it: &Change| {
                    let names = it.properties.iter().flatten();
                    let mut names = names.filter(|it| is_name(it));
                    it.at > whole.at && names.any(|it| it.after.as_deref() == Some(ALLOW))
                };
                prop_assert!(!left.iter().any(is_back), "{history:?}");
            }
        }
    }

    /// The order in which Azure gives the rows changes nothing.
    #[test]
    fn the_order_is_that_of_time(rows in rows().prop_flat_map(|rows| Just(rows).prop_shuffle())) {
        let mut sorted = rows.clone();
        sorted.sort_by_key(|it| it.at);
        let (one, other) = (read(missing(), rows), read(missing(), sorted));
        prop_assert_eq!(&one, &other);
        let times: Vec<_> = one.entries.iter().map(|it| it.at).collect();
        prop_assert!(times.is_sorted_by(|newer, older| newer >= older));
    }

    #[test]
    fn no_path_and_no_value_is_too_odd(
        path in "[a-zA-Z.\\[\\]'\"0-9 é]{0,40}",
        tail in "(properties\\.securityRules)?",
        before in prop::option::of(".{0,20}"),
        after in prop::option::of(".{0,20}"),
    ) {
        for kind in [TargetKind::Vm, TargetKind::Nic, TargetKind::Group] {
            let name = match kind {
                TargetKind::Vm => "vm-web-01",
                TargetKind::Nic => "nic-1",
                _ => "nsg-1",
            };
            let path = format!("{tail}{path}");
            let row = property(&path, before.as_deref(), after.as_deref());
            let history = read(missing(), vec![change(1, kind, name, vec![row])]);
            for it in history.entries.iter().flat_map(|it| &it.deeds) {
                // Links can name it, and it has what its text speaks of.
                prop_assert!(DeedKind::ALL.contains(&it.kind()), "{it:?}");
                for (slot, kind) in it.kind().slots() {
                    let args = it.args();
                    let value = args.iter().find(|(name, _)| *name == slot);
                    prop_assert!(value.is_some_and(|(_, it)| kind.holds(it)), "{it:?} {slot}");
                }
            }
        }
    }

    /// Subsets of a true history never mark what the whole one doesn't, where the window's
    /// rule was taken away once.
    #[test]
    fn of_one_removal_any_part_marks_it_or_nothing(
        kept in subsequence((0usize..6).collect::<Vec<_>>(), 0..6),
    ) {
        let whole = [
            of_group(29, rule("0", ALLOW, true)),
            of_group(25, rule("1", "mine", true)),
            of_group(20, rule("0", ALLOW, false)),
            of_group(15, rule("1", "mine", false)),
            of_group(10, rule("2", DENY, false)),
            of_group(90, rule("3", ALLOW, false)),
        ];
        let left = kept.into_iter().map(|at| whole[at].clone()).collect();
        for (ago, _) in marks(&read(missing(), left)) {
            prop_assert_eq!(ago, 20);
        }
    }
}
