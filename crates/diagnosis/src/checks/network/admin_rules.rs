//! No rule of a network manager blocks the packet before any security group is
//! asked. Source: learn.microsoft.com, "Security admin rules in Azure Virtual
//! Network Manager".

use azure::{
    answer::{Reason, Unavailable},
    network::AdminRules,
    security_rules::{Access, Sender},
};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    path::{admin_ruling, arrivals, jit_firewall},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.admin_rules",
    wire: 41,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["vm.exists", "request.source"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::AdminRules,
    ]),
    cases: &[Case::blocker(73, "denied", &[args::RULE.name])],
    notes: &[],
};

const FIELD: &str = "value[].properties.access";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    let port = asked::port(facts)?;
    let arrivals = arrivals(facts, Some(&source))?;
    if arrivals.is_empty() {
        return Ok(not_applicable());
    }
    let all = facts.admin_rules()?;
    let is_empty = |it: &AdminRules| it.rules.rules().is_empty();
    if all.unread.is_empty() && all.read.iter().all(is_empty) {
        return Ok(pass().seen(&all.request, "value.length", 0_usize));
    }
    if jit_firewall(facts, port)?.is_some() {
        return Err(Unavailable::new(Reason::BehindFirewall));
    }
    let mut denied = None;
    let mut unclear = None;
    for arrival in &arrivals {
        let packet = arrival.packet(Sender::Range(source), port);
        match admin_ruling(facts, arrival, &packet) {
            Ok(Some((Access::Deny, rule, request))) => denied = Some((rule, request)),
            Ok(Some((access, rule, request))) => {
                let shown = format!("{access:?} ({})", rule.name);
                return Ok(pass().seen(request, FIELD, shown));
            }
            Ok(None) => return Ok(pass().seen(&all.request, FIELD, "–")),
            Err(why) => unclear = Some(why),
        }
    }
    match (unclear, denied) {
        (Some(why), _) => Err(why),
        (None, Some((rule, request))) => Ok(fail("denied")
            .arg(args::RULE, &rule.name)
            .seen(request, FIELD, format!("Deny ({})", rule.name))
            .into()),
        (None, None) => Ok(not_applicable()),
    }
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::{
            network::testing::{admin, opened, rule},
            testing::{case, unavailable, verdict},
        },
        facts::Update,
    };

    #[test]
    fn only_a_deny_that_comes_first_blocks() {
        assert_eq!(verdict(&CHECK, &opened()), "pass");
        let deny = || rule("NoRdp", 100, "Deny", "*", "*");
        assert_eq!(case(&CHECK, &admin(opened(), vec![deny()])), "denied");
        for access in ["Allow", "AlwaysAllow"] {
            let first = rule("Jump", 50, access, "203.0.113.0/24", "*");
            let facts = admin(opened(), vec![deny(), first]);
            assert_eq!(verdict(&CHECK, &facts), "pass", "{access}");
        }
        let tagged = rule("Cloud", 50, "Allow", "AzureCloud", "*");
        let unclear = admin(opened(), vec![tagged, deny()]);
        assert_eq!(verdict(&CHECK, &unclear), "cannot-tell");
        let unread = opened().with(Update::AdminRules(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
