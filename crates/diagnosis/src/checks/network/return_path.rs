//! The answers go back the way they came. A route that sends them through an
//! appliance which never saw the connection is likely to lose them. This follows from
//! how routes work; it is not documented for JIT. Source of which route is taken:
//! learn.microsoft.com, "Virtual network traffic routing".

use azure::{
    answer::Unavailable,
    ip_range,
    network::Route,
    security_rules::{Match, is_private},
};
use ipnet::IpNet;

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    path::{Arrival, arrivals, jit_firewall, route_to},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.return_path",
    wire: 46,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["vm.exists", "network.address"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::Networks,
        FactKey::RouteTables,
    ]),
    cases: &[
        Case::warning(
            79,
            "forced_through_appliance",
            &[args::TABLE.name, args::PREFIX.name, args::APPLIANCE.name],
        ),
        Case::warning(
            87,
            "private_through_appliance",
            &[args::TABLE.name, args::PREFIX.name, args::APPLIANCE.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    if jit_firewall(facts, asked::port(facts)?)?.is_some() {
        return Ok(not_applicable());
    }
    let from_private = is_private(&source) == Match::Yes;
    let case = if from_private {
        "private_through_appliance"
    } else {
        "forced_through_appliance"
    };
    let mut passed = None;
    for arrival in arrivals(facts, Some(&source))?
        .iter()
        .filter(|it| from_private || it.configuration.public_address.is_some())
    {
        let Some((table, route)) = route_to(facts, arrival, &source)? else {
            passed = Some(pass().seen(
                &arrival.subnet.clone()?.request,
                "properties.routeTable",
                "–",
            ));
            continue;
        };
        let field = "properties.routes[].properties.nextHopType";
        if !route.next_hop_type.eq_ignore_ascii_case("VirtualAppliance") {
            passed = Some(pass().seen(&table.request, field, &route.next_hop_type));
            continue;
        }
        if from_private && is_nearer(facts, arrival, route, &source)? {
            passed = Some(pass().seen(&table.request, field, &route.next_hop_type));
            continue;
        }
        return Ok(fail(case)
            .arg(args::TABLE, table.id.name())
            .arg(args::PREFIX, &route.prefix)
            .arg(args::APPLIANCE, route.next_hop_address.as_deref())
            .seen(&table.request, field, &route.next_hop_type)
            .into());
    }
    Ok(passed.unwrap_or_else(not_applicable))
}

/// Whether the reader's address lies in the VM's network, or in one peered with it, by
/// a range more specific than the route: then Azure's own route is taken.
fn is_nearer(
    facts: &Facts,
    arrival: &Arrival,
    route: &Route,
    source: &IpNet,
) -> Result<bool, Unavailable> {
    let Some(own) = arrival.subnet_id.parent() else {
        return Ok(false);
    };
    let network = facts.networks()?.part(&own)?;
    let route = ip_range::parse(&route.prefix).map_or(0, |it| it.prefix_len());
    let mut near = network.ranges.iter().chain(&network.peered);
    Ok(near.any(|it| it.contains(source) && it.prefix_len() > route))
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, ip_range, network::VirtualNetwork};

    use super::CHECK;
    use crate::{
        checks::{
            network::testing::{opened, routed, with_public, with_source},
            testing::{case, parts, subnet_id, unavailable, verdict},
        },
        facts::Update,
    };

    #[test]
    fn a_route_through_an_appliance_is_a_warning() {
        let public = || with_public(opened(), Some("198.51.100.20"));
        assert_eq!(verdict(&CHECK, &public()), "pass");
        let all = |hop| routed(public(), &[("0.0.0.0/0", hop)]);
        assert_eq!(
            case(&CHECK, &all("VirtualAppliance")),
            "forced_through_appliance"
        );
        assert_eq!(verdict(&CHECK, &all("Internet")), "pass");
        // The more specific route is taken.
        let past = routed(
            public(),
            &[
                ("0.0.0.0/0", "VirtualAppliance"),
                ("203.0.113.0/24", "Internet"),
            ],
        );
        assert_eq!(verdict(&CHECK, &past), "pass");
    }

    #[test]
    fn without_a_public_address_answers_go_as_they_came() {
        let routed = routed(opened(), &[("0.0.0.0/0", "VirtualAppliance")]);
        assert_eq!(verdict(&CHECK, &routed), "not-applicable");
    }

    #[test]
    fn a_private_address_is_local_only_in_the_network_or_one_that_is_peered() {
        const LOST: &str = "private_through_appliance";
        let ranges = |texts: &[&str]| texts.iter().filter_map(|it| ip_range::parse(it)).collect();
        let from = |source, routes: &[(&str, &str)], peered: &[&str]| {
            let facts = with_source(routed(opened(), routes), Some(source));
            facts.with(Update::Networks(parts(vec![VirtualNetwork {
                id: subnet_id().parent().unwrap(),
                ranges: ranges(&["10.0.0.0/16"]),
                peered: ranges(peered),
                request: "GET /vnet".to_owned(),
            }])))
        };
        let all = [("0.0.0.0/0", "VirtualAppliance")];
        let specific = [("10.0.9.0/24", "VirtualAppliance")];
        assert_eq!(case(&CHECK, &from("10.9.0.7", &all, &[])), LOST);
        assert_eq!(case(&CHECK, &from("10.0.9.7", &specific, &[])), LOST);
        for (source, routes, peered) in [
            ("10.0.9.7", &all[..], &[][..]),
            ("10.9.0.7", &all[..], &["10.9.0.0/16"][..]),
            ("10.9.0.7", &[][..], &[][..]),
            (
                "10.9.0.7",
                &[("0.0.0.0/0", "VirtualNetworkGateway")][..],
                &[][..],
            ),
        ] {
            let facts = from(source, routes, peered);
            assert_eq!(verdict(&CHECK, &facts), "pass", "{source} {routes:?}");
        }
        let unread =
            from("10.9.0.7", &all, &[]).with(Update::Networks(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
