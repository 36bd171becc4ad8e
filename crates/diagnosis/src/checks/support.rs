//! Whether JIT can be had for a VM at all, as the checks of the VM say it
//! together: the first that stands in the way is the reason. Source:
//! learn.microsoft.com, "Enable just-in-time access on VMs", the tab
//! Unsupported. Knows nothing of policies: a VM in one has JIT, whatever else.

use azure::{
    answer::{Reason, Unavailable},
    value::Args,
};

use super::vm::{self, path};
use crate::{
    engine::{Evaluator, Severity, Verdict},
    facts::Facts,
};

const DEPLOYMENT: Evaluator = evaluator!(vm::deployment);
const KIND: Evaluator = evaluator!(vm::kind);
const GUARD: Evaluator = evaluator!(vm::guard);
const FIREWALL: Evaluator = evaluator!(vm::firewall);
const SECURITY_POLICY: Evaluator = evaluator!(vm::security_policy);

/// What keeps a VM from JIT, or from being offered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The check that fails, and its case.
    pub check: &'static str,
    pub case: &'static str,
    /// Values for the texts of the case.
    pub args: Args,
}

/// The first obstacle of the VM that the facts are about.
pub fn obstacle(facts: &Facts) -> Result<Option<Obstacle>, Unavailable> {
    for evaluator in [DEPLOYMENT, KIND, GUARD] {
        if let Some(found) = failed(evaluator, facts, Severity::Info)? {
            return Ok(Some(found));
        }
    }
    // With a group of its own for JIT to write to, no firewall blocks the VM.
    if !path::has_groups(facts)?
        && let Some(found) = failed(FIREWALL, facts, Severity::Blocker)?
    {
        return Ok(Some(found));
    }
    match failed(SECURITY_POLICY, facts, Severity::Info) {
        // Without the plan, and when it is new, a VM is not assessed.
        Err(why) if why.reason == Reason::NoAssessment => Ok(None),
        other => other,
    }
}

/// The failure of one check, if it has failed at least this badly.
fn failed(
    evaluator: Evaluator,
    facts: &Facts,
    at_least: Severity,
) -> Result<Option<Obstacle>, Unavailable> {
    Ok(match (evaluator.eval)(facts)? {
        Verdict::Fail(it) if at_least <= it.severity_cap => Some(Obstacle {
            check: evaluator.check.id,
            case: it.case,
            args: it.args,
        }),
        Verdict::CannotTell(why) => return Err(why),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, network::Firewall, security::Assessment};

    use super::obstacle;
    use crate::{
        checks::{
            testing::{Facts as Snapshot, healthy, known, resource, unavailable},
            vm::testing::{bare_nic, firewall_in, firewalls},
        },
        facts::{Facts, Update, VmLookup},
    };

    fn case(snapshot: &Snapshot) -> Result<Option<&'static str>, Reason> {
        let found = obstacle(&Facts::new(snapshot.snapshot()));
        found.map(|it| it.map(|it| it.case)).map_err(|it| it.reason)
    }

    fn assessed(code: &str, cause: &str) -> Update {
        Update::Assessment(known(Assessment {
            code: code.to_owned(),
            cause: cause.to_owned(),
        }))
    }

    fn with_policy() -> Firewall {
        Firewall {
            policy: Some(resource("Microsoft.Network/firewallPolicies/central")),
            ..firewall_in("vnet-shop")
        }
    }

    #[test]
    fn the_first_obstacle_is_the_reason() {
        assert_eq!(case(&healthy()), Ok(None));
        let classic = resource("Microsoft.ClassicCompute/virtualMachines/vm-web-01");
        let classic = healthy().with(Update::Vm(known(VmLookup::Classic(classic))));
        assert_eq!(case(&classic), Ok(Some("classic")));
        let bare = || healthy().with(bare_nic());
        assert_eq!(case(&bare()), Ok(Some("no_nsg_no_firewall")));
        let behind = bare().with(firewalls(&[with_policy()]));
        assert_eq!(case(&behind), Ok(Some("firewall_policy")));
        let off = healthy().with(assessed("NotApplicable", "OffByPolicy"));
        assert_eq!(case(&off), Ok(Some("off_by_policy")));
    }

    #[test]
    fn a_firewall_does_not_matter_to_a_vm_with_groups() {
        let guarded = healthy().with(firewalls(&[with_policy()]));
        assert_eq!(case(&guarded), Ok(None));
        let unread = healthy().with(Update::Firewalls(unavailable(Reason::Forbidden)));
        assert_eq!(case(&unread), Ok(None));
    }

    #[test]
    fn what_is_not_assessed_is_not_off() {
        let without = |reason| healthy().with(Update::Assessment(unavailable(reason)));
        assert_eq!(case(&without(Reason::NoAssessment)), Ok(None));
        assert_eq!(case(&without(Reason::Throttled)), Err(Reason::Throttled));
    }
}
