//! Which machines a reader has chosen: all that a search finds or none, and those that
//! were ticked or cleared one by one. So a choice of thousands is as short in an address
//! as the exceptions from it.

use std::collections::BTreeSet;

use azure::resource_id::ResourceId;

use super::search::Search;

/// `<resource group>/<name>`, in lower case: within a subscription it names one VM.
pub(super) fn key(name: &str, group: &str) -> String {
    format!("{group}/{name}")
}

fn names(vm: &ResourceId) -> (String, String) {
    let group = vm.resource_group().unwrap_or_default();
    (vm.name().to_lowercase(), group.to_lowercase())
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What was searched for when all were chosen.
    all: Option<(String, Search)>,
    /// Those that are otherwise than `all` says.
    flipped: BTreeSet<String>,
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
        for (group, name) in ticked.filter_map(|it| it.split_once('/')) {
            all.set(name, group, true);
        }
        all
    }

    /// None of those that this search finds. `found` are the machines that it does.
    pub(super) fn clear<'a>(
        &mut self,
        search: &str,
        found: impl Iterator<Item = (&'a str, &'a str)>,
    ) {
        if let Some((_, all)) = self.all.take_if(|it| it.0 == search) {
            // What is left was ticked beside it.
            let is_beside = |(group, name): (&str, &str)| !all.finds(name, group);
            self.flipped
                .retain(|it| it.split_once('/').is_some_and(is_beside));
        } else {
            found.for_each(|(name, group)| self.set(name, group, false));
        }
    }

    pub fn has_vm(&self, vm: &ResourceId) -> bool {
        let (name, group) = names(vm);
        self.has(&name, &group)
    }

    /// Takes a VM in, or out.
    pub fn set_vm(&mut self, vm: &ResourceId, is_chosen: bool) {
        let (name, group) = names(vm);
        self.set(&name, &group, is_chosen);
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_none() && self.flipped.is_empty()
    }

    /// Name and group in lower case.
    pub(super) fn has(&self, name: &str, group: &str) -> bool {
        let in_all = self
            .all
            .as_ref()
            .is_some_and(|(_, search)| search.finds(name, group));
        // Most choices have no exceptions, and a key costs more than a look.
        let is_flipped = !self.flipped.is_empty() && self.flipped.contains(&key(name, group));
        in_all != is_flipped
    }

    pub(super) fn set(&mut self, name: &str, group: &str, is_chosen: bool) {
        if self.has(name, group) == is_chosen {
            return;
        }
        let key = key(name, group);
        if !self.flipped.remove(&key) {
            self.flipped.insert(key);
        }
    }

    /// What an address keeps: the search for all, and the exceptions.
    pub(super) fn parts(&self) -> (Option<&str>, String) {
        let keys: Vec<&str> = self.flipped.iter().map(String::as_str).collect();
        (self.all.as_ref().map(|it| &*it.0), keys.join(" "))
    }

    pub(super) fn from_parts(all: Option<&str>, keys: &str) -> Self {
        let keys = keys.split(' ').filter(|it| !it.is_empty());
        Self {
            flipped: keys.map(str::to_lowercase).collect(),
            ..all.map(Self::all).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Selection;

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
                        selection.set(NAMES[at], "rg", is_chosen);
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
                        selection.clear(search, found.map(|it| (it, "rg")));
                        for (chosen, name) in model.iter_mut().zip(NAMES) {
                            *chosen &= !name.contains(search);
                        }
                    }
                }
                let (all, keys) = selection.parts();
                prop_assert_eq!(&Selection::from_parts(all, &keys), &selection);
                for (chosen, name) in model.iter().zip(NAMES) {
                    prop_assert_eq!(selection.has(name, "rg"), *chosen, "{}", name);
                }
            }
        }
    }
}
