//! The rules that JIT writes into network security groups: names, texts,
//! priorities and places. Public source: the Defender for Cloud release notes
//! on the renamed rules.

use serde_json::{Value, json};

use super::super::gate::lock;
use crate::resource_id;
use crate::simulation::Simulation;
use crate::token::{guid, hex};

/// A port that a policy protects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Port {
    pub(super) number: u16,
    pub(super) protocol: String,
}

/// The sources of a port, from its singular field or its plural one.
pub(super) fn sources(port: &Value) -> Vec<String> {
    let many = port["allowedSourceAddressPrefixes"]
        .as_array()
        .into_iter()
        .flatten();
    let one = port["allowedSourceAddressPrefix"].as_str();
    many.filter_map(Value::as_str)
        .chain(one)
        .map(str::to_owned)
        .collect()
}

const LOWEST: u64 = 4_096;
const HIGHEST: u64 = 100;

/// Where rules for a machine go: each group on the way to each of its
/// addresses, with the private address.
fn places(simulation: &Simulation, vm: &str) -> Vec<(String, String)> {
    let Some(machine) = simulation.store.get(vm) else {
        return Vec::new();
    };
    let mut places = Vec::new();
    let interfaces = machine.body["properties"]["networkProfile"]["networkInterfaces"].as_array();
    for interface in interfaces.into_iter().flatten() {
        let Some(nic) = interface["id"]
            .as_str()
            .and_then(|id| simulation.store.get(id))
        else {
            continue;
        };
        let properties = &nic.body["properties"];
        for ip in properties["ipConfigurations"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let Some(address) = ip["properties"]["privateIPAddress"].as_str() else {
                continue;
            };
            let subnet = ip["properties"]["subnet"]["id"]
                .as_str()
                .and_then(|id| simulation.store.find(id));
            let subnet_group = subnet.and_then(|s| {
                Some(
                    s["properties"]["networkSecurityGroup"]["id"]
                        .as_str()?
                        .to_owned(),
                )
            });
            let own = properties["networkSecurityGroup"]["id"]
                .as_str()
                .map(str::to_owned);
            for group in own.into_iter().chain(subnet_group) {
                places.push((group, address.to_owned()));
            }
        }
    }
    places
}

/// Whether a lock keeps Defender from writing rules for this machine.
pub(super) fn locked(simulation: &Simulation, vm: &str) -> bool {
    places(simulation, vm)
        .iter()
        .any(|(group, _)| lock(simulation, group, &["ReadOnly"]).is_some())
}

fn deny_text(policy: &str, vm: &str) -> String {
    format!(
        "MDC JIT Network Access rule for policy '{policy}' of VM '{}'.",
        resource_id::name(vm)
    )
}

fn allow_text(policy: &str, vm: &str) -> String {
    format!(
        "MDC JIT Network Access rule created by an initiation request for policy '{policy}' of VM '{}'.",
        resource_id::name(vm)
    )
}

pub(super) fn write_denies(simulation: &mut Simulation, policy: &str, vm: &str, ports: &[Port]) {
    let text = deny_text(policy, vm);
    for (group, address) in places(simulation, vm) {
        remove(simulation, &group, |rule| {
            rule["properties"]["description"] == text.as_str()
        });
        for port in ports {
            let seed = format!("{text}{group}{address}{}", port.number);
            let rule = Rule {
                separator: '_',
                seed: &seed,
                text: &text,
                access: "Deny",
                protocol: if port.protocol.eq_ignore_ascii_case("TCP") {
                    "Tcp"
                } else {
                    &port.protocol
                },
                source: &["*".to_owned()],
                address: &address,
                port: json!(port.number.to_string()),
            };
            add(simulation, &group, &rule);
        }
    }
}

pub(super) fn write_allow(
    simulation: &mut Simulation,
    policy: &str,
    vm: &str,
    port: &Value,
    start: &str,
) {
    let text = allow_text(policy, vm);
    let from = sources(port);
    for (group, address) in places(simulation, vm) {
        let seed = format!("{text}{group}{address}{port}{start}");
        let rule = Rule {
            separator: '-',
            seed: &seed,
            text: &text,
            access: "Allow",
            protocol: "*",
            source: &from,
            address: &address,
            port: json!(port["number"].to_string()),
        };
        add(simulation, &group, &rule);
    }
}

