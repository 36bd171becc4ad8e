//! What a run did, as a file: each policy as it was before and as it was to be, and what
//! became of it. A file of another kind, of a later version or with anything in it that
//! is not understood is refused, for policies are written from it.

use std::collections::HashSet;

use azure::{
    answer::Unavailable,
    arm::{ArmClient, json::Node},
    resource_id::ResourceId,
    security::{POLICY_TYPE, PolicySettings, StoredPolicy, read_stored},
    timestamp::{self, Timestamp},
};
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    plan::{Confirmed, Job},
    run::PolicyState,
};

/// What tells the file from others.
const KIND: &str = "jit-doctor edit log";

/// Of the file's form. A reader takes this one and no later one.
const VERSION: u64 = 1;

/// The longest text that is read as one. Ten thousand policies are smaller.
pub const LOG_BYTES: usize = 64 << 20;

/// What was there, what was to be there, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    pub made: Timestamp,
    pub policies: Vec<LoggedPolicy>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LoggedPolicy {
    pub policy: ResourceId,
    /// With its requests, as Azure sent it; `None` when there was none.
    pub before: Option<StoredPolicy>,
    /// `None` when it was to be deleted.
    pub after: Option<PolicySettings>,
    /// The [name](PolicyState::name) of where it stood when the log was made.
    pub state: String,
}

/// Why a file is no log that can be put back; worded under `tidy.log.<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogError {
    TooLarge,
    NotJson,
    /// JSON of something else.
    OtherFile,
    /// Of a version that this program does not know.
    OtherVersion(u64),
    /// Something in it is not as this program writes it; with the place.
    Broken(String),
}

impl LogError {
    pub const NAMES: [&str; 5] = [
        "too_large",
        "not_json",
        "other_file",
        "other_version",
        "broken",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::OtherFile => "other_file",
            Self::OtherVersion(_) => "other_version",
            Self::Broken(_) => "broken",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    file: String,
    version: u64,
    made: String,
    policies: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    before: Option<Value>,
    after: Option<Value>,
    state: String,
}

impl Log {
    /// Of a run that is under way or over, with one state a job; one that has none was
    /// not tried.
    pub fn of(confirmed: &Confirmed, states: &[PolicyState], now: Timestamp) -> Self {
        let entry = |(at, job): (usize, &Job)| LoggedPolicy {
            policy: job.policy().clone(),
            before: job.before().cloned(),
            after: job.after().cloned(),
            state: states
                .get(at)
                .map_or(PolicyState::NotTried.name(), PolicyState::name)
                .to_owned(),
        };
        Self {
            made: now,
            policies: confirmed.jobs().iter().enumerate().map(entry).collect(),
        }
    }

    /// Without the requests of its policies, which name people and are never put back.
    #[must_use]
    pub fn without_requests(mut self) -> Self {
        for it in &mut self.policies {
            it.before = it.before.take().map(StoredPolicy::without_requests);
        }
        self
    }

    /// How many policies are now as the run was to make them.
    pub async fn reached(&self, arm: &ArmClient) -> Result<usize, Unavailable> {
        let arm = arm.renewed();
        let read = self.policies.iter().map(|it| read_stored(&arm, &it.policy));
        let now = try_join_all(read).await?;
        let is_reached = |(it, now): &(&LoggedPolicy, Option<StoredPolicy>)| {
            now.as_ref().map(StoredPolicy::settings) == it.after
        };
        let both = self.policies.iter().zip(now);
        Ok(both.filter(is_reached).count())
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let entry = |it: &LoggedPolicy| Entry {
            id: it.policy.to_string(),
            before: it.before.as_ref().map(|it| it.json().clone()),
            after: it.after.as_ref().map(|it| it.body().clone()),
            state: it.state.clone(),
        };
        let file = Written {
            file: KIND.to_owned(),
            version: VERSION,
            made: timestamp::format(self.made),
            policies: self.policies.iter().map(entry).collect(),
        };
        // Texts, numbers and JSON that was read: none of it can fail to be written.
        serde_json::to_string_pretty(&file).unwrap_or_default()
    }

    pub fn read(text: &str) -> Result<Self, LogError> {
        if text.len() > LOG_BYTES {
            return Err(LogError::TooLarge);
        }
        let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|_| LogError::NotJson)?;
        if json["file"] != KIND {
            return Err(LogError::OtherFile);
        }
        match json["version"].as_u64() {
            Some(VERSION) => {}
            Some(other) => return Err(LogError::OtherVersion(other)),
            None => return Err(LogError::Broken("version".to_owned())),
        }
        let file: Written =
            serde_json::from_value(json).map_err(|error| LogError::Broken(error.to_string()))?;
        let broken = |at: &str| LogError::Broken(at.to_owned());
        let mut policies: Vec<LoggedPolicy> = Vec::new();
        let mut ids = HashSet::new();
        for (at, entry) in file.policies.into_iter().enumerate() {
            let place = format!("policies[{at}]");
            let it = logged(entry, &place)?;
            if !ids.insert(it.policy.clone()) {
                return Err(broken(&format!("{place}.id")));
            }
            policies.push(it);
        }
        Ok(Self {
            made: timestamp::parse(&file.made).ok_or_else(|| broken("made"))?,
            policies,
        })
    }
}

