//! Who sends a request, and ARM's refusals of tokens. Public source: the
//! learn.microsoft.com page "Authenticate requests across tenants" and the
//! bodies that ARM's error reference quotes.

use time::OffsetDateTime;

use crate::clock;
use crate::error::ArmError;
use crate::http::Request;
use crate::rbac::Caller;
use crate::second_factor;
use crate::simulation::Simulation;
use crate::token;

pub(super) fn caller(simulation: &Simulation, request: &Request) -> Result<Caller, ArmError> {
    let token = request
        .header_value("authorization")
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .ok_or_else(|| {
            refusal(
                simulation,
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is missing.".to_owned(),
            )
        })?;
    let claims = token::verify(token).ok_or_else(|| {
        refusal(
            simulation,
            "InvalidAuthenticationToken",
            "The access token is invalid.".to_owned(),
        )
    })?;
    let audience = claims["aud"].as_str().unwrap_or_default();
    let allowed = token::audiences(simulation.estate.cloud);
    if !allowed.iter().any(|a| a == audience) {
        let message = format!(
            "The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one of the allowed audiences '{}'.",
            allowed.join("','")
        );
        return Err(refusal(
            simulation,
            "InvalidAuthenticationTokenAudience",
            message,
        ));
    }
    let expiry = claims["exp"].as_i64().unwrap_or_default();
    if expiry <= simulation.now.unix_timestamp() {
        let expiry =
            OffsetDateTime::from_unix_timestamp(expiry).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let message = format!(
            "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
            clock::us(expiry),
            clock::us(simulation.now)
        );
        return Err(refusal(simulation, "ExpiredAuthenticationToken", message));
    }
    let key = claims["xms_sim"]["person"].as_str().unwrap_or_default();
    let person = simulation.estate.people.get(key).ok_or_else(|| {
        refusal(
            simulation,
            "InvalidAuthenticationToken",
            "The access token is invalid.".to_owned(),
        )
    })?;
    let mut principals = vec![key.to_owned()];
    principals.extend(person.groups.iter().cloned());
    Ok(Caller {
        person: key.to_owned(),
        oid: person.oid.clone(),
        name: person.upn.clone(),
        tenant: claims["tid"].as_str().unwrap_or_default().to_owned(),
        principals,
        address: claims["ipaddr"].as_str().map(str::to_owned),
        second_factor: second_factor::is_in(&claims),
    })
}

fn refusal(simulation: &Simulation, code: &'static str, message: String) -> ArmError {
    let challenge = format!(
        "Bearer authorization_uri=\"https://{}/common\", error=\"invalid_token\", error_description=\"{message}\"",
        simulation.estate.cloud.login_host()
    );
    ArmError::new(401, code, message).with("WWW-Authenticate", challenge)
}

/// The refusal of a token from one tenant for a subscription of another.
pub(super) fn wrong_tenant(simulation: &Simulation, token_tenant: &str, tenant: &str) -> ArmError {
    let issuer = simulation.estate.cloud.issuer();
    let login = simulation.estate.cloud.login_host();
    let message = format!(
        "The access token is from the wrong issuer '{issuer}/{token_tenant}/'. It must match the tenant '{issuer}/{tenant}/' associated with this subscription. Please use the authority (URL) 'https://{login}/{tenant}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later."
    );
    let challenge = format!(
        "Bearer authorization_uri=\"https://{login}/{tenant}\", error=\"invalid_token\", error_description=\"The access token is from the wrong issuer.\""
    );
    ArmError::new(401, "InvalidAuthenticationTokenTenant", message)
        .with("WWW-Authenticate", challenge)
}
