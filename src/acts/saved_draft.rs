//! A form that outlives its page: what is typed is put aside until it is sent or the
//! reader closes the form, so that Back, a reload or a sign-in with Microsoft loses
//! nothing. Only the form comes back; to send it takes the reader once more.

use actions::Act;
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::step::Step;
use crate::{
    browser::{location, storage},
    part::part,
    route::Place,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SavedDraft {
    /// The page on which it was.
    fragment: String,
    act: Act,
    /// What was typed, as JSON. Of which form it is, the act says.
    draft: String,
}

/// Puts a form aside as it is typed, until it is sent. `draft` is followed.
pub(super) fn keep<T: Serialize>(
    act: Act,
    step: RwSignal<Step>,
    draft: impl Fn() -> Option<T> + 'static,
) {
    Effect::new(move |_| match step.get() {
        Step::Form | Step::Confirm => {
            if let Some(draft) = draft() {
                save(act.clone(), &draft);
            }
        }
        Step::Running => forget(),
        Step::Done => {}
    });
}

/// The reader is done with the form, or signs out.
pub(crate) fn forget() {
    storage::ACT.clear();
}

/// Puts a form aside.
pub(super) fn save(act: Act, draft: &impl Serialize) {
    let saved = SavedDraft::new(location::hash(), act, draft);
    if let Some(json) = saved.and_then(|it| serde_json::to_string(&it).ok()) {
        storage::ACT.set(&json);
    }
}

/// Whether a form was put aside on some page.
pub(super) fn is_any() -> bool {
    storage::ACT.get().is_some()
}

part!(
    acts,
    /// The act whose form was put aside on the page that is shown.
    fn act_waiting() -> Option<Act> {
        read().and_then(|it| it.waiting_on(&location::hash()))
    }
);

/// Takes the form of this act back, if it was put aside.
pub(super) fn take<T: DeserializeOwned>(act: &Act) -> Option<T> {
    let saved = read().filter(|it| it.act == *act)?;
    storage::ACT.clear();
    saved.draft()
}

fn read() -> Option<SavedDraft> {
    SavedDraft::read(&storage::ACT.get()?)
}

impl SavedDraft {
    fn new(fragment: String, act: Act, draft: &impl Serialize) -> Option<Self> {
        let draft = serde_json::to_string(draft).ok()?;
        Some(Self {
            fragment,
            act,
            draft,
        })
    }

    /// `None` for what this program does not write.
    fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    fn waiting_on(self, fragment: &str) -> Option<Act> {
        let route = |fragment: &str| Place::parse(fragment).route;
        (route(&self.fragment) == route(fragment)).then_some(self.act)
    }

    fn draft<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.draft).ok()
    }
}

#[cfg(test)]
mod tests {
    use actions::{
        request::{PortDraft, RequestDraft, Target},
        turn_on::TurnOnDraft,
    };
    use azure::resource_id::ResourceId;

    use super::*;

    const SUBSCRIPTION: &str = "11111111-2222-3333-4444-555555555555";

    fn act() -> Act {
        Act::Request(Target {
            vm: ResourceId::parse(&format!(
                "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg\
                 /providers/Microsoft.Compute/virtualMachines/vm-1"
            ))
            .unwrap(),
            port: Some(3389),
            source: None,
            bastion: None,
        })
    }

    fn draft() -> RequestDraft {
        RequestDraft {
            ports: vec![PortDraft {
                number: 3389,
                is_chosen: true,
                source: "203.0.113.7".to_owned(),
                minutes: "30".to_owned(),
            }],
            justification: "\"patching\"".to_owned(),
        }
    }

    fn saved() -> SavedDraft {
        SavedDraft::new(format!("/subscription/{SUBSCRIPTION}"), act(), &draft()).unwrap()
    }

    #[test]
    fn what_was_put_aside_comes_back() {
        let json = serde_json::to_string(&saved()).unwrap();
        let back = SavedDraft::read(&json).unwrap();
        assert_eq!(back, saved());
        assert_eq!(back.draft(), Some(draft()));
    }

    #[test]
    fn it_waits_on_its_own_page_alone() {
        let own = saved().fragment;
        assert_eq!(saved().waiting_on(&own), Some(act()));
        // A language is no other page.
        assert_eq!(saved().waiting_on(&format!("{own}?lang=ja")), Some(act()));
        assert_eq!(saved().waiting_on("/"), None);
    }

    #[test]
    fn what_this_program_does_not_write_is_not_taken() {
        assert_eq!(saved().draft::<TurnOnDraft>(), None);
        for json in [
            "",
            "null",
            "{}",
            r#"{"fragment": "/", "act": {"TurnOn": []}, "draft": "{}"}"#,
            r#"{"fragment": "/", "act": {"Switch": ["Plan", "nowhere"]}, "draft": "null"}"#,
            r#"{"fragment": "/", "act": {"Delete": []}, "draft": "{}"}"#,
        ] {
            assert_eq!(SavedDraft::read(json), None, "{json}");
        }
    }
}
