//! The subnet's security group lets the reader in: the first rule that holds decides.
//! Source: learn.microsoft.com, "How network security groups filter network
//! traffic".

use super::groups;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals},
    facts::{FactKey, FactSet, Facts},
    path::Side,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.subnet",
    wire: 42,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &[
        "vm.exists",
        "request.source",
        "network.rule",
        "network.target",
    ],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::SecurityGroups,
        FactKey::EffectiveRules,
        FactKey::AdminRules,
    ]),
    cases: &[
        Case::blocker(
            74,
            "denied_by",
            &[args::RULE.name, args::PRIORITY.name, args::NSG.name],
        ),
        Case::blocker(
            85,
            "no_allow",
            &[args::RULE.name, args::PRIORITY.name, args::NSG.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    groups::lets_in(facts, Side::Subnet)
}
