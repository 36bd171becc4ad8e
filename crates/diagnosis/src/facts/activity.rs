//! The activity log: writes of security rules and of JIT policies that were refused,
//! by Azure Policy or for want of room.

use azure::{
    answer::{Known, Unavailable, known},
    arm::json::{Node, Unexpected},
    timestamp::{self, Duration},
};

use super::{context::Context, policies, reader};
use crate::question::Goal;

const DAYS: i64 = 7;
/// A busy resource group writes thousands of entries a day.
const MAX_PAGES: usize = 3;

/// One refused write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedWrite {
    /// Such as `Microsoft.Network/networkSecurityGroups/securityRules/write`.
    pub operation: String,
    /// Whether it was to a security group or a rule of one; otherwise it was to a JIT
    /// policy.
    pub is_of_rules: bool,
    pub at: String,
    /// The id of what was to be written.
    pub resource: String,
    pub cause: Refusal,
}

/// Why a write was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// By Azure Policy.
    Policy {
        /// The assignment's name, where the entry tells.
        assignment: Option<String>,
        /// The id of the scope at which it is assigned, where the entry tells.
        scope: Option<String>,
    },
    /// The security group holds as many rules as it can.
    NoRoom,
    /// The entry does not tell.
    Untold,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    pub refused: Vec<RefusedWrite>,
    /// Whether there was more than was read.
    pub partial: bool,
}

