//! Words that a reader looks for: all of them must stand in a machine's name or
//! resource group, in any order and casing.

/// Knows nothing of tables: whoever has a name and a group can ask it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(Vec<String>);

impl Search {
    pub fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        Self(text.split_whitespace().map(str::to_owned).collect())
    }

    /// Both in lower case.
    pub fn finds(&self, name: &str, group: &str) -> bool {
        let is_there = |word: &String| name.contains(word) || group.contains(word);
        self.0.iter().all(is_there)
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn all_words_must_be_found_in_any_order() {
        for (search, is_found) in [
            ("", true),
            ("  ", true),
            ("web", true),
            ("RG-App 01", true),
            ("01 rg-app", true),
            ("web 02", false),
            ("webrg", false),
        ] {
            let found = Search::new(search).finds("vm-web-01", "rg-app");
            assert_eq!(found, is_found, "{search:?}");
        }
    }
}
