//! Access tokens of the simulator's own: claims as in a v1 token for ARM, and
//! a signature that only the simulator makes and checks.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::cloud::Cloud;
use crate::estate::{Estate, Person};
use crate::merge::merge;

/// Entra signs with a private key; no client checks that signature, so a
/// shared secret does here. It guards nothing.
const KEY: &[u8] = b"azure-sim signs tokens for nobody but itself";

const LIFETIME_SECONDS: i64 = 4_500;

/// The Azure CLI's application id, in whose name the sample tokens stand.
pub(crate) const CLI_APP: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// What a token stands for: carried in a private claim, so that the simulator
/// can serve a token that it has never seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub estate: String,
    pub person: String,
    /// Which copy of the estate the token opens.
    pub simulation: String,
    /// Whether the sign-in took a second factor because it was asked for one.
    #[serde(default)]
    pub second_factor: bool,
}

/// What may be asked of a token beyond its owner's habits.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    pub lifetime_seconds: Option<i64>,
    pub audience: Option<String>,
    pub tenant: Option<String>,
    pub client: Option<String>,
    /// Whether a second factor was given when it was asked for.
    pub second_factor: bool,
}

/// A GUID that hangs on `seed` only.
pub(crate) fn guid(seed: &str) -> String {
    let hex = hex(seed);
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

/// Sixty-four hexadecimal digits that hang on `seed` only.
pub(crate) fn hex(seed: &str) -> String {
    let digest = Sha256::digest(seed.as_bytes());
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// The access token of a person: as asked, else as the estate says, else an
/// ordinary one.
pub(crate) fn access_token(
    estate: &Estate,
    person: &Person,
    grant: &Grant,
    wish: &Wish,
    now: OffsetDateTime,
) -> String {
    if let Some(raw) = &person.token.raw {
        return raw.clone();
    }
    let mut claims = claims(estate, person, wish, now);
    if estate.settings.mfa_on_writes && !grant.second_factor {
        merge(&mut claims, &json!({"acrs": null, "amr": ["pwd"]}));
    }
    if let Some(patch) = &person.token.claims {
        merge(&mut claims, patch);
    }
    claims["xms_sim"] = json!(grant);
    sign(&claims)
}

fn claims(estate: &Estate, person: &Person, wish: &Wish, now: OffsetDateTime) -> Value {
    let shape = &person.token;
    let tenant = wish
        .tenant
        .as_ref()
        .or(shape.tenant.as_ref())
        .unwrap_or(&person.tenant);
    let audience = wish
        .audience
        .clone()
        .or_else(|| shape.audience.clone())
        .unwrap_or_else(|| format!("https://{}/", estate.cloud.arm_host()));
    let lifetime = wish
        .lifetime_seconds
        .or(shape.lifetime_seconds)
        .unwrap_or(LIFETIME_SECONDS);
    let expires = now.unix_timestamp() + lifetime;
    let issued = (now.unix_timestamp() - 300).min(expires - LIFETIME_SECONDS);
    let groups: Vec<&str> = person
        .groups
        .iter()
        .filter_map(|key| estate.groups.get(key))
        .map(|group| group.oid.as_str())
        .collect();
    let mut claims = json!({
        "aud": audience,
        "iss": format!("{}/{tenant}/", estate.cloud.issuer()),
        "iat": issued,
        "nbf": issued,
        "exp": expires,
        "acr": "1",
        "acrs": ["p1"],
        "amr": ["pwd", "mfa"],
        "appid": wish.client.as_deref().unwrap_or(CLI_APP),
        "appidacr": "0",
        "idtyp": "user",
        "name": person.name,
        "oid": person.oid,
        "scp": "user_impersonation",
        "sub": guid(&person.oid).replace('-', ""),
        "tid": tenant,
        "unique_name": person.upn,
        "upn": person.upn,
        "uti": guid(&format!("{}{}", person.oid, now.unix_timestamp_nanos())).replace('-', ""),
        "ver": "1.0",
    });
    if let Some(address) = &person.address {
        claims["ipaddr"] = json!(address);
    }
    if !groups.is_empty() {
        claims["groups"] = json!(groups);
    }
    claims
}

/// A compact JWT over any claims.
pub(crate) fn sign(claims: &Value) -> String {
    let header = json!({
        "typ": "JWT",
        "alg": "RS256",
        "x5t": "azure-sim",
        "kid": "azure-sim",
    });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&header), encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(mac(&signed));
    format!("{signed}.{signature}")
}

/// The claims of a token that the simulator signed.
pub(crate) fn verify(token: &str) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    (mac(signed) == signature).then_some(())?;
    let payload = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// What a token says that it opens, if it is one of ours.
pub fn grant(token: &str) -> Option<Grant> {
    serde_json::from_value(verify(token)?.get("xms_sim")?.clone()).ok()
}

fn mac(text: &str) -> Vec<u8> {
    // HMAC takes a key of any length.
    Hmac::<Sha256>::new_from_slice(KEY)
        .map(|mut mac| {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

/// The audiences that ARM takes, with and without the closing slash.
pub(crate) fn audiences(cloud: Cloud) -> [String; 4] {
    let arm = format!("https://{}", cloud.arm_host());
    let classic = cloud.classic_audience();
    [
        classic.to_owned(),
        classic.trim_end_matches('/').to_owned(),
        format!("{arm}/"),
        arm,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_token_verifies_and_a_changed_one_does_not() {
        let token = sign(&json!({"a": 1}));
        assert_eq!(verify(&token), Some(json!({"a": 1})));
        let (head, tail) = token.split_at(token.len() / 2);
        assert_eq!(verify(&format!("{head}x{tail}")), None);
        assert_eq!(verify("no token"), None);
    }

    #[test]
    fn a_guid_has_the_form_of_one() {
        let made = guid("seed");
        let lengths: Vec<usize> = made.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(made, guid("seed"));
        assert_ne!(made, guid("other"));
    }
}
