//! A machine of the subscription as its list has it: a VM, or one that is
//! shown beside the VMs because it is taken for one.

use std::{
    borrow::Borrow,
    hash::{Hash, Hasher},
    rc::Rc,
};

use azure::{
    answer::Known,
    arm::json::{Node, Unexpected},
    compute::{Os, parse_vm, region},
    resource_id::ResourceId,
};
use diagnosis::facts::VmLookup;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    pub id: ResourceId,
    /// The region's name in lower case, such as `westeurope`.
    pub location: String,
    pub os: Option<Os>,
    /// What a search for it in Azure would have brought.
    pub(super) lookup: Rc<Known<VmLookup>>,
}

impl Machine {
    /// A VM. Source: learn.microsoft.com, REST "Virtual Machines - List All".
    pub(super) fn vm(node: &Node, request: &str) -> Result<Self, Unexpected> {
        let vm = parse_vm(node)?;
        Ok(Self {
            id: vm.id.clone(),
            location: vm.location.clone(),
            os: vm.os,
            lookup: Rc::new(Known::new(VmLookup::Found(vm), request)),
        })
    }

    pub(super) fn classic(node: &Node, request: &str) -> Result<Self, Unexpected> {
        Self::other(node, request, |id| VmLookup::Classic(id.clone()))
    }

    /// A machine outside Azure that is managed through Azure Arc. Source:
    /// learn.microsoft.com, REST "Machines - List By Subscription".
    pub(super) fn arc(node: &Node, request: &str) -> Result<Self, Unexpected> {
        let os = match node.at("properties.osType").optional_text()? {
            Some(it) if it.eq_ignore_ascii_case("windows") => Some(Os::Windows),
            Some(it) if it.eq_ignore_ascii_case("linux") => Some(Os::Linux),
            _ => None,
        };
        let machine = Self::other(node, request, |id| VmLookup::OtherKind(id.resource_type()))?;
        Ok(Self { os, ..machine })
    }

    /// Whether a policy could name it.
    pub(super) fn is_vm(&self) -> bool {
        matches!(self.lookup.value, VmLookup::Found(_))
    }

    /// The interfaces that the VM says it has.
    pub(super) fn nics(&self) -> &[ResourceId] {
        match &self.lookup.value {
            VmLookup::Found(vm) => &vm.nics,
            _ => &[],
        }
    }

    fn other(
        node: &Node,
        request: &str,
        lookup: impl Fn(&ResourceId) -> VmLookup,
    ) -> Result<Self, Unexpected> {
        let id = node.at("id").id()?;
        Ok(Self {
            location: region(&node.at("location").text_or_empty()?),
            os: None,
            lookup: Rc::new(Known::new(lookup(&id), request)),
            id,
        })
    }
}

/// A machine that is told from others by its id, which is not kept twice for that.
#[derive(Clone, Debug)]
pub(super) struct ById(pub(super) Rc<Machine>);

impl PartialEq for ById {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for ById {}

impl Hash for ById {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl Borrow<ResourceId> for ById {
    fn borrow(&self) -> &ResourceId {
        &self.0.id
    }
}
