//! How it ended, by cause: VMs that ended for the same reason are told together.

use azure::resource_id::ResourceId;

use super::MachineState;

/// VMs that ended alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// Of the first of them: Azure's own words may name another VM for each.
    pub state: MachineState,
    /// Their places among the jobs, in order.
    pub places: Vec<usize>,
}

/// Every VM under its cause: what is left to do comes before what is done, and otherwise
/// what comes first.
pub fn endings(states: &[MachineState]) -> Vec<Ending> {
    let mut endings: Vec<Ending> = Vec::new();
    for (place, state) in states.iter().enumerate() {
        let alike = endings
            .iter_mut()
            .find(|it| cause(&it.state) == cause(state));
        match alike {
            Some(ending) => ending.places.push(place),
            None => endings.push(Ending {
                state: state.clone(),
                places: vec![place],
            }),
        }
    }
    endings.sort_by_key(|it| it.state.is_good());
    endings
}

/// What tells one cause from another: the state, and what it says of why.
fn cause(state: &MachineState) -> (&'static str, String) {
    let why = match state {
        MachineState::Done { beside } => {
            let names: Vec<&str> = beside.iter().map(ResourceId::as_str).collect();
            names.join(" ")
        }
        MachineState::AlreadyOn(policy) => policy.to_string(),
        MachineState::NotRead(why) => why.reason.key().to_owned(),
        MachineState::Refused(refused) => format!("{} {}", refused.why.key(), refused.code),
        MachineState::Failed { provisioning } => provisioning.clone(),
        _ => String::new(),
    };
    (state.name(), why)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{WriteError, WriteErrorKind};

    fn refused(why: WriteErrorKind, code: &str, vm: usize) -> MachineState {
        MachineState::Refused(WriteError {
            why,
            code: code.to_owned(),
            message: format!("The scope of vm-{vm} is locked."),
            request: format!("PUT /vm-{vm}"),
            correlation_id: Some(vm.to_string()),
        })
    }

    fn state(kind: usize, vm: usize) -> MachineState {
        match kind {
            0 => MachineState::Done { beside: Vec::new() },
            1 => refused(WriteErrorKind::Locked, "ScopeLocked", vm),
            2 => refused(WriteErrorKind::AzurePolicy, "RequestDisallowedByPolicy", vm),
            3 => refused(WriteErrorKind::Other, "A", vm),
            4 => refused(WriteErrorKind::Other, "B", vm),
            5 => MachineState::NotTried,
            _ => MachineState::Unsettled,
        }
    }

    #[test]
    fn the_same_refusal_is_told_once() {
        let kinds = [0, 1, 1, 0, 2, 1];
        let states: Vec<MachineState> =
            (0..).zip(kinds).map(|(vm, kind)| state(kind, vm)).collect();
        let places: Vec<Vec<usize>> = endings(&states).into_iter().map(|it| it.places).collect();
        assert_eq!(places, [vec![1, 2, 5], vec![4], vec![0, 3]]);
    }

    proptest! {
        #[test]
        fn every_vm_is_told_once_and_what_is_left_first(
            kinds in prop::collection::vec(0..7_usize, 0..20),
        ) {
            let states: Vec<MachineState> =
                kinds.iter().enumerate().map(|(vm, kind)| state(*kind, vm)).collect();
            let endings = endings(&states);
            let mut places: Vec<usize> = endings.iter().flat_map(|it| it.places.clone()).collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..states.len()).collect::<Vec<_>>());
            prop_assert!(endings.is_sorted_by_key(|it| it.state.is_good()));
            for ending in &endings {
                let kind = kinds[ending.places[0]];
                prop_assert!(ending.places.iter().all(|at| kinds[*at] == kind));
            }
            let distinct: std::collections::BTreeSet<usize> = kinds.iter().copied().collect();
            prop_assert_eq!(endings.len(), distinct.len());
        }
    }
}
