//! The activity log: events of the estate, filtered as the REST reference
//! says (`eventTimestamp`, `resourceGroupName`, `resourceUri`,
//! `resourceProvider`, `operations`, `correlationId`, `status`).

use serde_json::Value;

use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use super::paging::page;
use crate::clock;
use crate::error::ArmError;
use crate::resource_id::ResourcePath;
use crate::simulation::Simulation;

pub(super) fn answer(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET"])?;
    authorize(
        simulation,
        call.caller,
        "Microsoft.Insights/eventtypes/values/Read",
        &path.scope,
    )?;
    let terms = terms(call.filter())?;
    let scope = path.scope.to_ascii_lowercase();
    let mut events: Vec<&Value> = simulation
        .estate
        .activity
        .values()
        .filter(|event| text(event, "/resourceId").starts_with(&scope))
        .filter(|event| terms.iter().all(|term| term.holds(event)))
        .collect();
    // The newest first, as the service lists them.
    events.sort_by_key(|event| {
        std::cmp::Reverse(clock::instant(
            &text(event, "/eventTimestamp").to_uppercase(),
        ))
    });
    Ok(page(
        simulation,
        call,
        events.into_iter().cloned().collect(),
    ))
}

struct Term {
    field: String,
    operator: String,
    value: String,
}

fn terms(filter: &str) -> Result<Vec<Term>, ArmError> {
    filter
        .split(" and ")
        .filter(|term| !term.trim().is_empty())
        .map(|term| {
            let mut words = term.trim().splitn(3, ' ');
            match (words.next(), words.next(), words.next()) {
                (Some(field), Some(operator @ ("eq" | "ge" | "le")), Some(value)) => Ok(Term {
                    field: field.to_ascii_lowercase(),
                    operator: operator.to_owned(),
                    value: value.trim_matches('\'').to_ascii_lowercase(),
                }),
                _ => Err(crate::error::bad_request(format!(
                    "The filter '{term}' is not supported."
                ))),
            }
        })
        .collect()
}

impl Term {
    fn holds(&self, event: &Value) -> bool {
        let own = match self.field.as_str() {
            "eventtimestamp" => return self.holds_in_time(event),
            "resourcegroupname" => text(event, "/resourceGroupName"),
            "resourceuri" => text(event, "/resourceId"),
            "resourceprovider" => text(event, "/resourceProviderName/value"),
            "operations" => text(event, "/operationName/value"),
            "correlationid" => text(event, "/correlationId"),
            "status" => text(event, "/status/value"),
            "caller" => text(event, "/caller"),
            // Channels and levels are alike for all events of an estate.
            _ => return true,
        };
        self.value.split(',').any(|value| value.trim() == own)
    }

    fn holds_in_time(&self, event: &Value) -> bool {
        let own = clock::instant(&text(event, "/eventTimestamp").to_uppercase());
        let bound = clock::instant(&self.value.to_uppercase());
        match (own, bound) {
            (Some(own), Some(bound)) => match self.operator.as_str() {
                "ge" => own >= bound,
                "le" => own <= bound,
                _ => own == bound,
            },
            _ => false,
        }
    }
}

fn text(event: &Value, pointer: &str) -> String {
    event
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_ascii_lowercase()
}
