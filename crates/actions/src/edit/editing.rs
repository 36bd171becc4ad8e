//! What an act of changing begins with. Must not know how it is carried out.

use std::collections::BTreeSet;

use azure::resource_id::ResourceId;
use serde::{Deserialize, Serialize};

use super::change::{ChangeKind, Edit};

/// The entry of one VM in one policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryId {
    pub policy: ResourceId,
    pub vm: ResourceId,
}

/// Which policies are to be changed, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Editing {
    /// A change of this kind to each of these entries. A form asks for its values.
    Form(ChangeKind, Vec<EntryId>),
    /// These edits, as they are.
    These(Vec<Edit>),
    /// What a run did is to be put back: the text of its [`Log`](super::Log).
    Logged(String),
}

impl Editing {
    /// The name under which texts are kept.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Form(..) | Self::These(_) => "edit",
            Self::Logged(_) => "put_back",
        }
    }

    /// The VMs whose entries are named, each once.
    pub fn vms(&self) -> BTreeSet<&ResourceId> {
        match self {
            Self::Form(_, entries) => entries.iter().map(|it| &it.vm).collect(),
            Self::These(edits) => edits.iter().map(|it| &it.vm).collect(),
            Self::Logged(_) => BTreeSet::new(),
        }
    }
}
