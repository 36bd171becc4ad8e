//! Azure Resource Graph, for queries of one table: `extend`, `where`, `project`,
//! `order by`, `limit`, `count` and `summarize … = count() by …` in a pipe. Public sources: the
//! learn.microsoft.com pages "Understanding the Azure Resource Graph query
//! language" and, for `resourcechanges`, "Get resource changes". A query beyond that is
//! refused, as the service refuses one that it cannot read.

use std::collections::{HashMap, HashSet};
use std::iter;

use serde_json::{Map, Value, json};
use time::Duration;

use super::call::{Call, Outcome};
use super::gate::only;
use super::subscriptions;
use crate::clock;
use crate::error::ArmError;
use crate::estate::Subscription;
use crate::http::Response;
use crate::rbac;
use crate::resource_id;
use crate::resource_store::Resource;
use crate::simulation::Simulation;

const PAGE: usize = 1_000;

pub(super) fn answer(simulation: &Simulation, call: &Call) -> Outcome {
    only(call, &["POST"])?;
    let query = call.body["query"]
        .as_str()
        .ok_or_else(|| bad_query("The query is missing."))?;
    let mut stages = query.split('|').map(str::trim);
    let table = stages.next().unwrap_or_default().to_ascii_lowercase();
    let stages: Vec<&str> = stages.collect();
    let mut rows = rows(simulation, call, &table, &Reach::of(&stages)?)?;
    for stage in stages {
        rows = run(stage, rows)?;
    }
    let rows: Vec<Value> = rows
        .into_iter()
        .flat_map(|it| iter::repeat_n(it.value, it.times))
        .collect();
    let options = &call.body["options"];
    let number = |key: &str| options[key].as_u64().and_then(|n| usize::try_from(n).ok());
    let token = options["$skipToken"]
        .as_str()
        .and_then(|t| t.strip_prefix('p'))
        .and_then(|t| t.parse().ok());
    let skip = token.or_else(|| number("$skip")).unwrap_or(0);
    let top = number("$top").unwrap_or(PAGE).clamp(1, PAGE);
    let total = rows.len();
    let data: Vec<Value> = rows.into_iter().skip(skip).take(top).collect();
    let more = skip + data.len() < total;
    let mut body = json!({
        "totalRecords": total,
        "count": data.len(),
        "resultTruncated": "false",
        "facets": [],
        "data": data,
    });
    if more {
        body["$skipToken"] = json!(format!("p{}", skip + top));
    }
    Ok(Response::json(200, &body)
        .with("x-ms-user-quota-remaining", "14")
        .with("x-ms-user-quota-resets-after", "00:00:05"))
}

fn bad_query(message: &str) -> ArmError {
    ArmError::new(
        400,
        "BadRequest",
        format!(
            "Please provide below info when asking for support: the query is invalid. {message}"
        ),
    )
}

/// So many rows that are alike.
struct Rows {
    value: Value,
    times: usize,
}

impl From<Value> for Rows {
    fn from(value: Value) -> Self {
        Self { value, times: 1 }
    }
}

/// The columns that a resource's body gives.
const OF_BODY: [&str; 10] = [
    "name",
    "kind",
    "location",
    "managedBy",
    "sku",
    "plan",
    "properties",
    "tags",
    "identity",
    "zones",
];

/// What a query can reach of the rows: their types, and their columns. A table of a
/// hundred subscriptions is large, and most queries look at little of it.
struct Reach<'a> {
    /// The conditions on a row's type alone that the query begins with.
    kinds: Vec<Term<'a>>,
    /// The words of the query, where a stage of it names the columns that are left.
    named: Option<HashSet<&'a str>>,
}

