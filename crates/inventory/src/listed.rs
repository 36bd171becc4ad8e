//! One machine as a row of the table.

use std::rc::Rc;

use azure::security::Assessment;

use super::{Exposure, Machine, Selection, Tab};

#[derive(Clone, Debug)]
pub struct ListedVm {
    pub machine: Rc<Machine>,
    pub tab: Tab,
    /// What Defender for Cloud's recommendation says of the machine.
    pub recommendation: Option<Assessment>,
    /// Of one that has JIT, once it is known.
    pub exposure: Option<Exposure>,
    /// The name in lower case, by which rows are found and put in order.
    pub(super) key: String,
    /// The resource group likewise.
    pub(super) group_key: String,
}

impl ListedVm {
    /// The recommendation, where it does not say what the tab says.
    pub fn disagreeing(&self) -> Option<&Assessment> {
        let it = self.recommendation.as_ref()?;
        (!self.tab.agrees_with(it)).then_some(it)
    }

    pub fn group(&self) -> &str {
        self.machine.id.resource_group().unwrap_or_default()
    }

    pub fn is_chosen(&self, selection: &Selection) -> bool {
        selection.has(&self.key, &self.group_key)
    }
}
