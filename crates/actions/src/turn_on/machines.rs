//! The VMs for which JIT shall be on.

use azure::resource_id::ResourceId;
use serde::{Deserialize, Serialize};

/// A VM for which JIT shall be on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    pub id: ResourceId,
    /// The region's name; the policy must stand in the same.
    pub location: String,
}

/// At least one VM, and all of one subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Machine>", into = "Vec<Machine>")]
pub struct Machines {
    first: Machine,
    others: Vec<Machine>,
}

impl Machines {
    /// `None` for no VM at all, and for VMs of several subscriptions.
    pub fn new(all: Vec<Machine>) -> Option<Self> {
        let mut all = all.into_iter();
        let machines = Self {
            first: all.next()?,
            others: all.collect(),
        };
        let of = machines.subscription();
        let is_one = machines.iter().all(|it| it.id.subscription_scope() == of);
        is_one.then_some(machines)
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

    pub fn subscription(&self) -> ResourceId {
        self.first.id.subscription_scope()
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
        Self::new(all).ok_or("VMs of one subscription were expected")
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
    fn there_is_at_least_one_and_all_are_of_one_subscription() {
        let [a, b, foreign] = [machine('1', "a"), machine('1', "b"), machine('2', "c")];
        for (all, count) in [
            (vec![], None),
            (vec![a.clone()], Some(1)),
            (vec![a.clone(), b.clone()], Some(2)),
            (vec![a.clone(), foreign], None),
        ] {
            let machines = Machines::new(all.clone());
            assert_eq!(machines.as_ref().map(Machines::count), count, "{all:?}");
            let back = machines.map(Vec::from);
            assert_eq!(back, count.map(|_| all));
        }
    }

    #[test]
    fn what_is_stored_is_read_as_strictly() {
        let [a, foreign] = [machine('1', "a"), machine('2', "c")];
        let read = |all: &[Machine]| {
            let json = serde_json::to_string(all).unwrap();
            serde_json::from_str::<Machines>(&json).ok()
        };
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[a.clone(), foreign]), None);
        assert_eq!(read(std::slice::from_ref(&a)), Some(a.into()));
    }
}
