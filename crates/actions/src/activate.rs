//! Activating a role that the reader is eligible for, in Privileged Identity Management.
//! Sources: learn.microsoft.com, REST "Role Assignment Schedule Requests - Create", and
//! "Activate an eligible role assignment" in the reference of its API for Azure resources.
//! Which rules an organization sets for a role isn't read: Azure tells when it refuses.

use std::time::Duration;

use azure::{
    answer::{Unavailable, known},
    arm::{ArmClient, Clock, Method, Write},
    authorization::{last_segment, permissions_at},
    resource_id::ResourceId,
    timestamp::{self, Timestamp},
    value::Value,
};
use diagnosis::{args, engine::Finding, facts::Facts};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    PollPolicy, WriteError,
    field::{self, FieldError},
};

/// A role takes effect within seconds as a rule, and within minutes at times.
const FOR_EFFECT: PollPolicy = PollPolicy {
    first: Duration::from_secs(2),
    between: Duration::from_secs(5),
    tries: 60,
};

/// Azure's word for an activation of a role that is active already.
const EXISTS: &str = "RoleAssignmentExists";

/// Azure's word for an activation while another one of the role isn't decided.
const PENDING: &str = "PendingRoleAssignmentRequest";

/// A role that the reader can activate, and what it is activated for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EligibleRole {
    pub name: String,
    /// The GUID of its definition.
    definition: String,
    /// Where it is activated.
    pub scope: ResourceId,
    /// What made them eligible, where Azure said so.
    schedule: Option<String>,
    /// The action that the reader lacks.
    action: String,
}

impl EligibleRole {
    /// The role that the finding of `access.eligible` names. None where it stands at a
    /// place that isn't part of a subscription, where somebody else is asked about, or where
    /// it isn't known who the reader is.
    pub fn of(finding: &Finding, facts: &Facts) -> Option<Self> {
        if facts.question().ok()?.about.is_some() {
            return None;
        }
        facts.claims().ok()?.object_id.as_ref()?;
        let text = |it: Option<&Value>| it?.text().map(str::to_owned);
        let name = text(finding.args.get(args::ROLE))?;
        let scope = text(finding.args.get(args::SCOPE))?;
        let eligible = facts.eligibilities().ok()?;
        let found = eligible
            .iter()
            .find(|it| it.scope == scope && it.role.name == name)?;
        Some(Self {
            name,
            definition: found.role.id.clone(),
            scope: ResourceId::parse(&scope).ok()?,
            schedule: found.schedule.clone(),
            action: text(finding.args.get(args::ACTION))?,
        })
    }

    /// Whether the reader has by now what the role is activated for.
    pub(crate) async fn is_active(&self, arm: &ArmClient) -> Result<bool, Unavailable> {
        let known = permissions_at(&arm.renewed(), &self.scope).await?;
        Ok(known.permissions.grants(&self.action).is_granted())
    }
}

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationDraft {
    pub justification: String,
    pub hours: String,
}

impl Default for ActivationDraft {
    /// No longer than one request for access takes.
    fn default() -> Self {
        Self {
            justification: String::new(),
            hours: "1".to_owned(),
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    pub justification: String,
    pub hours: u32,
}

impl ActivationDraft {
    /// What is asked for, or what is wrong with the fields `justification` and `hours`.
    pub fn check(&self) -> Result<Activation, Vec<FieldError>> {
        let justification = field::justification(&self.justification).and_then(|it| {
            let error = || FieldError::new(field::JUSTIFICATION, "justification_missing");
            Some(it).filter(|it| !it.is_empty()).ok_or_else(error)
        });
        match (justification, field::hours("hours", &self.hours)) {
            (Ok(justification), Ok(hours)) => Ok(Activation {
                justification,
                hours,
            }),
            (justification, hours) => {
                Err(justification.err().into_iter().chain(hours.err()).collect())
            }
        }
    }
}

/// A role as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivationRequest {
    pub role: EligibleRole,
    pub activation: Activation,
    /// The object ID of who asks: everybody activates their own roles.
    pub principal: String,
    /// A new GUID, which names the request.
    pub id: String,
}

impl ActivationRequest {
    /// The request as it is sent at this time, from which on the role counts.
    pub fn write(&self, now: Timestamp) -> Write {
        let Self {
            role,
            activation,
            principal,
            id,
        } = self;
        let scope = &role.scope;
        let subscription = scope.subscription_scope();
        let mut properties = json!({
            "principalId": principal,
            "roleDefinitionId": format!(
                "{subscription}/providers/Microsoft.Authorization/roleDefinitions/{}",
                role.definition
            ),
            "requestType": "SelfActivate",
            "justification": activation.justification,
            "scheduleInfo": {
                "startDateTime": timestamp::format(now),
                "expiration": {
                    "type": "AfterDuration",
                    "duration": format!("PT{}H", activation.hours),
                },
            },
        });
        if let Some(schedule) = &role.schedule {
            properties["linkedRoleEligibilityScheduleId"] = json!(last_segment(schedule));
        }
        Write {
            method: Method::Put,
            path: format!(
                "{scope}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/{id}\
                 ?api-version=2020-10-01"
            ),
            body: Some(json!({ "properties": properties })),
        }
    }
}

/// How activating a role ended; worded under `acts.activate.outcomes.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum ActivationOutcome {
    /// The reader has what they lacked.
    Active,
    /// They had it already; nothing was sent.
    AlreadyActive,
    /// Somebody has to approve it first.
    Approval,
    /// An earlier request for it isn't decided.
    Pending,
    /// Azure took it and ended it: what it says.
    Ended(String),
    /// Azure took it, and the permission hadn't shown when patience ended.
    Unsettled(String),
    /// Azure took it, and what became of it cannot be read.
    Unseen(Unavailable),
    Refused(WriteError),
}

