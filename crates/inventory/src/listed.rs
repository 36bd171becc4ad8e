//! One machine as a row of the table.

use std::rc::Rc;

use azure::security::Assessment;

use super::{Exposure, Key, Machine, Tab};

#[derive(Clone, Debug)]
pub struct ListedVm {
    pub machine: Rc<Machine>,
    pub tab: Tab,
    /// What Defender for Cloud's recommendation says of the machine.
    pub recommendation: Option<Assessment>,
    /// Of one that has JIT, once it is known.
    pub exposure: Option<Exposure>,
    pub key: Key,
    /// Which of the subscriptions that are read it is in.
    pub subscription: usize,
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
}
