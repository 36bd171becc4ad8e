//! Whether infrastructure code rewrites a security group, by its pattern: an operation
//! that takes JIT's rules away, puts none of them back, and was made by a deployment or,
//! by an application, together with rules that aren't JIT's. Azure says nowhere that it
//! was one, so it's never more than likely.

use azure::timestamp::Timestamp;

use super::{
    deeds::Deed,
    entry::{By, Entry},
    target::TargetKind,
};

/// What takes JIT's rules away again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub by: By,
    pub client: Option<String>,
    /// How often it did within the history.
    pub times: usize,
    pub last: Option<Timestamp>,
}

/// Words in the names of programs that deploy. A name that is only an id isn't known.
const DEPLOYING: [&str; 8] = [
    "template",
    "terraform",
    "bicep",
    "pulumi",
    "ansible",
    "deployment",
    "devops",
    "crossplane",
];

/// The one that did it most often; of equals, the newest. `entries` are the newest first.
pub(super) fn find(entries: &[Entry]) -> Option<Code> {
    let mut found: Vec<Code> = Vec::new();
    for it in entries.iter().filter(|it| is_like_code(it)) {
        let same = found
            .iter_mut()
            .find(|known| known.by == it.by && known.client == it.client);
        match same {
            Some(known) => known.times += 1,
            None => found.push(Code {
                by: it.by.clone(),
                client: it.client.clone(),
                times: 1,
                last: it.at,
            }),
        }
    }
    let most = found.iter().map(|it| it.times).max()?;
    found.into_iter().find(|it| it.times == most)
}

fn is_like_code(entry: &Entry) -> bool {
    if entry.target.kind != TargetKind::Group {
        return false;
    }
    let (mut removed, mut added, mut others) = (0, 0, 0);
    for it in &entry.deeds {
        match it {
            Deed::RuleRemoved(rule) if rule.jit().is_some() => removed += 1,
            Deed::RuleAdded(rule) if rule.jit().is_some() => added += 1,
            Deed::RuleAdded(rule) | Deed::RuleRemoved(rule) | Deed::RuleChanged(rule, _) => {
                others += usize::from(rule.name.is_some());
            }
            _ => {}
        }
    }
    let client = entry.client.as_deref().unwrap_or_default().to_lowercase();
    let deploys = DEPLOYING.iter().any(|it| client.contains(it));
    // JIT is an application, too: it takes away its own rules and no others.
    let is_application = matches!(entry.by, By::Application(_));
    removed > 0 && added == 0 && (deploys || (is_application && others > 0))
}
