//! What stands above all VMs of a subscription: whether it is active, whether
//! Defender for Cloud is registered in it, and its plan for servers. The checks
//! of a run say how each stands.

use azure::{
    answer::{Reason, Unavailable},
    resources::SubscriptionLookup,
    security::Plan,
    value::Args,
};
use diagnosis::{
    checks,
    engine::{Evaluator, Severity, Verdict, outcome_of},
    facts::{Facts, Snapshot, Update},
};

use super::Lists;

/// How one of them stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Pending,
    Good,
    /// The check that fails, its case, the values for its texts, and how bad
    /// it is.
    Failed {
        check: &'static str,
        case: &'static str,
        args: Args,
        severity: Severity,
    },
    CannotTell(Unavailable),
}

/// The head of the subscription's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Empty when it is not known.
    pub name: String,
    pub subscription: Standing,
    pub provider: Standing,
    pub plan: Standing,
    /// The plan as Azure has it, where it was read.
    pub plan_read: Option<Plan>,
}

impl Overview {
    pub fn of(lists: &Lists) -> Self {
        let mut snapshot = Snapshot::default();
        if let Some(fact) = &lists.subscription {
            snapshot.apply(Update::Subscription(fact.clone()));
        }
        if let Some(fact) = &lists.provider {
            snapshot.apply(Update::Provider(fact.clone()));
        }
        if let Some(fact) = &lists.plan {
            snapshot.apply(Update::Plan(fact.clone()));
        }
        let facts = Facts::new(&snapshot);
        let subscription = match facts.subscription().map(|it| &it.value) {
            Ok(SubscriptionLookup::NotVisible(why)) => Standing::CannotTell(why.clone()),
            Ok(SubscriptionLookup::Visible(_)) | Err(_) => standing(&facts, &checks::SUBSCRIPTION),
        };
        Self {
            name: lists.name().to_owned(),
            subscription,
            provider: standing(&facts, &checks::PROVIDER),
            plan: standing(&facts, &checks::PLAN),
            plan_read: facts.plan().ok().map(|it| it.value.clone()),
        }
    }
}

/// What these checks come to: the first that does not pass speaks for all.
fn standing(facts: &Facts, evaluators: &[Evaluator]) -> Standing {
    for evaluator in evaluators {
        let check = evaluator.check;
        match outcome_of(evaluator, facts) {
            Verdict::Pass { .. } | Verdict::NotApplicable => {}
            Verdict::CannotTell(why) if why.reason == Reason::Pending => return Standing::Pending,
            Verdict::CannotTell(why) => return Standing::CannotTell(why),
            Verdict::Fail(it) => {
                let case = check.cases.iter().find(|case| case.name == it.case);
                let severity =
                    case.map_or(it.severity_cap, |case| case.severity.min(it.severity_cap));
                return Standing::Failed {
                    check: check.id,
                    case: it.case,
                    args: it.args,
                    severity,
                };
            }
        }
    }
    Standing::Good
}
