//! How a reader has set the table, as an address keeps it.

use super::{Column, Selection};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableState {
    /// Words that must all stand in the name or the resource group.
    pub search: String,
    pub column: Column,
    pub descending: bool,
    /// The row that is topmost in sight, from 0.
    pub top: usize,
    /// Of the VMs without JIT.
    pub selection: Selection,
    /// Of those that have it.
    pub guarded: Selection,
}

impl TableState {
    /// What it is called in an address.
    pub const PARAMETERS: [&str; 7] = [
        "find",
        "sort",
        "top",
        "all",
        "chosen",
        "all-guarded",
        "guarded",
    ];

    /// Nothing in it can fail: what is not understood is left at its beginning, for it
    /// only says how the same rows are shown.
    pub fn from_query(query: &str) -> Self {
        let mut state = Self::default();
        let (mut all, mut keys) = (None, String::new());
        let (mut all_guarded, mut guarded) = (None, String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "find" => state.search = value.into_owned(),
                "sort" => {
                    let column = value.strip_prefix('-');
                    state.descending = column.is_some();
                    state.column = Column::from_key(column.unwrap_or(&value)).unwrap_or_default();
                }
                "top" => state.top = value.parse().unwrap_or_default(),
                "all" => all = Some(value.into_owned()),
                "chosen" => keys = value.into_owned(),
                "all-guarded" => all_guarded = Some(value.into_owned()),
                "guarded" => guarded = value.into_owned(),
                _ => {}
            }
        }
        state.selection = Selection::from_parts(all.as_deref(), &keys);
        state.guarded = Selection::from_parts(all_guarded.as_deref(), &guarded);
        state
    }

    /// Empty for a table that nobody has touched.
    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.search.is_empty() {
            query.append_pair("find", &self.search);
        }
        if (self.column, self.descending) != (Column::Name, false) {
            let sign = if self.descending { "-" } else { "" };
            query.append_pair("sort", &format!("{sign}{}", self.column.key()));
        }
        if self.top > 0 {
            query.append_pair("top", &self.top.to_string());
        }
        for (selection, all_name, name) in [
            (&self.selection, "all", "chosen"),
            (&self.guarded, "all-guarded", "guarded"),
        ] {
            let (all, keys) = selection.parts();
            if let Some(all) = all {
                query.append_pair(all_name, all);
            }
            if !keys.is_empty() {
                query.append_pair(name, &keys);
            }
        }
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Key, *};

    fn selection() -> impl Strategy<Value = Selection> {
        let all = prop::option::of("\\PC{0,12}");
        let set = prop::collection::vec(("[a-z0-9._-]{1,8}", any::<bool>()), 0..6);
        (all, set).prop_map(|(all, set)| {
            let mut selection = all.as_deref().map(Selection::all).unwrap_or_default();
            for (name, is_chosen) in set {
                let group = if name.len() == 3 { "1111/rg-1" } else { "rg-1" };
                selection.set(&Key::parse(&format!("{group}/{name}")), is_chosen);
            }
            selection
        })
    }

    proptest! {
        #[test]
        fn an_address_brings_the_table_back(
            search in "\\PC{0,20}",
            column in prop::sample::select(&Column::ALL[..]),
            descending in any::<bool>(),
            top in 0..20_000_usize,
            selection in selection(),
            guarded in selection(),
        ) {
            let state = TableState { search, column, descending, top, selection, guarded };
            prop_assert_eq!(TableState::from_query(&state.to_query()), state);
        }

        #[test]
        fn no_address_fails(query in "\\PC{0,60}") {
            TableState::from_query(&query);
        }
    }

    #[test]
    fn what_is_not_understood_leaves_the_rest() {
        let state = TableState::from_query("sort=-nothing&top=-3&find=web&other=1");
        let expected = TableState {
            search: "web".to_owned(),
            descending: true,
            ..TableState::default()
        };
        assert_eq!(state, expected);
        assert_eq!(TableState::default().to_query(), "");
    }
}