impl<'a> Reach<'a> {
    fn of(stages: &[&'a str]) -> Result<Self, ArmError> {
        let first = stages.first().and_then(|it| it.strip_prefix("where "));
        let terms: Vec<Term> = first.map_or_else(|| Ok(Vec::new()), terms)?;
        let is_own = |stage: &&str| {
            ["project ", "summarize ", "count"]
                .iter()
                .any(|verb| stage.starts_with(verb))
        };
        let words = || {
            let each = stages.iter();
            each.flat_map(|it| it.split(|c: char| !c.is_alphanumeric()))
                .collect()
        };
        Ok(Self {
            kinds: terms.into_iter().filter(|it| it.path == "type").collect(),
            named: stages.iter().any(is_own).then(words),
        })
    }

    fn kind(&self, kind: &str) -> bool {
        self.kinds.iter().all(|it| it.holds_of(kind))
    }

    fn column(&self, name: &str) -> bool {
        self.named.as_ref().is_none_or(|it| it.contains(name))
    }

    /// Whether it tells no resource of a type from another one in its subscription.
    fn is_alike(&self) -> bool {
        let mut own = ["id", "resourceGroup"].iter().chain(&OF_BODY);
        !own.any(|it| self.column(it))
    }
}

/// What the caller may read of a table, in the subscriptions that are asked.
fn rows(
    simulation: &Simulation,
    call: &Call,
    table: &str,
    reach: &Reach,
) -> Result<Vec<Rows>, ArmError> {
    if table == "resourcechanges" {
        let changes = changes(simulation, call).into_iter();
        return Ok(changes.map(Rows::from).collect());
    }
    let belongs: fn(&str) -> bool = match table {
        "resources" => |kind| kind.matches('/').count() == 1 && !other_table(kind),
        "resourcecontainers" => |kind| kind.starts_with("microsoft.resources/"),
        "securityresources" => |kind| {
            matches!(
                kind,
                "microsoft.security/assessments" | "microsoft.security/pricings"
            )
        },
        _ => return Err(bad_query(&format!("Table '{table}' is not known."))),
    };
    let asked = asked(call);
    let has_subscriptions = table == "resourcecontainers";
    let is_alike = reach.is_alike();
    let has_denials = !simulation.estate.deny_assignments.is_empty();
    let mut rows = Vec::new();
    for (id, subscription) in subscriptions::visible(simulation, call) {
        if !is_asked(asked.as_deref(), id) {
            continue;
        }
        if has_subscriptions {
            rows.push(container(id, subscription).into());
        }
        let scope = format!("/subscriptions/{id}");
        let may = |kind: &str, id: &str| {
            rbac::allowed(simulation, call.caller, &format!("{kind}/read"), id)
        };
        let tenant = subscription.tenant_id.as_str();
        // Types are looked at once, for there are few. What is allowed in the whole
        // subscription is allowed of each: only a deny takes some of it back.
        let mut kinds: Vec<Kind> = Vec::new();
        for resource in simulation.store.below(&scope) {
            let at = kinds.iter().position(|it| it.name == resource.kind);
            let at = at.unwrap_or_else(|| {
                let name = resource.kind.as_str();
                let belongs = belongs(name) && reach.kind(name);
                kinds.push(Kind {
                    name,
                    belongs,
                    is_open: belongs && !has_denials && may(name, &scope),
                    row: None,
                });
                kinds.len() - 1
            });
            let kind = &mut kinds[at];
            if !kind.belongs || !kind.is_open && !may(&resource.kind, &resource.id) {
                continue;
            }
            let place = *kind.row.get_or_insert(rows.len());
            match rows.get_mut(place) {
                Some(Rows { times, .. }) if is_alike => *times += 1,
                _ => rows.push(row(resource, tenant, reach).into()),
            }
        }
    }
    Ok(rows)
}

/// What is known of a type of resources in a subscription.
struct Kind<'a> {
    name: &'a str,
    belongs: bool,
    is_open: bool,
    /// The place of its first row.
    row: Option<usize>,
}

/// A subscription as its own row.
fn container(id: &str, subscription: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{id}"),
        "name": subscription.display_name,
        "type": "microsoft.resources/subscriptions",
        "tenantId": subscription.tenant_id,
        "subscriptionId": id,
        "properties": { "state": subscription.state },
    })
}

/// The subscriptions that the body names.
fn asked<'a>(call: &'a Call) -> Option<Vec<&'a str>> {
    let ids = call.body["subscriptions"].as_array()?;
    Some(ids.iter().filter_map(Value::as_str).collect())
}

fn is_asked(asked: Option<&[&str]>, subscription: &str) -> bool {
    asked.is_none_or(|ids| ids.iter().any(|it| it.eq_ignore_ascii_case(subscription)))
}

/// For how many days the service keeps changes.
const KEPT_DAYS: i64 = 14;

