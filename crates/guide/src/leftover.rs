//! The commands for what no diagnosis is about: rules that were left behind.

use azure::resource_id::ResourceId;

use crate::commands::{Shell, Values, catalogue::DELETE_RULE};

/// The lines that delete a rule of a network security group; `None` where they would
/// have to name something that no command may hold.
pub fn delete_rule(group: &ResourceId, rule: &str, way: Shell) -> Option<String> {
    let mut values = Values::default();
    values.set("nsg", group.name());
    values.set("nsg_group", group.resource_group()?);
    values.set("nsg_id", group.as_str());
    values.set("rule", rule);
    values.set("rule_id", format!("{group}/securityRules/{rule}"));
    let lines = DELETE_RULE.render(way, &values)?;
    lines.placeholders.is_empty().then_some(lines.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_deleted_by_its_id_and_no_name_becomes_a_command() {
        let group = ResourceId::parse(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Network/networkSecurityGroups/nsg",
        )
        .unwrap();
        let of = |rule: &str| delete_rule(&group, rule, Shell::AzureCli);
        let text = of("rule-1").unwrap();
        assert!(
            text.ends_with("/networkSecurityGroups/nsg/securityRules/rule-1"),
            "{text}"
        );
        assert!(text.starts_with("az network nsg rule delete --ids /subscriptions/"));
        assert_eq!(of("rule\u{202e}"), None);
    }
}
