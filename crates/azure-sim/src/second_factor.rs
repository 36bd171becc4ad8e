//! The second factor that ARM asks for before a change: authentication context
//! `p1`, in a claims challenge and in a token. Knows nothing of requests.
//! Public sources: the learn.microsoft.com pages "Planning for mandatory
//! Microsoft Entra multifactor authentication" and "Claims challenges, claims
//! requests, and client capabilities"; pull request 31699 of Azure/azure-cli
//! for the claims that ARM names.

use serde_json::Value;

const CONTEXT: &str = "p1";

/// The claims that a client must hand on to get a token that will do.
pub(crate) const CHALLENGE: &str =
    r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;

/// Whether a `claims` parameter asks for a second factor.
pub(crate) fn is_asked_for(claims: &str) -> bool {
    let claims: Value = serde_json::from_str(claims).unwrap_or_default();
    let acrs = &claims["access_token"]["acrs"];
    names(&acrs["values"]) || acrs["value"] == CONTEXT
}

/// Whether the claims of a token say that its owner gave one.
pub(crate) fn is_in(token: &Value) -> bool {
    names(&token["acrs"])
}

fn names(contexts: &Value) -> bool {
    contexts
        .as_array()
        .is_some_and(|contexts| contexts.iter().any(|it| it == CONTEXT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_asked_for_is_read_however_it_is_written() {
        for (claims, expected) in [
            (CHALLENGE, true),
            (
                r#"{"access_token":{"acrs":{"value":"p1"},"xms_cc":{"values":["CP1"]}}}"#,
                true,
            ),
            (r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#, false),
            (r#"{"access_token":{"acrs":{"values":["c1"]}}}"#, false),
            (r#"{"id_token":{"acrs":{"values":["p1"]}}}"#, false),
            ("no JSON", false),
            ("", false),
        ] {
            assert_eq!(is_asked_for(claims), expected, "{claims}");
        }
    }

    #[test]
    fn a_token_names_its_contexts() {
        assert!(is_in(&json!({"acrs": ["c2", "p1"]})));
        assert!(!is_in(&json!({"acrs": ["c2"]})));
        assert!(!is_in(&json!({})));
    }
}
