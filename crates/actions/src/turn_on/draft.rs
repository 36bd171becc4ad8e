//! The form that says how JIT guards the ports, and its reading.

use azure::{
    security::{OFFERED_MINUTES, OFFERED_PORTS},
    timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::field::{self, FieldError, LONGEST, Source};

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnOnDraft {
    pub ports: Vec<GuardDraft>,
}

/// The form's row for one port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardDraft {
    pub is_chosen: bool,
    pub number: String,
    /// `TCP`, `UDP` or `*`.
    pub protocol: String,
    /// Addresses and ranges with commas or spaces between them, or [`ANY`].
    pub sources: String,
    pub minutes: String,
}

/// A port as the policy guards it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardedPort {
    pub number: u16,
    pub protocol: String,
    pub sources: Vec<Source>,
    pub minutes: u32,
}

/// As the sources of a port: any address that a request names.
pub const ANY: &str = "*";

/// What a policy may say of a protocol.
pub const PROTOCOLS: [&str; 3] = ["*", "TCP", "UDP"];

impl TurnOnDraft {
    /// So many ports stand in the form at first; a reader adds others behind them.
    pub const OFFERED: usize = OFFERED_PORTS.len();
}

impl Default for TurnOnDraft {
    /// The portal's own beginning: its four ports, from anywhere that a request
    /// names, for up to three hours.
    fn default() -> Self {
        let ports = OFFERED_PORTS.map(|number| GuardDraft {
            is_chosen: true,
            number: number.to_string(),
            ..GuardDraft::added()
        });
        Self {
            ports: ports.into(),
        }
    }
}

impl GuardDraft {
    /// A row for a further port.
    pub fn added() -> Self {
        Self {
            is_chosen: true,
            number: String::new(),
            protocol: "*".to_owned(),
            sources: ANY.to_owned(),
            minutes: OFFERED_MINUTES.to_string(),
        }
    }
}

impl TurnOnDraft {
    /// The ports, or everything that is wrong with the form. The fields are
    /// `ports`, and `number-<row>`, `sources-<row>`, `minutes-<row>` by the
    /// row's place from 0.
    pub fn check(&self) -> Result<Vec<GuardedPort>, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut ports: Vec<GuardedPort> = Vec::new();
        for (at, row) in self.ports.iter().enumerate().filter(|(_, it)| it.is_chosen) {
            let number = field::port(&format!("number-{at}"), &row.number);
            let number = number.map_err(|it| errors.push(it));
            let sources = field::sources(&format!("sources-{at}"), &row.sources);
            let sources = sources.map_err(|it| errors.push(it));
            let minutes = field::minutes(&format!("minutes-{at}"), &row.minutes, LONGEST);
            let minutes = minutes.map_err(|it| errors.push(it));
            let (Ok(number), Ok(sources), Ok(minutes)) = (number, sources, minutes) else {
                continue;
            };
            let port = GuardedPort {
                number,
                protocol: row.protocol.clone(),
                sources,
                minutes,
            };
            if ports.iter().any(|it| it.meets(&port)) {
                errors.push(
                    FieldError::new(format!("number-{at}"), "port_twice")
                        .arg("port", number.to_string()),
                );
            } else {
                ports.push(port);
            }
        }
        if !self.ports.iter().any(|it| it.is_chosen) {
            errors.push(FieldError::new("ports", "no_port"));
        }
        if errors.is_empty() {
            Ok(ports)
        } else {
            Err(errors)
        }
    }
}

impl GuardedPort {
    /// Whether one packet could be for both.
    fn meets(&self, other: &Self) -> bool {
        meet(
            (self.number, &self.protocol),
            (other.number, &other.protocol),
        )
    }

    pub(crate) fn json(&self) -> Value {
        let mut port = json!({
            "number": self.number,
            "protocol": self.protocol,
            "maxRequestAccessDuration": timestamp::format_duration_minutes(self.minutes),
        });
        let texts: Vec<String> = self.sources.iter().map(|it| it.text()).collect();
        let (field, sources) = sources_field(&texts);
        port[field] = sources;
        port
    }
}

/// Azure takes one source in one field and several in another, never both. Source:
/// learn.microsoft.com, REST "Jit Network Access Policies - Create Or Update".
pub(crate) fn sources_field(texts: &[String]) -> (&'static str, Value) {
    match texts {
        [one] => ("allowedSourceAddressPrefix", json!(one)),
        several => ("allowedSourceAddressPrefixes", json!(several)),
    }
}

/// Whether one packet could be for both of two ports, each with its protocol.
pub(crate) fn meet(one: (u16, &str), other: (u16, &str)) -> bool {
    let is_any = one.1 == ANY || other.1 == ANY;
    one.0 == other.0 && (is_any || one.1.eq_ignore_ascii_case(other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(change: impl FnOnce(&mut TurnOnDraft)) -> Vec<(String, &'static str)> {
        let mut draft = TurnOnDraft::default();
        change(&mut draft);
        let errors = draft.check().unwrap_err();
        errors.into_iter().map(|it| (it.field, it.key)).collect()
    }

    #[test]
    fn begins_as_the_portal_does() {
        let ports = TurnOnDraft::default().check().unwrap();
        let numbers: Vec<u16> = ports.iter().map(|it| it.number).collect();
        assert_eq!(numbers, OFFERED_PORTS);
        assert_eq!(
            ports[1].json(),
            json!({
                "number": 3389,
                "protocol": "*",
                "allowedSourceAddressPrefix": "*",
                "maxRequestAccessDuration": "PT3H",
            })
        );
    }

    #[test]
    fn several_sources_go_into_the_plural_field() {
        let mut draft = TurnOnDraft::default();
        draft.ports.truncate(1);
        draft.ports[0].sources = "203.0.113.7, 198.51.100.0/24".to_owned();
        let port = draft.check().unwrap()[0].json();
        assert_eq!(
            port["allowedSourceAddressPrefixes"],
            json!(["203.0.113.7", "198.51.100.0/24"])
        );
        assert_eq!(port.get("allowedSourceAddressPrefix"), None);
    }

    #[test]
    fn each_field_tells_what_is_wrong_with_it() {
        let at = |field: &str, key| vec![(field.to_owned(), key)];
        assert_eq!(
            errors(|it| it.ports[0].number = "0".to_owned()),
            at("number-0", "port")
        );
        assert_eq!(
            errors(|it| it.ports[1].number = "22".to_owned()),
            at("number-1", "port_twice")
        );
        assert_eq!(
            errors(|it| it.ports[2].sources = "*, 203.0.113.7".to_owned()),
            at("sources-2", "source_mixed")
        );
        assert_eq!(
            errors(|it| it.ports[2].sources = " , ".to_owned()),
            at("sources-2", "source_missing")
        );
        assert_eq!(
            errors(|it| it.ports[2].sources = "home".to_owned()),
            at("sources-2", "source")
        );
        assert_eq!(
            errors(|it| it.ports[3].minutes = "1441".to_owned()),
            at("minutes-3", "too_long")
        );
        assert_eq!(
            errors(|it| it.ports.iter_mut().for_each(|it| it.is_chosen = false)),
            at("ports", "no_port")
        );
    }

    #[test]
    fn two_protocols_of_a_port_may_stand_side_by_side() {
        let mut draft = TurnOnDraft::default();
        draft.ports.truncate(2);
        for (row, protocol) in draft.ports.iter_mut().zip(["TCP", "UDP"]) {
            row.number = "3389".to_owned();
            row.protocol = protocol.to_owned();
        }
        assert_eq!(draft.check().unwrap().len(), 2);
    }
}
