//! What to write so that JIT's rules stay. Must not know words. Sources:
//! registry.terraform.io, `azurerm_network_security_group` and
//! `azurerm_network_security_rule`; developer.hashicorp.com, "The lifecycle
//! Meta-Argument"; learn.microsoft.com, "Set name and type for child resources in Bicep".

use crate::{CodeKind, Judged, Outcome, literal::Language};

/// Code that keeps JIT's rules, worded under `code.advice.<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub name: &'static str,
    pub code: String,
}

/// Every name of an advice, for the test over the texts.
pub const ADVICE: [&str; 3] = ["ignore_changes", "own_rules", "own_rules_bicep"];

/// What helps for a group whose rules stand in one list; the shortest first.
pub fn advice(kind: CodeKind, judged: &Judged) -> Vec<Advice> {
    let is_list = matches!(
        judged.outcome,
        Outcome::Removes(_) | Outcome::Replaces | Outcome::WouldRemove
    );
    match kind {
        _ if !is_list => Vec::new(),
        CodeKind::TerraformPlan if judged.resource_type == "azurerm_network_security_group" => {
            // Terraform allows nothing else in a name.
            let is_plain = |it: &char| it.is_alphanumeric() || matches!(it, '_' | '-');
            let name: String = judged.symbol.chars().filter(is_plain).collect();
            vec![
                Advice {
                    name: "ignore_changes",
                    code: format!(
                        "resource \"azurerm_network_security_group\" \"{name}\" {{\n  # …\n  lifecycle {{\n    ignore_changes = [security_rule]\n  }}\n}}\n"
                    ),
                },
                Advice {
                    name: "own_rules",
                    code: format!(
                        "resource \"azurerm_network_security_rule\" \"allow_https\" {{\n  resource_group_name         = azurerm_network_security_group.{name}.resource_group_name\n  network_security_group_name = azurerm_network_security_group.{name}.name\n  name                        = \"allow-https\"\n  # …\n}}\n"
                    ),
                },
            ]
        }
        CodeKind::TerraformPlan => Vec::new(),
        CodeKind::ArmTemplate => vec![Advice {
            name: "own_rules_bicep",
            code: format!(
                "resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' existing = {{\n  name: {name}\n}}\n\nresource allowHttps 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = {{\n  parent: group\n  name: 'allow-https'\n  properties: {{\n    // …\n  }}\n}}\n",
                name = Language::Bicep.text(plain(&judged.name)),
            ),
        }],
    }
}

/// A name of a template as it will be; an expression has none before a deployment.
fn plain(name: &str) -> &str {
    match name.strip_prefix('[') {
        Some(rest) if rest.starts_with('[') => rest,
        Some(_) if name.ends_with(']') => "<name of the group>",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, symbol: &str, resource_type: &str) -> Judged {
        Judged {
            name: name.to_owned(),
            symbol: symbol.to_owned(),
            resource_type: resource_type.to_owned(),
            outcome: Outcome::WouldRemove,
        }
    }

    #[test]
    fn the_code_names_the_group() {
        let group = "azurerm_network_security_group";
        let found = judged(
            "module.a[\"x\"].azurerm_network_security_group.web[0]",
            "web",
            group,
        );
        let all = advice(CodeKind::TerraformPlan, &found);
        assert_eq!(all.len(), 2);
        for it in &all {
            assert!(ADVICE.contains(&it.name));
            assert!(
                hcl::from_str::<serde_json::Value>(&it.code).is_ok(),
                "{}",
                it.code
            );
        }
        let ignored: serde_json::Value = hcl::from_str(&all[0].code).unwrap();
        assert!(ignored["resource"][group]["web"].is_object());
        assert!(
            all[1]
                .code
                .contains("azurerm_network_security_group.web.name")
        );
        let other = judged("azapi_resource.x", "x", "azapi_resource");
        assert_eq!(advice(CodeKind::TerraformPlan, &other), []);
        // To ignore changes stops nobody from deleting the group.
        let gone = Judged {
            outcome: Outcome::Destroys,
            ..found
        };
        assert_eq!(advice(CodeKind::TerraformPlan, &gone), []);
    }

    #[test]
    fn a_name_that_is_an_expression_is_no_name() {
        for (name, expected) in [
            ("nsg-'web", "name: 'nsg-\\'web'"),
            ("[parameters('nsg')]", "name: '<name of the group>'"),
            ("[[odd", "name: '[odd'"),
        ] {
            let all = advice(CodeKind::ArmTemplate, &judged(name, "", "x"));
            assert!(all[0].code.contains(expected), "{}", all[0].code);
        }
    }
}
