//! The activity log: writes of security rules and of JIT policies that Azure
//! Policy refused.

use azure::{
    answer::{Known, Unavailable, known},
    arm::json::{Node, Unexpected},
    timestamp::{self, Duration},
};

use super::{context::Context, reader};

const DAYS: i64 = 7;
/// A busy resource group writes thousands of entries a day.
const MAX_PAGES: usize = 3;

/// One refused write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedWrite {
    /// Such as `Microsoft.Network/networkSecurityGroups/securityRules/write`.
    pub operation: String,
    pub at: String,
    /// The policy assignment's name, where the entry tells.
    pub assignment: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    pub refused: Vec<RefusedWrite>,
    /// Whether there was more than was read.
    pub partial: bool,
}

/// Source: learn.microsoft.com, REST "Activity Logs - List".
pub(super) async fn activity(context: &Context) -> Result<Known<Activity>, Unavailable> {
    let vm = &context.question.vm;
    let now = reader::now(context).await?.utc;
    let since = now.saturating_sub(Duration::days(DAYS));
    let path = format!(
        "{}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter={}",
        vm.subscription_scope(),
        encoded(&format!(
            "eventTimestamp ge '{}' and eventTimestamp le '{}' and resourceGroupName eq '{}'",
            timestamp::format(since),
            timestamp::format(now),
            vm.resource_group().unwrap_or_default().replace('\'', "''"),
        ))
    );
    let mut pages = context.arm.pages(&path);
    let mut refused = Vec::new();
    let mut request = String::new();
    for _ in 0..MAX_PAGES {
        let (items, answer) = pages.next().await?;
        for item in &items {
            let entry = parse(&Node::new(item));
            refused.extend(known(entry, &answer.request)?.value);
        }
        request = answer.request;
        if pages.is_done() {
            break;
        }
    }
    let partial = !pages.is_done();
    Ok(Known::new(Activity { refused, partial }, request))
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The entry, if it tells of a refused write of a rule or a policy.
fn parse(node: &Node) -> Result<Option<RefusedWrite>, Unexpected> {
    let operation = node.at("operationName.value").text_or_empty()?;
    let status = node.at("status.value").text_or_empty()?;
    let message = node.at("properties.statusMessage").text_or_empty()?;
    let concerned = [
        "microsoft.network/networksecuritygroups",
        "jitnetworkaccesspolicies",
    ];
    let lower = operation.to_ascii_lowercase();
    let refused = status.eq_ignore_ascii_case("Failed")
        && message.contains("RequestDisallowedByPolicy")
        && concerned.iter().any(|it| lower.contains(it));
    if !refused {
        return Ok(None);
    }
    let assignment = serde_json::from_str::<serde_json::Value>(&message)
        .ok()
        .and_then(|body| assignment_of(&Node::new(&body)));
    Ok(Some(RefusedWrite {
        operation,
        at: node.at("eventTimestamp").text_or_empty()?,
        assignment,
    }))
}

/// Source: learn.microsoft.com, "Resolve error for request disallowed by
/// policy": the assignment stands in the error's additional information.
fn assignment_of(body: &Node) -> Option<String> {
    let info = body.at("error.additionalInfo").optional_items().ok()?;
    let info = info.first()?.at("info");
    ["policyAssignmentDisplayName", "policyAssignmentName"]
        .iter()
        .find_map(|key| info.at(key).optional_text().ok().flatten())
        .map(str::to_owned)
}