/// The changes of what the caller may read.
fn changes(simulation: &Simulation, call: &Call) -> Vec<Value> {
    let asked = asked(call);
    let visible: Vec<&str> = subscriptions::visible(simulation, call)
        .map(|(id, _)| id.as_str())
        .filter(|id| is_asked(asked.as_deref(), id))
        .collect();
    let is_open = |target: &str| {
        let subscription = resource_id::subscription(target).unwrap_or_default();
        let kind = resource_id::resource_type(target).to_ascii_lowercase();
        visible
            .iter()
            .any(|it| it.eq_ignore_ascii_case(subscription))
            && rbac::allowed(simulation, call.caller, &format!("{kind}/read"), target)
    };
    let since = simulation.now - Duration::days(KEPT_DAYS);
    let is_kept = |properties: &Value| {
        let at = properties["changeAttributes"]["timestamp"].as_str();
        at.and_then(clock::instant).is_none_or(|at| at > since)
    };
    let all = simulation.estate.changes.iter();
    let kept = all.filter(|(_, properties)| is_kept(properties));
    kept.filter_map(|(key, properties)| {
        let target = properties["targetResourceId"].as_str().unwrap_or_default();
        is_open(target).then(|| {
            json!({
                "id": format!("{target}/providers/Microsoft.Resources/changes/{key}"),
                "name": key,
                "type": "microsoft.resources/changes",
                "subscriptionId": resource_id::subscription(target),
                "properties": properties,
            })
        })
    })
    .collect()
}

fn other_table(kind: &str) -> bool {
    [
        "microsoft.security/",
        "microsoft.authorization/",
        "microsoft.resources/",
    ]
    .iter()
    .any(|prefix| kind.starts_with(prefix))
}

fn row(resource: &Resource, tenant: &str, reach: &Reach) -> Value {
    let id = &resource.id;
    let mut row = Map::new();
    for key in OF_BODY.into_iter().filter(|it| reach.column(it)) {
        row.insert(
            key.to_owned(),
            resource.body.get(key).cloned().unwrap_or(Value::Null),
        );
    }
    if reach.column("name") && row.get("name").is_none_or(Value::is_null) {
        row.insert("name".to_owned(), json!(resource_id::name(id)));
    }
    let group = || resource_id::group(id).map(str::to_ascii_lowercase);
    let own: [(&str, &dyn Fn() -> Value); 5] = [
        ("id", &|| json!(id)),
        ("type", &|| json!(resource.kind)),
        ("tenantId", &|| json!(tenant)),
        ("subscriptionId", &|| json!(resource_id::subscription(id))),
        ("resourceGroup", &|| json!(group().unwrap_or_default())),
    ];
    for (key, value) in own.into_iter().filter(|it| reach.column(it.0)) {
        row.insert(key.to_owned(), value());
    }
    let mut row = Value::Object(row);
    let power = resource
        .side
        .get("instanceView")
        .and_then(|view| view["statuses"].as_array())
        .into_iter()
        .flatten()
        .find(|status| {
            status["code"]
                .as_str()
                .is_some_and(|code| code.starts_with("PowerState/"))
        });
    if let Some(power) = power
        && reach.column("properties")
    {
        row["properties"]["extended"]["instanceView"]["powerState"] = power.clone();
    }
    row
}

fn run(stage: &str, rows: Vec<Rows>) -> Result<Vec<Rows>, ArmError> {
    let (verb, rest) = stage.split_once(' ').unwrap_or((stage, ""));
    match verb.to_ascii_lowercase().as_str() {
        "extend" => {
            let columns = columns(rest);
            let add = |mut row: Rows| {
                for (name, path) in &columns {
                    row.value[*name] = at(&row.value, path);
                }
                row
            };
            Ok(rows.into_iter().map(add).collect())
        }
        "where" => {
            let terms = terms(rest)?;
            Ok(rows
                .into_iter()
                .filter(|row| terms.iter().all(|t| t.holds(&row.value)))
                .collect())
        }
        "project" => {
            let columns = columns(rest);
            let project = |Rows { value, times }| Rows {
                value: columns
                    .iter()
                    .map(|(name, path)| ((*name).to_owned(), at(&value, path)))
                    .collect(),
                times,
            };
            Ok(rows.into_iter().map(project).collect())
        }
        "order" | "sort" => {
            let keys = rest.trim_start_matches("by ").split(',');
            let keys: Vec<(&str, bool)> = keys
                .map(|it| match it.trim().split_once(' ') {
                    Some((column, way)) => (column, way.trim() == "desc"),
                    None => (it.trim(), false),
                })
                .collect();
            let mut rows = rows;
            // The last key first: a sort keeps what is equal in its order.
            for (column, is_down) in keys.into_iter().rev() {
                let key = |row: &Rows| at(&row.value, column).to_string();
                rows.sort_by(|one, other| {
                    let order = key(one).cmp(&key(other));
                    if is_down { order.reverse() } else { order }
                });
            }
            Ok(rows)
        }
        "limit" | "take" => {
            let count = rest
                .trim()
                .parse()
                .map_err(|_| bad_query("The limit is no number."))?;
            let mut left = count;
            let take = |Rows { value, times }| {
                let times = times.min(left);
                left -= times;
                Rows { value, times }
            };
            let taken = rows.into_iter().map(take);
            Ok(taken.filter(|it| it.times > 0).collect())
        }
        "count" => {
            let count: usize = rows.iter().map(|it| it.times).sum();
            Ok(vec![json!({"Count": count}).into()])
        }
        "summarize" => summarize(rest, &rows),
        _ => Err(bad_query(&format!("The operator '{verb}' is not known."))),
    }
}

