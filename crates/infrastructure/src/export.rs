//! Policies as code. What the service writes itself, such as requests, is no part of it.
//! Sources: learn.microsoft.com, "Microsoft.Security locations/jitNetworkAccessPolicies"
//! (Bicep, ARM template, Terraform) and "Expressions in ARM templates"; for where a
//! policy's parent is, hashicorp/terraform-provider-azurerm#3661.

use std::collections::{BTreeMap, BTreeSet};

use azure::{
    resource_id::ResourceId,
    security::{POLICY_TYPE, PolicySettings},
};
use serde_json::{Map, Value, json};

use crate::literal::Language;

/// A property of policies in Azure's answers, and in no document of Microsoft's.
const UNSPECIFIED: &str = "appendMode";

/// As in every request that the page makes.
const VERSION: &str = "2020-01-01";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Bicep,
    /// JSON, as `az deployment group create` takes it.
    ArmTemplate,
    /// With the provider `azapi`: `azurerm` has no resource for these policies.
    Terraform,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Bicep, Self::ArmTemplate, Self::Terraform];

    /// The name under which texts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bicep => "bicep",
            Self::ArmTemplate => "arm_template",
            Self::Terraform => "terraform",
        }
    }

    /// What its files' names end in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Bicep => "bicep",
            Self::ArmTemplate => "json",
            Self::Terraform => "tf",
        }
    }
}

/// The policies of one resource group, which is what one deployment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    pub resource_group: ResourceId,
    pub text: String,
}

/// One policy, taken apart.
struct Policy<'a> {
    id: &'a ResourceId,
    location: String,
    settings: &'a PolicySettings,
}

impl Policy<'_> {
    fn kind(&self) -> Value {
        field(self.settings.body(), "kind")
    }

    /// Azure answers with a field that its specification doesn't name, so that tools which
    /// hold code to that object to it.
    fn properties(&self) -> Value {
        let mut properties = field(self.settings.body(), "properties");
        if let Some(fields) = properties.as_object_mut() {
            fields.retain(|name, _| !name.eq_ignore_ascii_case(UNSPECIFIED));
        }
        properties
    }

    fn full_name(&self) -> String {
        format!("{}/{}", self.location, self.id.name())
    }
}

/// A field of an object, whatever the case of its name.
fn field(of: &Value, name: &str) -> Value {
    let fields = of.as_object().into_iter().flatten();
    let mut fields = fields.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    fields.next().map_or(Value::Null, |(_, it)| it.clone())
}

/// By resource group, in the order of their ids. A policy without a resource group or a
/// region can't be deployed, and is left out.
pub fn export<'a>(
    policies: impl IntoIterator<Item = (&'a ResourceId, &'a PolicySettings)>,
    format: Format,
) -> Vec<Exported> {
    let mut groups: BTreeMap<ResourceId, Vec<Policy>> = BTreeMap::new();
    for (id, settings) in policies {
        let parent = id.parent().map(|it| it.name().to_owned());
        if let (Some(group), Some(location)) = (id.resource_group_scope(), parent) {
            groups.entry(group).or_default().push(Policy {
                id,
                location,
                settings,
            });
        }
    }
    let text = |policies: &[Policy]| match format {
        Format::Bicep => bicep(policies),
        Format::ArmTemplate => arm_template(policies),
        Format::Terraform => terraform(policies),
    };
    let exported = groups.into_iter().map(|(resource_group, mut policies)| {
        policies.sort_by(|one, other| one.id.cmp(other.id));
        Exported {
            resource_group,
            text: text(&policies),
        }
    });
    exported.collect()
}

fn arm_template(policies: &[Policy]) -> String {
    let resource = |it: &Policy| {
        json!({
            "type": POLICY_TYPE,
            "apiVersion": VERSION,
            "name": literal(&json!(it.full_name())),
            "kind": literal(&it.kind()),
            "properties": literal(&it.properties()),
        })
    };
    let resources: Vec<Value> = policies.iter().map(resource).collect();
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": resources,
    });
    format!("{template:#}\n")
}

