//! The port is closed to the internet as long as nobody has asked. A rule that
//! lets everybody in and comes before JIT's deny rule makes JIT pointless.
//! Source: learn.microsoft.com, "Understanding just-in-time virtual machine
//! access" (existing rules keep their precedence).

use azure::{
    answer::Unavailable,
    security_rules::{Match, Rule, Sender},
};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::{
    access_windows::{Status, windows},
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    jit_rules::Jit,
    path::{Arrival, Outcome, Ruling, Side, arrivals, ruling_without},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.exposure",
    wire: 47,
    area: Area::Connection,
    goals: Goals::ALL,
    depends_on: &["policy.exists", "policy.port", "vm.guard"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::SecurityGroups,
        FactKey::EffectiveRules,
    ]),
    cases: &[Case::warning(
        80,
        "always_open",
        &[args::RULE.name, args::PRIORITY.name, args::NSG.name],
    )],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    let port = asked::port(facts)?;
    if asked::port_rules(facts, &policies, port)?.is_empty() {
        return Ok(not_applicable());
    }
    let mut unclear = None;
    let mut passed = not_applicable();
    for arrival in arrivals(facts, None)? {
        let ruling = decisive(facts, &arrival, port)?;
        let seen = |rule: &Rule| (ruling.request, ruling.used.field(rule));
        match &ruling.outcome {
            Outcome::Allowed(rule) => {
                let (request, field) = seen(rule);
                return Ok(fail("always_open")
                    .arg(args::RULE, &rule.name)
                    .arg(args::PRIORITY, rule.priority)
                    .arg(args::NSG, ruling.group)
                    .seen(request, field, &rule.name)
                    .into());
            }
            Outcome::Denied(rule) => {
                let (request, field) = seen(rule);
                passed = pass().seen(request, field, &rule.name);
            }
            Outcome::Unknown(why) => unclear = Some(why.clone()),
            Outcome::NoGroup => {}
        }
    }
    unclear.map_or(Ok(passed), Err)
}

/// What the groups before an address say of somebody on the internet: one that keeps
/// them out decides, then one that is not known.
fn decisive<'a>(
    facts: &'a Facts,
    arrival: &Arrival<'a>,
    port: u16,
) -> Result<Ruling<'a>, Unavailable> {
    let packet = arrival.packet(Sender::Anyone, port);
    // What an open window opens for everybody is meant to be open. A rule
    // that JIT has left behind, or that only bears such a name, is not.
    let is_meant_to_be_open = is_open_for_everybody(facts, arrival, port)?;
    let is_excused = |it: &Rule| is_meant_to_be_open && Jit::of(it) == Some(Jit::Allow);
    let weight = |it: &Ruling| match it.outcome {
        Outcome::NoGroup => 0,
        Outcome::Allowed(_) => 1,
        Outcome::Unknown(_) => 2,
        Outcome::Denied(_) => 3,
    };
    let of = |side| ruling_without(facts, arrival, side, &packet, is_excused);
    let (subnet, nic) = (of(Side::Subnet), of(Side::Nic));
    Ok(if weight(&subnet) > weight(&nic) {
        subnet
    } else {
        nic
    })
}

