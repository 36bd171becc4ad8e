//! Which estates can be opened: those of the catalogue, and one made from
//! recordings where there is one.

use time::OffsetDateTime;

use crate::catalogue;
use crate::estate::EstateError;
use crate::simulation::Simulation;

#[derive(Debug, Clone, Default)]
pub struct Library {
    recorded: Option<Simulation>,
}

impl Library {
    /// A library that also has an estate of this name and content.
    pub fn with(recorded: Simulation) -> Self {
        Self {
            recorded: Some(recorded),
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.recorded
            .iter()
            .map(|simulation| simulation.name.as_str())
            .chain(catalogue::names().map(|name| -> &str { name }))
    }

    /// A fresh copy of an estate.
    pub fn open(&self, name: &str, now: OffsetDateTime) -> Result<Simulation, EstateError> {
        match &self.recorded {
            Some(simulation) if simulation.name == name => {
                let mut simulation = simulation.clone();
                simulation.now = now;
                Ok(simulation)
            }
            _ => Simulation::open(name, now),
        }
    }
}
