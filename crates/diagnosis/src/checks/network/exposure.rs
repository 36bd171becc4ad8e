//! No port that JIT guards is open to everybody on the internet, whichever port is
//! asked for. A rule that lets everybody in and comes before JIT's deny rule makes JIT
//! pointless; a request for every address does so for a while.
//! Source: learn.microsoft.com, "Understanding just-in-time virtual machine
//! access" (existing rules keep their precedence).

use azure::{
    answer::Unavailable,
    security_rules::{Match, Rule, Sender},
};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::{
    access_windows::{Status, Window, windows},
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, Verdict, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    jit_rules::Jit,
    path::{Arrival, Outcome, Ruling, Side, arrivals, ruling_without},
};

/// A rule opens the port to everybody.
pub const ALWAYS_OPEN: &str = "always_open";

/// A request, not a rule of somebody's, opens the port to everybody.
const WINDOW: &str = "window_for_everyone";

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.exposure",
    wire: 47,
    area: Area::Connection,
    goals: Goals::ALL,
    depends_on: &["policy.exists", "vm.guard"],
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
    cases: &[
        Case::warning(
            80,
            ALWAYS_OPEN,
            &[
                args::RULE.name,
                args::PRIORITY.name,
                args::NSG.name,
                args::PORT.name,
            ],
        ),
        Case::warning(
            119,
            WINDOW,
            &[
                args::RULE.name,
                args::PRIORITY.name,
                args::NSG.name,
                args::PORT.name,
                args::UNTIL.name,
            ],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    let asked = asked::port(facts).ok();
    let vm = &facts.question()?.vm;
    let entries = policies.iter().filter_map(|it| it.entry(vm));
    let mut ports: Vec<u16> = entries
        .flat_map(|it| &it.ports)
        .map(|it| it.number)
        .collect();
    // The port that is asked for is told before others.
    ports.sort_unstable_by_key(|it| (Some(*it) != asked, *it));
    ports.dedup();
    worst(ports.into_iter().map(|it| of_port(facts, it)))
}

/// What the check says of one guarded port.
pub fn of_port(facts: &Facts, port: u16) -> Judged {
    let arrivals = arrivals(facts, None)?;
    worst(arrivals.iter().map(|it| of_arrival(facts, it, port)))
}

/// The first of the worst. What is not known may hide a rule that opens a port, and
/// that outranks a window.
fn worst(all: impl Iterator<Item = Judged>) -> Judged {
    let rank = |it: &Judged| match it {
        Ok(Verdict::NotApplicable) => 0,
        Ok(Verdict::Pass { .. }) => 1,
        Ok(Verdict::Fail(finding)) if finding.case == WINDOW => 2,
        Err(_) | Ok(Verdict::CannotTell(_)) => 3,
        Ok(Verdict::Fail(_)) => 4,
    };
    let worse = |one, other| {
        if rank(&other) > rank(&one) {
            other
        } else {
            one
        }
    };
    all.reduce(worse).unwrap_or_else(|| Ok(not_applicable()))
}

fn of_arrival(facts: &Facts, arrival: &Arrival, port: u16) -> Judged {
    let window = window_for_everybody(facts, arrival, port)?;
    // What such a window opens is not the doing of a rule. A rule that JIT has left
    // behind, or that only bears such a name, is.
    let is_of_window = |it: &Rule| window.is_some() && Jit::of(it) == Some(Jit::Allow);
    let ruling = decisive(facts, arrival, port, is_of_window);
    let open = |case, ruling: &Ruling, rule: &Rule| {
        fail(case)
            .arg(args::PORT, port)
            .arg(args::RULE, &rule.name)
            .arg(args::PRIORITY, rule.priority)
            .arg(args::NSG, ruling.group)
            .seen(ruling.request, ruling.used.field(rule), &rule.name)
    };
    let kept_out_by = match &ruling.outcome {
        Outcome::NoGroup => return Ok(not_applicable()),
        Outcome::Allowed(rule) => return Ok(open(ALWAYS_OPEN, &ruling, rule).into()),
        Outcome::Unknown(why) => return Err(why.clone()),
        Outcome::Denied(rule) => rule,
    };
    if let Some(window) = window {
        let ruling = decisive(facts, arrival, port, |_| false);
        match &ruling.outcome {
            Outcome::Allowed(rule) => {
                let finding = open(WINDOW, &ruling, rule).arg(args::UNTIL, window.end);
                return Ok(finding.into());
            }
            Outcome::Unknown(why) => return Err(why.clone()),
            Outcome::NoGroup | Outcome::Denied(_) => {}
        }
    }
    let field = ruling.used.field(kept_out_by);
    Ok(pass().seen(ruling.request, field, &kept_out_by.name))
}

/// What the groups before an address say of somebody on the internet: one that keeps
/// them out decides, then one that is not known.
fn decisive<'a>(
    facts: &'a Facts,
    arrival: &Arrival<'a>,
    port: u16,
    is_excused: impl Fn(&Rule) -> bool,
) -> Ruling<'a> {
    let packet = arrival.packet(Sender::Anyone, port);
    let weight = |it: &Ruling| match it.outcome {
        Outcome::NoGroup => 0,
        Outcome::Allowed(_) => 1,
        Outcome::Unknown(_) => 2,
        Outcome::Denied(_) => 3,
    };
    let of = |side| ruling_without(facts, arrival, side, &packet, &is_excused);
    let (subnet, nic) = (of(Side::Subnet), of(Side::Nic));
    if weight(&subnet) > weight(&nic) {
        subnet
    } else {
        nic
    }
}