/// Takes away the allow rules of one window.
pub(super) fn remove_allow(simulation: &mut Simulation, policy: &str, vm: &str, port: &Value) {
    let text = allow_text(policy, vm);
    let number = port["number"].to_string();
    let from = sources(port);
    for (group, _) in places(simulation, vm) {
        if lock(simulation, &group, &["ReadOnly", "CanNotDelete"]).is_some() {
            continue;
        }
        remove(simulation, &group, |rule| {
            let properties = &rule["properties"];
            properties["description"] == text.as_str()
                && properties["destinationPortRange"] == number.as_str()
                && rule_sources(properties) == from
        });
    }
}

fn rule_sources(properties: &Value) -> Vec<String> {
    let many = properties["sourceAddressPrefixes"]
        .as_array()
        .into_iter()
        .flatten();
    let one = properties["sourceAddressPrefix"].as_str();
    many.filter_map(Value::as_str)
        .chain(one)
        .map(str::to_owned)
        .collect()
}

/// Takes away every rule that a policy has for a machine.
pub(super) fn remove_all(simulation: &mut Simulation, policy: &str, vm: &str) {
    let texts = [deny_text(policy, vm), allow_text(policy, vm)];
    for (group, _) in places(simulation, vm) {
        remove(simulation, &group, |rule| {
            let text = rule["properties"]["description"]
                .as_str()
                .unwrap_or_default();
            texts.iter().any(|own| own == text)
        });
    }
}

fn remove(simulation: &mut Simulation, group: &str, goes: impl Fn(&Value) -> bool) {
    if let Some(rules) = rules(simulation, group) {
        rules.retain(|rule| !goes(rule));
    }
}

fn rules<'a>(simulation: &'a mut Simulation, group: &str) -> Option<&'a mut Vec<Value>> {
    let rules = &mut simulation.store.get_mut(group)?.body["properties"]["securityRules"];
    if rules.is_null() {
        *rules = json!([]);
    }
    rules.as_array_mut()
}

struct Rule<'a> {
    /// `_` in the names of deny rules, `-` in those of allow rules.
    separator: char,
    seed: &'a str,
    text: &'a str,
    access: &'a str,
    protocol: &'a str,
    source: &'a [String],
    address: &'a str,
    port: Value,
}

fn add(simulation: &mut Simulation, group: &str, rule: &Rule) {
    let Some(id) = simulation.store.get(group).map(|g| g.id.clone()) else {
        return;
    };
    let Some(rules) = rules(simulation, group) else {
        return;
    };
    let taken: Vec<u64> = rules
        .iter()
        .filter(|r| {
            r["properties"]["direction"]
                .as_str()
                .is_some_and(|d| d.eq_ignore_ascii_case("Inbound"))
        })
        .filter_map(|r| r["properties"]["priority"].as_u64())
        .collect();
    let mut free: Box<dyn Iterator<Item = u64>> = if rule.access == "Allow" {
        Box::new(HIGHEST..=LOWEST)
    } else {
        Box::new((HIGHEST..=LOWEST).rev())
    };
    let Some(priority) = free.find(|p| !taken.contains(p)) else {
        return;
    };
    let digits = hex(rule.seed).to_uppercase();
    let separator = rule.separator;
    let number = i32::from_str_radix(&digits[32..39], 16).unwrap_or_default() - (1 << 27);
    // Only deny rules were seen with negative numbers.
    let number = if separator == '-' {
        number.abs()
    } else {
        number
    };
    let name = format!(
        "MicrosoftDefenderForCloud-JITRule{separator}{number}{separator}{}",
        &digits[..32]
    );
    let (one, many) = match rule.source {
        [one] => (json!(one), json!([])),
        many => (Value::Null, json!(many)),
    };
    let mut properties = json!({
        "provisioningState": "Succeeded",
        "description": rule.text,
        "protocol": rule.protocol,
        "sourcePortRange": "*",
        "destinationPortRange": rule.port,
        "sourceAddressPrefix": one,
        "destinationAddressPrefix": rule.address,
        "access": rule.access,
        "priority": priority,
        "direction": "Inbound",
        "sourcePortRanges": [],
        "destinationPortRanges": [],
        "sourceAddressPrefixes": many,
        "destinationAddressPrefixes": [],
    });
    if let (Value::Null, Value::Object(fields)) = (&one, &mut properties) {
        fields.remove("sourceAddressPrefix");
    }
    rules.push(json!({
        "name": name,
        "id": format!("{id}/securityRules/{name}"),
        "etag": format!("W/\"{}\"", guid(rule.seed)),
        "type": "Microsoft.Network/networkSecurityGroups/securityRules",
        "properties": properties,
    }));
}
