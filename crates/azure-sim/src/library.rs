//! Which estates can be opened: those of the catalogue, and one made from
//! recordings where there is one.

use time::OffsetDateTime;

use crate::catalogue;
use crate::estate::EstateError;
use crate::world::World;

#[derive(Debug, Clone, Default)]
pub struct Library {
    recorded: Option<World>,
}

impl Library {
    /// A library that also has an estate of this name and content.
    pub fn with(recorded: World) -> Self {
        Self {
            recorded: Some(recorded),
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.recorded
            .iter()
            .map(|world| world.name.as_str())
            .chain(catalogue::names().map(|name| -> &str { name }))
    }

    /// A fresh copy of an estate.
    pub fn open(&self, name: &str, now: OffsetDateTime) -> Result<World, EstateError> {
        match &self.recorded {
            Some(world) if world.name == name => {
                let mut world = world.clone();
                world.now = now;
                Ok(world)
            }
            _ => World::open(name, now),
        }
    }
}
