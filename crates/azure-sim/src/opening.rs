//! How an estate comes alive at a point in time.

use serde_json::Value;
use time::OffsetDateTime;

use crate::arm::watch_windows;
use crate::catalogue;
use crate::clock;
use crate::estate::{Estate, EstateError};
use crate::resource_store::ResourceStore;
use crate::simulation::Simulation;

impl Simulation {
    /// Opens an estate of the catalogue at a point in time.
    pub fn open(name: &str, now: OffsetDateTime) -> Result<Self, EstateError> {
        let document = catalogue::document(name)?;
        Self::from_document(name, document, now)
    }

    /// Opens an estate from its JSON, all deltas applied.
    pub fn from_document(
        name: &str,
        mut document: Value,
        now: OffsetDateTime,
    ) -> Result<Self, EstateError> {
        tell_times(&mut document, now);
        let estate: Estate =
            serde_json::from_value(document).map_err(|cause| EstateError::Broken {
                estate: name.to_owned(),
                cause,
            })?;
        let mut store = ResourceStore::default();
        for resource in catalogue::resources(&estate) {
            let id = resource["id"].to_string();
            store.insert(resource).ok_or(EstateError::NoResource(id))?;
        }
        store.complete_groups();
        Ok(Self::begin(name, estate, store, now))
    }

    /// With what is under way at that time.
    pub(crate) fn begin(
        name: &str,
        estate: Estate,
        store: ResourceStore,
        now: OffsetDateTime,
    ) -> Self {
        let mut simulation = Self::new(name, estate, store, now);
        watch_windows(&mut simulation);
        simulation
    }
}

/// Turns every `@now…` of an estate into a point in time.
fn tell_times(value: &mut Value, now: OffsetDateTime) {
    match value {
        Value::String(text) => {
            if let Some(at) = clock::relative(text, now) {
                *text = clock::stamp(at);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| tell_times(item, now)),
        Value::Object(fields) => fields.values_mut().for_each(|item| tell_times(item, now)),
        _ => {}
    }
}