/// One policy of a file. Whatever is written from it is a JIT policy: an id of anything
/// else is refused.
fn logged(entry: Entry, place: &str) -> Result<LoggedPolicy, LogError> {
    let broken = |field: &str| LogError::Broken(format!("{place}.{field}"));
    let policy = ResourceId::parse(&entry.id).map_err(|_| broken("id"))?;
    if !policy.is_type(POLICY_TYPE) || policy.resource_group().is_none() {
        return Err(broken("id"));
    }
    let before = entry.before.as_ref();
    let before = before.map(|it| StoredPolicy::parse(&Node::new(it)));
    let before = before.transpose().map_err(|_| broken("before"))?;
    if before.as_ref().is_some_and(|it| *it.id() != policy) {
        return Err(broken("before"));
    }
    // What would be put back must be what a write takes.
    let settings = before.as_ref().map(|it| it.settings().body().clone());
    let settings = settings.map(PolicySettings::parse).transpose();
    settings.map_err(|_| broken("before"))?;
    let after = entry.after.map(PolicySettings::parse).transpose();
    let after = after.map_err(|_| broken("after"))?;
    if before.is_none() && after.is_none() {
        return Err(broken("after"));
    }
    if !PolicyState::NAMES.contains(&&*entry.state) {
        return Err(broken("state"));
    }
    Ok(LoggedPolicy {
        policy,
        before,
        after,
        state: entry.state,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default";

    fn body() -> Value {
        json!({"kind": "Basic", "properties": {"virtualMachines": []}})
    }

    fn file() -> Value {
        let mut before = body();
        before["id"] = json!(ID);
        before["later"] = json!({"a": 1});
        json!({
            "file": KIND,
            "version": 1,
            "made": "2026-11-24T10:00:00Z",
            "policies": [{"id": ID, "before": before, "after": body(), "state": "done"}],
        })
    }

    fn read(change: impl FnOnce(&mut Value)) -> Result<Log, LogError> {
        let mut file = file();
        change(&mut file);
        Log::read(&file.to_string())
    }

    #[test]
    fn what_is_written_reads_as_it_was() {
        let log = read(|_| {}).unwrap();
        assert_eq!(
            log.policies[0].before.as_ref().unwrap().json()["later"]["a"],
            1
        );
        assert_eq!(Log::read(&log.text()), Ok(log.clone()));
        assert_eq!(Log::read(&format!("\u{feff}{}", log.text())), Ok(log));
    }

    #[test]
    fn what_people_asked_for_can_be_left_out() {
        let vm = ID.replace(
            "Security/locations/westeurope/jitNetworkAccessPolicies",
            "Compute/virtualMachines",
        );
        let request = json!({"requestor": "alex@contoso.com", "startTimeUtc": "2026-11-24T10:00:00Z",
            "virtualMachines": [{"id": vm, "ports": []}]});
        let log = read(|it| {
            let properties = &mut it["policies"][0]["before"]["properties"];
            properties["Requests"] = json!([request]);
        })
        .unwrap();
        assert!(log.text().contains("alex@contoso.com"));
        let less = log.clone().without_requests();
        assert!(!less.text().contains("alex@contoso.com"));
        let settings = |it: &Log| it.policies[0].before.as_ref().unwrap().settings();
        assert_eq!(settings(&less), settings(&log));
        assert_eq!(Log::read(&less.text()), Ok(less));
    }

    #[test]
    fn every_other_file_is_refused_for_what_it_is() {
        let broken = |at: &str| Err(LogError::Broken(at.to_owned()));
        let kind = |found: Result<Log, LogError>| found.map(|_| ()).map_err(|it| it.name());
        assert_eq!(kind(Log::read("{")), Err("not_json"));
        assert_eq!(kind(Log::read("[]")), Err("other_file"));
        assert_eq!(kind(read(|it| it["file"] = json!("x"))), Err("other_file"));
        assert_eq!(
            read(|it| it["version"] = json!(2)),
            Err(LogError::OtherVersion(2))
        );
        assert_eq!(read(|it| it["version"] = json!("1")), broken("version"));
        assert_eq!(read(|it| it["made"] = json!("now")), broken("made"));
        assert_eq!(kind(read(|it| it["more"] = json!(1))), Err("broken"));
        let of =
            |field: &'static str, value: Value| read(move |it| it["policies"][0][field] = value);
        let at = |field: &str| broken(&format!("policies[0].{field}"));
        for id in [
            ID.replace("jitNetworkAccessPolicies", "pricings"),
            ID.replace("/resourceGroups/rg", ""),
            "default".to_owned(),
        ] {
            assert_eq!(of("id", json!(id)), at("id"), "{id}");
        }
        assert_eq!(
            of("id", json!(ID.replace("default", "other"))),
            at("before")
        );
        assert_eq!(of("before", json!({"id": ID})), at("before"));
        assert_eq!(of("after", json!({"kind": "Basic"})), at("after"));
        assert_eq!(of("state", json!("well")), at("state"));
        let both = |it: &mut Value| {
            it["policies"][0]["before"] = Value::Null;
            it["policies"][0]["after"] = Value::Null;
        };
        assert_eq!(read(both), at("after"));
        let twice = |it: &mut Value| {
            let first = it["policies"][0].clone();
            it["policies"].as_array_mut().unwrap().push(first);
        };
        assert_eq!(read(twice), broken("policies[1].id"));
    }
}