/// The open window of the VM on the port for every address of the arrival's kind; of
/// several the one that ends last.
fn window_for_everybody(
    facts: &Facts,
    arrival: &Arrival,
    port: u16,
) -> Result<Option<Window>, Unavailable> {
    let everybody = if arrival.target.address.is_ipv4() {
        IpNet::from(Ipv4Net::default())
    } else {
        IpNet::from(Ipv6Net::default())
    };
    let is_for_all = |it: &Window| {
        let mut sources = it.sources.iter();
        it.is_for(&everybody) == Match::Yes
            || sources.any(|it| it.trim().eq_ignore_ascii_case("internet"))
    };
    let windows = windows(facts, &facts.question()?.vm)?.into_iter();
    Ok(windows
        .filter(|it| it.port == port && it.status == Status::Open && is_for_all(it))
        .max_by_key(|it| it.end))
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, network::Place, security_rules::Written, value::Arg};

    use super::{CHECK, WINDOW};
    use crate::{
        args,
        checks::{
            network::testing::{
                effective, groups, in_subnet, jit_allow, jit_deny, jit_of, opened, rule,
            },
            testing::{
                Facts, NOW, case, healthy, judged, known, nsg_id, resource, unavailable, verdict,
                window, with_requests,
            },
        },
        engine::Verdict,
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
        let first = Written {
            priority: Some(1000),
            ..jit_deny()
        };
        assert_eq!(verdict(&CHECK, &of(vec![after, first])), "pass");
    }

    #[test]
    fn what_a_window_opens_for_everybody_is_told_as_such() {
        let left = || jit_of("vm-web-01", "*", "10.0.0.4");
        let of = |requests| {
            let facts = with_requests(healthy(), requests);
            groups(facts, &[(nsg_id(), vec![left(), jit_deny()])])
        };
        assert_eq!(case(&CHECK, &of(Vec::new())), "always_open");
        for (source, from, to, status, expected) in [
            ("*", -30, 150, "Initiated", WINDOW),
            ("0.0.0.0/0", -30, 150, "Initiated", WINDOW),
            ("Internet", -30, 150, "Initiated", WINDOW),
            ("203.0.113.7", -30, 150, "Initiated", "always_open"),
            ("203.0.113.0/24", -30, 150, "Initiated", "always_open"),
            ("*", -200, -20, "Initiated", "always_open"),
            ("*", -30, 150, "Revoked", "always_open"),
        ] {
            let facts = of(vec![window(source, from, to, status, "UserRequested")]);
            assert_eq!(case(&CHECK, &facts), expected, "{source} {status}");
        }
        let mut other_port = window("*", -30, 150, "Initiated", "UserRequested");
        other_port.vms[0].ports[0].number = 22;
        assert_eq!(case(&CHECK, &of(vec![other_port])), "always_open");
    }

    #[test]
    fn until_when_a_window_is_open_to_everybody_is_told() {
        let everybody = |end| window("*", -30, end, "Initiated", "UserRequested");
        let facts = with_requests(healthy(), vec![everybody(20), everybody(150)]);
        let left = jit_of("vm-web-01", "*", "10.0.0.4");
        let facts = groups(facts, &[(nsg_id(), vec![left, jit_deny()])]);
        let until = NOW + time::Duration::minutes(150);
        assert_eq!(
            told(&facts, args::UNTIL),
            Some(azure::value::Value::Time(until))
        );
        // JIT has not opened the port yet, or somebody has closed it.
        let facts = groups(facts, &[(nsg_id(), vec![jit_deny()])]);
        assert_eq!(verdict(&CHECK, &facts), "pass");
    }

    #[test]
    fn every_guarded_port_is_judged_and_the_asked_one_is_told_first() {
        let of_port = |port: &str, written| Written {
            ports: vec![port.to_owned()],
            ..written
        };
        let everybody = |port| of_port(port, rule("Everybody", 1002, "Allow", "*", "*"));
        let deny = |port| of_port(port, jit_deny());
        let of = |rules| groups(opened(), &[(nsg_id(), rules)]);
        let port = |rules| told(&of(rules), args::PORT);
        assert_eq!(verdict(&CHECK, &of(vec![deny("22"), deny("3389")])), "pass");
        assert_eq!(
            port(vec![everybody("22"), deny("22"), deny("3389")]),
            Some(22_u16.into())
        );
        assert_eq!(
            port(vec![everybody("*"), deny("22"), deny("3389")]),
            Some(3389_u16.into())
        );
        // A port that JIT does not guard is nobody's promise.
        let rules = vec![everybody("443"), deny("22"), deny("3389")];
        assert_eq!(verdict(&CHECK, &of(rules)), "pass");
    }

    #[test]
    fn what_may_be_open_by_a_rule_outranks_a_window() {
        let mut on_other = window("*", -30, 150, "Initiated", "UserRequested");
        on_other.vms[0].ports[0].number = 22;
        let on_22 = |written| Written {
            ports: vec!["22".to_owned()],
            ..written
        };
        let with = |on_asked: Vec<Written>| {
            let window = [
                on_22(jit_of("vm-web-01", "*", "10.0.0.4")),
                on_22(jit_deny()),
            ];
            let rules = on_asked.into_iter().chain(window).collect();
            groups(
                with_requests(healthy(), vec![on_other.clone()]),
                &[(nsg_id(), rules)],
            )
        };
        assert_eq!(case(&CHECK, &with(vec![jit_deny()])), WINDOW);
        let doubtful = rule("Cloud", 1002, "Allow", "AzureCloud/unknown", "*");
        assert_eq!(
            verdict(&CHECK, &with(vec![doubtful, jit_deny()])),
            "cannot-tell"
        );
        let open = rule("Everybody", 1002, "Allow", "Internet", "*");
        assert_eq!(case(&CHECK, &with(vec![open, jit_deny()])), "always_open");
    }

    fn told<K>(facts: &Facts, arg: Arg<K>) -> Option<azure::value::Value> {
        match judged(&CHECK, facts) {
            Verdict::Fail(finding) => finding.args.get(arg).cloned(),
            other => panic!("{other:?}"),
        }
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
