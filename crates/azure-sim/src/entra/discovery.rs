//! What a client may ask before it signs anybody in: the hosts that are one
//! cloud, and where a tenant's endpoints are.

use serde_json::json;

use crate::cloud::Cloud;
use crate::http::{Response, Target};

pub(super) fn instance(target: &Target) -> Response {
    let host = &target.host;
    let metadata: Vec<_> = Cloud::ALL
        .iter()
        .map(|cloud| {
            let host = cloud.login_host();
            json!({"preferred_network": host, "preferred_cache": host, "aliases": [host]})
        })
        .collect();
    Response::json(
        200,
        &json!({
            "tenant_discovery_endpoint": format!("https://{host}/common/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": metadata,
        }),
    )
}

pub(super) fn configuration(target: &Target, tenant: &str) -> Response {
    let base = format!("https://{}/{tenant}", target.host);
    let issuer = if matches!(tenant, "common" | "organizations") {
        "{tenantid}"
    } else {
        tenant
    };
    Response::json(
        200,
        &json!({
            "issuer": format!("https://{}/{issuer}/v2.0", target.host),
            "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{base}/oauth2/v2.0/token"),
            "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
            "jwks_uri": format!("{base}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "cloud_instance_name": "microsoftonline.com",
            "tenant_region_scope": null,
        }),
    )
}
