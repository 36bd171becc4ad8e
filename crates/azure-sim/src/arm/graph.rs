//! Azure Resource Graph, for queries of one table: `extend`, `where`, `project`,
//! `order by`, `limit`, `count` and `summarize … = count() by …` in a pipe. Public sources: the
//! learn.microsoft.com pages "Understanding the Azure Resource Graph query
//! language" and, for `resourcechanges`, "Get resource changes". A query beyond that is
//! refused, as the service refuses one that it cannot read.

use std::collections::HashMap;

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
    let mut rows: Vec<Value> = rows(simulation, call, &table, &Reach::of(&stages)?)?;
    for stage in stages {
        rows = run(stage, rows)?;
    }
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

/// What a query can reach of the rows: their types, and their columns. A table of a
/// hundred subscriptions is large, and most queries look at little of it.
struct Reach<'a> {
    /// The conditions on a row's type alone that the query begins with.
    kinds: Vec<Term<'a>>,
    /// The stages, where one of them names the columns that are left.
    named: Option<&'a [&'a str]>,
}

impl<'a> Reach<'a> {
    fn of(stages: &'a [&'a str]) -> Result<Self, ArmError> {
        let first = stages.first().and_then(|it| it.strip_prefix("where "));
        let terms: Vec<Term> = first.map_or_else(|| Ok(Vec::new()), terms)?;
        let is_own = |stage: &&str| {
            ["project ", "summarize ", "count"]
                .iter()
                .any(|verb| stage.starts_with(verb))
        };
        Ok(Self {
            kinds: terms.into_iter().filter(|it| it.path == "type").collect(),
            named: stages.iter().any(is_own).then_some(stages),
        })
    }

    fn kind(&self, kind: &str) -> bool {
        self.kinds.iter().all(|it| it.holds_of(kind))
    }

    fn column(&self, name: &str) -> bool {
        self.named
            .is_none_or(|stages| stages.iter().any(|it| it.contains(name)))
    }
}

/// What the caller may read of a table, in the subscriptions that are asked.
fn rows(
    simulation: &Simulation,
    call: &Call,
    table: &str,
    reach: &Reach,
) -> Result<Vec<Value>, ArmError> {
    if table == "resourcechanges" {
        return Ok(changes(simulation, call));
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
    let rows = subscriptions::visible(simulation, call)
        .filter(|(id, _)| is_asked(asked.as_deref(), id))
        .flat_map(|(id, s)| {
            let own = has_subscriptions.then(|| container(id, s));
            let scope = format!("/subscriptions/{id}");
            let may =
                |action: &str, scope: &str| rbac::allowed(simulation, call.caller, action, scope);
            // What is allowed in the whole subscription is asked once: only a deny takes
            // some of it back.
            let has_denials = !simulation.estate.deny_assignments.is_empty();
            let mut everywhere = HashMap::new();
            let below = simulation
                .store
                .below(&scope)
                .filter(move |r| belongs(&r.kind) && reach.kind(&r.kind))
                .filter(|r| {
                    let action = format!("{}/read", r.kind);
                    let is_open = *everywhere
                        .entry(r.kind.as_str())
                        .or_insert_with(|| !has_denials && may(&action, &scope));
                    is_open || may(&action, &r.id)
                })
                .map(|r| row(r, &s.tenant_id, reach));
            own.into_iter().chain(below).collect::<Vec<_>>()
        })
        .collect();
    Ok(rows)
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
    let columns = [
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
    for key in columns.into_iter().filter(|it| reach.column(it)) {
        row.insert(
            key.to_owned(),
            resource.body.get(key).cloned().unwrap_or(Value::Null),
        );
    }
    if row.get("name").is_none_or(Value::is_null) {
        row.insert("name".to_owned(), json!(resource_id::name(id)));
    }
    row.insert("id".to_owned(), json!(id));
    row.insert("type".to_owned(), json!(resource.kind));
    row.insert("tenantId".to_owned(), json!(tenant));
    row.insert(
        "subscriptionId".to_owned(),
        json!(resource_id::subscription(id)),
    );
    let group = resource_id::group(id)
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    row.insert("resourceGroup".to_owned(), json!(group));
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

fn run(stage: &str, rows: Vec<Value>) -> Result<Vec<Value>, ArmError> {
    let (verb, rest) = stage.split_once(' ').unwrap_or((stage, ""));
    match verb.to_ascii_lowercase().as_str() {
        "extend" => {
            let columns = columns(rest);
            let add = |mut row: Value| {
                for (name, path) in &columns {
                    row[*name] = at(&row, path);
                }
                row
            };
            Ok(rows.into_iter().map(add).collect())
        }
        "where" => {
            let terms = terms(rest)?;
            Ok(rows
                .into_iter()
                .filter(|row| terms.iter().all(|t| t.holds(row)))
                .collect())
        }
        "project" => {
            let columns = columns(rest);
            Ok(rows
                .iter()
                .map(|row| {
                    columns
                        .iter()
                        .map(|(name, path)| ((*name).to_owned(), at(row, path)))
                        .collect()
                })
                .collect())
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
                let key = |row: &Value| at(row, column).to_string();
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
            Ok(rows.into_iter().take(count).collect())
        }
        "count" => Ok(vec![json!({"Count": rows.len()})]),
        "summarize" => summarize(rest, &rows),
        _ => Err(bad_query(&format!("The operator '{verb}' is not known."))),
    }
}

/// How many rows there are of each kind: `name = count() by columns`.
fn summarize(text: &str, rows: &[Value]) -> Result<Vec<Value>, ArmError> {
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
    for row in rows {
        let kind: Map<String, Value> = columns
            .iter()
            .map(|(name, path)| ((*name).to_owned(), at(row, path)))
            .collect();
        let place = *places
            .entry(Value::Object(kind.clone()).to_string())
            .or_insert_with(|| {
                kinds.push(kind);
                counts.push(0);
                counts.len() - 1
            });
        counts[place] += 1;
    }
    let counted = kinds.into_iter().zip(counts).map(|(mut kind, count)| {
        kind.insert(name.to_owned(), json!(count));
        Value::Object(kind)
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
