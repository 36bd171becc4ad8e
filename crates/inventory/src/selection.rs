//! Which machines a reader has chosen: all that a search finds or none, and those that
//! were ticked or cleared one by one. So a choice of thousands is as short in an address
//! as the exceptions from it.

use std::collections::BTreeSet;

use super::{Key, search::Search};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What was searched for when all were chosen.
    all: Option<(String, Search)>,
    /// Those that are otherwise than `all` says.
    flipped: BTreeSet<Key>,
}

impl Selection {
    /// All that this search finds.
    pub fn all(search: &str) -> Self {
        Self {
            all: Some((search.to_owned(), Search::new(search))),
            flipped: BTreeSet::new(),
        }
    }

    /// All that this search finds, and those that were ticked one by one before.
    #[must_use]
    pub fn with_all(&self, search: &str) -> Self {
        let mut all = Self::all(search);
        let ticked = self.flipped.iter().filter(|_| self.all.is_none());
        ticked.for_each(|it| all.set(it, true));
        all
    }

    /// None of those that this search finds. `found` are the machines that it does.
    pub(super) fn clear<'a>(&mut self, search: &str, found: impl Iterator<Item = &'a Key>) {
        if let Some((_, all)) = self.all.take_if(|it| it.0 == search) {
            // What is left was ticked beside it.
            self.flipped.retain(|it| !it.is_found(&all));
        } else {
            found.for_each(|it| self.set(it, false));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_none() && self.flipped.is_empty()
    }

    pub fn has(&self, key: &Key) -> bool {
        let all = self.all.as_ref();
        let in_all = all.is_some_and(|(_, search)| key.is_found(search));
        in_all != self.flipped.contains(key)
    }

    /// Takes a machine in, or out.
    pub fn set(&mut self, key: &Key, is_chosen: bool) {
        if self.has(key) != is_chosen && !self.flipped.remove(key) {
            self.flipped.insert(key.clone());
        }
    }

    /// What an address keeps: the search for all, and the exceptions.
    pub(super) fn parts(&self) -> (Option<&str>, String) {
        let keys: Vec<String> = self.flipped.iter().map(Key::to_string).collect();
        (self.all.as_ref().map(|it| &*it.0), keys.join(" "))
    }

    pub(super) fn from_parts(all: Option<&str>, keys: &str) -> Self {
        let keys = keys.split(' ').filter(|it| !it.is_empty());
        Self {
            flipped: keys.map(Key::parse).collect(),
            ..all.map(Self::all).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Key, Selection};

    fn key(name: &str) -> Key {
        Key::parse(&format!("rg/{name}"))
    }

    const NAMES: [&str; 5] = ["vm-a", "vm-b", "web-a", "web-b", "db"];

    #[derive(Clone, Debug)]
    enum Step {
        All(&'static str),
        WithAll(&'static str),
        Set(usize, bool),
        Clear(&'static str),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let search = || prop::sample::select(&["", "vm", "web", "a", "nowhere"][..]);
        let step = prop_oneof![
            search().prop_map(Step::All),
            search().prop_map(Step::WithAll),
            (0..NAMES.len(), any::<bool>()).prop_map(|(at, it)| Step::Set(at, it)),
            search().prop_map(Step::Clear),
        ];
        prop::collection::vec(step, 0..12)
    }

    proptest! {
        #[test]
        fn what_was_done_last_to_a_machine_holds(steps in steps()) {
            let mut selection = Selection::default();
            let mut model = [false; NAMES.len()];
            for step in steps {
                match step {
                    Step::All(search) => {
                        selection = Selection::all(search);
                        for (chosen, name) in model.iter_mut().zip(NAMES) {
                            *chosen = name.contains(search);
                        }
                    }
                    Step::Set(at, is_chosen) => {
                        selection.set(&key(NAMES[at]), is_chosen);
                        model[at] = is_chosen;
                    }
                    Step::WithAll(search) => {
                        let is_ticked = selection.parts().0.is_none();
                        selection = selection.with_all(search);
                        for (chosen, name) in model.iter_mut().zip(NAMES) {
                            *chosen = name.contains(search) || is_ticked && *chosen;
                        }
                    }
                    Step::Clear(search) => {
                        let found = NAMES.into_iter().filter(|it| it.contains(search));
                        let found: Vec<Key> = found.map(key).collect();
                        selection.clear(search, found.iter());
                        for (chosen, name) in model.iter_mut().zip(NAMES) {
                            *chosen &= !name.contains(search);
                        }
                    }
                }
                let (all, keys) = selection.parts();
                prop_assert_eq!(&Selection::from_parts(all, &keys), &selection);
                for (chosen, name) in model.iter().zip(NAMES) {
                    prop_assert_eq!(selection.has(&key(name)), *chosen, "{}", name);
                }
            }
        }
    }
}
