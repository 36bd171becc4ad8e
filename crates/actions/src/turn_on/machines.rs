//! The VMs for which JIT shall be on.

use std::collections::BTreeSet;

use azure::resource_id::ResourceId;
use serde::{Deserialize, Serialize};

/// A VM for which JIT shall be on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    pub id: ResourceId,
    /// The region's name; the policy must stand in the same.
    pub location: String,
}

/// At least one VM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Machine>", into = "Vec<Machine>")]
pub struct Machines {
    first: Machine,
    others: Vec<Machine>,
}

impl Machines {
    /// `None` for no VM at all.
    pub fn new(all: Vec<Machine>) -> Option<Self> {
        let mut all = all.into_iter();
        Some(Self {
            first: all.next()?,
            others: all.collect(),
        })
    }

    pub fn first(&self) -> &Machine {
        &self.first
    }

    /// The number of VMs, which is never 0.
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Machine> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The scopes of the subscriptions that they are in.
    pub fn subscriptions(&self) -> BTreeSet<ResourceId> {
        self.iter().map(|it| it.id.subscription_scope()).collect()
    }
}

impl From<Machine> for Machines {
    fn from(first: Machine) -> Self {
        Self {
            first,
            others: Vec::new(),
        }
    }
}

impl From<Machines> for Vec<Machine> {
    fn from(machines: Machines) -> Self {
        let mut all = vec![machines.first];
        all.extend(machines.others);
        all
    }
}

impl TryFrom<Vec<Machine>> for Machines {
    type Error = &'static str;

    fn try_from(all: Vec<Machine>) -> Result<Self, Self::Error> {
        Self::new(all).ok_or("a VM was expected")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(subscription: char, name: &str) -> Machine {
        let digits = subscription.to_string().repeat(8);
        let id = format!(
            "/subscriptions/{digits}-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Compute/virtualMachines/{name}"
        );
        Machine {
            id: ResourceId::parse(&id).unwrap(),
            location: "westeurope".to_owned(),
        }
    }

    #[test]
    fn there_is_at_least_one_and_each_has_its_subscription() {
        let [a, b, foreign] = [machine('1', "a"), machine('1', "b"), machine('2', "c")];
        for (all, told) in [
            (vec![], None),
            (vec![a.clone()], Some((1, 1))),
            (vec![a.clone(), b.clone()], Some((2, 1))),
            (vec![a.clone(), foreign], Some((2, 2))),
        ] {
            let machines = Machines::new(all.clone());
            let of = |it: &Machines| (it.count(), it.subscriptions().len());
            assert_eq!(machines.as_ref().map(of), told, "{all:?}");
            let back = machines.map(Vec::from);
            assert_eq!(back, told.map(|_| all));
        }
    }

    #[test]
    fn what_is_stored_is_read_as_strictly() {
        let a = machine('1', "a");
        let read = |all: &[Machine]| {
            let json = serde_json::to_string(all).unwrap();
            serde_json::from_str::<Machines>(&json).ok()
        };
        assert_eq!(read(&[]), None);
        assert_eq!(read(std::slice::from_ref(&a)), Some(a.into()));
    }
}