impl ActivationOutcome {
    pub const NAMES: [&str; 8] = [
        "active",
        "already_active",
        "approval",
        "pending",
        "ended",
        "unsettled",
        "unseen",
        "refused",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::AlreadyActive => "already_active",
            Self::Approval => "approval",
            Self::Pending => "pending",
            Self::Ended(_) => "ended",
            Self::Unsettled(_) => "unsettled",
            Self::Unseen(_) => "unseen",
            Self::Refused(_) => "refused",
        }
    }
}

/// Azure's names of rules, and ours; worded under `acts.activate.rules.<ours>`.
pub const RULES: [(&str, &str); 5] = [
    ("ExpirationRule", "expiration"),
    ("JustificationRule", "justification"),
    ("MfaRule", MFA),
    ("TicketingRule", "ticketing"),
    (CONTEXT, "context"),
];

/// The rule that another sign-in can keep.
pub const MFA: &str = "mfa";

/// Azure's word for a rule that asks for an authentication context.
const CONTEXT: &str = "RoleAssignmentRequestAcrsValidationFailed";

/// What is known to be wrong with an activation, by the rule that Azure names in its
/// refusal.
pub fn broken_rule(refused: &WriteError) -> Option<&'static str> {
    let of_rules = refused.code == "RoleAssignmentRequestPolicyValidationFailed";
    let is_named = |rule: &str| rule == refused.code || of_rules && refused.message.contains(rule);
    RULES.iter().find(|it| is_named(it.0)).map(|it| it.1)
}

/// Azure's words for a request that waits for a person.
const WAITING: [&str; 3] = [
    "PendingApproval",
    "PendingAdminDecision",
    "PendingApprovalProvisioning",
];

/// Azure's words for a request that came to nothing.
const ENDED: [&str; 8] = [
    "Denied",
    "AdminDenied",
    "Failed",
    "FailedAsResourceIsLocked",
    "Canceled",
    "Revoked",
    "TimedOut",
    "Invalid",
];

fn is_one_of(words: &[&str], status: &str) -> bool {
    words.iter().any(|it| it.eq_ignore_ascii_case(status))
}

/// Activates the role, unless it is active by now, and stays until the permission shows.
/// `on_status` gets Azure's word at each look.
pub async fn activate(
    arm: &ArmClient,
    clock: &dyn Clock,
    request: &ActivationRequest,
    mut on_status: impl FnMut(&str),
) -> ActivationOutcome {
    let role = &request.role;
    // A look that fails takes nothing away: it only saves a change.
    if let Ok(true) = role.is_active(arm).await {
        return ActivationOutcome::AlreadyActive;
    }
    let write = request.write(clock.now());
    // Nobody knows whether a request arrived whose answer is lost.
    let mut is_there_already = false;
    let mut lost = match arm.write(&write).await.map_err(WriteError::from) {
        Ok(_) => None,
        Err(refused) if refused.code == PENDING => return ActivationOutcome::Pending,
        Err(refused) if refused.code == EXISTS => {
            is_there_already = true;
            None
        }
        Err(refused) if refused.why.is_indeterminate() => Some(refused),
        Err(refused) => return ActivationOutcome::Refused(refused),
    };
    let code = if is_there_already { EXISTS } else { "" };
    let mut outcome = ActivationOutcome::Unsettled(code.to_owned());
    let mut attempt = 0;
    while FOR_EFFECT.wait(clock, attempt).await {
        attempt += 1;
        let is_active = role.is_active(arm).await;
        if is_active == Ok(true) {
            return ActivationOutcome::Active;
        }
        // Azure made no request of it, so there is none to ask about.
        if is_there_already {
            continue;
        }
        match status(arm, &write).await {
            Ok(text) if is_one_of(&WAITING, &text) => return ActivationOutcome::Approval,
            Ok(text) if is_one_of(&ENDED, &text) => return ActivationOutcome::Ended(text),
            Ok(text) => {
                lost = None;
                on_status(&text);
                outcome = is_active.map_or_else(ActivationOutcome::Unseen, |_| {
                    ActivationOutcome::Unsettled(text)
                });
            }
            Err(why) => {
                if let Some(refused) = lost.clone().filter(|_| attempt >= 3) {
                    return ActivationOutcome::Refused(refused);
                }
                outcome = ActivationOutcome::Unseen(why);
            }
        }
    }
    lost.map_or(outcome, ActivationOutcome::Refused)
}

