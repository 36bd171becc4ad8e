//! The present session: how the reader came in.

use std::{rc::Rc, sync::Arc};

use azure::timestamp::Timestamp;

use super::{access::Access, microsoft::Microsoft};

/// The present session.
#[derive(Clone)]
pub(crate) enum Session {
    SignedOut,
    /// With a pasted access token.
    Token(Access),
    /// Signed in through Microsoft's library.
    Microsoft(Rc<Microsoft>, Access),
    /// In the simulator that comes with the page, under a scenario's name.
    Demo(String, Access),
    /// What a script collected elsewhere, in the place of Azure.
    File(Arc<Source>, Access),
}

/// Where a collected file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) at: Timestamp,
    /// Of what kind who collected it is.
    pub(crate) reader: &'static str,
}

impl Session {
    pub(crate) fn access(&self) -> Option<&Access> {
        match self {
            Self::SignedOut => None,
            Self::Token(access)
            | Self::Microsoft(_, access)
            | Self::Demo(_, access)
            | Self::File(_, access) => Some(access),
        }
    }

    pub(super) fn access_mut(&mut self) -> Option<&mut Access> {
        match self {
            Self::SignedOut => None,
            Self::Token(access)
            | Self::Microsoft(_, access)
            | Self::Demo(_, access)
            | Self::File(_, access) => Some(access),
        }
    }
}

impl From<(Rc<Microsoft>, Access)> for Session {
    fn from((microsoft, access): (Rc<Microsoft>, Access)) -> Self {
        Self::Microsoft(microsoft, access)
    }
}
