//! The shape of an estate file: what a simulated customer has, who the people
//! are, and what the program that looks at it is expected to find.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cloud::Cloud;
use crate::concurrent_writers::ConcurrentWriter;
use crate::faults::Fault;
use crate::throttle::Limits;

/// One estate, all deltas applied. Maps are keyed by names of the file's own,
/// so that a delta can reach into any entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Estate {
    pub title: Text,
    #[serde(default)]
    pub cloud: Cloud,
    #[serde(default)]
    pub settings: Settings,
    /// By tenant id.
    pub tenants: BTreeMap<String, Tenant>,
    /// By subscription id.
    pub subscriptions: BTreeMap<String, Subscription>,
    /// ARM resources in wire form. Keys that begin with `@` (`@instanceView`,
    /// `@adminRules`) hold what ARM gives only when asked for it apart, or how it will
    /// behave (`@startFailure`).
    #[serde(default)]
    pub resources: BTreeMap<String, Value>,
    #[serde(default)]
    pub generate: Vec<Generate>,
    /// Custom roles.
    #[serde(default)]
    pub roles: BTreeMap<String, RoleDefinition>,
    pub people: BTreeMap<String, Person>,
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    #[serde(default)]
    pub assignments: BTreeMap<String, Assignment>,
    #[serde(default)]
    pub eligibilities: BTreeMap<String, Assignment>,
    #[serde(default)]
    pub deny_assignments: BTreeMap<String, DenyAssignment>,
    /// Events of the activity log, in wire form.
    #[serde(default)]
    pub activity: BTreeMap<String, Value>,
    /// What Resource Graph keeps of changes: the `properties` of each, in wire form.
    #[serde(default)]
    pub changes: BTreeMap<String, Value>,
    #[serde(default)]
    pub faults: BTreeMap<String, Fault>,
    #[serde(default)]
    pub concurrent_writers: BTreeMap<String, ConcurrentWriter>,
    pub ask: Ask,
    #[serde(default)]
    pub expect: Expect,
}

/// A text by the tag of its language; every text has English.
pub type Text = BTreeMap<String, String>;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// Items on one page of a list.
    pub page_size: usize,
    /// Milliseconds that every answer takes.
    pub latency_ms: u64,
    /// Seconds after which Azure asks to look again at what it works out in its own time.
    /// Nothing here takes any.
    pub operation_seconds: u64,
    /// Whether `Retry-After`, `Location` and their like are kept from scripts.
    /// ARM's list of exposed headers is not published, so a client must live
    /// without them.
    pub hide_headers: bool,
    /// Seconds until an access request is carried out.
    pub initiate_seconds: i64,
    /// Whether ARM asks for a second factor before a change. Nobody has given
    /// one then who was not asked for it.
    pub mfa_on_writes: bool,
    pub throttle: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_size: 100,
            latency_ms: 0,
            operation_seconds: 0,
            hide_headers: true,
            initiate_seconds: 3,
            mfa_on_writes: false,
            throttle: Limits::default(),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tenant {
    pub display_name: String,
    pub default_domain: String,
    #[serde(default)]
    pub country_code: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    pub tenant_id: String,
    /// The tenants to which it is delegated through Azure Lighthouse.
    #[serde(default)]
    pub managed_by_tenants: Vec<String>,
    pub display_name: String,
    #[serde(default = "enabled")]
    pub state: String,
    /// Registration states by namespace. A namespace that is not listed is
    /// `NotRegistered`.
    #[serde(default)]
    pub providers: BTreeMap<String, String>,
}

impl Subscription {
    /// Whether a token of this tenant shows it.
    pub fn is_open_to(&self, tenant: &str) -> bool {
        let mut all = std::iter::once(&self.tenant_id).chain(&self.managed_by_tenants);
        all.any(|it| it.eq_ignore_ascii_case(tenant))
    }
}

fn enabled() -> String {
    "Enabled".to_owned()
}

