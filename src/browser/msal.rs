//! Microsoft's sign-in library, typed. Redirects only: since version 5 the
//! library does not learn that a popup was closed. Source: learn.microsoft.com,
//! "Initialize MSAL.js client applications"; npm, `@azure/msal-browser`.
//!
//! Knows neither which account the page uses nor what the tokens are for.

use azure::{cloud::Cloud, resource_id::is_guid};
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::module::NotLoaded;

/// Scripts of ours that do the talking; JSON in, JSON out, no exceptions.
mod js {
    use wasm_bindgen::JsValue;

    use super::wasm_bindgen;

    #[wasm_bindgen(module = "/src/browser/msal.js")]
    extern "C" {
        pub(super) fn pending() -> bool;
        pub(super) async fn load(input: &str) -> JsValue;
        pub(super) async fn redirected(input: &str) -> JsValue;
        pub(super) async fn accounts(input: &str) -> JsValue;
        #[wasm_bindgen(js_name = signIn)]
        pub(super) async fn sign_in(input: &str) -> JsValue;
        pub(super) async fn token(input: &str) -> JsValue;
        pub(super) async fn forget(input: &str) -> JsValue;
        #[wasm_bindgen(js_name = signOut)]
        pub(super) async fn sign_out(input: &str) -> JsValue;
    }
}

/// Somebody who is signed in, in this tab.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The same in every tenant that the person is a guest of.
    pub home_account_id: String,
    /// The tenant that was signed in to last.
    pub tenant_id: String,
    /// The name one signs in with.
    pub username: String,
    pub name: Option<String>,
}

/// A token for the scopes asked for. It has no `Debug`, so that it cannot be
/// printed by accident.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    pub access_token: String,
    pub tenant_id: String,
}

/// Why there is no session or no token. None of these quotes the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MsalError {
    /// Only the person can go on: sign in again, consent, a second factor.
    /// `number` is Entra's, as in AADSTS50076.
    InteractionRequired {
        claims: Option<String>,
        number: Option<u32>,
    },
    /// The person turned back, or said no.
    Cancelled,
    /// Entra refuses, and asking the person again would not help.
    Refused {
        code: String,
        number: Option<u32>,
    },
    Timeout,
    /// Entra, or the library's own file, could not be reached.
    Network,
    /// The registration or config.json cannot work.
    Config(String),
    Other(String),
}

/// What it takes to sign in could not be fetched.
impl From<NotLoaded> for MsalError {
    fn from(why: NotLoaded) -> Self {
        match why {
            NotLoaded::Changed => Self::Other("library_changed".to_owned()),
            NotLoaded::Unreachable | NotLoaded::Status(_) => Self::Network,
        }
    }
}

/// The library, loaded and prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Msal {
    cloud: Cloud,
}

/// Whether a sign-in is coming back or somebody is signed in, so that the
/// library is needed at once. Costs nothing and loads nothing.
pub fn pending() -> bool {
    js::pending()
}

impl Msal {
    /// Loads the library. `tenant` is a GUID, a domain or `organizations`.
    pub async fn load(cloud: Cloud, client_id: &str, tenant: &str) -> Result<Self, MsalError> {
        let input = json!({ "clientId": client_id, "authority": authority(cloud, tenant) });
        let (): () = read(&js::load(&input.to_string()).await, Asked::Person)?;
        Ok(Self { cloud })
    }

    /// Who comes back from a sign-in, if somebody does. To be called once,
    /// before anything else is asked of the library.
    pub async fn redirected(&self) -> Result<Option<Account>, MsalError> {
        read(&js::redirected("null").await, Asked::Person)
    }

    pub async fn accounts(&self) -> Result<Vec<Account>, MsalError> {
        read(&js::accounts("null").await, Asked::Library)
    }

    /// Leaves the page for Entra, which comes back to `fragment`. Returns only
    /// when that failed, or when the person came back with the browser's own
    /// button. `claims` are those of a challenge, as JSON.
    pub async fn sign_in(
        &self,
        tenant: &str,
        account: Option<&Account>,
        claims: Option<&str>,
        fragment: &str,
    ) -> Result<(), MsalError> {
        let input = json!({
            "scopes": [self.cloud.scope()],
            "authority": authority(self.cloud, tenant),
            "account": account.map(|it| &it.home_account_id),
            "claims": claims,
            "fragment": fragment.trim_start_matches('#'),
        });
        read(&js::sign_in(&input.to_string()).await, Asked::Person)
    }

    /// A token for Azure Resource Manager in that tenant, without asking the
    /// person. `renew` passes over a token that is still good.
    pub async fn token(
        &self,
        tenant: &str,
        account: &Account,
        claims: Option<&str>,
        renew: bool,
    ) -> Result<AccessToken, MsalError> {
        let input = json!({
            "scopes": [self.cloud.scope()],
            "authority": authority(self.cloud, tenant),
            // By name or as `organizations` it is wherever the account is.
            "tenant": is_guid(tenant).then_some(tenant),
            "account": account.home_account_id,
            "claims": claims,
            "renew": renew,
        });
        read(&js::token(&input.to_string()).await, Asked::Library)
    }

    /// Forgets the account in this tab only.
    pub async fn forget(&self, account: &Account) -> Result<(), MsalError> {
        read(&js::forget(&of(account)).await, Asked::Library)
    }

    /// Forgets the account and leaves the page to end its session at Entra.
    pub async fn sign_out(&self, account: &Account) -> Result<(), MsalError> {
        read(&js::sign_out(&of(account)).await, Asked::Person)
    }
}

