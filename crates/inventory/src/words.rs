//! The words of a row, for the table and the file alike.

use azure::{answer::Unavailable, compute::Os, security::Assessment};
use text::Catalog;

use super::{Exposure, List, ListState, ListedVm, Lists, Tab};

pub fn os(row: &ListedVm) -> &'static str {
    match row.machine.os {
        Some(Os::Windows) => "Windows",
        Some(Os::Linux) => "Linux",
        None => "",
    }
}

/// The ports that policies guard, such as `22, 3389`.
fn ports(ports: &[u16]) -> String {
    let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
    ports.join(", ")
}

/// Why the row stands on its tab, in a few words: the ports of one that has
/// JIT, and nothing for one that could.
pub fn reason(row: &ListedVm, lists: &Lists, catalog: &Catalog) -> String {
    match &row.tab {
        Tab::Configured { ports: all, .. } => ports(all),
        Tab::NotConfigured => String::new(),
        Tab::Unsupported(it) => {
            let args: Vec<_> = it.args.texts().collect();
            let args = args.iter().map(|(name, value)| (*name, value.as_str()));
            catalog.fill(&format!("inventory.obstacles.{}", it.case), args)
        }
        Tab::CannotTell(why) => {
            if let Some(list) = unread(why, lists) {
                return catalog.text(&format!("inventory.unread.{}", list.key()));
            }
            let args: Vec<_> = why.args.texts().collect();
            let args = args.iter().map(|(name, value)| (*name, value.as_str()));
            catalog.fill(&format!("reasons.{}", why.reason.key()), args)
        }
    }
}

/// The list that lacks what would tell.
fn unread(why: &Unavailable, lists: &Lists) -> Option<List> {
    let is_it = |list: &&List| matches!(lists.state(**list), ListState::Partial(it) if it == why);
    List::ALL.iter().find(is_it).copied()
}

/// Whether a guarded port is open to everybody, in a few words.
pub fn exposed(exposure: &Exposure, catalog: &Catalog) -> String {
    match exposure {
        Exposure::Open(all) => catalog.fill("inventory.exposure.open", [("ports", ports(all))]),
        Exposure::Unknown(_) => catalog.text("inventory.exposure.unknown"),
        Exposure::NoGroup => catalog.text("inventory.exposure.no_group"),
        Exposure::Closed => catalog.text("inventory.exposure.closed"),
    }
}

/// What Defender for Cloud's recommendation says.
pub fn recommendation(assessment: &Assessment, catalog: &Catalog) -> String {
    let key = match &*assessment.code.to_ascii_lowercase() {
        "healthy" => "healthy",
        "unhealthy" => "unhealthy",
        "notapplicable" => "not_applicable",
        _ => return assessment.code.clone(),
    };
    catalog.text(&format!("inventory.recommendation.{key}"))
}
