//! The present session: how the reader came in.

use std::rc::Rc;

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
}

impl Session {
    pub(crate) fn access(&self) -> Option<&Access> {
        match self {
            Self::SignedOut => None,
            Self::Token(access) | Self::Microsoft(_, access) | Self::Demo(_, access) => {
                Some(access)
            }
        }
    }

    pub(super) fn access_mut(&mut self) -> Option<&mut Access> {
        match self {
            Self::SignedOut => None,
            Self::Token(access) | Self::Microsoft(_, access) | Self::Demo(_, access) => {
                Some(access)
            }
        }
    }
}

impl From<(Rc<Microsoft>, Access)> for Session {
    fn from((microsoft, access): (Rc<Microsoft>, Access)) -> Self {
        Self::Microsoft(microsoft, access)
    }
}
