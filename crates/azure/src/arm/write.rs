//! Changes: sent once, remembered nowhere. Who wants to see the effect asks a
//! [renewed](ArmClient::renewed) client.

use serde_json::Value;

use super::{
    Answer, ArmClient, ArmError, Method, address,
    client::{correlation_id, is_success, read_body},
};

/// A change, exactly as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    pub method: Method,
    /// Starts with a slash and carries its `api-version`.
    pub path: String,
    pub body: Option<Value>,
}

impl ArmClient {
    /// Carries out a change. It is tried again only where ARM refused it for
    /// being asked too often, for anything else may have been carried out
    /// before its answer got lost. An answer without a body is `null`.
    pub async fn write(&self, write: &Write) -> Result<Answer, ArmError> {
        let url = self.url_of(&write.path);
        let request = format!("{} {}", write.method, address::shown(&url));
        let failed = |kind, correlation_id| ArmError {
            request: request.clone(),
            kind,
            correlation_id,
        };
        let body = write.body.as_ref().map(Value::to_string);
        let sent = self.send_anew(write.method, url, body).await;
        let response = sent.map_err(|kind| failed(kind, None))?;
        let json = if is_success(&response) && response.body.trim().is_empty() {
            Value::Null
        } else {
            read_body(&response).map_err(|kind| failed(kind, correlation_id(&response)))?
        };
        Ok(Answer {
            json,
            request,
            date: response.header("date").map(str::to_owned),
        })
    }
}
