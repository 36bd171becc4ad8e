//! A plan of Terraform, as `terraform show -json` writes it: what each resource is before
//! and after. Source: developer.hashicorp.com, "JSON Output Format".

use std::{
    collections::{BTreeSet, HashMap},
    slice::from_ref,
};

use diagnosis::jit_rules::Jit;
use serde_json::Value;

use super::outcome::{Judged, Outcome, Unclear};

const GROUP: &str = "azurerm_network_security_group";
const RULE: &str = "azurerm_network_security_rule";

/// The types of the provider `azapi`, whose own type stands in their field `type`.
const RESOURCE_OF_AZAPI: &str = "azapi_resource";
const UPDATE_OF_AZAPI: &str = "azapi_update_resource";

pub(super) fn judged(plan: &Value) -> Vec<Judged> {
    let code = Code::of(plan);
    let changes = plan["resource_changes"].as_array().into_iter().flatten();
    let of = |it: &Value| {
        let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        Some(Judged {
            outcome: outcome(it, &code)?,
            name: text("address"),
            symbol: text("name"),
            resource_type: text("type"),
        })
    };
    changes.filter_map(of).collect()
}

/// `None` for a resource that has nothing to do with JIT's rules.
fn outcome(resource: &Value, code: &Code) -> Option<Outcome> {
    if resource["mode"] == "data" {
        return None;
    }
    let change = &resource["change"];
    let kind = resource["type"].as_str()?;
    let outcome = match kind {
        GROUP => of_group(resource, change, code),
        RULE => of_rule(change)?,
        RESOURCE_OF_AZAPI => of_azapi(change, true)?,
        // To delete it leaves what it updated as it is.
        UPDATE_OF_AZAPI => of_azapi(change, false)?,
        _ => return None,
    };
    let is_told = change["actions"].is_array();
    Some(if is_told {
        outcome
    } else {
        Outcome::CannotTell(Unclear::Odd)
    })
}

fn is_action(change: &Value, name: &str) -> bool {
    let actions = change["actions"].as_array().into_iter().flatten();
    actions.into_iter().any(|it| it == name)
}

fn of_group(resource: &Value, change: &Value, code: &Code) -> Outcome {
    // One that is replaced is made anew, with the rules of the code.
    if is_action(change, "delete") {
        return Outcome::Destroys;
    }
    // It stays, and nobody manages it any longer.
    if is_action(change, "forget") {
        return Outcome::Keeps;
    }
    let has_list = code.has_list(resource);
    if change["after_unknown"]["security_rule"] == true {
        let is_listed = has_list == Some(true);
        let why = if is_listed {
            Unclear::Computed
        } else {
            Unclear::Hidden
        };
        return Outcome::CannotTell(why);
    }
    let before = names(&change["before"]["security_rule"]);
    let after = names(&change["after"]["security_rule"]);
    let (Some(before), Some(after)) = (before, after) else {
        return Outcome::CannotTell(Unclear::Odd);
    };
    let mut jit = before.iter().filter(|it| Jit::of_name(it).is_some());
    let gone: Vec<String> = jit
        .clone()
        .filter(|it| !after.contains(*it))
        .cloned()
        .collect();
    if !gone.is_empty() {
        return Outcome::Removes(gone);
    }
    match has_list {
        Some(true) => Outcome::WouldRemove,
        // What is in no list of the code, and stays, shows that nothing takes it away.
        Some(false) if jit.next().is_some() => Outcome::Keeps,
        Some(false) => Outcome::CannotTell(Unclear::Hidden),
        None => Outcome::CannotTell(Unclear::Odd),
    }
}

/// The names of the rules; none where there is no list, `None` where it is no list.
fn names(rules: &Value) -> Option<BTreeSet<String>> {
    if rules.is_null() {
        return Some(BTreeSet::new());
    }
    let name = |it: &Value| it["name"].as_str().map(str::to_owned);
    rules.as_array()?.iter().map(name).collect()
}

/// Of the code: which resources have their rules in one list, by module, type and name.
struct Code(HashMap<(Vec<String>, String, String), bool>);

impl Code {
    fn of(plan: &Value) -> Self {
        let mut all = HashMap::new();
        collect(&plan["configuration"]["root_module"], &[], &mut all);
        Self(all)
    }

