//! Does anything stop JIT from changing the rules?

pub(super) mod denied;
pub(super) mod lock;
pub(super) mod policy;
pub(super) mod room;

use azure::{answer::Unavailable, resource_id::ResourceId, timestamp};

use crate::{
    args,
    engine::Finding,
    facts::{Facts, RefusedWrite},
};

/// The network security groups that JIT writes to, and why some may be missing
/// here.
fn written_groups<'a>(facts: &'a Facts) -> (Vec<&'a ResourceId>, Option<Unavailable>) {
    let mut groups: Vec<&ResourceId> = Vec::new();
    let subnets = facts.subnets().map(|subnets| {
        let read = subnets.read.iter();
        groups.extend(read.filter_map(|it| it.security_group.as_ref()));
        subnets.doubt()
    });
    let nics = facts.nics().map(|nics| {
        groups.extend(nics.iter().filter_map(|it| it.security_group.as_ref()));
    });
    let unknown = nics.err().or_else(|| subnets.unwrap_or_else(Some));
    (groups, unknown)
}

/// The finding with when Azure refused this write, as the log shows it.
fn with_refusal(finding: Finding, request: &str, write: &RefusedWrite) -> Finding {
    finding
        .arg(args::AT, timestamp::parse(&write.at))
        .seen(request, "value[].operationName.value", &write.operation)
        .seen(request, "value[].eventTimestamp", &write.at)
}