fn of(account: &Account) -> String {
    json!({ "account": account.home_account_id }).to_string()
}

fn authority(cloud: Cloud, tenant: &str) -> String {
    format!("https://{}/{tenant}", cloud.login_host())
}

/// Who had to answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Person,
    Library,
}

/// A failure as msal.js tells it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Failure {
    code: String,
    interaction: bool,
    number: Option<u32>,
    claims: Option<String>,
}

fn read<T: for<'a> Deserialize<'a>>(
    answer: &wasm_bindgen::JsValue,
    asked: Asked,
) -> Result<T, MsalError> {
    parse(&answer.as_string().unwrap_or_default(), asked)
}

fn parse<T: for<'a> Deserialize<'a>>(answer: &str, asked: Asked) -> Result<T, MsalError> {
    serde_json::from_str::<Result<T, Failure>>(answer)
        .map_err(|_| MsalError::Other("unexpected_answer".to_owned()))?
        .map_err(|failure| classify(failure, asked))
}

/// AADSTS65004. Source: learn.microsoft.com, "Microsoft Entra authentication
/// and authorization error codes".
const DECLINED_CONSENT: u32 = 65004;

/// Sorts the library's codes. Source: npm, `@azure/msal-browser`, its lists of
/// error codes.
fn classify(failure: Failure, asked: Asked) -> MsalError {
    let Failure {
        code,
        interaction,
        number,
        claims,
    } = failure;
    // A hidden frame that a browser gives no cookies never answers.
    if interaction || (asked == Asked::Library && code == "timed_out") {
        return MsalError::InteractionRequired { claims, number };
    }
    match code.as_str() {
        // Nobody is known any more to whom a token could be given.
        "no_account_error" | "no_account_found" | "no_account_in_silent_request" => {
            MsalError::InteractionRequired { claims, number }
        }
        "user_cancelled" | "user_canceled" => MsalError::Cancelled,
        "access_denied" if number == Some(DECLINED_CONSENT) => MsalError::Cancelled,
        "timed_out" => MsalError::Timeout,
        "network_error"
        | "no_network_connectivity"
        | "post_request_failed"
        | "get_request_failed"
        | "endpoints_resolution_error"
        | "openid_config_error"
        | "library_unreachable" => MsalError::Network,
        "invalid_client"
        | "unauthorized_client"
        | "untrusted_authority"
        | "authority_mismatch"
        | "authority_uri_insecure"
        | "url_parse_error"
        | "storage_not_supported"
        | "crypto_nonexistent" => MsalError::Config(code),
        "access_denied"
        | "invalid_grant"
        | "invalid_request"
        | "invalid_scope"
        | "server_error"
        | "temporarily_unavailable" => MsalError::Refused { code, number },
        _ => MsalError::Other(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: &str) -> Failure {
        Failure {
            code: code.to_owned(),
            ..Failure::default()
        }
    }

    #[test]
    fn reads_an_account_or_none() {
        let answer =
            r#"{"Ok":{"homeAccountId":"o.t","tenantId":"t","username":"a@b","name":null}}"#;
        let account: Option<Account> = parse(answer, Asked::Person).unwrap();
        assert_eq!(account.unwrap().username, "a@b");
        assert_eq!(
            parse::<Option<Account>>(r#"{"Ok":null}"#, Asked::Person),
            Ok(None)
        );
        assert_eq!(parse::<()>(r#"{"Ok":null}"#, Asked::Person), Ok(()));
    }

    #[test]
    fn keeps_the_claims_of_a_challenge() {
        let answer = r#"{"Err":{"code":"interaction_required","interaction":true,
            "number":50076,"claims":"{}"}}"#;
        let expected = MsalError::InteractionRequired {
            claims: Some("{}".to_owned()),
            number: Some(50076),
        };
        assert_eq!(parse::<()>(answer, Asked::Library), Err(expected));
    }

    #[test]
    fn a_silent_time_out_wants_the_person() {
        let silent = classify(failure("timed_out"), Asked::Library);
        assert_eq!(
            silent,
            MsalError::InteractionRequired {
                claims: None,
                number: None
            }
        );
        assert_eq!(
            classify(failure("timed_out"), Asked::Person),
            MsalError::Timeout
        );
    }

    #[test]
    fn tells_turning_back_from_being_refused() {
        assert_eq!(
            classify(failure("user_cancelled"), Asked::Person),
            MsalError::Cancelled
        );
        let declined = Failure {
            number: Some(65004),
            ..failure("access_denied")
        };
        assert_eq!(classify(declined, Asked::Person), MsalError::Cancelled);
        let refused = Failure {
            number: Some(53003),
            ..failure("access_denied")
        };
        let expected = MsalError::Refused {
            code: "access_denied".to_owned(),
            number: Some(53003),
        };
        assert_eq!(classify(refused, Asked::Person), expected);
    }

    #[test]
    fn an_answer_of_another_kind_is_an_error() {
        for answer in ["", "null", "[]", r#"{"Ok":1}"#] {
            assert!(
                parse::<Vec<Account>>(answer, Asked::Library).is_err(),
                "{answer}"
            );
        }
    }

    #[test]
    fn each_cloud_has_its_own_authority() {
        for cloud in Cloud::ALL {
            let authority = authority(cloud, "contoso.com");
            assert_eq!(
                authority,
                format!("https://{}/contoso.com", cloud.login_host())
            );
        }
    }
}
