//! Answers in rows outlive a reload, in this tab, for the same VM, port, goal
//! and person. Of the demo nothing is kept: its scenarios share one VM.

use diagnosis::{by_hand::Answers, question::Question};
use serde::{Deserialize, Serialize};

use crate::browser::storage;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    vm: String,
    port: Option<u16>,
    goal: Option<String>,
    /// The object id of the one whose permissions are judged, unless they are the reader's.
    about: Option<String>,
    answers: String,
}

impl Kept {
    fn new(question: &Question, answers: &Answers) -> Self {
        Self {
            vm: question.vm.to_string().to_ascii_lowercase(),
            port: question.port,
            goal: question.goal.map(|it| it.name().to_owned()),
            about: question.about.as_ref().map(|it| it.id.clone()),
            answers: answers.to_string(),
        }
    }

    fn is_of(&self, question: &Question) -> bool {
        let other = Self::new(question, &Answers::default());
        let key = |it: &Self| (it.vm.clone(), it.port, it.goal.clone(), it.about.clone());
        key(self) == key(&other)
    }
}

/// What was kept for this question.
pub(in crate::pages) fn kept(question: &Question) -> Answers {
    let json = storage::COMPLETED.get();
    let kept: Option<Kept> = json.and_then(|it| serde_json::from_str(&it).ok());
    let kept = kept.filter(|it| it.is_of(question));
    kept.map(|it| Answers::read(&it.answers))
        .unwrap_or_default()
}

/// Keeps the answers; without any, nothing stays.
pub(super) fn keep(question: &Question, answers: &Answers) {
    if answers.is_empty() {
        storage::COMPLETED.clear();
    } else if let Ok(json) = serde_json::to_string(&Kept::new(question, answers)) {
        storage::COMPLETED.set(&json);
    }
}

#[cfg(test)]
mod tests {
    use azure::resource_id::ResourceId;
    use diagnosis::question::{Goal, Subject};

    use super::*;

    const VM: &str = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg\
        /providers/Microsoft.Compute/virtualMachines/vm";

    fn question(vm: &str, port: u16, goal: Option<Goal>) -> Question {
        Question {
            tenant: None,
            vm: ResourceId::parse(vm).unwrap(),
            port: Some(port),
            source: None,
            goal,
            minutes: None,
            about: None,
        }
    }

    #[test]
    fn answers_are_of_one_question() {
        let goal = Some(Goal::Connect);
        let kept = Kept::new(&question(VM, 22, goal), &Answers::default());
        assert!(kept.is_of(&question(VM, 22, goal)));
        assert!(kept.is_of(&question(&VM.replace("rg", "RG"), 22, goal)));
        for other in [
            question(&format!("{VM}2"), 22, goal),
            question(VM, 3389, goal),
            question(VM, 22, None),
            Question {
                about: Subject::parse("3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08", None),
                ..question(VM, 22, goal)
            },
        ] {
            assert!(!kept.is_of(&other), "{other:?}");
        }
    }
}
