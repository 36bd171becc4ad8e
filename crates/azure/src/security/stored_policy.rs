//! A JIT policy as it is stored, with every field that Azure sent: what a write has to
//! give back, for it replaces all that is in the policy. Must not know what is changed.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::jit_policies::{POLICIES, Policy, parse_policy, parse_port};
use crate::{
    answer::{Reason, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
    timestamp,
};

/// The type of a policy, as it stands in its id.
pub const POLICY_TYPE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies";

/// What ARM writes itself, at the top of a resource.
const OF_ARM: [&str; 6] = ["id", "name", "type", "location", "etag", "systemData"];

/// What the service writes itself, in `properties`. The requests are among it: in
/// recorded traffic a write without them left the open windows as they were, and one
/// with them could bring back those that have changed since they were read. Source:
/// Azure/azure-powershell, session records of its JIT tests.
const OF_SERVICE: [&str; 2] = ["requests", "provisioningState"];

/// A policy, and its answer as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPolicy {
    pub policy: Policy,
    whole: Value,
}

impl StoredPolicy {
    pub fn parse(node: &Node) -> Result<Self, Unexpected> {
        let policy = parse_policy(node)?;
        let whole = node.value().cloned();
        let whole = whole.ok_or_else(|| node.unexpected())?;
        Ok(Self { policy, whole })
    }

    pub fn id(&self) -> &ResourceId {
        &self.policy.id
    }

    /// The answer, unknown fields and requests included.
    pub fn json(&self) -> &Value {
        &self.whole
    }

    /// Without what people asked for.
    #[must_use]
    pub fn without_requests(mut self) -> Self {
        self.policy.requests.clear();
        if let Value::Object(fields) = &mut self.whole
            && let Some(Value::Object(properties)) = field_mut(fields, "properties")
        {
            leave_out(properties, &["requests"]);
        }
        self
    }

    /// What a write of this very policy would send.
    pub fn settings(&self) -> PolicySettings {
        let mut body = self.whole.clone();
        if let Value::Object(fields) = &mut body {
            leave_out(fields, &OF_ARM);
            if let Some(Value::Object(properties)) = field_mut(fields, "properties") {
                leave_out(properties, &OF_SERVICE);
            }
        }
        PolicySettings(body)
    }
}

/// The part of a policy that its owner sets: the body of a write.
///
/// Two are equal where they say the same: the order of VMs, ports and sources, the case
/// of ids and the way in which a time is written make no difference, and a field that
/// this program does not know makes one.
#[derive(Clone, Debug)]
pub struct PolicySettings(Value);

impl PolicySettings {
    /// Of the body of a write.
    pub fn parse(body: Value) -> Result<Self, Unexpected> {
        let node = Node::new(&body);
        node.at("kind").filled_text()?;
        for entry in node.at("properties.virtualMachines").items()? {
            entry.at("id").text()?;
            for port in entry.at("ports").items()? {
                parse_port(&port)?;
            }
        }
        Ok(Self(body))
    }

    /// The body of a `PUT`.
    pub fn body(&self) -> &Value {
        &self.0
    }

    /// The entry of each VM, as it stands there.
    pub fn entries(&self) -> &[Value] {
        let Value::Object(fields) = &self.0 else {
            return &[];
        };
        let properties = field(fields, "properties").and_then(Value::as_object);
        let entries = properties.and_then(|it| field(it, "virtualMachines")?.as_array());
        entries.map_or(&[], Vec::as_slice)
    }

    /// The same settings with other entries.
    #[must_use]
    pub fn with_entries(&self, entries: Vec<Value>) -> Self {
        let mut body = self.0.clone();
        if let Value::Object(fields) = &mut body
            && let Some(Value::Object(properties)) = field_mut(fields, "properties")
            && let Some(own) = field_mut(properties, "virtualMachines")
        {
            *own = Value::Array(entries);
        }
        Self(body)
    }

    fn canonical(&self) -> Value {
        let entries = canonical_entries(self.entries());
        without_nulls(&self.with_entries(entries).0)
    }
}

