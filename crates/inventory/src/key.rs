//! By which a machine is found, put in order and chosen, all in lower case. How it is
//! written is what addresses keep, so that never changes.

use std::{fmt, sync::Arc};

use azure::resource_id::ResourceId;

use super::search::Search;

/// One machine among those of a reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Where several subscriptions are read. Within one, group and name tell a machine.
    subscription: Option<Arc<str>>,
    pub(super) group: String,
    pub(super) name: String,
}

impl Key {
    pub(super) fn of(machine: &ResourceId, subscription: Option<Arc<str>>) -> Self {
        let group = machine.resource_group().unwrap_or_default();
        Self {
            subscription,
            group: group.to_lowercase(),
            name: machine.name().to_lowercase(),
        }
    }

    /// Its resource group, in order by subscription first where there are several.
    pub(super) fn within(&self) -> (Option<&str>, &str) {
        (self.subscription.as_deref(), &self.group)
    }

    pub(super) fn is_found(&self, search: &Search) -> bool {
        search.finds(&self.name, &self.group)
    }

    /// Nothing in it can fail: what names no machine is none that is chosen.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.to_lowercase();
        let (rest, name) = text.rsplit_once('/').unwrap_or(("", &text));
        let (subscription, group) = match rest.split_once('/') {
            Some((subscription, group)) => (Some(subscription), group),
            None => (None, rest),
        };
        Self {
            subscription: subscription.map(Arc::from),
            group: group.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// `<group>/<name>`, with the subscription's id before it where there are several.
impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(subscription) = &self.subscription {
            write!(out, "{subscription}/")?;
        }
        write!(out, "{}/{}", self.group, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/RG-Web/providers/Microsoft.Compute/virtualMachines/Web-01";
        let id = ResourceId::parse(id).unwrap();
        let one = Key::of(&id, None);
        assert_eq!(one.to_string(), "rg-web/web-01");
        let several = Key::of(&id, Some(Arc::from("1111")));
        assert_eq!(several.to_string(), "1111/rg-web/web-01");
        assert_ne!(one, several);
        for key in [one, several] {
            assert_eq!(Key::parse(&key.to_string()), key);
        }
    }
}
