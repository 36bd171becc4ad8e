//! The open copies of estates, the longest unused of which make room.

use std::collections::HashMap;

use crate::estate::EstateError;
use crate::simulation::Simulation;

const MOST: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Simulations {
    open: HashMap<String, (u64, Simulation)>,
    turn: u64,
}

impl Simulations {
    /// The copy under this key, opened when it is not there.
    pub(super) fn open(
        &mut self,
        key: &str,
        fresh: impl FnOnce() -> Result<Simulation, EstateError>,
    ) -> Result<&mut Simulation, EstateError> {
        if !self.open.contains_key(key) {
            let simulation = fresh()?;
            self.make_room();
            self.open.insert(key.to_owned(), (0, simulation));
        }
        self.turn += 1;
        let turn = self.turn;
        let (used, simulation) = self
            .open
            .get_mut(key)
            .ok_or_else(|| EstateError::Unknown(key.to_owned()))?;
        *used = turn;
        Ok(simulation)
    }

    /// A name that no copy has had yet.
    pub(super) fn fresh_key(&mut self) -> String {
        self.turn += 1;
        format!("t{}", self.turn)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Simulation> {
        self.open.get(key).map(|(_, simulation)| simulation)
    }

    fn make_room(&mut self) {
        if self.open.len() < MOST {
            return;
        }
        let oldest = self.open.iter().min_by_key(|(_, (used, _))| *used);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.open.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    #[test]
    fn a_copy_stays_open_until_room_is_needed() {
        let fresh = || Simulation::open("healthy", OffsetDateTime::UNIX_EPOCH);
        let mut simulations = Simulations::default();
        simulations.open("first", fresh).unwrap().name = "mine".to_owned();
        assert_eq!(simulations.open("first", fresh).unwrap().name, "mine");
        for n in 0..MOST {
            simulations.open(&n.to_string(), fresh).unwrap();
        }
        assert_eq!(simulations.open.len(), MOST);
        assert!(simulations.get("first").is_none());
    }
}
