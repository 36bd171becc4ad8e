//! An access request in words, for the last look before it is sent.

use actions::{
    field::Source,
    request::{AccessRequest, Offer},
};
use azure::timestamp::{self, Timestamp};
use checklist::Times;
use text::Catalog;

use crate::acts::confirm::Line;

/// The request in words, as it would be sent now.
pub(super) fn lines(
    request: &AccessRequest,
    now: Timestamp,
    catalog: &Catalog,
    times: Times,
) -> Vec<Line> {
    let mut lines = vec![("vm", request.vm.name().to_owned())];
    let group = request.vm.resource_group();
    lines.extend(group.map(|it| ("group", it.to_owned())));
    lines.push(("policy", request.policy.name().to_owned()));
    for port in &request.ports {
        let from_azure = || catalog.text("acts.request.source_azure");
        let until = now.saturating_add(timestamp::Duration::minutes(i64::from(port.minutes)));
        let args = [
            ("port", port.number.to_string()),
            ("source", port.source.map_or_else(from_azure, Source::text)),
            ("minutes", port.minutes.to_string()),
            ("until", times.alone(until, catalog)),
        ];
        lines.push(("port", catalog.fill("acts.confirm.port_line", args)));
    }
    if !request.justification.is_empty() {
        lines.push(("justification", request.justification.clone()));
    }
    lines
}

/// What the policy allows at most for each port that is asked for.
pub(super) fn limits(request: &AccessRequest, offer: &Offer, catalog: &Catalog) -> Vec<Line> {
    let ports = request.ports.iter().map(|port| {
        let args = [
            ("port", port.number.to_string()),
            ("sources", offer.sources(port.number).join(", ")),
            ("minutes", offer.longest(port.number).to_string()),
        ];
        ("limit", catalog.fill("acts.confirm.limit_line", args))
    });
    ports.collect()
}

#[cfg(test)]
mod tests {
    use actions::request::AskedPort;
    use azure::resource_id::ResourceId;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg";

    fn request() -> AccessRequest {
        let id = |rest: &str| ResourceId::parse(&format!("{GROUP}/providers/{rest}")).unwrap();
        let port = |number, source| AskedPort {
            number,
            source,
            minutes: 30,
        };
        AccessRequest {
            policy: id("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"),
            vm: id("Microsoft.Compute/virtualMachines/vm-1"),
            ports: vec![port(22, Some(Source::Any)), port(3389, None)],
            justification: String::new(),
        }
    }

    #[test]
    fn the_summary_tells_all_that_is_asked_for() {
        let now = timestamp::parse("2026-11-24T10:00:00Z").unwrap();
        for language in Language::ALL {
            let catalog = catalog(language);
            let mut request = request();
            let found = lines(&request, now, &catalog, Times::UTC);
            let labels: Vec<&str> = found.iter().map(|it| it.0).collect();
            assert_eq!(labels, ["vm", "group", "policy", "port", "port"]);
            let values: Vec<&str> = found.iter().map(|it| &*it.1).collect();
            assert_eq!(values[..3], ["vm-1", "rg", "default"]);
            for (value, parts) in [
                (values[3], ["22", "*", "30", "10:30"]),
                (
                    values[4],
                    [
                        "3389",
                        &*catalog.text("acts.request.source_azure"),
                        "30",
                        "10:30",
                    ],
                ),
            ] {
                for part in parts {
                    assert!(value.contains(part), "{value} lacks {part}");
                }
            }
            request.justification = "patching".to_owned();
            let last = lines(&request, now, &catalog, Times::UTC).pop();
            assert_eq!(last, Some(("justification", "patching".to_owned())));
        }
    }
}