/// Azure's word for how the request stands.
async fn status(arm: &ArmClient, write: &Write) -> Result<String, Unavailable> {
    let answer = arm.renewed().get(&write.path).await?;
    let status = answer.node().at("properties.status").text_or_empty();
    known(status, &answer.request).map(|it| it.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WriteErrorKind;

    const SUBSCRIPTION: &str = "/subscriptions/11111111-2222-3333-4444-555555555555";

    fn role(schedule: Option<&str>) -> EligibleRole {
        EligibleRole {
            name: "Contributor".to_owned(),
            definition: "b24988ac-6180-42a0-ab88-20f7382dd24c".to_owned(),
            scope: ResourceId::parse(&format!("{SUBSCRIPTION}/resourceGroups/rg")).unwrap(),
            schedule: schedule.map(str::to_owned),
            action: "Microsoft.Compute/virtualMachines/write".to_owned(),
        }
    }

    fn draft(justification: &str, hours: &str) -> ActivationDraft {
        ActivationDraft {
            justification: justification.to_owned(),
            hours: hours.to_owned(),
        }
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        for (justification, hours, expected) in [
            (" Patch day ", "8", vec![]),
            ("", "8", vec![("justification", "justification_missing")]),
            ("x", "0", vec![("hours", "hours")]),
            ("x", "25", vec![("hours", "hours")]),
            ("x", "1.5", vec![("hours", "hours")]),
            (
                " ",
                "-1",
                vec![
                    ("justification", "justification_missing"),
                    ("hours", "hours"),
                ],
            ),
        ] {
            let found = draft(justification, hours).check();
            let errors = found.as_ref().err().cloned().unwrap_or_default();
            let errors: Vec<_> = errors
                .iter()
                .map(|it| (it.field.as_str(), it.key))
                .collect();
            assert_eq!(errors, expected, "{justification:?} {hours:?}");
        }
        let long = "x".repeat(501);
        let errors = draft(&long, "1").check().unwrap_err();
        assert_eq!(errors[0].key, "justification");
    }

    #[test]
    fn what_is_sent_is_for_the_reader_and_names_its_scope() {
        let now = timestamp::parse("2026-11-24T10:00:00Z").unwrap();
        let id = "12345678-1234-4234-8234-123456789abc";
        let linked = role(Some("/x/roleEligibilitySchedules/the-schedule"));
        for (role, schedule) in [(role(None), None), (linked, Some("the-schedule"))] {
            let request = ActivationRequest {
                role,
                activation: draft("Patch day", "2").check().unwrap(),
                principal: "66666666-7777-8888-9999-aaaaaaaaaaaa".to_owned(),
                id: id.to_owned(),
            };
            let write = request.write(now);
            assert_eq!(
                write.path,
                format!(
                    "{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Authorization\
                     /roleAssignmentScheduleRequests/{id}?api-version=2020-10-01"
                )
            );
            let properties = &write.body.unwrap()["properties"];
            assert_eq!(properties["principalId"], request.principal);
            assert_eq!(properties["requestType"], "SelfActivate");
            let schedule_info = &properties["scheduleInfo"];
            assert_eq!(schedule_info["startDateTime"], "2026-11-24T10:00:00Z");
            assert_eq!(schedule_info["expiration"]["duration"], "PT2H");
            assert_eq!(
                properties["roleDefinitionId"],
                format!(
                    "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions\
                     /b24988ac-6180-42a0-ab88-20f7382dd24c"
                )
            );
            assert_eq!(
                properties["linkedRoleEligibilityScheduleId"].as_str(),
                schedule
            );
        }
    }

    #[test]
    fn a_rule_is_known_by_the_name_that_azure_gives_it() {
        let refused = |code: &str, message: &str| WriteError {
            why: WriteErrorKind::Invalid,
            code: code.to_owned(),
            message: message.to_owned(),
            request: "PUT /x".to_owned(),
            correlation_id: None,
        };
        let failed = "RoleAssignmentRequestPolicyValidationFailed";
        for (code, message, rule) in [
            (
                failed,
                r#"The following policy rules failed: ["ExpirationRule"]"#,
                Some("expiration"),
            ),
            (
                failed,
                r#"The following policy rules failed: ["MfaRule"]"#,
                Some("mfa"),
            ),
            (
                failed,
                r#"The following policy rules failed: ["Scratch"]"#,
                None,
            ),
            ("Other", "ExpirationRule", None),
            (CONTEXT, "&claims=%7B%22access_token%22", Some("context")),
        ] {
            assert_eq!(
                broken_rule(&refused(code, message)),
                rule,
                "{code} {message}"
            );
        }
    }
}
