//! What the next apply of infrastructure code does to JIT's rules. Must not know how to
//! word it, nor what is in Azure beside what the file says.
//!
//! A network security group whose rules stand in one list gets exactly that list: what
//! JIT has added goes. Rules that are resources of their own leave others alone. Sources:
//! registry.terraform.io, `azurerm_network_security_group` and `azapi_update_resource`;
//! developer.hashicorp.com, "JSON Output Format" and "The lifecycle Meta-Argument";
//! hashicorp/terraform-provider-azurerm#10326, where people report it; learn.microsoft.com,
//! "Microsoft.Network networkSecurityGroups", "Template structure and syntax" and
//! "Azure Resource Manager deployment modes".

mod arm;
mod outcome;
mod terraform;

use serde_json::Value;

pub use outcome::{CodeKind, Judged, Judgement, NotCode, Outcome, Unclear};

/// A longer text is not read: it would hold a page up.
pub const MOST_BYTES: usize = 32 << 20;

/// Judges the text of a Terraform plan in JSON, or of an ARM template, which is what
/// Bicep becomes.
pub fn judge(text: &str) -> Result<Judgement, NotCode> {
    if text.len() > MOST_BYTES {
        return Err(NotCode::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    let file: Value = serde_json::from_str(text).map_err(|_| NotCode::NotJson)?;
    let schema = file["$schema"].as_str().unwrap_or_default();
    let (kind, mut resources) = if file["resource_changes"].is_array() {
        (CodeKind::TerraformPlan, terraform::judged(&file))
    } else if file["terraform_version"].is_string() && file["planned_values"].is_object() {
        // A plan in which nothing changes has no list of changes.
        (CodeKind::TerraformPlan, Vec::new())
    } else if file["terraform_version"].is_string() {
        return Err(NotCode::NoPlan);
    } else if schema
        .to_ascii_lowercase()
        .contains("deploymenttemplate.json")
        && (file["resources"].is_array() || file["resources"].is_object())
    {
        (CodeKind::ArmTemplate, arm::judged(&file))
    } else {
        return Err(NotCode::OtherFile);
    };
    resources.sort_by(|one, other| (&one.outcome, &one.name).cmp(&(&other.outcome, &other.name)));
    Ok(Judgement {
        kind,
        resources,
        is_partial: file["errored"] == true || file["complete"] == false,
    })
}