/// The log has many pages, and somebody who wants to connect needs it only where a
/// request hangs: nothing is asked for otherwise.
/// Source: learn.microsoft.com, REST "Activity Logs - List".
pub(super) async fn activity(context: &Context) -> Result<Known<Activity>, Unavailable> {
    let vm = &context.question.vm;
    if context.question.goal == Some(Goal::Connect) && !may_hang(context).await? {
        return Ok(Known::unasked(Activity::default()));
    }
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

/// Whether a request for the VM is neither done nor over.
async fn may_hang(context: &Context) -> Result<bool, Unavailable> {
    let is_done = |status: &str| {
        let done = ["Initiated", "Revoked"];
        done.iter().any(|it| status.eq_ignore_ascii_case(it))
    };
    let policies = policies::of_vm(context).await?;
    let requests = policies.iter().flat_map(|it| &it.requests);
    let vms = requests.flat_map(|it| &it.vms);
    let mut ports = vms
        .filter(|it| it.id == context.question.vm)
        .flat_map(|it| &it.ports);
    Ok(ports.any(|it| !is_done(&it.status)))
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The entry, if it tells of a refused write of a rule or a policy. Azure Policy has
/// an entry of its own beside that of the write itself.
/// Source: learn.microsoft.com, "Azure Activity Log event schema" (Policy category).
fn parse(node: &Node) -> Result<Option<RefusedWrite>, Unexpected> {
    let operation = node.at("operationName.value").text_or_empty()?;
    let resource = node.at("resourceId").text_or_empty()?;
    let message = node.at("properties.statusMessage").text_or_empty()?;
    let policies = node.at("properties.policies").text_or_empty()?;
    let is_own = operation.eq_ignore_ascii_case("Microsoft.Authorization/policies/deny/action");
    let concerned = [
        "microsoft.network/networksecuritygroups",
        "jitnetworkaccesspolicies",
    ];
    let lower = format!("{operation} {resource}").to_ascii_lowercase();
    // An entry that does not name its operation may be a write.
    let may_write = operation.is_empty() || operation.to_ascii_lowercase().ends_with("/write");
    if !(is_own || may_write) || !concerned.iter().any(|it| lower.contains(it)) {
        return Ok(None);
    }
    let status = node.at("status.value").filled_text()?;
    if !status.eq_ignore_ascii_case("Failed") {
        return Ok(None);
    }
    let cause = if is_own || message.contains("RequestDisallowedByPolicy") {
        let by = refused_by(&message, &policies).unwrap_or_default();
        Refusal::Policy {
            assignment: by.assignment,
            scope: by.scope,
        }
    } else if message.contains("SecurityRuleCountLimitReached") {
        Refusal::NoRoom
    } else if message.is_empty() {
        Refusal::Untold
    } else {
        return Ok(None);
    };
    Ok(Some(RefusedWrite {
        is_of_rules: lower.contains(concerned[0]),
        operation,
        at: node.at("eventTimestamp").filled_text()?.to_owned(),
        resource,
        cause,
    }))
}

/// The assignment that refused, and where it stands.
#[derive(Default)]
struct RefusedBy {
    assignment: Option<String>,
    scope: Option<String>,
}

/// What an entry says of the assignment: the message of the write, or the list of
/// the policies. Both are JSON within a text, and none that cannot be read is worth
/// losing the rest of the entry.
/// Source: learn.microsoft.com, "Resolve error for request disallowed by policy".
fn refused_by(message: &str, policies: &str) -> Option<RefusedBy> {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let in_message = read(message).and_then(|body| {
        let node = Node::new(&body);
        let details = node
            .at("error.details")
            .optional_items()
            .unwrap_or_default();
        let own = node
            .at("error.additionalInfo")
            .optional_items()
            .unwrap_or_default();
        let of_details = details
            .iter()
            .filter_map(|it| it.at("additionalInfo").optional_items().ok())
            .flatten();
        let infos = own.into_iter().chain(of_details);
        infos
            .map(|it| named_in(&it.at("info")))
            .find(|it| it.assignment.is_some())
    });
    in_message.or_else(|| {
        let list = read(policies)?;
        let items = Node::new(&list).items().ok()?;
        items
            .iter()
            .map(named_in)
            .find(|it| it.assignment.is_some())
    })
}

fn named_in(node: &Node) -> RefusedBy {
    let text = |key: &str| {
        let text = node.at(key).optional_text().ok().flatten();
        text.filter(|it| !it.is_empty()).map(str::to_owned)
    };
    let id = text("policyAssignmentId");
    let from_id = id.as_deref().and_then(|it| {
        let lower = it.to_ascii_lowercase();
        let at = lower.rfind("/providers/microsoft.authorization/policyassignments/")?;
        Some(it[..at].to_owned())
    });
    RefusedBy {
        assignment: ["policyAssignmentDisplayName", "policyAssignmentName"]
            .into_iter()
            .find_map(text),
        scope: text("policyAssignmentScope").or(from_id),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Node, Refusal, parse};

    const GROUP: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network\
        /networkSecurityGroups/nsg";

    fn told(
        operation: &str,
        resource: &str,
        properties: &serde_json::Value,
    ) -> Option<(String, String)> {
        let entry = json!({
            "operationName": { "value": operation },
            "resourceId": resource,
            "status": { "value": "Failed" },
            "eventTimestamp": "2026-11-24T09:00:00Z",
            "properties": properties,
        });
        let found = parse(&Node::new(&entry)).unwrap()?;
        Some(match found.cause {
            Refusal::Policy { assignment, scope } => {
                (assignment.unwrap_or_default(), scope.unwrap_or_default())
            }
            Refusal::NoRoom => ("no room".to_owned(), found.resource),
            Refusal::Untold => ("untold".to_owned(), String::new()),
        })
    }

    #[test]
    fn a_group_without_room_is_told_from_a_policy() {
        let write = "Microsoft.Network/networkSecurityGroups/securityRules/write";
        let full = json!({
            "statusMessage": json!({ "error": { "code": "SecurityRuleCountLimitReached" } }).to_string(),
        });
        let expected = ("no room".to_owned(), GROUP.to_owned());
        assert_eq!(told(write, GROUP, &full), Some(expected));
    }

    #[test]
    fn each_form_of_a_refusal_names_the_assignment_and_its_scope() {
        let write = "Microsoft.Network/networkSecurityGroups/securityRules/write";
        let info = json!({
            "policyAssignmentDisplayName": "Closed ports",
            "policyAssignmentId": "/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/closed",
        });
        let violation = json!([{ "type": "PolicyViolation", "info": info }]);
        let message = |error: serde_json::Value| json!({ "statusMessage": json!({ "error": error }).to_string() });
        let code = "RequestDisallowedByPolicy";
        let expected = Some(("Closed ports".to_owned(), "/subscriptions/s".to_owned()));
        let own = message(json!({ "code": code, "additionalInfo": violation }));
        assert_eq!(told(write, GROUP, &own), expected);
        let in_details = message(json!({
            "code": "InvalidTemplateDeployment",
            "details": [{ "code": code, "additionalInfo": violation }],
        }));
        assert_eq!(told(write, GROUP, &in_details), expected);
        let listed = json!([{
            "policyAssignmentName": "closed",
            "policyAssignmentScope": "/providers/Microsoft.Management/managementGroups/mg",
        }]);
        let deny = "Microsoft.Authorization/policies/deny/action";
        assert_eq!(
            told(deny, GROUP, &json!({ "policies": listed.to_string() })),
            Some((
                "closed".to_owned(),
                "/providers/Microsoft.Management/managementGroups/mg".to_owned()
            ))
        );
        let odd = json!({ "statusMessage": code, "policies": "no list" });
        assert_eq!(
            told(write, GROUP, &odd),
            Some(<(String, String)>::default())
        );
    }

    #[test]
    fn what_concerns_no_rule_and_no_policy_is_left_out() {
        let deny = "Microsoft.Authorization/policies/deny/action";
        assert_eq!(
            told(deny, "/subscriptions/s/resourceGroups/rg", &json!({})),
            None
        );
        let write = "Microsoft.Network/networkSecurityGroups/securityRules/write";
        let conflict = json!({ "statusMessage": "{\"error\": {\"code\": \"Conflict\"}}" });
        assert_eq!(told(write, GROUP, &conflict), None);
    }
}
