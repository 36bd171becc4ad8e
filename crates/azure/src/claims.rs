//! The claims of an access token, decoded for display and for hints.
//!
//! Nothing here proves anything: the signature is not looked at, and whether
//! the token is good is for Azure Resource Manager's 401 to say.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::timestamp::{self, Timestamp};

/// What a token says of itself. Every claim may be missing.
/// Source: learn.microsoft.com, "Access token claims reference".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    pub audience: Option<String>,
    pub tenant: Option<String>,
    pub object_id: Option<String>,
    pub user_name: Option<String>,
    pub display_name: Option<String>,
    /// When it was issued, or from when on it is good.
    pub issued: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    /// The address from which the reader signed in: not always the address
    /// from which they connect.
    pub sign_in_address: Option<IpAddr>,
    /// How the reader proved who they are (`amr`), when the token tells.
    pub methods: Option<Vec<String>>,
    /// `app` for a service principal's token, `user` for a person's.
    pub is_app: Option<bool>,
}

/// Why a pasted text is no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastedTokenError {
    Empty,
    /// JSON, yet without an `accessToken` in it.
    JsonWithoutToken,
    /// Not three base64url parts with JSON in the middle.
    NotToken,
    /// A token that proves who someone is, not one to call an API with.
    IdToken,
    /// A refresh token, which must never be pasted anywhere.
    RefreshToken,
}

impl PastedTokenError {
    /// The name under which the text catalogue words this error.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::JsonWithoutToken => "json_without_token",
            Self::NotToken => "not_token",
            Self::IdToken => "id_token",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// Takes what a reader pastes: the bare token, with or without quotes or
/// `Bearer`, broken over lines or not, or the whole JSON that
/// `az account get-access-token` prints. Returns the token and its claims.
pub fn read_pasted(text: &str) -> Result<(String, Claims), PastedTokenError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PastedTokenError::Empty);
    }
    let token = if text.starts_with('{') {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|_| PastedTokenError::NotToken)?;
        ["accessToken", "access_token", "token", "Token"]
            .iter()
            .find_map(|key| json.get(key)?.as_str().map(str::to_owned))
            .ok_or(PastedTokenError::JsonWithoutToken)?
    } else {
        let bare = text.trim_matches(['"', '\'']);
        let bare = bare
            .strip_prefix("Bearer ")
            .or_else(|| bare.strip_prefix("bearer "))
            .unwrap_or(bare);
        bare.chars().filter(|it| !it.is_whitespace()).collect()
    };
    // Entra's refresh tokens are opaque and start with a version and a dot.
    if token.starts_with("0.A") || token.starts_with("1.A") {
        return Err(PastedTokenError::RefreshToken);
    }
    let claims = decode(&token).ok_or(PastedTokenError::NotToken)?;
    if claims.1 {
        return Err(PastedTokenError::IdToken);
    }
    Ok((token, claims.0))
}

/// The claims of a token, `None` when it is not a readable JWT.
pub fn read(token: &str) -> Option<Claims> {
    decode(token).map(|(claims, _)| claims)
}

fn decode(token: &str) -> Option<(Claims, bool)> {
    let mut parts = token.split('.');
    let (_, body, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(body.trim_end_matches('=')).ok()?;
    let json: serde_json::Value = serde_json::from_str(std::str::from_utf8(&bytes).ok()?).ok()?;
    let json = json.as_object()?;
    let text = |key: &str| json.get(key).and_then(|it| it.as_str()).map(str::to_owned);
    let time = |key: &str| {
        let seconds = json.get(key).and_then(serde_json::Value::as_i64);
        seconds.and_then(timestamp::from_unix)
    };
    let claims = Claims {
        audience: text("aud"),
        tenant: text("tid"),
        object_id: text("oid"),
        user_name: text("upn")
            .or_else(|| text("unique_name"))
            .or_else(|| text("preferred_username")),
        display_name: text("name"),
        issued: time("iat").or_else(|| time("nbf")),
        expires: time("exp"),
        sign_in_address: text("ipaddr").and_then(|it| it.parse().ok()),
        methods: json.get("amr").and_then(|it| it.as_array()).map(|list| {
            list.iter()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect()
        }),
        is_app: text("idtyp").map(|it| it == "app"),
    };
    // Only an ID token carries a nonce, and it names no application id that
    // was granted something.
    let is_id_token =
        json.contains_key("nonce") && !json.contains_key("scp") && !json.contains_key("appid");
    Some((claims, is_id_token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(body: &str) -> String {
        format!(
            "{}.{}.c2ln",
            URL_SAFE_NO_PAD.encode("{}"),
            URL_SAFE_NO_PAD.encode(body)
        )
    }

    #[test]
    fn takes_the_token_in_every_form_it_is_copied_in() {
        let bare = token(
            r#"{"aud":"https://management.azure.com/","tid":"t","exp":1795514400,"ipaddr":"203.0.113.7","amr":["pwd","mfa"]}"#,
        );
        let (head, tail) = bare.split_at(10);
        for text in [
            bare.clone(),
            format!("\"{bare}\"\n"),
            format!("Bearer {bare}"),
            format!("{head}\n  {tail}"),
            format!(r#"{{"accessToken": "{bare}", "expiresOn": "2026-11-24 11:00:00"}}"#),
            format!(r#"{{"Token": "{bare}"}}"#),
        ] {
            let (token, claims) = read_pasted(&text).unwrap();
            assert_eq!(token, bare);
            assert_eq!(claims.tenant.as_deref(), Some("t"));
            assert_eq!(claims.sign_in_address, "203.0.113.7".parse().ok());
        }
    }

    #[test]
    fn tells_apart_what_is_no_access_token() {
        use PastedTokenError::*;
        for (text, error) in [
            ("  ".to_owned(), Empty),
            ("hello".to_owned(), NotToken),
            ("a.b.c".to_owned(), NotToken),
            ("{".to_owned(), NotToken),
            ("{}".to_owned(), JsonWithoutToken),
            ("0.AXoAabc.def".to_owned(), RefreshToken),
            (token(r#"{"nonce":"n","aud":"client"}"#), IdToken),
            (token("[]"), NotToken),
        ] {
            assert_eq!(read_pasted(&text), Err(error), "{text}");
        }
    }
}
