//! Azure Front Door in front of a storage account: a rule set that adds the headers. How
//! long files may be kept is a property of the blobs (`upload.sh`).

use std::fmt::Write as _;

use super::{everywhere, special};
use crate::site::headers::{OPENER, POLICY, Rule};

/// Front Door takes no more actions in one rule. Source: learn.microsoft.com, "Azure
/// subscription and service limits", Azure Front Door Standard and Premium.
const ACTIONS: usize = 5;

/// A Bicep file with the rule set.
pub(super) fn rules(rules: &[Rule]) -> String {
    let mut text = "// Written by `cargo xtask build`. Add the rule set to the route of your site.\n\
         @description('The Azure Front Door profile, Standard or Premium.')\n\
         param profileName string\n\n\
         resource profile 'Microsoft.Cdn/profiles@2024-02-01' existing = {\n  name: profileName\n}\n\n\
         resource ruleSet 'Microsoft.Cdn/profiles/ruleSets@2024-02-01' = {\n  parent: profile\n  \
         name: 'jitdoctor'\n}\n"
        .to_owned();
    let special = special(rules);
    // No condition matches the path `/`, so what the page itself gets is for all files. It
    // harms none that has nothing of the kind; later rules replace it.
    let page = special.iter().filter(|it| it.path == "/index.html");
    let page = page
        .flat_map(|it| &it.headers)
        .filter(|it| [POLICY, OPENER].contains(&it.0));
    let all: Vec<_> = everywhere(rules).chain(page).collect();
    let mut order = 0;
    for some in all.chunks(ACTIONS) {
        order += 1;
        let headers = some.iter().map(|it| (it.0, it.1.as_str()));
        rule(&mut text, order, None, headers);
    }
    for it in special {
        let own = it.headers.iter().filter(|it| it.0 != "Cache-Control");
        let mut own: Vec<_> = own.map(|it| (it.0, it.1.as_str())).collect();
        // The page that Microsoft sends the reader back to has to reach its opener.
        if it.path.starts_with("/redirect") {
            own.push((OPENER, "unsafe-none"));
        }
        if own.is_empty() || it.path == "/" {
            continue;
        }
        order += 1;
        rule(&mut text, order, Some(&it.path), own.into_iter());
    }
    text
}

fn rule<'a>(
    text: &mut String,
    order: usize,
    path: Option<&str>,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) {
    let before = if order == 1 {
        String::new()
    } else {
        // Rules of one set are written one after the other.
        format!("  dependsOn: [rule{}]\n", order - 1)
    };
    let _ = write!(
        text,
        "\nresource rule{order} 'Microsoft.Cdn/profiles/ruleSets/rules@2024-02-01' = {{\n  \
         parent: ruleSet\n  name: 'rule{order}'\n{before}  properties: {{\n    order: {order}\n    \
         matchProcessingBehavior: 'Continue'\n    conditions: ["
    );
    if let Some(path) = path {
        let (operator, value) = match path.strip_suffix('*') {
            Some(folder) => ("BeginsWith", folder),
            None => ("Equal", path),
        };
        let value = value.trim_start_matches('/');
        let _ = write!(
            text,
            "\n      {{\n        name: 'UrlPath'\n        parameters: {{\n          \
             typeName: 'DeliveryRuleUrlPathMatchConditionParameters'\n          \
             operator: '{operator}'\n          matchValues: ['{value}']\n          \
             negateCondition: false\n          transforms: []\n        }}\n      }}\n    "
        );
    }
    text.push_str("]\n    actions: [");
    for (name, value) in headers {
        let value = value.replace('\'', "\\'");
        let _ = write!(
            text,
            "\n      {{\n        name: 'ModifyResponseHeader'\n        parameters: {{\n          \
             typeName: 'DeliveryRuleHeaderActionParameters'\n          headerAction: 'Overwrite'\n          \
             headerName: '{name}'\n          value: '{value}'\n        }}\n      }}"
        );
    }
    text.push_str("\n    ]\n  }\n}\n");
}

#[cfg(test)]
mod tests {
    use super::{super::examples, *};

    #[test]
    fn what_the_page_gets_is_for_its_short_address_too() {
        let mut all = examples();
        for (path, name, value) in [
            ("/index.html", POLICY, "default-src 'none'"),
            ("/index.html", OPENER, "same-origin"),
            ("/redirect.html", POLICY, "script-src 'self'"),
        ] {
            let headers = vec![(name, value.to_owned())];
            all.push(Rule {
                path: path.to_owned(),
                headers,
            });
        }
        let text = rules(&all);
        let everywhere = text
            .split("\nresource rule")
            .filter(|it| it.contains("conditions: []"));
        let everywhere: String = everywhere.collect();
        for header in [POLICY, OPENER] {
            assert!(
                everywhere.contains(&format!("headerName: '{header}'")),
                "{everywhere}"
            );
        }
        let back = text
            .split("\nresource rule")
            .find(|it| it.contains("['redirect.html']"));
        assert!(
            back.is_some_and(|it| it.contains("value: 'unsafe-none'")),
            "{text}"
        );
    }

    #[test]
    fn no_rule_has_too_many_actions_and_quotes_are_escaped() {
        let mut many = examples();
        for name in ["X-1", "X-2", "X-3", "X-4", "X-5"] {
            many[0].headers.push((name, "'".to_owned()));
        }
        let text = rules(&many);
        for rule in text.split("\nresource rule").skip(2) {
            assert!(rule.matches("ModifyResponseHeader").count() <= ACTIONS);
        }
        assert!(
            text.contains("value: '\\''") && text.contains("matchValues: ['why/']"),
            "{text}"
        );
    }
}
