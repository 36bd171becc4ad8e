//! What one server holds.

use std::sync::{Mutex, atomic::AtomicU64};

use time::OffsetDateTime;

use super::simulations::Simulations;
use crate::entra::Entra;
use crate::estate::EstateError;
use crate::library::Library;
use crate::token;

/// Everything that one server holds. Every sign-in, and every token that the
/// control endpoint hands out, opens a copy of its estate, so that clients who
/// run side by side do not disturb each other.
pub struct Server {
    pub(super) library: Library,
    pub(super) estate: String,
    pub(super) entra: Mutex<Entra>,
    pub(super) simulations: Mutex<Simulations>,
    /// How long a preflight takes, in milliseconds. It holds for all, because a preflight
    /// carries no token.
    pub(super) preflight_ms: AtomicU64,
}

impl Server {
    /// `estate` is the one that is offered first.
    pub fn new(library: Library, estate: &str) -> Result<Self, EstateError> {
        library.open(estate, OffsetDateTime::now_utc())?;
        Ok(Self {
            entra: Mutex::new(Entra::new(library.clone(), estate)),
            simulations: Mutex::new(Simulations::default()),
            preflight_ms: AtomicU64::new(0),
            estate: estate.to_owned(),
            library,
        })
    }

    pub fn library(&self) -> &Library {
        &self.library
    }

    /// A token of the estate's own person, to try the server with.
    pub fn sample_token(&self) -> Result<String, EstateError> {
        let simulation = self.library.open(&self.estate, OffsetDateTime::now_utc())?;
        simulation.token_for(
            &simulation.estate.ask.person,
            "sample",
            &token::Wish::default(),
        )
    }
}
