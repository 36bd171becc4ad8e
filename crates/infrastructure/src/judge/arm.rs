//! An ARM template: which network security groups it writes, and whether with a list of
//! their rules. Source: learn.microsoft.com, "Template structure and syntax" and
//! "Using linked and nested templates".

use serde_json::Value;

use super::outcome::{Judged, Outcome, Unclear};

const GROUP: &str = "Microsoft.Network/networkSecurityGroups";
const POLICY: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies";
const DEPLOYMENT: &str = "Microsoft.Resources/deployments";

/// Templates lie in each other no deeper: Azure takes a template of 4 MB.
const DEEPEST: usize = 32;

pub(super) fn judged(template: &Value) -> Vec<Judged> {
    let mut judged = Vec::new();
    collect(&template["resources"], "", 0, &mut judged);
    judged
}

/// Resources stand in a list, or under their symbols; those below another name only the
/// end of their type.
fn collect(resources: &Value, parent: &str, depth: usize, judged: &mut Vec<Judged>) {
    if depth > DEEPEST {
        let outcome = Outcome::CannotTell(Unclear::Odd);
        judged.push(Judged::of(&Value::Null, parent, outcome));
        return;
    }
    let of_list = resources.as_array().into_iter().flatten();
    let of_symbols = resources.as_object().into_iter().flat_map(|it| it.values());
    for it in of_list.chain(of_symbols) {
        let own = it["type"].as_str().unwrap_or_default();
        let full = if parent.is_empty() {
            own.to_owned()
        } else {
            format!("{parent}/{own}")
        };
        // What is only referred to is not written, and so is what never holds.
        if it["existing"] == true || it["condition"] == false {
            continue;
        }
        let before = judged.len();
        if full.eq_ignore_ascii_case(GROUP) {
            judged.push(Judged::of(it, &full, of_group(it)));
        } else if full.eq_ignore_ascii_case(POLICY) {
            judged.push(Judged::of(it, &full, Outcome::ReplacesPolicy));
        } else if full.eq_ignore_ascii_case(DEPLOYMENT) {
            of_deployment(it, &full, depth, judged);
        }
        if !it["resources"].is_null() {
            collect(&it["resources"], &full, depth + 1, judged);
        }
        // A condition that only a deployment can decide.
        if it["condition"].is_string() {
            for it in &mut judged[before..] {
                it.outcome = Outcome::CannotTell(Unclear::Condition);
            }
        }
    }
}

fn of_deployment(deployment: &Value, kind: &str, depth: usize, judged: &mut Vec<Judged>) {
    let properties = &deployment["properties"];
    if properties["template"].is_object() {
        collect(&properties["template"]["resources"], "", depth + 1, judged);
    } else {
        let is_linked = properties["templateLink"].is_object();
        let why = if is_linked {
            Unclear::Linked
        } else {
            Unclear::Expression
        };
        judged.push(Judged::of(deployment, kind, Outcome::CannotTell(why)));
    }
}

impl Judged {
    fn of(resource: &Value, kind: &str, outcome: Outcome) -> Self {
        Self {
            name: resource["name"].as_str().unwrap_or_default().to_owned(),
            symbol: String::new(),
            resource_type: kind.to_owned(),
            outcome,
        }
    }
}

fn of_group(group: &Value) -> Outcome {
    let properties = &group["properties"];
    match &properties["securityRules"] {
        Value::Array(_) => Outcome::Replaces,
        Value::Null if is_copied(properties) => Outcome::Replaces,
        Value::Null if properties.is_string() => Outcome::CannotTell(Unclear::Expression),
        Value::Null => Outcome::CannotTell(Unclear::NoList),
        Value::String(_) => Outcome::CannotTell(Unclear::Expression),
        Value::Object(_) | Value::Bool(_) | Value::Number(_) => Outcome::CannotTell(Unclear::Odd),
    }
}

/// A list that is made in a loop. Source: learn.microsoft.com, "Property iteration in ARM
/// templates".
fn is_copied(properties: &Value) -> bool {
    let mut loops = properties["copy"].as_array().into_iter().flatten();
    loops.any(|it| {
        it["name"]
            .as_str()
            .is_some_and(|it| it.eq_ignore_ascii_case("securityRules"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{CodeKind, judge};

    fn judged_of(resources: &Value) -> Vec<(String, &'static str)> {
        let template = json!({
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": resources,
        });
        let judgement = judge(&template.to_string()).unwrap();
        assert_eq!(judgement.kind, CodeKind::ArmTemplate);
        let all = judgement.resources.into_iter();
        all.map(|it| (it.name, it.outcome.name())).collect()
    }

    fn group(name: &str, properties: &Value) -> Value {
        json!({"type": GROUP, "apiVersion": "2024-05-01", "name": name, "properties": properties})
    }

    #[test]
    fn a_list_of_rules_takes_the_place_of_jits() {
        let rule = json!({"name": "ssh", "properties": {}});
        let all = judged_of(&json!([
            group("a", &json!({"securityRules": [rule]})),
            group("b", &json!({"securityRules": "[parameters('rules')]"})),
            group("c", &json!({})),
            {"type": GROUP, "name": "d", "condition": "[parameters('x')]", "properties": {"securityRules": []}},
            {"type": GROUP, "name": "g", "condition": false, "properties": {"securityRules": []}},
            {"type": POLICY, "name": "westeurope/default", "properties": {}},
            {"type": format!("{GROUP}/securityRules"), "name": "e/ssh", "properties": {}},
            {"type": "Microsoft.Compute/disks", "name": "f"},
        ]));
        let all: Vec<(&str, &str)> = all.iter().map(|(name, it)| (&**name, *it)).collect();
        assert_eq!(
            all,
            [
                ("a", "replaces"),
                ("westeurope/default", "replaces_policy"),
                ("b", "cannot_tell"),
                ("c", "cannot_tell"),
                ("d", "cannot_tell")
            ]
        );
    }

    #[test]
    fn groups_are_found_wherever_they_stand() {
        let inner = group("inner", &json!({"securityRules": []}));
        let nested = json!({"type": DEPLOYMENT, "name": "nested", "properties": {"template": {"resources": [inner]}}});
        let linked = json!({"type": DEPLOYMENT, "name": "linked", "properties": {"templateLink": {"uri": "x"}}});
        let all = judged_of(&json!({
            "symbol": nested,
            "other": linked,
            "there": {"existing": true, "type": GROUP, "name": "there"},
        }));
        assert_eq!(
            all,
            [
                ("inner".to_owned(), "replaces"),
                ("linked".to_owned(), "cannot_tell")
            ]
        );
    }

    #[test]
    fn what_lies_too_deep_is_unknown() {
        let mut template = group("deep", &json!({"securityRules": []}));
        for _ in 0..=DEEPEST {
            template =
                json!({"type": DEPLOYMENT, "properties": {"template": {"resources": [template]}}});
        }
        let all = judged(&json!({"resources": [template]}));
        let outcomes: Vec<&str> = all.iter().map(|it| it.outcome.name()).collect();
        assert_eq!(outcomes, ["cannot_tell"]);
    }

    #[test]
    fn a_list_that_is_made_in_a_loop_is_a_list() {
        let copied = json!({"copy": [{"name": "securityRules", "count": 3, "input": {}}]});
        assert_eq!(
            judged_of(&json!([group("a", &copied)])),
            [("a".to_owned(), "replaces")]
        );
    }
}