/// How many rows there are of each kind: `name = count() by columns`.
fn summarize(text: &str, rows: &[Rows]) -> Result<Vec<Rows>, ArmError> {
    let unknown = || bad_query(&format!("The aggregation '{text}' is not known."));
    let (aggregate, by) = text.split_once(" by ").ok_or_else(unknown)?;
    let name = match aggregate.split_once('=') {
        Some((name, "count()" | " count()")) => name.trim(),
        None if aggregate.trim() == "count()" => "count_",
        _ => return Err(unknown()),
    };
    let columns = columns(by);
    let mut kinds: Vec<Map<String, Value>> = Vec::new();
    let mut counts: Vec<usize> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for Rows { value, times } in rows {
        let kind: Map<String, Value> = columns
            .iter()
            .map(|(name, path)| ((*name).to_owned(), at(value, path)))
            .collect();
        let place = *places
            .entry(Value::Object(kind.clone()).to_string())
            .or_insert_with(|| {
                kinds.push(kind);
                counts.push(0);
                counts.len() - 1
            });
        counts[place] += times;
    }
    let counted = kinds.into_iter().zip(counts).map(|(mut kind, count)| {
        kind.insert(name.to_owned(), json!(count));
        Value::Object(kind).into()
    });
    Ok(counted.collect())
}

/// `name = path` as pairs; a path alone is its own name.
fn columns(text: &str) -> Vec<(&str, &str)> {
    let each = text.split(',').map(str::trim);
    each.map(|column| {
        column
            .split_once('=')
            .map_or((column, column), |(name, path)| (name.trim(), path.trim()))
    })
    .collect()
}

struct Term<'a> {
    path: &'a str,
    operator: &'a str,
    value: &'a str,
}

fn terms(text: &str) -> Result<Vec<Term<'_>>, ArmError> {
    text.split(" and ").map(term).collect()
}

fn term(text: &str) -> Result<Term<'_>, ArmError> {
    const OPERATORS: [&str; 9] = [
        " =~ ",
        " !~ ",
        " == ",
        " != ",
        " contains ",
        " startswith ",
        "=~",
        "==",
        " in~ ",
    ];
    OPERATORS
        .iter()
        .find_map(|operator| {
            let (path, value) = text.split_once(operator)?;
            Some(Term {
                path: path.trim(),
                operator: operator.trim(),
                value: value.trim().trim_matches(['\'', '"']),
            })
        })
        .ok_or_else(|| bad_query(&format!("The condition '{text}' is not known.")))
}

impl Term<'_> {
    fn holds(&self, row: &Value) -> bool {
        let own = at(row, self.path);
        own.as_str().map_or_else(
            || self.holds_of(&own.to_string()),
            |text| self.holds_of(text),
        )
    }

    fn holds_of(&self, own: &str) -> bool {
        let (lower, value) = (own.to_ascii_lowercase(), self.value.to_ascii_lowercase());
        match self.operator {
            "=~" => lower == value,
            "!~" => lower != value,
            "==" => own == self.value,
            "!=" => own != self.value,
            "in~" => {
                let list = value.trim_matches(['(', ')']);
                let mut items = list.split(',').map(|it| it.trim().trim_matches('\''));
                items.any(|it| it == lower)
            }
            "contains" => lower.contains(&value),
            _ => lower.starts_with(&value),
        }
    }
}

/// The value at a dotted path; property names compare with their case, as in
/// the service.
fn at(row: &Value, path: &str) -> Value {
    let path = path
        .trim_start_matches("todatetime(")
        .trim_start_matches("tostring(")
        .trim_start_matches("tolower(")
        .trim_end_matches(')');
    path.split('.')
        .try_fold(row, |value, key| value.get(key))
        .cloned()
        .unwrap_or(Value::Null)
}
