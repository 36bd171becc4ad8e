//! What stands in the form of a change, and its reading. Ports to add are those of
//! turning on.

use std::collections::BTreeSet;

use azure::security::OFFERED_MINUTES;
use serde::{Deserialize, Serialize};

use super::change::{Change, ChangeKind, Minutes, Ports, Sources};
use crate::{
    field::{self, FieldError, LONGEST, Source},
    turn_on::{ANY, TurnOnDraft},
};

/// The fields of every change; each reads those that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeForm {
    /// Numbers with commas or spaces between them; empty for all ports.
    pub ports: String,
    /// Addresses and ranges with commas or spaces between them, or [`ANY`].
    pub sources: String,
    /// The source that others replace.
    pub from: String,
    pub minutes: String,
    /// Ports to add.
    pub added: TurnOnDraft,
}

impl Default for ChangeForm {
    fn default() -> Self {
        Self {
            ports: String::new(),
            sources: String::new(),
            from: ANY.to_owned(),
            minutes: OFFERED_MINUTES.to_string(),
            added: TurnOnDraft::default(),
        }
    }
}

impl ChangeForm {
    /// The change, or everything that is wrong with its fields, which are `ports`,
    /// `sources`, `from` and `minutes`, and those of [`TurnOnDraft::check`].
    pub fn check(&self, kind: ChangeKind) -> Result<Change, Vec<FieldError>> {
        match kind {
            ChangeKind::Sources => {
                let (ports, sources) = both(self.ports(), self.sources())?;
                let ports = Self::some_or_all(ports);
                Ok(Change::Sources { ports, sources })
            }
            ChangeKind::ReplaceSource => {
                let from = field::source("from", &self.from);
                // A source that is no address can be replaced too.
                let from = from.map_or_else(|_| self.from.trim().to_owned(), Source::text);
                let from = if from.is_empty() {
                    Err(FieldError::new("from", "source_missing"))
                } else {
                    Ok(from)
                };
                let (from, to) = both(from, self.sources())?;
                Ok(Change::ReplaceSource { from, to })
            }
            ChangeKind::Longest => {
                let (ports, minutes) = both(self.ports(), self.minutes())?;
                let ports = Self::some_or_all(ports);
                Ok(Change::Longest { ports, minutes })
            }
            ChangeKind::AtMost => self.minutes().map(Change::AtMost).map_err(|it| vec![it]),
            ChangeKind::AddPorts => self.added.check().map(Change::AddPorts),
            ChangeKind::RemovePorts => {
                let ports = self.ports().map_err(|it| vec![it])?;
                if ports.is_empty() {
                    return Err(vec![FieldError::new("ports", "no_port")]);
                }
                Ok(Change::RemovePorts(ports))
            }
            ChangeKind::Drop => Ok(Change::Drop),
            ChangeKind::DropGone => Ok(Change::DropGone),
        }
    }

    fn ports(&self) -> Result<BTreeSet<u16>, FieldError> {
        let texts = self.ports.split([',', ' ', ';', '\n']);
        let texts = texts.filter(|it| !it.trim().is_empty());
        texts.map(|it| field::port("ports", it)).collect()
    }

    fn some_or_all(ports: BTreeSet<u16>) -> Ports {
        if ports.is_empty() {
            Ports::All
        } else {
            Ports::These(ports)
        }
    }

    fn sources(&self) -> Result<Sources, FieldError> {
        let sources = field::sources("sources", &self.sources)?;
        Sources::new(sources).ok_or_else(|| FieldError::new("sources", "source_mixed"))
    }

    fn minutes(&self) -> Result<Minutes, FieldError> {
        let minutes = field::minutes("minutes", &self.minutes, LONGEST)?;
        Minutes::new(minutes).ok_or_else(|| FieldError::new("minutes", "minutes"))
    }
}

/// Both, or what is wrong with either.
fn both<T, U>(
    one: Result<T, FieldError>,
    other: Result<U, FieldError>,
) -> Result<(T, U), Vec<FieldError>> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(ports: &str, sources: &str, minutes: &str) -> ChangeForm {
        ChangeForm {
            ports: ports.to_owned(),
            sources: sources.to_owned(),
            minutes: minutes.to_owned(),
            ..ChangeForm::default()
        }
    }

    #[test]
    fn every_kind_of_change_can_be_read() {
        let form = form("22, 3389", "10.0.0.0/8", "60");
        for kind in ChangeKind::ALL {
            assert_eq!(form.check(kind).unwrap().kind(), kind);
        }
        let all = ChangeForm {
            ports: String::new(),
            ..form
        };
        let minutes = Minutes::new(60).unwrap();
        assert_eq!(
            all.check(ChangeKind::Longest),
            Ok(Change::Longest {
                ports: Ports::All,
                minutes
            })
        );
    }

    #[test]
    fn each_field_tells_what_is_wrong_with_it() {
        let wrong = form("22x", "*, 10.0.0.0/8", "3");
        for (kind, expected) in [
            (
                ChangeKind::Sources,
                vec![("ports", "port"), ("sources", "source_mixed")],
            ),
            (ChangeKind::ReplaceSource, vec![("sources", "source_mixed")]),
            (
                ChangeKind::Longest,
                vec![("ports", "port"), ("minutes", "too_short")],
            ),
            (ChangeKind::AtMost, vec![("minutes", "too_short")]),
            (ChangeKind::RemovePorts, vec![("ports", "port")]),
        ] {
            let errors = wrong.check(kind).unwrap_err();
            let found: Vec<(&str, &str)> = errors.iter().map(|it| (&*it.field, it.key)).collect();
            assert_eq!(found, expected, "{kind:?}");
        }
        let none = form("", "", "60").check(ChangeKind::RemovePorts);
        assert_eq!(none.unwrap_err()[0].key, "no_port");
    }
}
