//! ARM's claims challenge: a change by a person takes a second factor, a read
//! does not. Public sources: the learn.microsoft.com page "Planning for
//! mandatory Microsoft Entra multifactor authentication", and the answer that
//! pull request 31699 of Azure/azure-cli quotes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::call::Call;
use crate::error::ArmError;
use crate::resource_id;
use crate::second_factor::CHALLENGE;
use crate::simulation::Simulation;

/// Refuses a change of `id` with a token that shows no second factor.
pub(super) fn check_second_factor(
    simulation: &Simulation,
    call: &Call,
    id: &str,
) -> Result<(), ArmError> {
    if !simulation.estate.settings.mfa_on_writes || call.caller.second_factor {
        return Ok(());
    }
    let login = simulation.estate.cloud.login_host();
    let challenge = format!(
        "Bearer realm=\"\", authorization_uri=\"https://{login}/common/oauth2/authorize\", error=\"insufficient_claims\", claims=\"{}\"",
        STANDARD.encode(CHALLENGE)
    );
    Err(ArmError::new(
        401,
        "RequestDisallowedByPolicy",
        format!(
            "Resource '{}' was disallowed by policy. Reasons: 'MFA is required. Users must authenticate with multi-factor authentication to create, update or delete resources. See https://aka.ms/MFAforAzure.'. See error details for policy resource IDs.",
            resource_id::name(id)
        ),
    )
    .with("WWW-Authenticate", challenge))
}
