//! An estate out of recorded ARM answers: a folder of JSON and YAML files, of
//! which every resource in a 200 answer to a GET is kept. What cannot be used
//! is counted, never a reason to stop.

mod exchanges;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::estate::{Estate, EstateError};
use crate::merge::merge;
use crate::resource_id;
use crate::resource_store::ResourceStore;
use crate::simulation::Simulation;
use crate::token::guid;
use exchanges::Exchange;

pub use report::Report;

const NAME: &str = "recordings";
const PERSON: &str = "owner";

/// Why there is no estate at all.
#[derive(Debug)]
pub enum RecordingsError {
    Folder(PathBuf, io::Error),
    Estate(EstateError),
}

impl fmt::Display for RecordingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path, cause) => write!(f, "cannot read '{}': {cause}", path.display()),
            Self::Estate(cause) => cause.fmt(f),
        }
    }
}

impl std::error::Error for RecordingsError {}

/// Reads a folder with all that is below it. Everything belongs to one tenant,
/// and its one person owns it all.
pub fn read(folder: &Path, now: OffsetDateTime) -> Result<(Simulation, Report), RecordingsError> {
    let mut report = Report::default();
    let mut all = Vec::new();
    for file in files(folder)? {
        let place = file
            .strip_prefix(folder)
            .unwrap_or(&file)
            .display()
            .to_string();
        match parse(&file) {
            Ok(document) => {
                report.files += 1;
                all.extend(exchanges::of(&document, &place, &mut report));
            }
            Err(reason) => report.skip(reason, &place),
        }
    }
    report.answers = all.len();
    // The newest comes last and wins.
    all.sort_by(|a, b| (&a.version, a.date).cmp(&(&b.version, b.date)));
    let mut kept = Kept::default();
    for exchange in all {
        kept.take(exchange, &mut report);
    }
    for resource in kept.store.iter() {
        *report.taken.entry(resource.kind.clone()).or_default() += 1;
    }
    let simulation = kept.simulation(now).map_err(RecordingsError::Estate)?;
    Ok((simulation, report))
}

/// All files below a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, RecordingsError> {
    let failed = |cause| RecordingsError::Folder(folder.to_owned(), cause);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn parse(file: &Path) -> Result<Value, &'static str> {
    let extension = file
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    if !matches!(extension, "json" | "yaml" | "yml") {
        return Err("a file that is neither JSON nor YAML");
    }
    let text = std::fs::read_to_string(file).map_err(|_| "a file that cannot be read as text")?;
    if extension == "json" {
        serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|_| "a file that is broken JSON")
    } else {
        serde_saphyr::from_str(&text).map_err(|_| "a file that is broken YAML")
    }
}

#[derive(Default)]
struct Kept {
    store: ResourceStore,
    /// What a subscription said of itself, by id.
    subscriptions: BTreeMap<String, Value>,
    /// Registration states by subscription and namespace.
    providers: BTreeMap<(String, String), String>,
}

impl Kept {
    fn take(&mut self, exchange: Exchange, report: &mut Report) {
        let Exchange {
            path, body, place, ..
        } = exchange;
        if let Some(vm) = path.to_ascii_lowercase().strip_suffix("/instanceview") {
            let vm = path.get(..vm.len()).unwrap_or_default();
            match self.store.get_mut(vm) {
                Some(vm) => drop(vm.side.insert("instanceView".to_owned(), body)),
                None => report.skip("an instance view without its machine", &place),
            }
            return;
        }
        match body {
            Value::Object(mut fields) => match fields.remove("value") {
                Some(Value::Array(items)) => {
                    for item in items {
                        self.take_one(item, &place, report);
                    }
                }
                _ => self.take_one(Value::Object(fields), &place, report),
            },
            _ => report.skip("an answer that is no object", &place),
        }
    }

