//! Which actions a set of permissions grants.

/// One entry of a role: what it allows, less what it leaves out. An exception
/// is no denial: another entry may still grant the action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    pub actions: Vec<String>,
    pub not_actions: Vec<String>,
}

/// The entries of one or more roles; they add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub Vec<Permission>);

/// Whether an action is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    No,
    /// Only if `X/*/read` is taken to cover `X/read`, which documented custom
    /// roles rely on, but which Microsoft does not state.
    Presumably,
    Yes,
}

impl Grant {
    pub fn is_granted(self) -> bool {
        self != Self::No
    }
}

impl Permissions {
    /// Whether `action`, one without wildcards, is granted.
    pub fn grants(&self, action: &str) -> Grant {
        self.0
            .iter()
            .map(|it| it.grants(action))
            .max()
            .unwrap_or(Grant::No)
    }

    /// The patterns that grant the action, for the evidence.
    pub fn granting<'a>(&'a self, action: &str) -> Vec<&'a str> {
        self.0
            .iter()
            .filter(|it| it.grants(action).is_granted())
            .flat_map(|it| &it.actions)
            .filter(|it| pattern_grants(it, action).is_granted())
            .map(String::as_str)
            .collect()
    }
}

impl Permission {
    fn grants(&self, action: &str) -> Grant {
        if self.not_actions.iter().any(|it| matches(it, action)) {
            return Grant::No;
        }
        self.actions
            .iter()
            .map(|it| pattern_grants(it, action))
            .max()
            .unwrap_or(Grant::No)
    }
}

fn pattern_grants(pattern: &str, action: &str) -> Grant {
    if matches(pattern, action) {
        Grant::Yes
    } else if pattern.contains("/*/") && matches(&pattern.replace("/*/", "/"), action) {
        Grant::Presumably
    } else {
        Grant::No
    }
}

/// Whether a pattern matches an action: without case, and `*` stands for any
/// run of characters, slashes included.
pub fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = action.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    // Taking each part at its first place leaves the most for those after it.
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn permission(actions: &[&str], not_actions: &[&str]) -> Permission {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        Permission {
            actions: owned(actions),
            not_actions: owned(not_actions),
        }
    }

    #[test]
    fn an_exception_takes_from_its_own_entry_only() {
        let both = Permissions(vec![
            permission(&["*"], &["Microsoft.Security/*/Write"]),
            permission(&["microsoft.security/pricings/write"], &[]),
        ]);
        assert_eq!(both.grants("Microsoft.Security/pricings/write"), Grant::Yes);
        assert_eq!(both.grants("Microsoft.Security/policies/write"), Grant::No);
        assert_eq!(
            both.grants("Microsoft.Compute/virtualMachines/write"),
            Grant::Yes
        );
    }

    #[test]
    fn a_star_in_the_middle_presumably_covers_the_type_itself() {
        let it = Permissions(vec![permission(
            &["Microsoft.Network/networkInterfaces/*/read"],
            &[],
        )]);
        assert_eq!(
            it.grants("Microsoft.Network/networkInterfaces/read"),
            Grant::Presumably
        );
        assert_eq!(
            it.grants("Microsoft.Network/networkInterfaces/ipConfigurations/read"),
            Grant::Yes
        );
        assert_eq!(
            it.grants("Microsoft.Network/networkInterfaces/write"),
            Grant::No
        );
        assert_eq!(Permissions::default().grants("a/read"), Grant::No);
    }

    /// As slow and as plain as the definition.
    fn naive(pattern: &[u8], action: &[u8]) -> bool {
        match (pattern.first(), action.first()) {
            (None, None) => true,
            (Some(b'*'), _) => {
                naive(&pattern[1..], action) || (!action.is_empty() && naive(pattern, &action[1..]))
            }
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b) && naive(&pattern[1..], &action[1..]),
            _ => false,
        }
    }

    fn naive_grants(entries: &[Permission], action: &str) -> Grant {
        let covers = |pattern: &str| naive(pattern.as_bytes(), action.as_bytes());
        let mut best = Grant::No;
        for entry in entries {
            if entry.not_actions.iter().any(|it| covers(it)) {
                continue;
            }
            for pattern in &entry.actions {
                if covers(pattern) {
                    best = Grant::Yes;
                } else if best == Grant::No
                    && pattern.contains("/*/")
                    && covers(&pattern.replace("/*/", "/"))
                {
                    best = Grant::Presumably;
                }
            }
        }
        best
    }

    fn action() -> impl Strategy<Value = String> {
        prop::collection::vec("[aAbB]", 1..6).prop_map(|it| it.join("/"))
    }

    fn pattern() -> impl Strategy<Value = String> {
        prop::collection::vec("[aAbB*]|\\*[ab]|[ab]\\*", 1..6).prop_map(|it| it.join("/"))
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "[aAb/*]{0,12}", action in "[aAb/]{0,12}") {
            prop_assert_eq!(matches(&pattern, &action), naive(pattern.as_bytes(), action.as_bytes()));
        }

        #[test]
        fn entries_agree_with_the_definition(
            entries in prop::collection::vec(
                (prop::collection::vec(pattern(), 0..4), prop::collection::vec(pattern(), 0..3)),
                0..4,
            ),
            action in action(),
        ) {
            let entries: Vec<Permission> = entries
                .into_iter()
                .map(|(actions, not_actions)| Permission { actions, not_actions })
                .collect();
            prop_assert_eq!(Permissions(entries.clone()).grants(&action), naive_grants(&entries, &action));
        }
    }
}