impl PartialEq for PolicySettings {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

/// Whether this is the entry of a VM.
pub fn is_entry_of(entry: &Value, vm: &ResourceId) -> bool {
    let id = Node::new(entry).at("id").optional_text();
    id.is_ok_and(|it| it.is_some_and(|it| it.eq_ignore_ascii_case(vm.as_str())))
}

/// Whether two entries say the same, as [settings](PolicySettings) do.
pub fn is_same_entry(one: &Value, other: &Value) -> bool {
    canonical_entry(one) == canonical_entry(other)
}

/// Whether these entries say the same, in whatever order.
pub fn are_same_entries(some: &[Value], others: &[Value]) -> bool {
    canonical_entries(some) == canonical_entries(others)
}

/// The policy as it is now; `None` when there is none of that id, which only the list
/// of its resource group can tell. Source: learn.microsoft.com, REST "Jit Network Access
/// Policies - Get" and "- List By Resource Group".
pub async fn read_stored(
    arm: &ArmClient,
    id: &ResourceId,
) -> Result<Option<StoredPolicy>, Unavailable> {
    let not_found = match arm.get(&format!("{id}?api-version=2020-01-01")).await {
        Ok(answer) => {
            let stored = StoredPolicy::parse(&answer.node());
            return known(stored, &answer.request).map(|it| Some(it.value));
        }
        Err(error) => Unavailable::from(error),
    };
    if not_found.reason != Reason::NotFound {
        return Err(not_found);
    }
    let Some(group) = id.resource_group_scope() else {
        return Err(not_found);
    };
    let answer = arm.list(&format!("{group}/providers/{POLICIES}")).await?;
    let node = answer.node();
    let ids = node
        .items()
        .and_then(|all| all.iter().map(|it| it.at("id").id()).collect());
    let ids: Vec<ResourceId> = known(ids, &answer.request)?.value;
    if ids.contains(id) {
        return Err(Unavailable::new(Reason::Contradiction).during(&answer.request));
    }
    Ok(None)
}

fn canonical_entries(entries: &[Value]) -> Vec<Value> {
    sorted(entries.iter().map(canonical_entry))
}

fn canonical_entry(entry: &Value) -> Value {
    let mut entry = without_nulls(entry);
    let Value::Object(fields) = &mut entry else {
        return entry;
    };
    if let Some(Value::String(id)) = field_mut(fields, "id") {
        id.make_ascii_lowercase();
    }
    if let Some(Value::Array(ports)) = field_mut(fields, "ports") {
        *ports = sorted(ports.iter().map(canonical_port));
    }
    entry
}

/// A port whose sources are one list, whose protocol is in capitals and whose time is a
/// number of minutes.
fn canonical_port(port: &Value) -> Value {
    let mut port = without_nulls(port);
    let Value::Object(fields) = &mut port else {
        return port;
    };
    if let Some(Value::String(protocol)) = field_mut(fields, "protocol") {
        protocol.make_ascii_uppercase();
    }
    if let Some(longest) = field_mut(fields, "maxRequestAccessDuration")
        && let Some(minutes) = longest.as_str().and_then(timestamp::parse_duration_minutes)
    {
        *longest = json!(minutes);
    }
    let names = ["allowedSourceAddressPrefix", "allowedSourceAddressPrefixes"];
    let texts = names.iter().flat_map(|it| match field(fields, it) {
        Some(Value::Array(many)) => many.clone(),
        Some(Value::String(one)) if one.is_empty() => Vec::new(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    });
    let sources: BTreeSet<String> = texts.map(|it| it.to_string()).collect();
    leave_out(fields, &names);
    fields.insert("sources".to_owned(), json!(sources));
    port
}

fn sorted(all: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut all: Vec<Value> = all.collect();
    all.sort_by_cached_key(Value::to_string);
    all
}

/// A field that is `null` says the same as one that is left out.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, it)| !it.is_null())
            .map(|(key, it)| (key.clone(), without_nulls(it)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// Names of fields are told without case, as everywhere in an answer.
fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut all = fields.iter();
    all.find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn field_mut<'a>(fields: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    let mut all = fields.iter_mut();
    all.find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn leave_out(fields: &mut Map<String, Value>, names: &[&str]) {
    fields.retain(|key, _| !names.iter().any(|it| key.eq_ignore_ascii_case(it)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers";

    fn entry(vm: &str, ports: &[Value]) -> Value {
        json!({"id": format!("{GROUP}/Microsoft.Compute/virtualMachines/{vm}"), "ports": ports})
    }

    fn port(number: u16) -> Value {
        json!({
            "number": number,
            "protocol": "*",
            "allowedSourceAddressPrefix": "*",
            "maxRequestAccessDuration": "PT3H",
        })
    }

    fn stored(entries: &[Value]) -> StoredPolicy {
        let whole = json!({
            "id": format!("{GROUP}/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"),
            "name": "default",
            "type": POLICY_TYPE,
            "kind": "Basic",
            "location": "westeurope",
            "tags": {"team": "shop"},
            "properties": {
                "virtualMachines": entries,
                "requests": [],
                "provisioningState": "Succeeded",
                "appendMode": false,
            },
        });
        StoredPolicy::parse(&Node::new(&whole)).unwrap()
    }

    #[test]
    fn a_write_gives_back_what_is_not_azures_own() {
        let odd = json!({"id": "/subscriptions/x y", "ports": [], "later": 1});
        let policy = stored(&[entry("a", &[port(22)]), odd.clone()]);
        let settings = policy.settings();
        assert_eq!(policy.policy.vms.len(), 1, "the id of the other is odd");
        assert_eq!(settings.entries().len(), 2);
        assert_eq!(settings.entries()[1], odd);
        let body = settings.body();
        assert_eq!(body["kind"], "Basic");
        assert_eq!(body["tags"]["team"], "shop");
        assert_eq!(body["properties"]["appendMode"], false);
        for gone in ["id", "name", "type", "location"] {
            assert_eq!(body.get(gone), None, "{gone}");
        }
        assert_eq!(body["properties"].get("requests"), None);
        assert_eq!(body["properties"].get("provisioningState"), None);
        assert_eq!(policy.json()["properties"]["requests"], json!([]));
    }

    #[test]
    fn the_same_in_other_words_is_the_same() {
        let one = stored(&[entry("a", &[port(22), port(3389)]), entry("b", &[port(22)])]);
        let mut long = port(22);
        long["maxRequestAccessDuration"] = json!("PT180M");
        long["allowedSourceAddressPrefixes"] = json!(["*"]);
        long["allowedSourceAddressPrefix"] = Value::Null;
        let other = stored(&[entry("B", &[port(22)]), entry("A", &[port(3389), long])]);
        assert_eq!(one.settings(), other.settings());
        let (one, other) = (one.settings(), other.settings());
        assert!(are_same_entries(one.entries(), other.entries()));
    }

    #[test]
    fn whatever_else_differs_is_something_else() {
        let one = stored(&[entry("a", &[port(22)])]).settings();
        let with = |change: fn(&mut Value)| {
            let mut port = port(22);
            change(&mut port);
            stored(&[entry("a", &[port])]).settings()
        };
        for other in [
            with(|it| it["number"] = json!(23)),
            with(|it| it["protocol"] = json!("TCP")),
            with(|it| it["allowedSourceAddressPrefix"] = json!("10.0.0.0/8")),
            with(|it| it["maxRequestAccessDuration"] = json!("PT4H")),
            with(|it| it["later"] = json!(true)),
            stored(&[]).settings(),
            stored(&[entry("a", &[port(22)]), entry("b", &[port(22)])]).settings(),
        ] {
            assert_ne!(one, other);
            assert!(!are_same_entries(one.entries(), other.entries()));
        }
    }

    #[test]
    fn entries_are_put_in_and_nothing_else_moves() {
        let one = stored(&[entry("a", &[port(22)])]).settings();
        let two = one.with_entries(vec![entry("b", &[port(22)])]);
        let vm = format!("{GROUP}/Microsoft.Compute/virtualMachines/B");
        let vm = ResourceId::parse(&vm).unwrap();
        assert!(is_entry_of(&two.entries()[0], &vm));
        assert!(!is_entry_of(&one.entries()[0], &vm));
        assert_eq!(two.with_entries(one.entries().to_vec()), one);
        assert_eq!(two.body()["tags"], one.body()["tags"]);
        assert!(PolicySettings::parse(two.body().clone()).is_ok());
        assert!(PolicySettings::parse(json!({"kind": "Basic"})).is_err());
        assert!(PolicySettings::parse(json!({"properties": {"virtualMachines": []}})).is_err());
    }
}
