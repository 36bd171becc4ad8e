//! What the host sets in config.json: how people sign in, and to which cloud.
//! Whatever is wrong with the file is told; the page goes on without it.

use azure::{cloud::Cloud, resource_id::is_guid};
use diagnosis::question::is_tenant;
use serde_json::{Map, Value};

use crate::browser::site::{self, SiteError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// The registration of this page with Microsoft Entra; `None` when the
    /// host has set none.
    pub(crate) client_id: Option<String>,
    /// Where one signs in: a tenant, or one of Entra's words for any.
    pub(crate) tenant: String,
    pub(crate) cloud: Cloud,
}

/// What is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConfigError {
    Unreachable,
    /// The host answered with this status.
    Status(u16),
    /// No JSON, or no object; some hosts answer with a page instead of a 404.
    NotObject,
    /// A field is no text.
    NotText(&'static str),
    ClientIdNotGuid(String),
    UnknownTenant(String),
    UnknownCloud(String),
}

/// Entra's names for "any tenant". Source: learn.microsoft.com, "Application
/// configuration options" of the Microsoft Authentication Library.
const ANY_TENANT: [&str; 3] = ["organizations", "common", "consumers"];

impl Default for Config {
    fn default() -> Self {
        Self {
            client_id: None,
            tenant: ANY_TENANT[0].to_owned(),
            cloud: Cloud::default(),
        }
    }
}

impl ConfigError {
    /// The name under which the text catalogue words this error.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Status(_) => "status",
            Self::NotObject => "not_object",
            Self::NotText(_) => "not_text",
            Self::ClientIdNotGuid(_) => "client_id_not_guid",
            Self::UnknownTenant(_) => "unknown_tenant",
            Self::UnknownCloud(_) => "unknown_cloud",
        }
    }

    /// The value for the text's placeholder `value`, where it has one.
    pub(crate) fn value(&self) -> Option<String> {
        Some(match self {
            Self::Unreachable | Self::NotObject => return None,
            Self::Status(status) => status.to_string(),
            Self::NotText(field) => (*field).to_owned(),
            Self::ClientIdNotGuid(it) | Self::UnknownTenant(it) | Self::UnknownCloud(it) => {
                it.clone()
            }
        })
    }
}

/// Fetches the file. What cannot be used is left at its default.
pub(crate) async fn load() -> (Config, Vec<ConfigError>) {
    match site::text("config.json").await {
        Ok(json) => parse(&json),
        Err(SiteError::Unreachable) => (Config::default(), vec![ConfigError::Unreachable]),
        Err(SiteError::Status(status)) => (Config::default(), vec![ConfigError::Status(status)]),
    }
}

fn parse(json: &str) -> (Config, Vec<ConfigError>) {
    let mut config = Config::default();
    let Ok(Value::Object(file)) = serde_json::from_str(json) else {
        return (config, vec![ConfigError::NotObject]);
    };
    let mut errors = Vec::new();
    config.client_id = field(&file, "clientId", client_id, &mut errors);
    if let Some(tenant) = field(&file, "tenant", tenant, &mut errors) {
        config.tenant = tenant;
    }
    if let Some(cloud) = field(&file, "cloud", cloud, &mut errors) {
        config.cloud = cloud;
    }
    (config, errors)
}

/// What a field says, if it says anything. Each is read by itself, so that one
/// that is wrong costs none of the others; a derived type would stop at it.
fn field<T>(
    file: &Map<String, Value>,
    name: &'static str,
    read: fn(&str) -> Result<T, ConfigError>,
    errors: &mut Vec<ConfigError>,
) -> Option<T> {
    let found = match file.get(name)? {
        Value::Null => return None,
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => read(text.trim()),
        _ => Err(ConfigError::NotText(name)),
    };
    found.map_err(|it| errors.push(it)).ok()
}

fn client_id(text: &str) -> Result<String, ConfigError> {
    let id = text.to_owned();
    if is_guid(text) {
        Ok(id)
    } else {
        Err(ConfigError::ClientIdNotGuid(id))
    }
}

fn tenant(text: &str) -> Result<String, ConfigError> {
    let tenant = text.to_owned();
    if ANY_TENANT.contains(&text) || is_tenant(text) {
        Ok(tenant)
    } else {
        Err(ConfigError::UnknownTenant(tenant))
    }
}

fn cloud(text: &str) -> Result<Cloud, ConfigError> {
    Cloud::from_name(text).ok_or_else(|| ConfigError::UnknownCloud(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "11111111-2222-3333-4444-555555555555";

    #[test]
    fn reads_what_the_host_sets() {
        let json = format!(r#"{{"clientId":"{ID}","tenant":"contoso.com","cloud":"china","x":1}}"#);
        let (config, errors) = parse(&json);
        assert_eq!(errors, []);
        assert_eq!(config.client_id.as_deref(), Some(ID));
        assert_eq!(config.tenant, "contoso.com");
        assert_eq!(config.cloud, Cloud::China);
    }

    #[test]
    fn an_empty_client_id_is_no_error() {
        assert_eq!(
            parse(r#"{"clientId": "", "cloud": "public"}"#),
            (Config::default(), vec![])
        );
    }

    #[test]
    fn names_what_is_wrong_and_keeps_the_rest() {
        use ConfigError::*;
        for (json, expected) in [
            ("<!doctype html>", vec![NotObject]),
            ("[]", vec![NotObject]),
            (r#"{"clientId": 7}"#, vec![NotText("clientId")]),
            (
                r#"{"clientId": "abc"}"#,
                vec![ClientIdNotGuid("abc".into())],
            ),
            (r#"{"tenant": "a b"}"#, vec![UnknownTenant("a b".into())]),
            (
                r#"{"cloud": "mars", "tenant": []}"#,
                vec![NotText("tenant"), UnknownCloud("mars".into())],
            ),
        ] {
            assert_eq!(parse(json), (Config::default(), expected), "{json}");
        }
    }
}
