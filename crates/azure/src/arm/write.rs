//! Changes: sent once, remembered nowhere. Who wants to see the effect asks a
//! [renewed](ArmClient::renewed) client.

use serde_json::Value;

use super::{
    Answer, ArmClient, ArmError, ArmErrorKind, Method, Response, address,
    channel::{answer_of, is_success, read_body},
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
        let (url, request, body) = self.parts_of(write);
        let sent = self.send_anew(write.method, url, body).await;
        written(request, sent)
    }

    /// Carries out a change that counts only right after what was read before it: it is
    /// never tried again by itself, not even where ARM was asked too often.
    pub async fn write_once(&self, write: &Write) -> Result<Answer, ArmError> {
        let (url, request, body) = self.parts_of(write);
        let sent = self.send_once(write.method, url, body).await;
        written(request, sent)
    }

    fn parts_of(&self, write: &Write) -> (String, String, Option<String>) {
        let url = self.url_of(&write.path);
        let request = format!("{} {}", write.method, address::shown(&url));
        (url, request, write.body.as_ref().map(Value::to_string))
    }
}

fn written(request: String, sent: Result<Response, ArmErrorKind>) -> Result<Answer, ArmError> {
    answer_of(request, sent, |response| {
        if is_success(response) && response.body.trim().is_empty() {
            Ok(Value::Null)
        } else {
            read_body(response)
        }
    })
}
