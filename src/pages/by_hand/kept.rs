//! What was answered outlives a reload, in this tab. Answers are about one VM: another
//! one begins anew.

use diagnosis::by_hand::Answers;
use serde::{Deserialize, Serialize};

use crate::browser::storage;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Of which VM, where that is known.
    pub(super) vm: Option<String>,
    answers: String,
    pub(super) looks_on: bool,
    pub(super) is_for_another: bool,
}

impl Kept {
    pub(super) fn new(
        vm: Option<String>,
        answers: &Answers,
        looks_on: bool,
        is_for_another: bool,
    ) -> Self {
        Self {
            vm,
            answers: answers.to_string(),
            looks_on,
            is_for_another,
        }
    }

    /// What was kept of this VM.
    pub(super) fn of(vm: Option<&str>) -> Self {
        let kept = storage::BY_HAND.get().and_then(|it| Self::read(&it));
        kept.filter(|it| it.vm.as_deref() == vm).unwrap_or_default()
    }

    pub(super) fn keep(&self) {
        if let Ok(json) = serde_json::to_string(self) {
            storage::BY_HAND.set(&json);
        }
    }

    pub(super) fn answers(&self) -> Answers {
        Answers::read(&self.answers)
    }

    /// `None` for what this program does not write.
    fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

#[cfg(test)]
mod tests {
    use diagnosis::by_hand::{Given, question};

    use super::*;

    #[test]
    fn what_was_answered_comes_back() {
        let mut answers = Answers::default();
        let plan = question("plan").unwrap();
        answers.give(plan, Given::of(plan, "plan1").unwrap());
        let kept = Kept::new(Some("vm".to_owned()), &answers, true, false);
        let back = Kept::read(&serde_json::to_string(&kept).unwrap()).unwrap();
        assert_eq!(back, kept);
        assert_eq!(back.answers(), answers);
        for json in ["", "null", "{}", r#"{"answers": 1}"#] {
            assert_eq!(Kept::read(json), None, "{json}");
        }
    }
}
