//! What is put into the templates: the names of the reader's own case as far
//! as they are known, and what stands for those that are not.

mod case;
mod jit;
mod network;

use azure::cloud::Cloud;
use serde_json::Value;

use super::shell;

/// The values of one case; each may be unknown.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Values {
    known: Vec<(&'static str, Value)>,
    /// Those whose name no command may hold.
    refused: Vec<&'static str>,
    cloud: Cloud,
    names_left_out: bool,
    is_delegated: bool,
}

/// What stands in a command instead of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// As it stands in the command, such as `MY_VM` or `FILL_IN_VM`.
    pub word: String,
    /// What belongs there is worded under `guide.placeholders.<slot>`.
    pub slot: &'static str,
    pub why: Why,
}

/// Why a placeholder stands where a value belongs, worded under
/// `guide.placeholder_reasons.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// The reader asked for the command without their names.
    LeftOut,
    /// It is not known here, or the reader has to choose it.
    Unknown,
    /// The name has characters that could make the command look like another.
    Refused,
}

impl Why {
    pub const ALL: [Self; 3] = [Self::LeftOut, Self::Unknown, Self::Refused];

    pub fn name(self) -> &'static str {
        match self {
            Self::LeftOut => "left_out",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }
}

/// What a template gets for a slot whose value is not known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// A placeholder.
    Word,
    /// A text made of other slots.
    Text(&'static str),
    /// JSON made of other slots.
    Json(&'static str),
}

use Slot::{Json, Text, Word};

/// Every slot: its name, whether its value tells who or what the reader is, and
/// what it is made of while it is unknown.
#[rustfmt::skip]
const TABLE: &[(&str, bool, Slot)] = &[
    ("tenant", true, Word),
    ("subscription", true, Word),
    ("subscription_id", true, Text("/subscriptions/<subscription>")),
    ("group", true, Word),
    ("group_id", true, Text("/subscriptions/<subscription>/resourceGroups/<group>")),
    ("vm", true, Word),
    ("vm_id", true, Text("/subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.Compute/virtualMachines/<vm>")),
    ("location", false, Word),
    ("port", false, Word),
    ("source", true, Word),
    ("end", false, Word),
    ("since", false, Word),
    ("until", false, Word),
    ("duration", false, Text("PT3H")),
    // Network
    ("network_group", true, Word),
    ("nic", true, Word),
    ("nic_id", true, Text("/subscriptions/<subscription>/resourceGroups/<nic_group>/providers/Microsoft.Network/networkInterfaces/<nic>")),
    ("nic_group", true, Text("<network_group>")),
    ("vnet", true, Word),
    ("vnet_group", true, Text("<network_group>")),
    ("vnet_id", true, Text("/subscriptions/<subscription>/resourceGroups/<vnet_group>/providers/Microsoft.Network/virtualNetworks/<vnet>")),
    ("nsg", true, Word),
    ("nsg_group", true, Text("<group>")),
    ("nsg_id", true, Text("/subscriptions/<subscription>/resourceGroups/<nsg_group>/providers/Microsoft.Network/networkSecurityGroups/<nsg>")),
    // The rule that is changed, and the place that it gets.
    ("rule", true, Word),
    ("rule_id", true, Text("<nsg_id>/securityRules/<rule>")),
    ("new_priority", false, Json("200")),
    ("firewall", true, Word),
    ("firewall_id", true, Text("/subscriptions/<subscription>/resourceGroups/<network_group>/providers/Microsoft.Network/azureFirewalls/<firewall>")),
    // The JIT policy that is looked at or edited, and the one that is created.
    ("policy", true, Word),
    ("policy_group", true, Text("<group>")),
    ("policy_location", false, Text("<location>")),
    ("policy_id", true, Text("/subscriptions/<subscription>/resourceGroups/<policy_group>/providers/Microsoft.Security/locations/<policy_location>/jitNetworkAccessPolicies/<policy>")),
    ("new_policy", true, Word),
    ("new_policy_id", true, Text("/subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.Security/locations/<location>/jitNetworkAccessPolicies/<new_policy>")),
    // The VM's id as the policy writes it: queries compare it with case.
    ("entry", true, Text("<vm_id>")),
    ("dropped", true, Json(r#"["<entry>"]"#)),
    ("port_rule", true, Json(r#"{"number":"<port>","protocol":"*","allowedSourceAddressPrefix":"*","maxRequestAccessDuration":"PT3H"}"#)),
    ("ports", true, Json(r#"["<port_rule>"]"#)),
    ("entries", true, Json(r#"[{"id":"<vm_id>","ports":"<ports>"}]"#)),
    ("requested", true, Json(r#"[{"id":"<vm_id>","ports":[{"number":"<port>","allowedSourceAddressPrefix":"<source>","endTimeUtc":"<end>"}]}]"#)),
    ("others", true, Word),
    // Access
    ("scope", true, Text("<vm_id>")),
    // Where the reader's own permissions are looked at.
    ("checked_scope", true, Text("<vm_id>")),
    ("oid", true, Word),
    ("principal_type", false, Text("User")),
    ("role_name", false, Text("JIT requester")),
    ("role_description", false, Text("Can request just-in-time VM access.")),
    ("role_actions", false, Json("[]")),
    ("role_json", true, Json(r#"{"Name":"<role_name>","IsCustom":true,"Description":"<role_description>","Actions":"<role_actions>","NotActions":[],"AssignableScopes":["<subscription_id>"]}"#)),
    ("custom_role_id", false, Word),
    ("role_id", false, Word),
    ("role_definition", true, Text("<subscription_id>/providers/Microsoft.Authorization/roleDefinitions/<role_id>")),
    ("role_scope", true, Text("<subscription_id>")),
    ("new_guid", false, Word),
    // Locks and Azure Policy
    ("lock", true, Word),
    ("lock_id", true, Text("<scope>/providers/Microsoft.Authorization/locks/<lock>")),
    // Their ids, without the slash at the beginning.
    ("assignment", true, Word),
    ("assignment_id", true, Text("/<assignment>")),
    ("exemption", true, Word),
    ("exemption_id", true, Text("/<exemption>")),
    ("answer", false, Word),
];

/// The slots for which a placeholder can stand.
pub fn placeholder_slots() -> impl Iterator<Item = &'static str> {
    let words = TABLE.iter().filter(|it| matches!(it.2, Word));
    words.map(|it| it.0)
}

#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|it| it.0)
}

impl Values {
    /// The same with placeholders for everything that names somebody or
    /// something of the reader's, to be shown to others.
    #[must_use]
    pub fn without_names(&self) -> Self {
        Self {
            names_left_out: true,
            ..self.clone()
        }
    }

    /// Whether the reader's access is delegated through Azure Lighthouse.
    pub fn is_delegated(&self) -> bool {
        self.is_delegated
    }

    /// Sets a slot, unless its value could disguise a command.
    pub(crate) fn set(&mut self, slot: &'static str, value: impl Into<Value>) {
        let value = value.into();
        self.known.retain(|(it, _)| *it != slot);
        self.refused.retain(|it| *it != slot);
        if is_usable(&value) {
            self.known.push((slot, value));
        } else {
            self.refused.push(slot);
        }
    }

    #[cfg(test)]
    pub(super) fn forget(&mut self, slot: &str) {
        self.known.retain(|(it, _)| *it != slot);
    }

    /// Whether the case has it, though a command may not be allowed to hold it.
    pub(super) fn has(&self, slot: &str) -> bool {
        self.known.iter().any(|(it, _)| *it == slot) || self.refused.contains(&slot)
    }

    pub(super) fn known(&self, slot: &str) -> Option<&Value> {
        if self.names_left_out && TABLE.iter().any(|(it, private, _)| *it == slot && *private) {
            return None;
        }
        let (_, value) = self.known.iter().find(|(it, _)| *it == slot)?;
        Some(value)
    }

    /// A value that is a text, where it is known.
    pub(crate) fn text(&self, slot: &str) -> Option<&str> {
        self.known(slot)?.as_str()
    }

    pub(super) fn fallback(slot: &str) -> Slot {
        let found = TABLE.iter().find(|(it, _, _)| *it == slot);
        found.map_or(Word, |(_, _, fallback)| *fallback)
    }

    pub(super) fn placeholder(&self, slot: &str) -> Placeholder {
        let line = TABLE.iter().find(|it| it.0 == slot);
        let slot = line.map_or("", |it| it.0);
        // It may stand for a slot that falls back to it.
        let alone = format!("<{slot}>");
        let stands_for = |other| matches!(Self::fallback(other), Text(it) if it == alone);
        let mut known = self.known.iter().map(|(it, _)| *it);
        let is_known = known.any(|it| it == slot || stands_for(it));
        let (why, prefix) = if self.refused.contains(&slot) {
            (Why::Refused, "FILL_IN_")
        } else if self.names_left_out && is_known {
            (Why::LeftOut, "MY_")
        } else {
            (Why::Unknown, "FILL_IN_")
        };
        Placeholder {
            word: format!("{prefix}{}", slot.to_ascii_uppercase()),
            slot,
            why,
        }
    }

    pub(super) fn arm_host(&self) -> &'static str {
        self.cloud.arm_host()
    }
}

fn is_usable(value: &Value) -> bool {
    match value {
        Value::String(text) => shell::is_usable(text),
        Value::Array(items) => items.iter().all(is_usable),
        Value::Object(fields) => fields.values().all(is_usable),
        _ => true,
    }
}