/// A text in brackets would be an expression; a further bracket says that it is none.
/// Source: learn.microsoft.com, "Syntax and expressions in ARM templates".
fn literal(value: &Value) -> Value {
    match value {
        Value::String(it) if it.starts_with('[') && it.ends_with(']') => {
            json!(format!("[{it}"))
        }
        Value::Array(items) => items.iter().map(literal).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, it)| (key.clone(), literal(it)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

fn bicep(policies: &[Policy]) -> String {
    let language = Language::Bicep;
    let mut symbols = Symbols::default();
    let resources: Vec<String> = policies
        .iter()
        .map(|it| {
            format!(
                "resource {symbol} '{POLICY_TYPE}@{VERSION}' = {{\n  name: {name}\n  kind: {kind}\n  properties: {properties}\n}}\n",
                symbol = symbols.of(it),
                name = language.text(&it.full_name()),
                kind = language.literal(&it.kind(), 1),
                properties = language.literal(&it.properties(), 1),
            )
        })
        .collect();
    resources.join("\n")
}

fn terraform(policies: &[Policy]) -> String {
    let language = Language::Terraform;
    let mut symbols = Symbols::default();
    let mut blocks = vec![
        "terraform {\n  required_providers {\n    azapi = {\n      source  = \"Azure/azapi\"\n      version = \"~> 2.0\"\n    }\n  }\n}\n".to_owned(),
    ];
    for it in policies {
        let symbol = symbols.of(it);
        let parent = it.id.parent();
        let parent = parent.as_ref().map_or("", ResourceId::as_str);
        let body = json!({"kind": it.kind(), "properties": it.properties()});
        blocks.push(format!(
            "# The policy is there already: Terraform takes it over.\nimport {{\n  to = azapi_resource.{symbol}\n  id = {id}\n}}\n",
            id = language.text(&format!("{}?api-version={VERSION}", it.id)),
        ));
        blocks.push(format!(
            "resource \"azapi_resource\" \"{symbol}\" {{\n  type      = \"{POLICY_TYPE}@{VERSION}\"\n  parent_id = {parent}\n  name      = {name}\n  # See hashicorp/terraform-provider-azurerm#3661.\n  schema_validation_enabled = false\n  body = {body}\n}}\n",
            parent = language.text(parent),
            name = language.text(it.id.name()),
            body = language.literal(&body, 1),
        ));
    }
    blocks.join("\n")
}

/// Names of resources in code: letters, digits and underscores, each once.
#[derive(Default)]
struct Symbols(BTreeSet<String>);

impl Symbols {
    fn of(&mut self, policy: &Policy) -> String {
        let name = format!("jit_{}_{}", policy.location, policy.id.name());
        let plain = |it: char| {
            if it.is_ascii_alphanumeric() {
                it.to_ascii_lowercase()
            } else {
                '_'
            }
        };
        let name: String = name.chars().map(plain).collect();
        let numbered = (2..).map(|at| format!("{name}_{at}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        // There is always a number that is free.
        let free = names.find(|it| !self.0.contains(it)).unwrap_or(name);
        self.0.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(group: &str, location: &str, name: &str) -> ResourceId {
        ResourceId::parse(&format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/{group}\
             /providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies/{name}"
        ))
        .unwrap()
    }

    fn settings(source: &str) -> PolicySettings {
        let vm =
            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm";
        PolicySettings::parse(json!({
            "kind": "Basic",
            "properties": {"virtualMachines": [{"id": vm, "ports": [{
                "number": 22, "protocol": "*", "allowedSourceAddressPrefix": source,
                "maxRequestAccessDuration": "PT3H",
            }]}], "later": "[x]", "open": "[x"},
        }))
        .unwrap()
    }

    fn exported(format: Format) -> Vec<Exported> {
        let policies = [
            (id("rg-b", "westeurope", "default"), settings("*")),
            (id("rg-a", "westeurope", "web.1"), settings("10.0.0.0/8")),
            (id("rg-a", "westeurope", "web-1"), settings("${x}'\"")),
        ];
        export(policies.iter().map(|(id, it)| (id, it)), format)
    }

    #[test]
    fn each_resource_group_is_a_text_of_its_own() {
        for format in Format::ALL {
            let groups: Vec<String> = exported(format)
                .iter()
                .map(|it| it.resource_group.name().to_owned())
                .collect();
            assert_eq!(groups, ["rg-a", "rg-b"]);
        }
    }

    #[test]
    fn a_template_holds_the_policy_and_no_expression() {
        let all = exported(Format::ArmTemplate);
        let template: Value = serde_json::from_str(&all[0].text).unwrap();
        let resource = &template["resources"][0];
        assert_eq!(
            resource["type"],
            "Microsoft.Security/locations/jitNetworkAccessPolicies"
        );
        assert_eq!(resource["name"], "westeurope/web-1");
        assert_eq!(resource["kind"], "Basic");
        assert_eq!(resource["properties"]["later"], "[[x]");
        assert_eq!(resource["properties"]["open"], "[x");
        let port = &resource["properties"]["virtualMachines"][0]["ports"][0];
        assert_eq!(port["allowedSourceAddressPrefix"], "${x}'\"");
    }

    #[test]
    fn terraform_reads_back_the_body_and_takes_over_what_is_there() {
        let text = &exported(Format::Terraform)[0].text;
        let read: Value = hcl::from_str(text).unwrap();
        let resources = read["resource"]["azapi_resource"].as_object().unwrap();
        let names: Vec<&String> = resources.keys().collect();
        assert_eq!(names, ["jit_westeurope_web_1", "jit_westeurope_web_1_2"]);
        let one = &resources["jit_westeurope_web_1"];
        assert_eq!(one["name"], "web-1");
        assert!(
            one["parent_id"]
                .as_str()
                .unwrap()
                .ends_with("/locations/westeurope")
        );
        assert_eq!(one["body"], *settings("${x}'\"").body());
        assert_eq!(read["import"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn bicep_names_each_policy_once() {
        let text = &exported(Format::Bicep)[0].text;
        for part in [
            "resource jit_westeurope_web_1 'Microsoft.Security/locations/jitNetworkAccessPolicies@2020-01-01' = {",
            "resource jit_westeurope_web_1_2 '",
            "name: 'westeurope/web.1'",
            r#"allowedSourceAddressPrefix: '\${x}\'"'"#,
            "number: 22",
        ] {
            assert!(text.contains(part), "{text} lacks {part}");
        }
    }
}
