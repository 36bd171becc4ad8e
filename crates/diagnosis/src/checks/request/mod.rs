//! Is a window open, for the reader, now?

pub(super) mod open;
pub(super) mod settled;
pub(super) mod source;

use azure::answer::Unavailable;

use crate::{
    access_windows::{Status, Window, windows},
    facts::Facts,
};

const STATUS: &str = "value[].properties.requests[].virtualMachines[].ports[].status";
const END: &str = "value[].properties.requests[].virtualMachines[].ports[].endTimeUtc";
const SOURCE: &str =
    "value[].properties.requests[].virtualMachines[].ports[].allowedSourceAddressPrefix";

/// The windows of the VM, seen from the reader's port and address.
pub(super) struct Windows {
    /// Of every port, the newest first.
    pub(super) all: Vec<Window>,
    /// Of the port that is asked for.
    pub(super) on_port: Vec<Window>,
    /// Of those the ones for the reader's address; all without an address.
    pub(super) own: Vec<Window>,
}

impl Windows {
    pub(super) fn read(facts: &Facts, port: u16) -> Result<Self, Unavailable> {
        let question = facts.question()?;
        let all = windows(facts, &question.vm)?;
        let on_port: Vec<Window> = all.iter().filter(|it| it.port == port).cloned().collect();
        let own = on_port.iter().filter(|it| it.is_own(question));
        let own = own.cloned().collect();
        Ok(Self { all, on_port, own })
    }

    /// What became of the reader's latest request, or of anybody's if there is
    /// none for the reader's address.
    pub(super) fn newest(&self) -> Option<&Window> {
        self.own.first().or_else(|| self.on_port.first())
    }

    pub(super) fn own_open(&self) -> Option<&Window> {
        first_open(&self.own)
    }
}

pub(super) fn first_open(windows: &[Window]) -> Option<&Window> {
    windows.iter().find(|it| it.status == Status::Open)
}
