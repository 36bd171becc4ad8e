//! The error envelopes of Azure Resource Manager and of what stands before it.
//!
//! ARM's contract is `{"error":{"code","message"}}`; providers and gateways
//! send half a dozen other forms, and some send HTML or nothing.

use serde_json::Value;

/// What an error answer says. Both may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    pub code: String,
    /// ARM's words, in the language that was asked for; for display only.
    pub message: String,
}

/// Longer messages are cut: some gateways answer with a whole page.
const MAX_MESSAGE_CHARS: usize = 600;

/// Reads the envelope in whatever form it came.
pub fn parse(body: &str) -> Envelope {
    let Ok(json) = serde_json::from_str::<Value>(body.trim_start_matches('\u{feff}')) else {
        return Envelope::default();
    };
    let inner = ["error", "Error", "odata.error"]
        .iter()
        .find_map(|key| json.get(key))
        .unwrap_or(&json);
    // Some gateways put the envelope into a string, once more as JSON.
    if let Value::String(text) = inner {
        return match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(_)) => parse(text),
            _ => Envelope {
                code: text_of(&json, &["code", "Code"]).unwrap_or_else(|| cut(text)),
                message: text_of(&json, &["message", "Message", "error_description"])
                    .unwrap_or_default(),
            },
        };
    }
    Envelope {
        code: text_of(inner, &["code", "Code", "ErrorCode", "errorCode"]).unwrap_or_default(),
        message: text_of(
            inner,
            &["message", "Message", "ErrorMessage", "errorMessage"],
        )
        .unwrap_or_default(),
    }
}

fn text_of(json: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match json.get(key)? {
        Value::String(text) => Some(cut(text)),
        Value::Number(number) => Some(number.to_string()),
        // OData wraps its message: `{"lang":"en-us","value":"…"}`.
        Value::Object(wrapped) => wrapped.get("value")?.as_str().map(cut),
        _ => None,
    })
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_MESSAGE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_every_form() {
        for body in [
            r#"{"error":{"code":"AuthorizationFailed","message":"No."}}"#,
            r#"{"Error":{"Code":"AuthorizationFailed","Message":"No."}}"#,
            r#"{"code":"AuthorizationFailed","message":"No."}"#,
            r#"{"Code":"AuthorizationFailed","Message":"No."}"#,
            r#"{"ErrorCode":"AuthorizationFailed","ErrorMessage":"No."}"#,
            r#"{"odata.error":{"code":"AuthorizationFailed","message":{"lang":"en","value":"No."}}}"#,
            r#"{"error":"{\"code\":\"AuthorizationFailed\",\"message\":\"No.\"}"}"#,
            "\u{feff}{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"No.\"}}",
        ] {
            let envelope = parse(body);
            assert_eq!(envelope.code, "AuthorizationFailed", "{body}");
            assert_eq!(envelope.message, "No.", "{body}");
        }
        assert_eq!(parse("<html>Bad Gateway</html>"), Envelope::default());
        assert_eq!(parse(""), Envelope::default());
        assert_eq!(parse(r#"{"error":"invalid_grant"}"#).code, "invalid_grant");
    }

    proptest! {
        #[test]
        fn nothing_panics(body in ".{0,200}") {
            let _ = parse(&body);
        }
    }
}
