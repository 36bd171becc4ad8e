//! The id of the release that the host serves, fetched when somebody asks. It
//! is what the host says: only its files themselves prove anything.

use serde_json::Value;

use crate::browser::site;

/// The id in hexadecimal; `None` when the host does not serve one.
pub(crate) async fn load() -> Option<String> {
    parse(&site::text("build.json").await.ok()?)
}

/// Some hosts answer with a page instead of a 404.
fn parse(json: &str) -> Option<String> {
    let build: Value = serde_json::from_str(json).ok()?;
    let id = build.get("id")?.as_str()?;
    let is_digest = id.len() == 64 && id.bytes().all(|it| it.is_ascii_hexdigit());
    is_digest.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_digest_and_nothing_else() {
        let id = "0123456789abcdef".repeat(4);
        assert_eq!(parse(&format!(r#"{{"id":"{id}"}}"#)), Some(id));
        for other in ["<!doctype html>", "{}", r#"{"id":7}"#, r#"{"id":"`x`"}"#] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
