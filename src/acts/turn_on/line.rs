//! A VM's state as it is shown: marked, named, and with what more there is to say.

use actions::turn_on::MachineState;
use azure::resource_id::ResourceId;
use text::Catalog;

use crate::{acts::state_line::StateLine, components::Icon, words::reason_in};

pub(super) fn line(state: &MachineState, catalog: &Catalog) -> StateLine {
    let icon = match state {
        MachineState::Done { .. } | MachineState::AlreadyOn(_) => Icon::Check,
        MachineState::Waiting
        | MachineState::Sending
        | MachineState::Settling
        | MachineState::NotTried => Icon::Pending,
        MachineState::Unsettled => Icon::Warning,
        _ => Icon::Problem,
    };
    StateLine {
        icon,
        name: state.name(),
        more: more(state, catalog),
    }
}

fn more(state: &MachineState, catalog: &Catalog) -> Option<String> {
    Some(match state {
        MachineState::Done { beside } if !beside.is_empty() => {
            let names: Vec<&str> = beside.iter().map(ResourceId::name).collect();
            catalog.fill(
                "acts.turn_on.beside",
                [("policies", catalog.listed(&names))],
            )
        }
        MachineState::AlreadyOn(policy) => {
            catalog.fill("acts.turn_on.by", [("policy", policy.name())])
        }
        MachineState::NotRead(why) => reason_in(catalog, why),
        MachineState::Refused(refused) => {
            catalog.text(&format!("acts.refused.{}", refused.why.key()))
        }
        MachineState::Failed { provisioning } => provisioning.clone(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use actions::{WriteError, WriteErrorKind};
    use azure::answer::{Reason, Unavailable};
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    fn policy(name: &str) -> ResourceId {
        ResourceId::parse(&format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/{name}"
        ))
        .unwrap()
    }

    fn refused(code: &str) -> MachineState {
        MachineState::Refused(WriteError {
            why: WriteErrorKind::Locked,
            code: code.to_owned(),
            message: String::new(),
            request: "PUT /x".to_owned(),
            correlation_id: None,
        })
    }

    #[test]
    fn a_state_is_marked_and_says_what_more_there_is() {
        let beside = vec![policy("default"), policy("other")];
        let failed = MachineState::Failed {
            provisioning: "Failed".to_owned(),
        };
        let not_read = MachineState::NotRead(Unavailable::new(Reason::SignInNeeded));
        for language in Language::ALL {
            let catalog = catalog(language);
            let both = catalog.listed(&["default", "other"]);
            for (state, icon, part) in [
                (MachineState::Waiting, Icon::Pending, None),
                (MachineState::NotTried, Icon::Pending, None),
                (MachineState::Done { beside: vec![] }, Icon::Check, None),
                (
                    MachineState::Done {
                        beside: beside.clone(),
                    },
                    Icon::Check,
                    Some(&*both),
                ),
                (
                    MachineState::AlreadyOn(policy("default")),
                    Icon::Check,
                    Some("default"),
                ),
                (MachineState::Unsettled, Icon::Warning, None),
                (MachineState::Lost, Icon::Problem, None),
                (failed.clone(), Icon::Problem, Some("Failed")),
                (not_read.clone(), Icon::Problem, Some("")),
                (refused("ScopeLocked"), Icon::Problem, Some("")),
            ] {
                let line = line(&state, &catalog);
                assert_eq!((line.icon, line.name), (icon, state.name()));
                assert_eq!(line.more.is_some(), part.is_some(), "{state:?}");
                let more = line.more.unwrap_or_default();
                assert!(more.contains(part.unwrap_or_default()), "{more}");
                assert!(!more.contains('{') && !more.contains("()"), "{more}");
                let text = format!("acts.turn_on.states.{}", state.name());
                assert!(catalog.get(&text).is_some(), "{text}");
            }
        }
    }
}
