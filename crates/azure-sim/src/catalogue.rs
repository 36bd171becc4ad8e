//! The estates that come with the simulator, and how a file becomes an
//! estate: deltas are laid over what they extend, and what is to be generated
//! is generated.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Value, json};

use crate::default_rules::with_default_rules;
use crate::estate::EstateError;
use crate::estate::{Ask, Estate, Expect, RoleDefinition, Text};
use crate::merge::merge;

macro_rules! estates {
    ($($name:literal),* $(,)?) => {
        /// Name and text of every estate, in the order in which a reader is
        /// to meet them.
        const ESTATES: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../estates/", $name, ".json")))),*
        ];
    };
}

estates![
    "healthy",
    "healthy-enable",
    "window-open",
    "cloud-usgov",
    "token-expired",
    "token-wrong-audience",
    "token-wrong-tenant",
    "session-ended",
    "session-ended-challenge",
    "directory-other",
    "directory-unnamed",
    "token-malformed",
    "cloud-china",
    "token-no-mfa",
    "write-mfa",
    "other-tenant",
    "not-visible",
    "subscription-unknown",
    "subscription-disabled",
    "subscription-past-due",
    "subscription-warned",
    "provider-not-registered",
    "provider-registering",
    "plan-off",
    "plan-off-reader",
    "plan-p1",
    "plan-old-api",
    "plan-vm-excluded",
    "plan-vm-p1",
    "plan-machine-only",
    "vm-not-found",
    "vm-other-group",
    "vm-classic",
    "vm-arc",
    "vm-scale-set",
    "vm-no-nsg",
    "vm-no-nic",
    "firewall-classic",
    "firewall-policy",
    "firewall-secured-hub",
    "firewall-other-network",
    "jit-off-by-policy",
    "jit-exempt",
    "not-configured",
    "not-configured-enable",
    "turn-on-many",
    "turn-on-concurrent",
    "turn-on-fails-third",
    "turn-on-throttled",
    "turn-on-locked",
    "turn-on-disallowed",
    "turn-on-reader",
    "policy-dropped",
    "policy-other-region",
    "policy-other-group",
    "policy-only-in-group-list",
    "policy-in-no-list",
    "policy-several",
    "policy-stale-members",
    "policy-updating",
    "policy-failed",
    "policy-name-too-long",
    "port-missing",
    "port-protocol",
    "source-outside",
    "source-not-exact",
    "duration-too-long",
    "person-owner",
    "person-group-member",
    "person-requester",
    "person-reader",
    "delegated-reader",
    "delegated-contributor",
    "person-security-admin",
    "person-security-reader",
    "person-vm-contributor",
    "person-no-vm-read",
    "person-no-network-read",
    "person-no-policy-read",
    "person-no-initiate",
    "person-vm-only",
    "person-vm-and-reader",
    "network-other-group",
    "network-shared",
    "rules-denied",
    "person-reader-enable",
    "configure-reader",
    "configure-group-only",
    "person-denied",
    "person-token-older",
    "person-denied-own",
    "person-denied-on-condition",
    "person-conditional",
    "person-eligible",
    "person-eligible-approval",
    "for-user",
    "for-user-through-group",
    "for-user-eligible",
    "for-user-denied",
    "for-user-conditional",
    "for-user-unlisted",
    "for-group",
    "for-no-one",
    "lock-read-only",
    "lock-can-not-delete",
    "policy-denied",
    "group-full",
    "group-nearly-full",
    "request-none",
    "request-expired",
    "request-replaced",
    "request-revoked",
    "request-other-port",
    "request-stuck",
    "request-refused",
    "request-without-room",
    "request-never-settles",
    "request-failed",
    "request-other-address",
    "request-several-addresses",
    "request-ipv6",
    "reader-ipv6",
    "vm-stopped",
    "vm-deallocated",
    "public-address-released",
    "vm-starting",
    "vm-stopping",
    "vm-start-fails",
    "vm-no-power-state",
    "vm-agent-not-ready",
    "rule-missing",
    "rule-missing-in-subnet",
    "changed-by-deployment",
    "changed-by-code",
    "changes-refused",
    "changes-with-gaps",
    "rule-address-changed",
    "rule-other-nic",
    "address-one-of-two",
    "rule-old-names",
    "admin-rules-deny",
    "subnet-user-deny",
    "subnet-other-asg",
    "nic-impostor-deny",
    "nic-primary-second",
    "subnet-of-other-team",
    "subnet-unreadable",
    "rule-unknown-tag",
    "no-public-address",
    "bastion",
    "bastion-peered",
    "bastion-not-connected",
    "bastion-developer",
    "bastion-refused",
    "bastion-window-open",
    "bastion-source-outside",
    "balancer-nat",
    "balancer-nat-other-port",
    "balancer-pool",
    "public-standard-no-group",
    "public-basic-no-group",
    "firewall-mapped-port",
    "return-path-appliance",
    "return-path-private",
    "return-path-peered",
    "always-open",
    "always-open-jit-left",
    "always-open-other-port",
    "always-open-to-group",
    "rule-to-empty-group",
    "window-open-everybody",
    "window-watched",
    "connect-reader",
    "connect-group-only",
    "subscription-mixed",
    "subscription-untidy",
    "subscription-many",
    "fleet",
    "many-vms",
    "storm",
    "arm-down",
    "html",
    "garbled",
    "huge",
    "endless",
    "silent",
    "expiring",
];

/// What there is to say of an estate without opening it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub name: &'static str,
    pub title: Text,
    pub ask: Ask,
    pub expect: Expect,
}