    /// `None` for a resource that the code as it is told doesn't have. A block that is made
    /// in a loop isn't told: without a list there may be one all the same.
    fn has_list(&self, resource: &Value) -> Option<bool> {
        let text = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
        let module = calls(&text("module_address"));
        self.0.get(&(module, text("type"), text("name"))).copied()
    }
}

fn collect(
    module: &Value,
    calls: &[String],
    all: &mut HashMap<(Vec<String>, String, String), bool>,
) {
    for it in module["resources"].as_array().into_iter().flatten() {
        let (Some(kind), Some(name)) = (it["type"].as_str(), it["name"].as_str()) else {
            continue;
        };
        if it["mode"] == "data" {
            continue;
        }
        let has_list = !it["expressions"]["security_rule"].is_null();
        all.insert((calls.to_vec(), kind.to_owned(), name.to_owned()), has_list);
    }
    for (name, call) in module["module_calls"].as_object().into_iter().flatten() {
        let calls = [calls, from_ref(name)].concat();
        collect(&call["module"], &calls, all);
    }
}

/// The calls in the address of a module, without the keys of their instances:
/// `module.a["x.y"].module.b[0]` is `a`, `b`.
fn calls(address: &str) -> Vec<String> {
    let mut plain = String::new();
    let (mut is_key, mut is_text) = (false, false);
    let mut chars = address.chars();
    while let Some(it) = chars.next() {
        match it {
            '\\' if is_text => {
                chars.next();
            }
            '"' if is_key => is_text = !is_text,
            '[' if !is_text => is_key = true,
            ']' if !is_text => is_key = false,
            it if !is_key => plain.push(it),
            _ => {}
        }
    }
    plain
        .split('.')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Of a rule that is a resource of its own: somebody may have taken one of JIT's into
/// the code.
fn of_rule(change: &Value) -> Option<Outcome> {
    let name = change["before"]["name"].as_str()?;
    Jit::of_name(name)?;
    Some(if is_action(change, "delete") {
        Outcome::Removes(vec![name.to_owned()])
    } else {
        Outcome::Keeps
    })
}

/// `is_whole` for a resource that is deleted where the code no longer has it.
fn of_azapi(change: &Value, is_whole: bool) -> Option<Outcome> {
    let either = |name: &str| {
        change["after"][name]
            .as_str()
            .or(change["before"][name].as_str())
    };
    let kind = either("type")?;
    let kind = kind.split('@').next()?.to_ascii_lowercase();
    let is_policy = match &*kind {
        "microsoft.security/locations/jitnetworkaccesspolicies" => true,
        "microsoft.network/networksecuritygroups" => false,
        _ => return None,
    };
    if is_action(change, "forget") || (is_action(change, "delete") && !is_whole) {
        return Some(Outcome::Keeps);
    }
    Some(match (is_action(change, "delete"), is_policy) {
        (true, true) => Outcome::DeletesPolicy,
        (true, false) => Outcome::Destroys,
        (false, true) => of_policy(change),
        (false, false) => of_azapi_group(change),
    })
}

/// The body of a resource. Earlier versions of the provider keep it as text.
fn body(of: &Value) -> Option<Value> {
    match &of["body"] {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    }
}

fn of_policy(change: &Value) -> Outcome {
    if !is_action(change, "update") {
        return Outcome::Keeps;
    }
    if change["after_unknown"]["body"] == true {
        return Outcome::CannotTell(Unclear::Computed);
    }
    let guarded = |of: &Value| -> Option<BTreeSet<(String, u64)>> {
        let body = body(of)?;
        let mut all = BTreeSet::new();
        for vm in body["properties"]["virtualMachines"].as_array()? {
            let id = vm["id"].as_str()?.to_ascii_lowercase();
            for port in vm["ports"].as_array()? {
                all.insert((id.clone(), port["number"].as_u64()?));
            }
        }
        Some(all)
    };
    match (guarded(&change["before"]), guarded(&change["after"])) {
        (Some(before), Some(after)) if before.is_subset(&after) => Outcome::Keeps,
        (Some(_), Some(_)) => Outcome::ShrinksPolicy,
        _ => Outcome::CannotTell(Unclear::Odd),
    }
}

/// The provider knows only what the code says of the group, not what JIT has added.
fn of_azapi_group(change: &Value) -> Outcome {
    if change["after_unknown"]["body"] == true {
        return Outcome::CannotTell(Unclear::Computed);
    }
    let Some(body) = body(&change["after"]) else {
        return Outcome::CannotTell(Unclear::Odd);
    };
    match &body["properties"]["securityRules"] {
        Value::Array(_) if is_action(change, "update") => Outcome::Replaces,
        Value::Array(_) => Outcome::WouldRemove,
        Value::Null => Outcome::CannotTell(Unclear::NoList),
        _ => Outcome::CannotTell(Unclear::Odd),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{CodeKind, NotCode, judge};

    const DENY: &str =
        "MicrosoftDefenderForCloud-JITRule_-834003035_20CC32BB0F3E9E7558EE94760A068632";

    fn rules(names: &[&str]) -> Value {
        names
            .iter()
            .map(|it| json!({"name": it, "priority": 100}))
            .collect()
    }

    /// A plan with one group, whose code has a list of rules or not.
    fn plan(change: &Value, has_list: bool) -> Value {
        let expressions = if has_list {
            json!({"name": {}, "security_rule": [{}]})
        } else {
            json!({"name": {}})
        };
        json!({
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "resource_changes": [{
                "address": "module.net[\"a.b\"].azurerm_network_security_group.web",
                "module_address": "module.net[\"a.b\"]",
                "mode": "managed",
                "type": GROUP,
                "name": "web",
                "change": change,
            }],
            "configuration": {"root_module": {"module_calls": {"net": {"module": {
                "resources": [{"type": GROUP, "name": "web", "expressions": expressions}],
            }}}}},
        })
    }

    fn outcome_of(plan: &Value) -> Outcome {
        let judgement = judge(&plan.to_string()).unwrap();
        assert_eq!(judgement.kind, CodeKind::TerraformPlan);
        judgement.resources[0].outcome.clone()
    }

    fn change(actions: &[&str], before: &[&str], after: &[&str]) -> Value {
        json!({
            "actions": actions,
            "before": {"security_rule": rules(before)},
            "after": {"security_rule": rules(after)},
            "after_unknown": {},
        })
    }

    #[test]
    fn what_goes_with_the_next_apply_is_told_by_name() {
        let wipes = change(&["update"], &["ssh", DENY], &["ssh"]);
        assert_eq!(
            outcome_of(&plan(&wipes, true)),
            Outcome::Removes(vec![DENY.to_owned()])
        );
        let same = change(&["no-op"], &["ssh"], &["ssh"]);
        assert_eq!(outcome_of(&plan(&same, true)), Outcome::WouldRemove);
        // The list is Azure's, not the code's.
        let kept = change(&["no-op"], &["ssh", DENY], &["ssh", DENY]);
        assert_eq!(outcome_of(&plan(&kept, false)), Outcome::Keeps);
        // A block that is made in a loop is in no plan.
        let hidden = Outcome::CannotTell(Unclear::Hidden);
        assert_eq!(outcome_of(&plan(&same, false)), hidden);
        let forgotten = change(&["forget"], &["ssh"], &[]);
        assert_eq!(outcome_of(&plan(&forgotten, true)), Outcome::Keeps);
        let gone = change(&["delete", "create"], &["ssh"], &["ssh"]);
        assert_eq!(outcome_of(&plan(&gone, true)), Outcome::Destroys);
        let new = json!({"actions": ["create"], "before": null, "after": {"security_rule": []}, "after_unknown": {}});
        assert_eq!(outcome_of(&plan(&new, true)), Outcome::WouldRemove);
    }

    #[test]
    fn what_a_plan_does_not_tell_is_unknown() {
        let mut computed = change(&["update"], &[DENY], &[]);
        computed["after_unknown"]["security_rule"] = json!(true);
        let unclear = Outcome::CannotTell;
        assert_eq!(
            outcome_of(&plan(&computed, true)),
            unclear(Unclear::Computed)
        );
        let mut odd = change(&["update"], &[DENY], &[]);
        odd["after"]["security_rule"] = json!("x");
        assert_eq!(outcome_of(&plan(&odd, true)), unclear(Unclear::Odd));
        let mut lost = plan(&change(&["no-op"], &[], &[]), true);
        lost["configuration"] = json!({});
        assert_eq!(outcome_of(&lost), unclear(Unclear::Odd));
        assert_eq!(outcome_of(&plan(&json!({}), true)), unclear(Unclear::Odd));
        // Without what is done, nothing is said of any kind of resource.
        let policy = "Microsoft.Security/locations/jitNetworkAccessPolicies@2020-01-01";
        for (resource_type, change) in [
            ("azapi_resource", json!({"after": {"type": policy}})),
            ("azapi_update_resource", json!({"after": {"type": policy}})),
            (RULE, json!({"before": {"name": DENY}})),
            (RULE, json!({"actions": "delete", "before": {"name": DENY}})),
        ] {
            let file = json!({"resource_changes": [{"type": resource_type, "change": change}]});
            assert_eq!(outcome_of(&file), unclear(Unclear::Odd), "{file}");
        }
    }

    #[test]
    fn what_azapi_manages_is_judged_by_its_own_type() {
        let of_type = |resource_type: &str, kind: &str, mut change: Value| {
            change["after"]["type"] = json!(format!("{kind}@2024-05-01"));
            let file = json!({"resource_changes": [{
                "address": "azapi_resource.x", "mode": "managed", "type": resource_type,
                "name": "x", "change": change,
            }]});
            let judgement = judge(&file.to_string()).unwrap();
            judgement.resources.first().map(|it| it.outcome.clone())
        };
        let of = |kind: &str, change: Value| of_type("azapi_resource", kind, change);
        let group = "Microsoft.Network/networkSecurityGroups";
        let body = json!({"properties": {"securityRules": []}});
        let update = |body: Value| json!({"actions": ["update"], "after": {"body": body}});
        let replaces = Some(Outcome::Replaces);
        assert_eq!(of(group, update(body.clone())), replaces);
        assert_eq!(of(group, update(json!(body.to_string()))), replaces);
        let same = json!({"actions": ["no-op"], "after": {"body": body}});
        assert_eq!(of(group, same), Some(Outcome::WouldRemove));
        let without = update(json!({"properties": {}}));
        assert_eq!(
            of(group, without),
            Some(Outcome::CannotTell(Unclear::NoList))
        );
        let policy = "Microsoft.Security/locations/jitNetworkAccessPolicies";
        let delete = json!({"actions": ["delete"], "after": {}});
        assert_eq!(of(policy, delete.clone()), Some(Outcome::DeletesPolicy));
        // It only updates, and leaves what it has updated.
        assert_eq!(
            of_type(UPDATE_OF_AZAPI, policy, delete),
            Some(Outcome::Keeps)
        );
        let vms = |vms: &[&str]| -> Value {
            let vm = |it: &&str| json!({"id": it, "ports": [{"number": 22}]});
            json!({"properties": {"virtualMachines": vms.iter().map(vm).collect::<Vec<_>>()}})
        };
        let from_to = |from: Value, to: Value| json!({"actions": ["update"], "before": {"body": from}, "after": {"body": to}});
        let shrinks = from_to(vms(&["/a", "/b"]), vms(&["/A"]));
        assert_eq!(of(policy, shrinks), Some(Outcome::ShrinksPolicy));
        let grows = from_to(vms(&["/a"]), json!(vms(&["/A", "/b"]).to_string()));
        assert_eq!(of(policy, grows), Some(Outcome::Keeps));
        assert_eq!(of("Microsoft.Compute/disks", update(body)), None);
    }

    #[test]
    fn a_rule_of_jits_in_the_code_goes_with_it() {
        let file = json!({"resource_changes": [{
            "address": "azurerm_network_security_rule.x", "mode": "managed", "type": RULE, "name": "x",
            "change": {"actions": ["delete"], "before": {"name": DENY}, "after": null},
        }]});
        assert_eq!(outcome_of(&file), Outcome::Removes(vec![DENY.to_owned()]));
    }

    #[test]
    fn every_other_file_is_refused_for_what_it_is() {
        for (text, why) in [
            ("{", NotCode::NotJson),
            ("[]", NotCode::OtherFile),
            ("{\"resources\": []}", NotCode::OtherFile),
            (
                "{\"terraform_version\": \"1.9.0\", \"values\": {}}",
                NotCode::NoPlan,
            ),
        ] {
            assert_eq!(judge(text), Err(why), "{text}");
        }
        let partial =
            "{\"terraform_version\": \"1.9.0\", \"resource_changes\": [], \"errored\": true}";
        assert!(judge(partial).unwrap().is_partial);
        let empty = "{\"terraform_version\": \"1.9.0\", \"planned_values\": {}}";
        assert_eq!(judge(empty).unwrap().resources, []);
    }

    #[test]
    fn the_keys_of_instances_are_no_part_of_a_call() {
        assert_eq!(calls("module.a[\"x.y\\\"]\"].module.b[0]"), ["a", "b"]);
        assert_eq!(calls(""), Vec::<String>::new());
    }
}
