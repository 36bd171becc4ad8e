//! The way from the reader's address to the VM's port: where a packet can
//! arrive, what each security group on the way says of it, and both as data
//! for a picture. Pure functions of the facts, used by the checks and the
//! page alike.

mod arrival;
mod balanced;
mod groups;
mod hops;
mod reported;
mod rule_trace;

pub use arrival::{Arrival, JitFirewall, arrivals, jit_firewall, route_to};
pub use balanced::{Entry, balanced_entry};
pub use groups::{GroupBefore, Outcome, Ruling, Side, Used, ruling, sides_of};
pub use hops::{Hop, HopKind, HopState, entrance, hops};
pub use reported::reported_hops;
pub use rule_trace::{GroupTrace, RuleLine, rule_traces};

pub(crate) use balanced::is_balanced;
pub(crate) use groups::{PacketPath, admin_ruling, best_path, raw_rules, ruling_without, spelled};
pub(crate) use hops::beside_rules;
pub(crate) use rule_trace::trace;
