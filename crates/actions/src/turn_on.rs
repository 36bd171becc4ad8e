//! Turning JIT on for VMs: one new policy for each, under a name that nobody
//! else uses. A write of a policy replaces all that is in it, and Azure offers
//! no way to write only if nothing has changed; so the one write that can never
//! drop somebody else's entry is that of a policy that nobody else has. Source:
//! learn.microsoft.com, REST "Jit Network Access Policies - Create Or Update".

mod draft;
mod ending;
mod machines;
mod plan;
mod run;

pub use draft::{ANY, GuardDraft, GuardedPort, PROTOCOLS, TurnOnDraft};
pub(crate) use draft::{meet, sources_field};
pub use ending::{Ending, endings};
pub use machines::{Machine, Machines};
pub use plan::Plan;
pub use run::{MachineState, run, sign_in_needed};

use azure::{
    arm::{Method, Write},
    rbac::{CONFIGURE, WRITE_VM},
    resource_id::ResourceId,
};
use serde_json::{Value, json};

use super::Needed;

/// Policy and VM together must not have a longer name: beyond that, requests
/// fail. Source: learn.microsoft.com, "Enable just-in-time access on VMs".
const LONGEST_NAMES: usize = 56;

/// One VM, and the policy that is to be written for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub vm: ResourceId,
    pub policy: ResourceId,
    pub write: Write,
}

/// Why there can be no policy for a VM, worded under `acts.turn_on.unfit.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unfit {
    /// With any name of a policy, the names are longer than JIT takes.
    NameTooLong,
    /// Azure told no region or no resource group.
    NoPlace,
}

impl Unfit {
    pub const ALL: [Self; 2] = [Self::NameTooLong, Self::NoPlace];

    pub fn name(self) -> &'static str {
        match self {
            Self::NameTooLong => "name_too_long",
            Self::NoPlace => "no_place",
        }
    }
}

/// What the reader's roles must grant. Source: learn.microsoft.com, "Enable
/// just-in-time access on VMs": both at the subscription or the resource group, and
/// not at the VM alone.
pub fn needed<'a>(machines: impl IntoIterator<Item = &'a Machine>) -> Vec<Needed> {
    let mut needed: Vec<Needed> = Vec::new();
    for it in machines {
        let group = it.id.resource_group_scope();
        let group = group.unwrap_or_else(|| it.id.subscription_scope());
        for action in [CONFIGURE, WRITE_VM] {
            let it = Needed::new(action, group.clone());
            if !needed.contains(&it) {
                needed.push(it);
            }
        }
    }
    needed
}

impl Job {
    /// `chance`, from 0 up to 1, tells this policy's name from all others.
    pub fn new(machine: &Machine, ports: &[GuardedPort], chance: f64) -> Result<Self, Unfit> {
        let vm = &machine.id;
        let name = policy_name(vm.name(), chance).ok_or(Unfit::NameTooLong)?;
        let group = vm.resource_group_scope().ok_or(Unfit::NoPlace)?;
        let location = &machine.location;
        let policy = ResourceId::parse(&format!(
            "{group}/providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies/{name}"
        ))
        .map_err(|_| Unfit::NoPlace)?;
        let ports: Vec<Value> = ports.iter().map(GuardedPort::json).collect();
        let write = Write {
            method: Method::Put,
            path: format!("{policy}?api-version=2020-01-01"),
            body: Some(json!({
                "kind": "Basic",
                "properties": {"virtualMachines": [{"id": vm.as_str(), "ports": ports}]},
            })),
        };
        Ok(Self {
            vm: vm.clone(),
            policy,
            write,
        })
    }
}

/// The VM's name and six digits of its own, or only the digits where that would
/// be too long.
fn policy_name(vm: &str, chance: f64) -> Option<String> {
    const DIGITS: u32 = 0x100_0000;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the product lies between 0 and DIGITS"
    )]
    let number = (chance.clamp(0.0, 1.0) * f64::from(DIGITS - 1)) as u32;
    let plain: String = vm
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .collect();
    [
        format!("{plain}-{number:06x}"),
        format!("jit-{number:06x}"),
        format!("{number:06x}"),
    ]
    .into_iter()
    .find(|it| it.len() + vm.chars().count() <= LONGEST_NAMES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_the_limit_of_both() {
        for (length, expected) in [
            (4, Some("vvvv-800000")),
            (25, Some("jit-7fffff")),
            (46, Some("jit-7fffff")),
            (50, Some("7fffff")),
            (51, None),
        ] {
            let vm = "v".repeat(length);
            let name = policy_name(&vm, 0.5);
            assert!(name.iter().all(|it| it.len() + length <= LONGEST_NAMES));
            let digits = |it: &str| it.rsplit('-').next().map(str::len);
            assert_eq!(name.is_some(), expected.is_some(), "{length}");
            assert!(name.as_deref().is_none_or(|it| digits(it) == Some(6)));
        }
        assert_eq!(
            policy_name("web_01.x", 0.0).as_deref(),
            Some("web-01-x-000000")
        );
        assert_eq!(policy_name("web", 1.0).as_deref(), Some("web-ffffff"));
    }
}
