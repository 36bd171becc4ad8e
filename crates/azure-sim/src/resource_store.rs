//! The store of ARM resources in wire form, looked up by id without case and
//! given out in the case in which it was stored.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value, json};

use crate::resource_id::{self, ResourcePath};
use crate::shared::Shared;

#[derive(Debug, Clone)]
pub struct Resource {
    pub id: String,
    /// Type in lower case, taken from the id.
    pub kind: String,
    pub body: Value,
    /// What ARM gives only when asked for it apart, by name.
    pub side: Map<String, Value>,
}

/// Ordered by id, so that lists are stable and paging is sound.
#[derive(Debug, Clone, Default)]
pub struct ResourceStore(Shared<BTreeMap<String, Resource>>);

impl ResourceStore {
    /// Puts a resource in, or another in its place; refuses one without an id.
    pub fn insert(&mut self, mut body: Value) -> Option<&mut Resource> {
        let id = body.get("id")?.as_str()?.to_owned();
        let kind = resource_id::resource_type(&id);
        if kind.is_empty() {
            return None;
        }
        let mut side = Map::new();
        if let Value::Object(fields) = &mut body {
            let apart: Vec<String> = fields
                .keys()
                .filter(|key| key.starts_with('@'))
                .cloned()
                .collect();
            for key in apart {
                if let Some(value) = fields.remove(&key) {
                    side.insert(key.trim_start_matches('@').to_owned(), value);
                }
            }
        }
        let resource = Resource {
            kind,
            body,
            side,
            id: id.clone(),
        };
        Some(match self.0.entry(id.to_ascii_lowercase()) {
            Entry::Occupied(mut slot) => {
                slot.insert(resource);
                slot.into_mut()
            }
            Entry::Vacant(slot) => slot.insert(resource),
        })
    }

    pub fn get(&self, id: &str) -> Option<&Resource> {
        self.0.get(&id.to_ascii_lowercase())
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Resource> {
        self.0.get_mut(&id.to_ascii_lowercase())
    }

    pub fn remove(&mut self, id: &str) -> Option<Resource> {
        self.0.remove(&id.to_ascii_lowercase())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.0.values()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything strictly below a scope.
    pub fn below<'a>(&'a self, scope: &str) -> impl Iterator<Item = &'a Resource> + use<'a> {
        let prefix = format!("{}/", scope.trim_end_matches('/').to_ascii_lowercase());
        let start = prefix.clone();
        self.0
            .range(start..)
            .take_while(move |(id, _)| id.starts_with(&prefix))
            .map(|(_, resource)| resource)
    }

    /// The resources of a type (in lower case) below a scope.
    pub fn of_type<'a>(
        &'a self,
        scope: &str,
        kind: &'a str,
    ) -> impl Iterator<Item = &'a Resource> + use<'a> {
        self.below(scope).filter(move |r| r.kind == kind)
    }

    /// A resource by id, or the part of its parent that an id names, such as
    /// a subnet inside its virtual network.
    pub fn find(&self, id: &str) -> Option<Value> {
        if let Some(resource) = self.get(id) {
            return Some(resource.body.clone());
        }
        self.parts(parent(id)?, &plural(id)?)?
            .iter()
            .find(|part| {
                part["id"]
                    .as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(id))
                    || part["name"]
                        .as_str()
                        .is_some_and(|name| name.eq_ignore_ascii_case(resource_id::name(id)))
            })
            .cloned()
    }

    /// The parts of one type that a resource carries in its own body.
    pub fn parts(&self, parent: &str, kind: &str) -> Option<&Vec<Value>> {
        let properties = self.get(parent)?.body.get("properties")?.as_object()?;
        properties
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(kind))?
            .1
            .as_array()
    }

    /// Whether a subscription holds this resource group.
    pub fn has_group(&self, subscription: &str, group: &str) -> bool {
        let id = group_id(subscription, group);
        self.get(&id).is_some()
    }

    /// Adds the resource groups that resources stand in but nobody listed.
    pub fn complete_groups(&mut self) {
        let missing: Vec<Value> = self
            .iter()
            .filter_map(|r| {
                let subscription = resource_id::subscription(&r.id)?;
                let name = resource_id::group(&r.id)?;
                (!self.has_group(subscription, name)).then(|| {
                    json!({
                        "id": group_id(subscription, name),
                        "name": name,
                        "type": "Microsoft.Resources/resourceGroups",
                        "location": r.body.get("location").cloned().unwrap_or_else(|| json!("westeurope")),
                        "properties": {"provisioningState": "Succeeded"},
                    })
                })
            })
            .collect();
        for group in missing {
            if self.get(group["id"].as_str().unwrap_or_default()).is_none() {
                self.insert(group);
            }
        }
    }
}

fn group_id(subscription: &str, group: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{group}")
}

/// The id of the resource that a child's id hangs on.
fn parent(id: &str) -> Option<&str> {
    let path = ResourcePath::parse(id)?;
    (path.is_item() && path.types.len() > 1).then_some(())?;
    id.rsplitn(3, '/').nth(2)
}

fn plural(id: &str) -> Option<String> {
    ResourcePath::parse(id)?.types.last().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> ResourceStore {
        let mut store = ResourceStore::default();
        store.insert(json!({
            "id": "/subscriptions/S/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/v",
            "properties": {"subnets": [{"name": "Web", "properties": {}}]},
        }));
        store.insert(json!({
            "id": "/subscriptions/S/resourceGroups/RG2/providers/Microsoft.Compute/virtualMachines/vm",
            "@instanceView": {"statuses": []},
        }));
        store.complete_groups();
        store
    }

    #[test]
    fn ids_compare_without_case_and_keep_theirs() {
        let store = store();
        let vm = store
            .get("/SUBSCRIPTIONS/s/resourcegroups/rg2/providers/microsoft.compute/virtualmachines/VM")
            .unwrap();
        assert!(vm.id.starts_with("/subscriptions/S/resourceGroups/RG2/"));
        assert!(vm.side.contains_key("instanceView"));
        assert!(vm.body.get("@instanceView").is_none());
        assert!(store.has_group("s", "rg"));
    }

    #[test]
    fn a_scope_holds_its_own_and_no_namesakes() {
        let store = store();
        let count = |scope: &str| store.below(scope).count();
        assert_eq!(count("/subscriptions/s/resourceGroups/rg"), 1);
        assert_eq!(count("/subscriptions/s"), 4);
        assert_eq!(
            store
                .of_type("/subscriptions/s", "microsoft.compute/virtualmachines")
                .count(),
            1
        );
    }

    #[test]
    fn a_part_is_found_in_its_parent() {
        let subnet = store().find(
            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/web",
        );
        assert_eq!(subnet.unwrap()["name"], "Web");
    }

    #[test]
    fn what_has_no_id_is_refused() {
        assert!(
            ResourceStore::default()
                .insert(json!({"name": "x"}))
                .is_none()
        );
        assert!(
            ResourceStore::default()
                .insert(json!({"id": "x"}))
                .is_none()
        );
    }
}
