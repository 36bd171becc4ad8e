//! An estate come alive: its resources, the time that it is told, what is
//! under way, and what was asked of it.

use std::collections::HashMap;

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::catalogue;
use crate::concurrent_writers::{ConcurrentWriter, Waiting};
use crate::estate::{Estate, EstateError, RoleDefinition, Subscription};
use crate::faults::{Armed, Fault};
use crate::resource_store::ResourceStore;
use crate::shared::Shared;
use crate::throttle::Buckets;
use crate::token::{self, Grant, Wish};

/// One request that was answered: what a test may count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    pub status: u16,
}

/// Something that happens when the clock gets there.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) at: OffsetDateTime,
    pub(crate) what: Happening,
}

#[derive(Debug, Clone)]
pub(crate) enum Happening {
    /// A request for access is carried out; requests of a policy are told
    /// apart by their start.
    Grant {
        policy: String,
        start: String,
        requestor: String,
    },
    /// The windows of a request that end now are closed.
    Close { policy: String, start: String },
    /// A policy that was written takes effect.
    Settle {
        policy: String,
        dropped: Vec<String>,
    },
    Registered {
        subscription: String,
        namespace: String,
    },
    /// A VM that was started runs, or cannot.
    Started { vm: String },
    /// A request to activate a role is carried out.
    Activated { request: String },
}

/// A request to activate a role, as it was taken.
#[derive(Debug, Clone)]
pub(crate) struct Activating {
    /// The key of what made the person eligible.
    pub(crate) eligibility: String,
    pub(crate) person: String,
    /// The answer, with its status.
    pub(crate) item: Value,
}

/// The state of one simulated Azure. `now` is the caller's to set.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub name: String,
    pub now: OffsetDateTime,
    pub estate: Shared<Estate>,
    pub store: ResourceStore,
    pub(crate) faults: Vec<Armed>,
    pub(crate) concurrent_writers: Vec<Waiting>,
    pub(crate) buckets: Buckets,
    pub(crate) events: Vec<Event>,
    /// Long-running operations by id: the answer, and how often it was asked
    /// for.
    pub(crate) operations: HashMap<String, (Value, u32)>,
    /// Requests to activate a role, by their names.
    pub(crate) activations: HashMap<String, Activating>,
    pub(crate) log: Vec<Logged>,
    serial: u64,
}

impl Simulation {
    pub(crate) fn new(
        name: &str,
        estate: Estate,
        store: ResourceStore,
        now: OffsetDateTime,
    ) -> Self {
        let faults = estate.faults.values().cloned().map(Armed::from).collect();
        let concurrent_writers = estate
            .concurrent_writers
            .values()
            .cloned()
            .map(Waiting::from)
            .collect();
        Self {
            name: name.to_owned(),
            now,
            estate: Shared::new(estate),
            store,
            faults,
            concurrent_writers,
            buckets: Buckets::default(),
            events: Vec::new(),
            operations: HashMap::new(),
            activations: HashMap::new(),
            log: Vec::new(),
            serial: 0,
        }
    }

    /// A token for a person of this estate, as they usually carry it.
    pub fn token(&self, person: &str) -> Result<String, EstateError> {
        self.token_for(person, "own", &Wish::default())
    }

    /// A token that opens the copy `simulation` of this estate.
    pub fn token_for(
        &self,
        person: &str,
        simulation: &str,
        wish: &Wish,
    ) -> Result<String, EstateError> {
        let somebody = self
            .estate
            .people
            .get(person)
            .ok_or_else(|| EstateError::NoPerson(person.to_owned()))?;
        let grant = Grant {
            estate: self.name.clone(),
            person: person.to_owned(),
            simulation: simulation.to_owned(),
            second_factor: wish.second_factor,
        };
        Ok(token::access_token(
            &self.estate,
            somebody,
            &grant,
            wish,
            self.now,
        ))
    }

    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault.into());
    }

    /// The faults that no request so far was about.
    pub fn unmet_faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter_map(Armed::unmet)
    }

    pub fn add_concurrent_writer(&mut self, writer: ConcurrentWriter) {
        self.concurrent_writers.push(writer.into());
    }

    /// Every request so far, in the order of the answers.
    pub fn log(&self) -> &[Logged] {
        &self.log
    }

    /// A role by its display name, the estate's own before the built-in ones.
    pub fn role(&self, name: &str) -> Option<&RoleDefinition> {
        self.estate
            .roles
            .values()
            .chain(catalogue::built_in_roles())
            .find(|role| role.role_name == name)
    }

    /// A subscription by id without case, with the id as stored.
    pub(crate) fn subscription(&self, id: &str) -> Option<(&str, &Subscription)> {
        self.estate
            .subscriptions
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(id))
            .map(|(id, subscription)| (id.as_str(), subscription))
    }

    /// A number that no other thing of this simulation has.
    pub(crate) fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub(crate) fn later(&mut self, after: Duration, what: Happening) {
        self.at(self.now + after, what);
    }

    pub(crate) fn at(&mut self, at: OffsetDateTime, what: Happening) {
        self.events.push(Event { at, what });
    }

    /// Takes out what has come due, in the order of time.
    pub(crate) fn due(&mut self) -> Vec<Event> {
        let now = self.now;
        let (mut due, open): (Vec<_>, Vec<_>) = std::mem::take(&mut self.events)
            .into_iter()
            .partition(|event| event.at <= now);
        self.events = open;
        due.sort_by_key(|event| event.at);
        due
    }
}
