//! The form of an access request, and its reading against the policy.

use azure::security::PolicyPort;
use serde::{Deserialize, Serialize};

use super::{AccessRequest, Offer, Target, longest};
use crate::field::{self, FieldError, Source};

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDraft {
    pub ports: Vec<PortDraft>,
    pub justification: String,
}

/// The form's row for one port of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortDraft {
    pub number: u16,
    pub is_chosen: bool,
    /// Empty for the address from which Azure sees the request come.
    pub source: String,
    pub minutes: String,
}

/// A port that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPort {
    pub number: u16,
    /// `None` for the address from which Azure sees the request come.
    pub source: Option<Source>,
    pub minutes: u32,
}

impl RequestDraft {
    /// A form with every port of the offer for the longest time allowed, and
    /// `port` chosen, or the only one that there is.
    pub fn new(offer: &Offer, port: Option<u16>, source: &str) -> Self {
        let is_only = offer.ports.len() == 1;
        let row = |it: &PolicyPort| PortDraft {
            number: it.number,
            is_chosen: is_only || port == Some(it.number),
            source: source.to_owned(),
            minutes: longest(it).to_string(),
        };
        Self {
            ports: offer.ports.iter().map(row).collect(),
            justification: String::new(),
        }
    }

    /// The form for an offer with what was typed before, be it for another
    /// offer: ports that only the other has are left out.
    pub fn resumed(offer: &Offer, target: &Target, typed: Option<&Self>) -> Self {
        let source = target.source.as_deref().unwrap_or_default();
        let mut draft = Self::new(offer, target.port, source);
        if let Some(typed) = typed {
            for row in &mut draft.ports {
                let before = typed.ports.iter().find(|it| it.number == row.number);
                if let Some(before) = before {
                    before.clone_into(row);
                }
            }
            typed.justification.clone_into(&mut draft.justification);
        }
        draft
    }

    /// The request, or everything that is wrong with the form. The fields are
    /// `ports`, `source-<port>`, `minutes-<port>` and `justification`.
    pub fn check(&self, offer: &Offer) -> Result<AccessRequest, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut ports = Vec::new();
        for row in self.ports.iter().filter(|it| it.is_chosen) {
            let source = row.source(offer).map_err(|it| errors.push(it));
            let minutes = row.minutes(offer).map_err(|it| errors.push(it));
            if let (Ok(source), Ok(minutes)) = (source, minutes) {
                ports.push(AskedPort {
                    number: row.number,
                    source,
                    minutes,
                });
            }
        }
        if !self.ports.iter().any(|it| it.is_chosen) {
            errors.push(FieldError::new("ports", "no_port"));
        }
        let justification = field::justification(&self.justification);
        let justification = justification.map_err(|it| errors.push(it));
        let (Ok(justification), true) = (justification, errors.is_empty()) else {
            return Err(errors);
        };
        Ok(AccessRequest {
            policy: offer.policy.clone(),
            vm: offer.vm.clone(),
            ports,
            justification,
        })
    }
}

impl PortDraft {
    fn source(&self, offer: &Offer) -> Result<Option<Source>, FieldError> {
        let name = format!("source-{}", self.number);
        if self.source.trim().is_empty() {
            return Ok(None);
        }
        let source = field::source(&name, &self.source)?;
        let allowed = offer.sources(self.number);
        let error = |key| FieldError::new(&name, key).arg("allowed", allowed.join(", "));
        match source.is_within(&allowed) {
            Some(true) => Ok(Some(source)),
            Some(false) => Err(error("source_outside")),
            None => Err(error("source_unclear")),
        }
    }

    fn minutes(&self, offer: &Offer) -> Result<u32, FieldError> {
        let field = format!("minutes-{}", self.number);
        field::minutes(&field, &self.minutes, offer.longest(self.number))
    }
}

#[cfg(test)]
mod tests {
    use azure::{resource_id::ResourceId, timestamp};

    use super::*;
    use crate::request::Risk;

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg";

    fn id(rest: &str) -> ResourceId {
        ResourceId::parse(&format!("{GROUP}/providers/{rest}")).unwrap()
    }

    fn offer() -> Offer {
        let ports = [22, 3389].map(|number| PolicyPort {
            number,
            protocol: "*".to_owned(),
            sources: vec!["203.0.113.0/24".to_owned()],
            longest_minutes: Some(180),
        });
        Offer {
            policy: id("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"),
            vm: id("Microsoft.Compute/virtualMachines/vm-1"),
            ports: ports.into(),
        }
    }

    fn draft() -> RequestDraft {
        RequestDraft::new(&offer(), Some(3389), "203.0.113.7")
    }