/// Resources made in number: `{n}` in any string becomes a number of five
/// digits, counted from 1; `{hex}` the same number in hexadecimal. An item of
/// a list with `@repeat` stands there so many times, and `{m}` in it goes on
/// counting from one resource to the next.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generate {
    pub count: u32,
    pub resources: Vec<Value>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleDefinition {
    /// The definition's GUID.
    pub name: String,
    pub role_name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default = "custom_role")]
    pub role_type: String,
    pub permissions: Vec<Permission>,
    #[serde(default)]
    pub assignable_scopes: Vec<String>,
}

fn custom_role() -> String {
    "CustomRole".to_owned()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Permission {
    pub actions: Vec<String>,
    pub not_actions: Vec<String>,
    pub data_actions: Vec<String>,
    pub not_data_actions: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    /// Object id, the same in every tenant, which keeps estates short.
    pub oid: String,
    pub name: String,
    pub upn: String,
    pub tenant: String,
    /// Further tenants that know this person as a guest.
    #[serde(default)]
    pub guest_of: Vec<String>,
    /// Keys of groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// The address that the sign-in came from.
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub token: TokenShape,
}

/// How a person's token differs from an ordinary one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TokenShape {
    /// Negative for one that has expired already.
    pub lifetime_seconds: Option<i64>,
    pub audience: Option<String>,
    pub tenant: Option<String>,
    /// A merge patch over the claims.
    pub claims: Option<Value>,
    /// A text that the person takes for a token.
    pub raw: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub oid: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignment {
    /// Key of a person or a group.
    pub principal: String,
    /// A role's display name, built-in or of this estate.
    pub role: String,
    pub scope: String,
    #[serde(default)]
    pub condition: Option<String>,
    /// What the condition says about the requests of this simulator.
    #[serde(default = "yes")]
    pub condition_holds: bool,
    /// Of a role that is to be activated: what holds for that.
    #[serde(default)]
    pub activation: Activation,
}

/// The rules for activating a role.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Activation {
    /// Somebody has to approve it, and nobody does.
    pub approval: bool,
    pub longest_hours: u32,
    /// Azure takes it and gives it up.
    pub fails: bool,
}

impl Default for Activation {
    fn default() -> Self {
        Self {
            approval: false,
            longest_hours: 8,
            fails: false,
        }
    }
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DenyAssignment {
    pub name: String,
    #[serde(default)]
    pub description: String,
    pub scope: String,
    pub permissions: Vec<Permission>,
    /// Keys of people or groups; none means everyone.
    #[serde(default)]
    pub principals: Vec<String>,
    #[serde(default)]
    pub exclude_principals: Vec<String>,
    #[serde(default)]
    pub do_not_apply_to_child_scopes: bool,
    #[serde(default)]
    pub is_system_protected: bool,
    #[serde(default)]
    pub condition: Option<String>,
}

/// What the person of this estate wants.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ask {
    pub person: String,
    pub vm: String,
    pub port: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub goal: Goal,
    /// The tenant that the question names, when it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// How long access is wanted, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// The object id of somebody else whom the question is about.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub whom: Option<String>,
    /// What the asking person says that they are: `user`, `group` or `application`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default)]
    pub about: About,
}

/// What the person looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    #[default]
    Vm,
    /// All VMs of its subscription.
    Subscription,
    /// All subscriptions.
    Fleet,
    /// Which of them it is to be.
    Choice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    Enable,
    Request,
    Connect,
}

/// What a diagnosis of this estate must say. An empty root cause means that
/// no blocker fails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Expect {
    pub root_cause: String,
    pub case: String,
    /// Further checks that must fail, warnings and notices among them.
    pub fails: Vec<Failed>,
    /// Checks that must say that they cannot tell.
    pub cannot_tell: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    pub check: String,
    pub case: String,
}

/// Why an estate could not be opened.
#[derive(Debug)]
pub enum EstateError {
    Unknown(String),
    Broken {
        estate: String,
        cause: serde_json::Error,
    },
    NoPerson(String),
    NoResource(String),
}

impl fmt::Display for EstateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "there is no estate '{name}'"),
            Self::Broken { estate, cause } => write!(f, "estate '{estate}' is broken: {cause}"),
            Self::NoPerson(name) => write!(f, "this estate has nobody called '{name}'"),
            Self::NoResource(id) => write!(f, "this is no ARM resource: '{id}'"),
        }
    }
}

impl std::error::Error for EstateError {}
