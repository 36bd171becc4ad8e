//! The VM is running. Source: learn.microsoft.com, "States and billing status
//! of Azure Virtual Machines".

use azure::answer::Unavailable;

use crate::{
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.running",
    wire: 38,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["vm.exists", "vm.deployment", "vm.kind"],
    needs: FactSet::of(&[FactKey::Vm]),
    cases: &[
        Case::blocker(66, "stopped", &[]),
        Case::blocker(67, "deallocated", &[]),
        Case::blocker(68, "starting", &[]),
        Case::blocker(120, "stopping", &[]),
    ],
    notes: &[],
};

const FIELD: &str = "properties.instanceView.statuses[].code";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let power = asked::power(facts)?;
    let request = &facts.vm()?.request;
    let shown = format!("PowerState/{power}");
    let case = match power.to_ascii_lowercase().as_str() {
        "running" => return Ok(pass().seen(request, FIELD, shown)),
        "stopped" => "stopped",
        "deallocated" => "deallocated",
        "starting" => "starting",
        // Azure starts no VM before it has stopped.
        "stopping" | "deallocating" => "stopping",
        _ => {
            return Err(Unavailable::undecided("PowerState", Some(power)).during(request));
        }
    };
    Ok(fail(case).seen(request, FIELD, shown).into())
}

#[cfg(test)]
mod tests {
    use azure::compute::Vm;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, verdict, vm},
        facts::{Update, VmLookup},
    };

    fn with(power: Option<&str>) -> Facts {
        let power = power.map(str::to_owned);
        healthy().with(Update::Vm(known(VmLookup::Found(Vm { power, ..vm() }))))
    }

    #[test]
    fn each_state_has_its_case() {
        assert_eq!(verdict(&CHECK, &with(Some("Running"))), "pass");
        for (power, expected) in [
            ("stopped", "stopped"),
            ("stopping", "stopping"),
            ("deallocated", "deallocated"),
            ("deallocating", "stopping"),
            ("starting", "starting"),
        ] {
            assert_eq!(case(&CHECK, &with(Some(power))), expected);
        }
        for unclear in [None, Some("unknown"), Some("hibernated")] {
            assert_eq!(verdict(&CHECK, &with(unclear)), "cannot-tell");
        }
    }
}