    fn take_one(&mut self, mut item: Value, place: &str, report: &mut Report) {
        let Some(id) = item["id"].as_str().map(str::to_owned) else {
            return report.skip("an object without an id", place);
        };
        if id.contains(['{', '<']) {
            return report.skip("an id with a placeholder in it", place);
        }
        if let (Some(state), Some(namespace)) = (
            item["registrationState"].as_str(),
            item["namespace"].as_str(),
        ) {
            let subscription = resource_id::subscription(&id)
                .unwrap_or_default()
                .to_ascii_lowercase();
            self.providers
                .insert((subscription, namespace.to_owned()), state.to_owned());
            return;
        }
        if resource_id::resource_type(&id) == "microsoft.resources/subscriptions" {
            let subscription = resource_id::name(&id).to_ascii_lowercase();
            self.subscriptions.insert(subscription, item);
            return;
        }
        if !id.starts_with('/') || id.starts_with("/tenants/") {
            return report.skip("an id that is no ARM id", place);
        }
        let view = item["properties"]
            .as_object_mut()
            .and_then(|properties| properties.remove("instanceView"))
            .or_else(|| self.store.get(&id)?.side.get("instanceView").cloned());
        if let (Some(view), true) = (view, id.to_ascii_lowercase().contains("/virtualmachines/")) {
            item["@instanceView"] = view;
        }
        if self.store.insert(item).is_none() {
            report.skip("an id that is no ARM id", place);
        }
    }

    /// All subscriptions that any id names.
    fn subscription_ids(&self) -> BTreeSet<String> {
        let of_resources = self
            .store
            .iter()
            .filter_map(|r| resource_id::subscription(&r.id));
        let of_providers = self
            .providers
            .keys()
            .map(|(subscription, _)| subscription.as_str());
        of_resources
            .chain(of_providers)
            .chain(self.subscriptions.keys().map(String::as_str))
            .filter(|id| !id.is_empty())
            .map(str::to_ascii_lowercase)
            .collect()
    }

    fn simulation(mut self, now: OffsetDateTime) -> Result<Simulation, EstateError> {
        self.store.complete_groups();
        let tenant = guid("recordings");
        let subscriptions: serde_json::Map<String, Value> = self
            .subscription_ids()
            .into_iter()
            .map(|id| {
                let subscription = self.subscription(&id, &tenant);
                (id, subscription)
            })
            .collect();
        let vm = self.machine();
        let document = json!({
            "title": {"en": "Recorded answers", "ja": "記録された応答"},
            "tenants": {&tenant: {"displayName": "Recorded", "defaultDomain": "recorded.example"}},
            "subscriptions": subscriptions,
            "people": {PERSON: {
                "oid": guid("recordings owner"), "name": "Owner of the recordings",
                "upn": "owner@recorded.example", "tenant": tenant, "address": "203.0.113.7",
            }},
            "assignments": {PERSON: {"principal": PERSON, "role": "Owner", "scope": "/"}},
            "ask": {"person": PERSON, "vm": vm, "port": 3389, "goal": "request"},
        });
        let estate: Estate =
            serde_json::from_value(document).map_err(|cause| EstateError::Broken {
                estate: NAME.to_owned(),
                cause,
            })?;
        Ok(Simulation::begin(NAME, estate, self.store, now))
    }

    fn subscription(&self, id: &str, tenant: &str) -> Value {
        // Whoever answered for a namespace was registered.
        let mut providers = json!({"Microsoft.Security": "Registered", "Microsoft.Compute": "Registered", "Microsoft.Network": "Registered"});
        for resource in self.store.below(&format!("/subscriptions/{id}")) {
            if let Some(path) = resource_id::ResourcePath::parse(&resource.id) {
                let known = providers
                    .as_object()
                    .is_some_and(|p| p.keys().any(|k| k.eq_ignore_ascii_case(&path.namespace)));
                if !known {
                    providers[path.namespace] = json!("Registered");
                }
            }
        }
        for ((own, namespace), state) in &self.providers {
            if own == id {
                merge(&mut providers, &json!({namespace: state}));
            }
        }
        let recorded = self.subscriptions.get(id);
        let text = |key: &str| recorded.and_then(|r| r[key].as_str());
        let short = id.get(..8).unwrap_or(id);
        json!({
            "tenantId": tenant,
            "displayName": text("displayName").map_or_else(|| format!("Recorded {short}"), str::to_owned),
            "state": text("state").unwrap_or("Enabled"),
            "providers": providers,
        })
    }

    /// The machine to ask for first: one that a JIT policy names, else any.
    fn machine(&self) -> String {
        let of_policies = self
            .store
            .iter()
            .filter(|r| r.kind == "microsoft.security/locations/jitnetworkaccesspolicies")
            .flat_map(|r| {
                r.body["properties"]["virtualMachines"]
                    .as_array()
                    .into_iter()
                    .flatten()
            })
            .filter_map(|vm| self.store.get(vm["id"].as_str()?));
        let any = self
            .store
            .iter()
            .filter(|r| r.kind == "microsoft.compute/virtualmachines");
        of_policies
            .chain(any)
            .next()
            .map(|vm| vm.id.clone())
            .unwrap_or_default()
    }
}
