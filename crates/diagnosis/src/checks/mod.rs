//! The checks, one file each, in the one order that counts: it is causal, it
//! is the order in which a reader meets them, and the first failure in it is
//! the root cause.
//!
//! "How to add" in `ARCHITECTURE.md` has the steps for a new one. The tests below
//! and the integration tests say which step is missing.

macro_rules! evaluator {
    ($area:ident::$check:ident) => {
        Evaluator {
            check: &$area::$check::CHECK,
            eval: $area::$check::eval,
        }
    };
}

mod access;
mod asked;
mod change;
mod guest;
mod network;
mod plan;
mod policy;
mod request;
mod session;
mod subscription;
mod support;
#[cfg(test)]
pub(crate) mod testing;
mod vm;

use crate::{
    ability,
    engine::{Check, Evaluator},
    facts::FactSet,
    question::Goal,
};

pub use asked::{port as asked_port, power as asked_power};
pub use support::Obstacle;
pub use support::obstacle;

macro_rules! in_causal_order {
    ($($area:ident::$check:ident,)*) => {
        /// Every check, in causal order.
        pub const ALL: &[&Check] = &[$(&$area::$check::CHECK,)*];

        /// Every check with what judges by it, in the same order. Who only tells of
        /// checks names [`ALL`], and comes without the code that judges.
        pub const EVALUATORS: &[Evaluator] = &[$(evaluator!($area::$check),)*];
    };
}

in_causal_order! {
    session::token,
    session::cloud,
    session::mfa,
    subscription::visible,
    subscription::active,
    subscription::provider,
    plan::servers,
    plan::tier,
    plan::machine,
    vm::exists,
    vm::deployment,
    vm::kind,
    vm::guard,
    vm::firewall,
    vm::security_policy,
    policy::exists,
    policy::place,
    policy::single,
    policy::members,
    policy::settled,
    policy::name,
    policy::port,
    policy::source,
    policy::duration,
    access::read_vm,
    access::read_network,
    access::read_policy,
    access::initiate,
    access::configure,
    access::manage_plan,
    access::denied,
    access::condition,
    access::eligible,
    change::lock,
    change::denied,
    change::policy,
    change::room,
    request::open,
    request::settled,
    request::source,
    vm::running,
    network::rule,
    network::target,
    network::admin_rules,
    network::subnet,
    network::nic,
    network::address,
    network::firewall_entry,
    network::return_path,
    network::exposure,
    guest::agent,
}

/// What one person may do: the checks of their permissions.
pub const PERSON: [Evaluator; 9] = [
    evaluator!(access::read_vm),
    evaluator!(access::read_network),
    evaluator!(access::read_policy),
    evaluator!(access::initiate),
    evaluator!(access::configure),
    evaluator!(access::manage_plan),
    evaluator!(access::denied),
    evaluator!(access::condition),
    evaluator!(access::eligible),
];
/// Whether JIT's rule for a port is in the security groups.
pub const RULE: Evaluator = evaluator!(network::rule);
/// Whether one port that JIT guards is open to everyone.
pub use network::exposure::{ALWAYS_OPEN, of_port as exposure_of_port};
/// Whether the subscription is set up for JIT: itself, what provides it, and the plan.
pub const SUBSCRIPTION: [Evaluator; 1] = [evaluator!(subscription::active)];
pub const PROVIDER: [Evaluator; 1] = [evaluator!(subscription::provider)];
pub const PLAN: [Evaluator; 2] = [evaluator!(plan::servers), evaluator!(plan::tier)];

/// What a run has to ask for: the facts that the checks for a goal may read, and
/// those that tell what the reader may do about a failure.
pub fn needs(goal: Option<Goal>) -> FactSet {
    ALL.iter()
        .filter(|it| it.goals.include(goal))
        .flat_map(|it| it.needs.iter())
        .chain(ability::NEEDS.iter())
        .fold(FactSet::NONE, FactSet::with)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ALL;
    use crate::args;

    /// A number names one thing for ever, so each new thing takes a free one; that
    /// none changes its meaning is held by the frozen links.
    #[test]
    fn every_number_in_links_is_given_once() {
        let mut numbers: Vec<(&str, u16, String)> = Vec::new();
        for check in ALL {
            numbers.push(("check", check.wire, check.id.to_owned()));
            let cases = check.cases.iter();
            numbers.extend(cases.map(|it| ("case", it.wire, format!("{} {}", check.id, it.name))));
            let notes = check.notes.iter();
            numbers.extend(notes.map(|it| ("note", it.wire, format!("{} {}", check.id, it.name))));
        }
        numbers.extend(args::all().map(|it| ("argument", it.wire, it.name.to_owned())));
        let reasons = azure::answer::Reason::ALL.iter();
        numbers.extend(reasons.filter_map(|it| Some(("reason", it.wire()?, it.key().to_owned()))));
        let mut seen = HashSet::new();
        for (kind, number, name) in numbers {
            assert!(
                seen.insert((kind, number)),
                "{kind} {number} is taken, {name}"
            );
        }
    }

    #[test]
    fn ids_are_unique_and_dependencies_come_first() {
        let mut seen = HashSet::new();
        for check in ALL {
            assert!(
                check.depends_on.iter().all(|it| seen.contains(it)),
                "{} stands after something that does not come before it",
                check.id
            );
            assert!(seen.insert(check.id), "{} stands twice", check.id);
            let cases: HashSet<_> = check.cases.iter().map(|it| it.name).collect();
            assert_eq!(cases.len(), check.cases.len(), "{}", check.id);
        }
    }
}
