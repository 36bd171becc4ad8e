//! Which requests a pattern of an estate means: a method, where one is named,
//! and path and query with `*` for any run of characters. Both without case.

/// Whether a request is one of those that are meant.
pub(crate) fn meets(wanted: (Option<&str>, &str), (method, path): (&str, &str)) -> bool {
    let (wanted_method, wanted_path) = wanted;
    wanted_method.is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
        && path_meets(wanted_path, path)
}

/// Whether path and query of a request are such as the pattern means.
pub fn path_meets(pattern: &str, path: &str) -> bool {
    glob(&pattern.to_ascii_lowercase(), &path.to_ascii_lowercase())
}

/// Linear: the pieces between the stars, one after the other.
fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("*", "/any", true),
            (
                "*/virtualmachines*",
                "/subscriptions/s/virtualmachines?x",
                true,
            ),
            ("/tenants?*", "/tenants?api-version=1", true),
            ("/tenants", "/tenants?api-version=1", false),
            ("*a*b*", "xbxa", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_method_counts_where_it_is_named() {
        let put = ("PUT", "/Policies/a");
        assert!(meets((Some("put"), "/policies/*"), put));
        assert!(meets((None, "*"), put));
        assert!(!meets((Some("GET"), "*"), put));
        assert!(!meets((Some("PUT"), "/vms/*"), put));
    }
}
