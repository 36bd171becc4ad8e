//! The checks, one file each, in the one order that counts: it is causal, it
//! is the order in which a reader meets them, and the first failure in it is
//! the root cause.
//!
//! "How to add" in `ARCHITECTURE.md` has the steps for a new one. The tests below
//! and the integration tests say which step is missing.

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
mod testing;
mod vm;

use crate::{ability, engine::Check, facts::FactSet, question::Goal};

pub use asked::{port as asked_port, power as asked_power};
pub use support::Obstacle;
pub use support::obstacle;

/// Every check, in causal order.
pub const ALL: &[&Check] = &[
    &session::token::CHECK,
    &session::cloud::CHECK,
    &session::mfa::CHECK,
    &subscription::visible::CHECK,
    &subscription::active::CHECK,
    &subscription::provider::CHECK,
    &plan::servers::CHECK,
    &plan::tier::CHECK,
    &plan::machine::CHECK,
    &vm::exists::CHECK,
    &vm::deployment::CHECK,
    &vm::kind::CHECK,
    &vm::guard::CHECK,
    &vm::firewall::CHECK,
    &vm::security_policy::CHECK,
    &policy::exists::CHECK,
    &policy::place::CHECK,
    &policy::single::CHECK,
    &policy::members::CHECK,
    &policy::settled::CHECK,
    &policy::name::CHECK,
    &policy::port::CHECK,
    &policy::source::CHECK,
    &policy::duration::CHECK,
    &access::read_vm::CHECK,
    &access::read_network::CHECK,
    &access::read_policy::CHECK,
    &access::initiate::CHECK,
    &access::configure::CHECK,
    &access::manage_plan::CHECK,
    &access::denied::CHECK,
    &access::condition::CHECK,
    &access::eligible::CHECK,
    &change::lock::CHECK,
    &change::denied::CHECK,
    &change::policy::CHECK,
    &change::room::CHECK,
    &request::open::CHECK,
    &request::settled::CHECK,
    &request::source::CHECK,
    &vm::running::CHECK,
    &network::rule::CHECK,
    &network::target::CHECK,
    &network::admin_rules::CHECK,
    &network::subnet::CHECK,
    &network::nic::CHECK,
    &network::address::CHECK,
    &network::firewall_entry::CHECK,
    &network::return_path::CHECK,
    &network::exposure::CHECK,
    &guest::agent::CHECK,
];

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
