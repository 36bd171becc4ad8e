//! Where a policy stands while policies are being changed, as it is shown.

use actions::edit::PolicyState;
use text::{Catalog, sentences};

use crate::{acts::state_line::StateLine, components::Icon, words::reason_in};

pub(super) fn line(state: &PolicyState, catalog: &Catalog) -> StateLine {
    let icon = match state {
        PolicyState::Done => Icon::Check,
        PolicyState::Waiting
        | PolicyState::Sending
        | PolicyState::Settling
        | PolicyState::NotTried => Icon::Pending,
        PolicyState::Unsettled | PolicyState::Changed | PolicyState::StillThere(_) => Icon::Warning,
        PolicyState::NotRead(_)
        | PolicyState::Refused(_)
        | PolicyState::Failed { .. }
        | PolicyState::Overwritten => Icon::Problem,
    };
    StateLine {
        icon,
        name: state.name(),
        more: more(state, catalog),
    }
}

fn more(state: &PolicyState, catalog: &Catalog) -> Option<String> {
    Some(match state {
        PolicyState::StillThere(vm) => catalog.fill("edit.there", [("vm", vm.name())]),
        PolicyState::NotRead(why) => reason_in(catalog, why),
        PolicyState::Refused(refused) => {
            let why = catalog.text(&format!("acts.refused.{}", refused.why.key()));
            match refused.in_azures_words() {
                words if words.is_empty() => why,
                words => sentences(&[&why, &catalog.text("acts.turn_on.azure"), &words]),
            }
        }
        PolicyState::Failed { provisioning } => provisioning.clone(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use actions::{WriteError, WriteErrorKind};
    use azure::{
        answer::{Reason, Unavailable},
        resource_id::ResourceId,
    };
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    #[test]
    fn every_state_is_worded_and_says_what_more_there_is() {
        let vm = ResourceId::parse("/subscriptions/11111111-2222-3333-4444-555555555555").unwrap();
        let refused = WriteError {
            why: WriteErrorKind::Locked,
            code: "ScopeLocked".to_owned(),
            message: "locked".to_owned(),
            request: "PUT /x".to_owned(),
            correlation_id: None,
        };
        let all = [
            (PolicyState::Waiting, false),
            (PolicyState::Sending, false),
            (PolicyState::Settling, false),
            (PolicyState::Done, false),
            (PolicyState::Changed, false),
            (PolicyState::StillThere(vm), true),
            (
                PolicyState::NotRead(Unavailable::new(Reason::SignInNeeded)),
                true,
            ),
            (PolicyState::Refused(refused), true),
            (
                PolicyState::Failed {
                    provisioning: "Failed".to_owned(),
                },
                true,
            ),
            (PolicyState::Unsettled, false),
            (PolicyState::Overwritten, false),
            (PolicyState::NotTried, false),
        ];
        assert_eq!(all.each_ref().map(|it| it.0.name()), PolicyState::NAMES);
        for language in Language::ALL {
            let catalog = catalog(language);
            for (state, has_more) in &all {
                let line = line(state, &catalog);
                assert_eq!(line.more.is_some(), *has_more, "{state:?}");
                let more = line.more.unwrap_or_default();
                assert!(!more.contains('{') && !more.contains("edit."), "{more}");
                let key = format!("edit.states.{}", line.name);
                assert!(catalog.get(&key).is_some(), "{key}");
            }
        }
    }
}
