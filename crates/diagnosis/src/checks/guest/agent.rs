//! The guest agent reports that it is ready. It is the only word that Azure
//! has from inside: whether a service listens, and whether the system's own
//! firewall lets anybody in, stays out of sight.

use azure::answer::{Reason, Unavailable};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, Note, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "guest.agent",
    wire: 48,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["vm.running"],
    needs: FactSet::of(&[FactKey::Vm]),
    cases: &[Case::info(81, "agent_not_ready", &[args::STATUS.name])],
    notes: &[Note::new(9, "inside")],
};

const FIELD: &str = "properties.instanceView.vmAgent.statuses[].displayStatus";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let vm = asked::vm(facts)?;
    let request = &facts.vm()?.request;
    let is_off = vm
        .power
        .as_deref()
        .is_some_and(|it| !it.eq_ignore_ascii_case("running"));
    if is_off {
        return Ok(not_applicable());
    }
    let Some(status) = &vm.agent else {
        return Err(Unavailable::new(Reason::NoAgent).during(request));
    };
    if status.eq_ignore_ascii_case("Ready") {
        return Ok(pass().seen(request, FIELD, status).note("inside"));
    }
    Ok(fail("agent_not_ready")
        .arg(args::STATUS, status)
        .seen(request, FIELD, status)
        .into())
}

#[cfg(test)]
mod tests {
    use azure::compute::Vm;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, verdict, vm},
        facts::{Update, VmLookup},
    };

    fn with(power: &str, agent: Option<&str>) -> Facts {
        let vm = Vm {
            power: Some(power.to_owned()),
            agent: agent.map(str::to_owned),
            ..vm()
        };
        healthy().with(Update::Vm(known(VmLookup::Found(vm))))
    }

    #[test]
    fn only_a_running_machine_reports() {
        assert_eq!(verdict(&CHECK, &with("running", Some("Ready"))), "pass");
        assert_eq!(
            case(&CHECK, &with("running", Some("Not Ready"))),
            "agent_not_ready"
        );
        assert_eq!(verdict(&CHECK, &with("running", None)), "cannot-tell");
        assert_eq!(
            verdict(&CHECK, &with("deallocated", None)),
            "not-applicable"
        );
    }
}
