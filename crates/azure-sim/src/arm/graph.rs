//! Azure Resource Graph, for queries of one table: `where`, `project`,
//! `order by`, `limit` and `count` in a pipe. Public source: the
//! learn.microsoft.com page "Understanding the Azure Resource Graph query
//! language". A query beyond that is refused, as the service refuses one that
//! it cannot read.

use serde_json::{Map, Value, json};

use super::call::{Call, Outcome};
use super::gate::only;
use super::subscriptions;
use crate::error::ArmError;
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
    let mut rows: Vec<Value> = rows(simulation, call, &table)?;
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

/// What the caller may read of a table, in the subscriptions that are asked.
fn rows(simulation: &Simulation, call: &Call, table: &str) -> Result<Vec<Value>, ArmError> {
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
    let asked: Option<Vec<&str>> = call.body["subscriptions"]
        .as_array()
        .map(|ids| ids.iter().filter_map(Value::as_str).collect());
    let rows = subscriptions::visible(simulation, call)
        .filter(|(id, _)| {
            asked
                .as_ref()
                .is_none_or(|ids| ids.iter().any(|a| a.eq_ignore_ascii_case(id)))
        })
        .flat_map(|(id, s)| {
            simulation
                .store
                .below(&format!("/subscriptions/{id}"))
                .filter(move |r| belongs(&r.kind))
                .filter(|r| {
                    rbac::allowed(simulation, call.caller, &format!("{}/read", r.kind), &r.id)
                })
                .map(|r| row(r, &s.tenant_id))
        })
        .collect();
    Ok(rows)
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

fn row(resource: &Resource, tenant: &str) -> Value {
    let id = &resource.id;
    let mut row = Map::new();
    for key in [
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
    ] {
        row.insert(
            key.to_owned(),
            resource.body.get(key).cloned().unwrap_or(Value::Null),
        );
    }
    if row["name"].is_null() {
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
    if let Some(power) = power {
        row["properties"]["extended"]["instanceView"]["powerState"] = power.clone();
    }
    row
}

fn run(stage: &str, rows: Vec<Value>) -> Result<Vec<Value>, ArmError> {
    let (verb, rest) = stage.split_once(' ').unwrap_or((stage, ""));
    match verb.to_ascii_lowercase().as_str() {
        "where" => {
            let terms: Result<Vec<Term>, ArmError> = rest.split(" and ").map(term).collect();
            let terms = terms?;
            Ok(rows
                .into_iter()
                .filter(|row| terms.iter().all(|t| t.holds(row)))
                .collect())
        }
        "project" => {
            let columns: Vec<(&str, &str)> = rest
                .split(',')
                .map(|column| {
                    column
                        .split_once('=')
                        .map_or((column.trim(), column.trim()), |(name, path)| {
                            (name.trim(), path.trim())
                        })
                })
                .collect();
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
            let column = rest
                .trim_start_matches("by ")
                .split(' ')
                .next()
                .unwrap_or_default();
            let mut rows = rows;
            rows.sort_by_key(|row| at(row, column).to_string());
            if rest.ends_with(" desc") {
                rows.reverse();
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
        _ => Err(bad_query(&format!("The operator '{verb}' is not known."))),
    }
}

struct Term<'a> {
    path: &'a str,
    operator: &'a str,
    value: &'a str,
}

fn term(text: &str) -> Result<Term<'_>, ArmError> {
    const OPERATORS: [&str; 8] = [
        " =~ ",
        " !~ ",
        " == ",
        " != ",
        " contains ",
        " startswith ",
        "=~",
        "==",
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
        let own = own.as_str().map_or_else(|| own.to_string(), str::to_owned);
        let (lower, value) = (own.to_ascii_lowercase(), self.value.to_ascii_lowercase());
        match self.operator {
            "=~" => lower == value,
            "!~" => lower != value,
            "==" => own == self.value,
            "!=" => own != self.value,
            "contains" => lower.contains(&value),
            _ => lower.starts_with(&value),
        }
    }
}

/// The value at a dotted path; property names compare with their case, as in
/// the service.
fn at(row: &Value, path: &str) -> Value {
    let path = path
        .trim_start_matches("tostring(")
        .trim_start_matches("tolower(")
        .trim_end_matches(')');
    path.split('.')
        .try_fold(row, |value, key| value.get(key))
        .cloned()
        .unwrap_or(Value::Null)
}