    fn errors(change: impl FnOnce(&mut RequestDraft)) -> Vec<(String, &'static str)> {
        let mut draft = draft();
        change(&mut draft);
        let errors = draft.check(&offer()).unwrap_err();
        errors.into_iter().map(|it| (it.field, it.key)).collect()
    }

    #[test]
    fn only_what_was_chosen_is_asked_for() {
        let now = timestamp::parse("2026-11-24T10:00:00Z").unwrap();
        let write = draft().check(&offer()).unwrap().write(now);
        assert!(
            write
                .path
                .ends_with("/default/initiate?api-version=2020-01-01")
        );
        let body = write.body.unwrap();
        let ports = body["virtualMachines"][0]["ports"].as_array().unwrap();
        assert_eq!(ports.len(), 1);
        assert_eq!(ports[0]["number"], 3389);
        assert_eq!(ports[0]["endTimeUtc"], "2026-11-24T13:00:00Z");
        assert_eq!(ports[0]["allowedSourceAddressPrefix"], "203.0.113.7");
        assert_eq!(body.get("justification"), None);
    }

    #[test]
    fn any_address_is_open_to_all() {
        let mut offer = offer();
        for port in &mut offer.ports {
            port.sources = vec!["*".to_owned()];
        }
        for (source, is_open) in [("*", true), ("203.0.113.7", false), ("", false)] {
            let draft = RequestDraft::new(&offer, Some(22), source);
            let risks = draft.check(&offer).unwrap().risks(None, None);
            let expected: &[Risk] = if is_open {
                &[Risk::Everybody { port: 22 }]
            } else {
                &[]
            };
            assert_eq!(risks, expected, "{source}");
        }
    }

    #[test]
    fn what_was_typed_survives_another_offer() {
        let target = Target {
            vm: offer().vm,
            port: Some(22),
            source: None,
            bastion: None,
        };
        let fresh = RequestDraft::resumed(&offer(), &target, None);
        assert_eq!(fresh, RequestDraft::new(&offer(), Some(22), ""));
        let mut typed = draft();
        typed.ports[1].minutes = "30".to_owned();
        typed.justification = "patching".to_owned();
        assert_eq!(
            RequestDraft::resumed(&offer(), &target, Some(&typed)),
            typed
        );
        let mut other = offer();
        other.ports.remove(0);
        other.ports.push(PolicyPort {
            number: 5986,
            ..other.ports[0].clone()
        });
        let resumed = RequestDraft::resumed(&other, &target, Some(&typed));
        assert_eq!(resumed.ports[0], typed.ports[1]);
        assert_eq!(resumed.ports[1].number, 5986);
        assert!(!resumed.ports[1].is_chosen);
        assert_eq!(resumed.ports.len(), 2);
        assert_eq!(resumed.justification, "patching");
    }

    #[test]
    fn a_port_with_several_rules_allows_what_any_of_them_does() {
        let mut offer = offer();
        offer.ports.push(PolicyPort {
            sources: vec!["198.51.100.7".to_owned()],
            longest_minutes: Some(240),
            ..offer.ports[0].clone()
        });
        assert_eq!(offer.sources(22), ["203.0.113.0/24", "198.51.100.7"]);
        assert_eq!(offer.longest(22), 240);
        assert_eq!(offer.longest(3389), 180);
        offer.ports[0].longest_minutes = None;
        assert_eq!(offer.longest(22), field::LONGEST);
    }

    #[test]
    fn no_address_leaves_it_to_azure() {
        let mut draft = draft();
        draft.ports[1].source = " ".to_owned();
        let request = draft.check(&offer()).unwrap();
        assert_eq!(request.ports[0].source, None);
    }

    #[test]
    fn each_field_tells_what_is_wrong_with_it() {
        let at = |field: &str, key| vec![(field.to_owned(), key)];
        assert_eq!(
            errors(|it| it.ports[1].source = "198.51.100.1".to_owned()),
            at("source-3389", "source_outside")
        );
        assert_eq!(
            errors(|it| it.ports[1].source = "*".to_owned()),
            at("source-3389", "source_outside")
        );
        assert_eq!(
            errors(|it| it.ports[1].source = "me".to_owned()),
            at("source-3389", "source")
        );
        assert_eq!(
            errors(|it| it.ports[1].minutes = "181".to_owned()),
            at("minutes-3389", "over_policy")
        );
        assert_eq!(
            errors(|it| it.ports[1].is_chosen = false),
            at("ports", "no_port")
        );
        assert_eq!(
            errors(|it| it.justification = "x".repeat(501)),
            at("justification", "justification")
        );
        let several = errors(|it| {
            it.ports[0].is_chosen = true;
            it.ports[0].minutes = String::new();
            it.ports[1].source = "?".to_owned();
        });
        assert_eq!(several.len(), 2);
    }
}
