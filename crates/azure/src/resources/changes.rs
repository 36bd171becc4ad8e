//! What Azure Resource Graph keeps of the changes of resources. Must not know which of
//! them matter.
//!
//! Source: learn.microsoft.com, "Get resource changes" (Azure Resource Graph): fourteen
//! days of creations, updates and deletions, each with what was before and after, and who
//! made it through which client. A change can take minutes to show up, and its details
//! longer. Resources that the reader may not read are left out without a word.

use serde_json::Value;

use crate::{
    answer::{Known, Unavailable},
    arm::{ArmClient, GraphPages, GraphQuery, GraphRest, json::Node},
    resource_id::ResourceId,
    timestamp::{self, Timestamp},
};

/// For how long Azure keeps changes.
pub const DAYS_OF_CHANGES: i64 = 14;

/// A change with all its values can be long.
const ROWS: usize = 200;
/// A thousand changes of one machine and its network; nobody reads on from there.
const PAGES: usize = 5;

/// What is kept of some resources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order in which Azure gave them.
    pub rows: Vec<Change>,
    /// Whether there are older ones that were not read.
    pub is_cut: bool,
}

/// One change of one resource. What Azure did not say, or said in another form than it
/// promises, is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: String,
    pub target: Option<ResourceId>,
    pub kind: ChangeKind,
    pub at: Option<Timestamp>,
    /// An address of a person, an application's id, or `System`.
    pub by: Option<String>,
    /// Such as `User`.
    pub by_type: Option<String>,
    /// Such as `Azure Portal`, `ARM Template`, `Unknown`, or an application's id.
    pub client: Option<String>,
    pub correlation_id: Option<String>,
    /// How many properties were changed, as Azure counts.
    pub count: Option<usize>,
    /// What names the state of the resource before and after.
    pub snapshots: (Option<String>, Option<String>),
    /// `None` where the list of properties is missing.
    pub properties: Option<Vec<PropertyChange>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Created,
    Updated,
    Deleted,
    /// Azure did not say, or in a word that this program does not know.
    Unknown,
}

/// One property, with its path such as `properties.securityRules["x"].properties.access`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyChange {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Whether Azure cut the values.
    pub is_cut: bool,
}

/// The changes of these resources, the newest first. None is asked for without any.
pub async fn resource_changes(
    arm: &ArmClient,
    targets: &[&ResourceId],
) -> Result<Known<Changes>, Unavailable> {
    if targets.is_empty() {
        return Ok(Known::unasked(Changes::default()));
    }
    let mut subscriptions: Vec<&str> = targets.iter().map(|it| it.subscription()).collect();
    subscriptions.sort_unstable();
    subscriptions.dedup();
    let query = GraphQuery {
        subscriptions: Some(subscriptions),
        text: query(targets),
        rows: ROWS,
    };
    // What is beyond the last page is left out, and no failure.
    let mut pages = GraphPages::new(arm, query, PAGES + 1);
    let mut changes = Changes::default();
    let mut request = String::new();
    for _ in 0..PAGES {
        let page = pages.next().await?;
        let node = page.answer.node();
        let rows = node.at("data").items();
        let rows = rows.map_err(|at| Unavailable::unexpected(&page.answer.request, &at))?;
        changes.rows.extend(rows.iter().map(change));
        changes.is_cut = page.rest != GraphRest::None;
        request = page.answer.request;
        // A list that leads to where it came from is at its end, and not known to be whole.
        if page.rest != GraphRest::More {
            break;
        }
    }
    Ok(Known::new(changes, request))
}

