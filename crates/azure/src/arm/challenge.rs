//! What a 401 says of the token: the header `WWW-Authenticate`, which a browser
//! may keep to itself, and otherwise the words of the body.
//! Sources: learn.microsoft.com, "Claims challenges, claims requests and client
//! capabilities" and "Authenticate requests across tenants"; the answers quoted
//! in issues 31777 and 28200 of Azure/azure-cli and Azure/azure-powershell.

use super::envelope;
use crate::resource_id::is_guid;

/// The error by which ARM asks for a newer or stronger token.
const INSUFFICIENT_CLAIMS: &str = "insufficient_claims";

/// How Entra's continuous access evaluation begins its message.
const EVALUATION: &str = "Continuous access evaluation";

/// What a refusal asks of the next token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// Such as `invalid_token`; empty when it is not told.
    pub error: String,
    /// The claims that the next token must have, in base64.
    pub claims: Option<String>,
    /// The tenant that the next token must come from.
    pub directory: Option<String>,
    /// Why a token that has not run out is no longer taken, such as
    /// `TokenIssuedBeforeRevocationTimestamp`; empty when it is not told.
    pub cause: String,
}

impl Challenge {
    /// Reads a refusal, as far as it can be read.
    pub fn read(header: Option<&str>, body: &str) -> Self {
        let header = header.unwrap_or_default();
        let message = envelope::parse(body).message;
        let described = parameter(header, "error_description").unwrap_or_default();
        let is_evaluation = [described, &message]
            .iter()
            .any(|it| it.contains(EVALUATION));
        let error = match parameter(header, "error") {
            Some(error) => error,
            None if is_evaluation => INSUFFICIENT_CLAIMS,
            None => "",
        };
        let authority = parameter(header, "authorization_uri").unwrap_or_default();
        Self {
            error: error.to_owned(),
            claims: parameter(header, "claims").map(str::to_owned),
            directory: directory_in(authority).or_else(|| directory_in(&message)),
            cause: cause_in(described)
                .or_else(|| cause_in(&message))
                .unwrap_or_default(),
        }
    }

    /// Whether the token itself is refused, whatever the code of the body.
    pub fn is_about_token(&self) -> bool {
        matches!(&*self.error, INSUFFICIENT_CLAIMS | "invalid_token")
    }

    /// Whether only a new sign-in or a stronger one helps.
    pub fn asks_for_claims(&self) -> bool {
        self.error == INSUFFICIENT_CLAIMS || self.claims.is_some()
    }
}

/// A parameter of the first challenge that has it.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let quoted = format!("{name}=\"");
    let at = header
        .match_indices(&quoted)
        .map(|(at, _)| at)
        .find(|at| !header[..*at].ends_with(|it: char| it.is_alphanumeric() || it == '_'))?;
    header[at + quoted.len()..].split('"').next()
}

/// The tenant in the first address of a sign-in that names one.
fn directory_in(text: &str) -> Option<String> {
    text.split("https://login")
        .skip(1)
        .filter_map(|it| it.split('/').nth(1))
        .filter_map(|it| it.get(..36))
        .find(|it| is_guid(it))
        .map(str::to_ascii_lowercase)
}

/// The cause that continuous access evaluation names.
fn cause_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(EVALUATION)?;
    let (_, code) = rest.split_once("code:")?;
    let code: String = code
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    Some(code).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const DIRECTORY: &str = "b7d2a9c4-13e8-4c55-8f0a-6e91c0d4a2f3";

    fn refusal(header: &str, message: &str) -> Challenge {
        let body = json!({"error": {"code": "InvalidAuthenticationToken", "message": message}});
        Challenge::read(Some(header), &body.to_string())
    }

    #[test]
    fn the_header_and_the_message_say_the_same() {
        let evaluation = "Continuous access evaluation resulted in challenge with result: \
            InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
        let header = format!(
            r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error_description="{evaluation}", error="insufficient_claims", claims="eyJhIjoxfQ==", PoP realm="", nonce="x""#
        );
        let by_header = refusal(&header, "");
        let by_message = refusal("", evaluation);
        assert_eq!(by_header.claims.as_deref(), Some("eyJhIjoxfQ=="));
        for it in [by_header, by_message] {
            assert_eq!(it.error, INSUFFICIENT_CLAIMS);
            assert_eq!(it.cause, "TokenIssuedBeforeRevocationTimestamp");
            assert_eq!(it.directory, None);
        }
        let header = format!(
            r#"Bearer authorization_uri="https://login.windows.net/{DIRECTORY}", error="invalid_token""#
        );
        let message = format!(
            "The access token is from the wrong issuer 'https://sts.windows.net/12121212-3434-5656-7878-909090909090/'. Please use the authority (URL) 'https://login.windows.net/{DIRECTORY}' to get the token."
        );
        for it in [refusal(&header, ""), refusal("", &message)] {
            assert_eq!(it.directory.as_deref(), Some(DIRECTORY));
        }
    }

    #[test]
    fn what_is_not_said_is_not_read() {
        for header in ["", "Bearer", "Bearer realm=\"\", error=", "claims=x"] {
            assert_eq!(refusal(header, "No."), Challenge::default(), "{header}");
        }
        let common = r#"Bearer authorization_uri="https://login.windows.net/common""#;
        assert_eq!(refusal(common, "").directory, None);
    }

    proptest! {
        #[test]
        fn nothing_panics(header in ".{0,120}", message in ".{0,120}|Continuous access evaluation.*") {
            refusal(&header, &message);
        }
    }
}
