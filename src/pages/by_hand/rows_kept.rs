//! Answers in rows outlive a reload, in this tab, for the same VM, port, goal
//! and person. Of the demo nothing is kept: its scenarios share one VM.

use diagnosis::{by_hand::Answers, question::Question};

use crate::browser::storage;

/// A line for the question, and one for the answers.
fn written(question: &Question, answers: &Answers) -> String {
    [key(question), answers.to_string()].join("\n")
}

fn read(text: &str, question: &Question) -> Answers {
    let of_question = text.split_once('\n');
    let of_question = of_question.filter(|(it, _)| *it == key(question));
    of_question
        .map(|(_, answers)| Answers::read(answers))
        .unwrap_or_default()
}

fn key(question: &Question) -> String {
    let vm = question.vm.to_string().to_ascii_lowercase();
    let port = question.port.map(|it| it.to_string()).unwrap_or_default();
    let goal = question.goal.map_or("", |it| it.name());
    let about = question.about.as_ref().map_or("", |it| &it.id);
    [&*vm, &port, goal, about].join(" ")
}

/// Whether anything is kept, of whatever question.
pub(in crate::pages) fn may_be_kept() -> bool {
    storage::COMPLETED.get().is_some()
}

/// What was kept for this question.
pub(super) fn kept(question: &Question) -> Answers {
    let text = storage::COMPLETED.get();
    text.map(|it| read(&it, question)).unwrap_or_default()
}

/// Keeps the answers; without any, nothing stays.
pub(super) fn keep(question: &Question, answers: &Answers) {
    if answers.is_empty() {
        storage::COMPLETED.clear();
    } else {
        storage::COMPLETED.set(&written(question, answers));
    }
}

#[cfg(test)]
mod tests {
    use azure::resource_id::ResourceId;
    use diagnosis::question::{Goal, Subject};

    use super::*;

    const VM: &str = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg\
        /providers/Microsoft.Compute/virtualMachines/vm";

    const ANSWERS: &str = "vm_page=opens&power=not-seen";

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
        let answers = Answers::read(ANSWERS);
        assert!(!answers.is_empty());
        let text = written(&question(VM, 22, goal), &answers);
        for same in [
            question(VM, 22, goal),
            question(&VM.replace("rg", "RG"), 22, goal),
        ] {
            assert_eq!(read(&text, &same).to_string(), answers.to_string());
        }
        for other in [
            question(&format!("{VM}2"), 22, goal),
            question(VM, 3389, goal),
            question(VM, 22, None),
            Question {
                about: Subject::parse("3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08", None),
                ..question(VM, 22, goal)
            },
        ] {
            assert!(read(&text, &other).is_empty(), "{other:?}");
        }
        for odd in ["", "\n", "{}", ANSWERS] {
            assert!(read(odd, &question(VM, 22, goal)).is_empty(), "{odd}");
        }
    }
}