/// The estates in their order.
pub fn estates() -> Result<Vec<Entry>, EstateError> {
    let mut heads = HashMap::new();
    ESTATES
        .iter()
        .map(|(name, _)| {
            let mut head = head(name, &mut heads)?;
            let mut part = |key: &str| head[key].take();
            Ok(Entry {
                name,
                title: serde_json::from_value(part("title")).map_err(broken(name))?,
                ask: serde_json::from_value(part("ask")).map_err(broken(name))?,
                expect: serde_json::from_value(part("expect")).map_err(broken(name))?,
            })
        })
        .collect()
}

/// What a document says beside what is there: half of the estates extend the same one,
/// whose resources nobody needs for a list.
fn head(name: &str, heads: &mut HashMap<String, Value>) -> Result<Value, EstateError> {
    if let Some(known) = heads.get(name) {
        return Ok(known.clone());
    }
    let mut own = own(name)?;
    let head = match own["extends"].as_str() {
        Some(base) => {
            let mut base = head(base, heads)?;
            lay_head(&mut base, &own);
            base
        }
        None => Value::from_iter(HEAD.map(|it| (it, own[it].take()))),
    };
    heads.insert(name.to_owned(), head.clone());
    Ok(head)
}

pub fn names() -> impl Iterator<Item = &'static str> {
    ESTATES.iter().map(|(name, _)| *name)
}

/// An estate's JSON with everything that it extends laid under it.
pub fn document(name: &str) -> Result<Value, EstateError> {
    let own = own(name)?;
    let Some(base) = own["extends"].as_str() else {
        return Ok(own);
    };
    let mut document = document(base)?;
    if let Some(patch) = own.get("merge") {
        merge(&mut document, patch);
    }
    lay_head(&mut document, &own);
    Ok(document)
}

/// What the file of an estate says itself.
fn own(name: &str) -> Result<Value, EstateError> {
    let (_, text) = ESTATES
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| EstateError::Unknown(name.to_owned()))?;
    serde_json::from_str(text).map_err(broken(name))
}

fn broken(name: &str) -> impl Fn(serde_json::Error) -> EstateError {
    move |cause| EstateError::Broken {
        estate: name.to_owned(),
        cause,
    }
}

/// The fields that tell what an estate is about.
const HEAD: [&str; 3] = ["title", "ask", "expect"];

fn lay_head(document: &mut Value, own: &Value) {
    // What is expected of the one says nothing about the other.
    document["expect"] = json!({});
    for key in HEAD {
        if let Some(patch) = own.get(key) {
            merge(&mut document[key], patch);
        }
    }
}

/// Azure's built-in roles, as far as estates use them. Public source: the
/// learn.microsoft.com page "Azure built-in roles".
pub fn built_in_roles() -> &'static [RoleDefinition] {
    static ROLES: LazyLock<Vec<RoleDefinition>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../data/built-in-roles.json")).unwrap_or_default()
    });
    &ROLES
}

/// The resources of an estate: those written out and those generated.
pub(crate) fn resources(estate: &Estate) -> impl Iterator<Item = Value> {
    let generated = estate.generate.iter().flat_map(|rule| {
        (1..=rule.count).flat_map(move |n| rule.resources.iter().map(move |r| numbered(r, n)))
    });
    estate
        .resources
        .values()
        .cloned()
        .chain(generated)
        .map(with_default_rules)
}

fn numbered(template: &Value, n: u32) -> Value {
    filled(template, n, 0)
}

/// The template of resource `n`, or its part `m` of one that is repeated.
fn filled(template: &Value, n: u32, m: u32) -> Value {
    match template {
        Value::String(text) => json!(
            text.replace("{n}", &format!("{n:05}"))
                .replace("{m}", &format!("{m:05}"))
                .replace("{hex}", &format!("{n:x}"))
        ),
        Value::Array(items) => items
            .iter()
            .flat_map(|item| match repeat(item) {
                Some(times) => {
                    let first = (n - 1) * times + 1;
                    (first..first + times).map(|m| filled(item, n, m)).collect()
                }
                None => vec![filled(item, n, m)],
            })
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| *key != REPEAT)
            .map(|(key, value)| (key.clone(), filled(value, n, m)))
            .collect(),
        other => other.clone(),
    }
}

/// How often an item of a list is repeated.
const REPEAT: &str = "@repeat";

fn repeat(item: &Value) -> Option<u32> {
    u32::try_from(item.get(REPEAT)?.as_u64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_of_a_delta_holds_both() {
        for (name, _) in ESTATES {
            assert!(document(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_list_says_what_the_documents_say() {
        for entry in estates().unwrap() {
            let document = document(entry.name).unwrap();
            let said = serde_json::to_value(&entry).unwrap();
            let ask: Ask = serde_json::from_value(document["ask"].clone()).unwrap();
            assert_eq!(
                said["ask"],
                serde_json::to_value(ask).unwrap(),
                "{}",
                entry.name
            );
            let expect: Expect = serde_json::from_value(document["expect"].clone()).unwrap();
            let expect = serde_json::to_value(expect).unwrap();
            assert_eq!(said["expect"], expect, "{}", entry.name);
            let title: Text = serde_json::from_value(document["title"].clone()).unwrap();
            assert_eq!(said["title"], serde_json::to_value(title).unwrap());
        }
    }

    #[test]
    fn numbers_fill_templates() {
        let made = numbered(&json!({"name": "vm-{n}", "list": ["{hex}", 1]}), 255);
        assert_eq!(made, json!({"name": "vm-00255", "list": ["ff", 1]}));
        let made = numbered(&json!({"vms": [{"@repeat": 2, "id": "{n}/{m}"}]}), 3);
        assert_eq!(
            made,
            json!({"vms": [{"id": "00003/00005"}, {"id": "00003/00006"}]})
        );
    }

    #[test]
    fn built_in_roles_load() {
        assert!(
            built_in_roles()
                .iter()
                .any(|role| role.role_name == "Owner")
        );
    }
}