/// Without a limit of time: it would leave out what has none.
fn query(targets: &[&ResourceId]) -> String {
    let ids: Vec<String> = targets.iter().map(|it| quoted(it.as_str())).collect();
    format!(
        "resourcechanges \
         | extend at = todatetime(properties.changeAttributes.timestamp), \
           target = tostring(properties.targetResourceId) \
         | where target in~ ({}) \
         | project id, at, properties \
         | order by at desc, id asc",
        ids.join(", ")
    )
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn change(row: &Node) -> Change {
    let properties = row.at("properties");
    let attributes = properties.at("changeAttributes");
    let kind = match text(&properties.at("changeType")) {
        Some(it) if it.eq_ignore_ascii_case("Create") => ChangeKind::Created,
        Some(it) if it.eq_ignore_ascii_case("Update") => ChangeKind::Updated,
        Some(it) if it.eq_ignore_ascii_case("Delete") => ChangeKind::Deleted,
        _ => ChangeKind::Unknown,
    };
    let target = text(&properties.at("targetResourceId"));
    let count = attributes.at("changesCount").number().ok();
    Change {
        id: text(&row.at("id")).unwrap_or_default(),
        target: target.and_then(|it| ResourceId::parse(&it).ok()),
        kind,
        at: text(&attributes.at("timestamp")).and_then(|it| timestamp::parse(&it)),
        by: text(&attributes.at("changedBy")),
        by_type: text(&attributes.at("changedByType")),
        client: text(&attributes.at("clientType")),
        correlation_id: text(&attributes.at("correlationId")),
        count: count.and_then(|it| usize::try_from(it).ok()),
        snapshots: (
            text(&attributes.at("previousResourceSnapshotId")),
            text(&attributes.at("newResourceSnapshotId")),
        ),
        properties: properties_of(&properties.at("changes")),
    }
}

/// A text that says something.
fn text(node: &Node) -> Option<String> {
    let text = node.text().ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn properties_of(node: &Node) -> Option<Vec<PropertyChange>> {
    let properties = node.value()?.as_object()?;
    let each = properties.iter().map(|(path, it)| PropertyChange {
        path: path.clone(),
        before: side(&it["previousValue"]),
        after: side(&it["newValue"]),
        is_cut: is_true(&it["isTruncated"]),
    });
    Some(each.collect())
}

/// What a property was or is. Azure writes most values as texts, and none as `null` in
/// quotes.
fn side(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() || text.eq_ignore_ascii_case("null") => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn is_true(value: &Value) -> bool {
    value == &Value::Bool(true)
        || value
            .as_str()
            .is_some_and(|it| it.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
        /providers/microsoft.compute/virtualmachines/vm-1";

    #[test]
    fn a_row_is_read_as_it_is_documented() {
        let row = json!({
            "id": format!("{VM}/providers/Microsoft.Resources/changes/1"),
            "properties": {
                "targetResourceId": VM,
                "changeType": "Update",
                "changeAttributes": {
                    "previousResourceSnapshotId": "a",
                    "newResourceSnapshotId": "b",
                    "correlationId": "11111111-1111-1111-1111-111111111111",
                    "changedByType": "User",
                    "changesCount": 2,
                    "clientType": "ARM Template",
                    "changedBy": "megan@contoso.com",
                    "timestamp": "2026-11-24T13:26:17.347+09:00",
                },
                "changes": {
                    "properties.provisioningState": {
                        "newValue": "Succeeded", "previousValue": "Updating", "isTruncated": "true",
                    },
                    "tags.key1": { "newValue": "x", "previousValue": "null" },
                },
            },
        });
        let read = change(&Node::new(&row));
        assert_eq!(read.kind, ChangeKind::Updated);
        assert_eq!(read.target, ResourceId::parse(VM).ok());
        assert_eq!(
            read.at.map(timestamp::show).as_deref(),
            Some("2026-11-24 04:26")
        );
        assert_eq!(read.count, Some(2));
        let properties = read.properties.unwrap();
        assert!(properties[0].is_cut);
        assert_eq!(properties[1].before, None);
        assert_eq!(properties[1].after.as_deref(), Some("x"));
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_not_known() {
        for row in [
            json!({}),
            json!(1),
            json!({"properties": {"changeType": 1, "changes": [], "changeAttributes": "x"}}),
            json!({"properties": {"targetResourceId": "no id", "changeAttributes": {"timestamp": "soon", "changesCount": "2"}}}),
        ] {
            let read = change(&Node::new(&row));
            assert_eq!((read.kind, read.at), (ChangeKind::Unknown, None), "{row}");
            assert_eq!((read.target, read.properties), (None, None), "{row}");
        }
    }

    #[test]
    fn no_name_ends_the_query() {
        assert_eq!(quoted(r"a'b\"), r"'a\'b\\'");
    }
}
