//! The answers of a VM with a public address of its own go back the way they
//! came. A route that sends them through an appliance which never saw the
//! connection is likely to lose them. This follows from how routes work; it is
//! not documented for JIT.

use azure::security_rules::{Match, is_private};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    path::{arrivals, jit_firewall, route_to},
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
        FactKey::RouteTables,
    ]),
    cases: &[Case::warning(
        79,
        "forced_through_appliance",
        &[args::TABLE.name, args::PREFIX.name, args::APPLIANCE.name],
    )],
    notes: &[],
    eval,
};

fn eval(facts: &Facts) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    if is_private(&source) == Match::Yes || jit_firewall(facts, asked::port(facts)?)?.is_some() {
        return Ok(not_applicable());
    }
    let mut passed = None;
    for arrival in arrivals(facts, Some(&source))?
        .iter()
        .filter(|it| it.configuration.public_address.is_some())
    {
        let Some((table, route)) = route_to(facts, arrival, &source)? else {
            passed = Some(pass().seen(&arrival.subnet.request, "properties.routeTable", "–"));
            continue;
        };
        let field = "properties.routes[].properties.nextHopType";
        if !route.next_hop_type.eq_ignore_ascii_case("VirtualAppliance") {
            passed = Some(pass().seen(&table.request, field, &route.next_hop_type));
            continue;
        }
        return Ok(fail("forced_through_appliance")
            .arg(args::TABLE, table.id.name())
            .arg(args::PREFIX, &route.prefix)
            .arg(args::APPLIANCE, route.next_hop_address.as_deref())
            .seen(&table.request, field, &route.next_hop_type)
            .into());
    }
    Ok(passed.unwrap_or_else(not_applicable))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::{
        network::testing::{opened, routed, with_public, with_source},
        testing::{case, verdict},
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
        let private = with_source(routed, Some("10.9.0.7"));
        assert_eq!(verdict(&CHECK, &private), "not-applicable");
    }
}
