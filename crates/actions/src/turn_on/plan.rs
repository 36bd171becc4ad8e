//! What is to be written so that JIT is on, told before anything is sent.

use super::{GuardedPort, Job, Machines, Unfit};
use crate::field::Source;

/// What is to be written, and the VMs for which nothing can be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub ports: Vec<GuardedPort>,
    pub jobs: Vec<Job>,
    /// By the VM's name.
    pub unfit: Vec<(String, Unfit)>,
}

impl Plan {
    /// `chance` gives another number from 0 up to 1 for each policy.
    pub fn new(
        machines: &Machines,
        ports: Vec<GuardedPort>,
        mut chance: impl FnMut() -> f64,
    ) -> Self {
        let (mut jobs, mut unfit) = (Vec::new(), Vec::new());
        for machine in machines.iter() {
            match Job::new(machine, &ports, chance()) {
                Ok(job) => jobs.push(job),
                Err(why) => unfit.push((machine.id.name().to_owned(), why)),
            }
        }
        Self { ports, jobs, unfit }
    }

    /// Whether access to a port can be asked for from anywhere.
    pub fn is_open_to_all(&self) -> bool {
        let mut sources = self.ports.iter().flat_map(|it| &it.sources);
        sources.any(|it| *it == Source::Any)
    }
}

#[cfg(test)]
mod tests {
    use azure::resource_id::ResourceId;

    use super::*;
    use crate::turn_on::{Machine, TurnOnDraft};

    fn machine(name: &str) -> Machine {
        let id = format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Compute/virtualMachines/{name}"
        );
        Machine {
            id: ResourceId::parse(&id).unwrap(),
            location: "westeurope".to_owned(),
        }
    }

    #[test]
    fn each_vm_is_written_or_told_to_be_left_out() {
        let long = "v".repeat(60);
        let machines = ["a", &long, "b"].map(machine);
        let machines = Machines::new(machines.into()).unwrap();
        let ports = TurnOnDraft::default().check().unwrap();
        let mut chances = [0.1, 0.2, 0.3].into_iter();
        let plan = Plan::new(&machines, ports.clone(), || chances.next().unwrap());
        let vms: Vec<&str> = plan.jobs.iter().map(|it| it.vm.name()).collect();
        assert_eq!(vms, ["a", "b"]);
        assert_ne!(plan.jobs[0].policy.name(), plan.jobs[1].policy.name());
        assert_eq!(plan.unfit, [(long, Unfit::NameTooLong)]);
        assert_eq!(plan.ports, ports);
    }

    #[test]
    fn the_portals_own_form_is_open_to_all() {
        let mut draft = TurnOnDraft::default();
        let machines = Machines::from(machine("a"));
        let plan = |draft: &TurnOnDraft| Plan::new(&machines, draft.check().unwrap(), || 0.5);
        assert!(plan(&draft).is_open_to_all());
        for port in &mut draft.ports {
            port.sources = "203.0.113.0/24".to_owned();
        }
        assert!(!plan(&draft).is_open_to_all());
        draft.ports[2].sources = "*".to_owned();
        assert!(plan(&draft).is_open_to_all());
    }
}
