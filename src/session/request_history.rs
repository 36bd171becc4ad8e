//! Every request that was made to Azure since the page was opened, whoever made
//! it: a check, the lists to choose from, the header.

use std::{cell::RefCell, rc::Rc};

use azure::arm::{LogEntry, RequestLog};

/// The logs of all clients; clones are one.
#[derive(Clone, Default)]
pub(crate) struct RequestHistory(Rc<RefCell<Vec<RequestLog>>>);

impl RequestHistory {
    pub(super) fn follow(&self, log: &RequestLog) {
        self.0.borrow_mut().push(log.clone());
    }

    /// By client, in the order of the answers.
    pub(crate) fn entries(&self) -> Vec<LogEntry> {
        self.0
            .borrow()
            .iter()
            .flat_map(RequestLog::entries)
            .collect()
    }
}