/// Whether a window of the VM is open on the port for every address of the
/// arrival's kind.
fn is_open_for_everybody(facts: &Facts, arrival: &Arrival, port: u16) -> Result<bool, Unavailable> {
    let everybody = if arrival.target.address.is_ipv4() {
        IpNet::from(Ipv4Net::default())
    } else {
        IpNet::from(Ipv6Net::default())
    };
    let windows = windows(facts, &facts.question()?.vm)?;
    Ok(windows.iter().any(|it| {
        it.port == port && it.status == Status::Open && it.is_for(&everybody) == Match::Yes
    }))
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, network::Place};

    use super::CHECK;
    use crate::{
        checks::{
            network::testing::{
                effective, groups, in_subnet, jit_allow, jit_deny, jit_of, opened, rule,
            },
            testing::{
                case, healthy, known, nsg_id, resource, unavailable, verdict, window, with_requests,
            },
        },
        facts::Update,
    };

    #[test]
    fn an_allow_for_everybody_before_the_deny_is_told() {
        let of = |rules| groups(opened(), &[(nsg_id(), rules)]);
        assert_eq!(verdict(&CHECK, &of(vec![jit_allow(), jit_deny()])), "pass");
        let everybody = |priority| rule("Everybody", priority, "Allow", "*", "*");
        assert_eq!(
            case(&CHECK, &of(vec![everybody(1002), jit_deny()])),
            "always_open"
        );
        let few = rule("Office", 1002, "Allow", "198.51.100.0/24", "*");
        assert_eq!(verdict(&CHECK, &of(vec![few, jit_deny()])), "pass");
        let after = rule("Late", 4096, "Allow", "Internet", "*");
        let first = azure::security_rules::Written {
            priority: Some(1000),
            ..jit_deny()
        };
        assert_eq!(verdict(&CHECK, &of(vec![after, first])), "pass");
    }

    #[test]
    fn only_an_open_window_for_everybody_excuses_jits_allow() {
        let left = || jit_of("vm-web-01", "*", "10.0.0.4");
        let of = |requests| {
            let facts = with_requests(healthy(), requests);
            groups(facts, &[(nsg_id(), vec![left(), jit_deny()])])
        };
        assert_eq!(case(&CHECK, &of(Vec::new())), "always_open");
        for (source, from, to, status, expected) in [
            ("*", -30, 150, "Initiated", None),
            ("0.0.0.0/0", -30, 150, "Initiated", None),
            ("203.0.113.7", -30, 150, "Initiated", Some("always_open")),
            ("203.0.113.0/24", -30, 150, "Initiated", Some("always_open")),
            ("*", -200, -20, "Initiated", Some("always_open")),
            ("*", -30, 150, "Revoked", Some("always_open")),
        ] {
            let facts = of(vec![window(source, from, to, status, "UserRequested")]);
            match expected {
                Some(expected) => assert_eq!(case(&CHECK, &facts), expected, "{source} {status}"),
                None => assert_eq!(verdict(&CHECK, &facts), "pass", "{source} {status}"),
            }
        }
        let mut other_port = window("*", -30, 150, "Initiated", "UserRequested");
        other_port.vms[0].ports[0].number = 22;
        assert_eq!(case(&CHECK, &of(vec![other_port])), "always_open");
    }

    #[test]
    fn azures_own_rules_decide_what_the_written_ones_leave_open() {
        let everybody = |prefix| rule("Everybody", 1002, "Allow", prefix, "*");
        let of = |written| groups(opened(), &[(nsg_id(), vec![written, jit_deny()])]);
        let doubtful = || of(everybody("AzureCloud/unknown"));
        assert_eq!(verdict(&CHECK, &doubtful()), "cannot-tell");
        let applied = |facts, rules| effective(facts, Place::Nic, rules);
        let shut = applied(doubtful(), vec![jit_deny()]);
        assert_eq!(verdict(&CHECK, &shut), "pass");
        let open = applied(doubtful(), vec![everybody("Internet"), jit_deny()]);
        assert_eq!(case(&CHECK, &open), "always_open");
        // One of two answers is wrong, and it is not known which.
        let other = applied(of(everybody("Internet")), vec![jit_deny()]);
        assert_eq!(verdict(&CHECK, &other), "cannot-tell");
    }

    #[test]
    fn one_group_that_keeps_everybody_out_is_enough() {
        let on_subnet = resource("Microsoft.Network/networkSecurityGroups/nsg-subnet");
        let open = || rule("Everybody", 1002, "Allow", "Internet", "*");
        let both = in_subnet(opened(), &on_subnet);
        let one = groups(
            both.clone(),
            &[
                (nsg_id(), vec![open()]),
                (on_subnet.clone(), vec![jit_deny()]),
            ],
        );
        assert_eq!(verdict(&CHECK, &one), "pass");
        let neither = groups(both, &[(nsg_id(), vec![open()]), (on_subnet, vec![open()])]);
        assert_eq!(case(&CHECK, &neither), "always_open");
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        let unread = healthy().with(Update::SecurityGroups(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
        let none = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
    }
}
