//! ARM's refusals, in ARM's words. Public source: the learn.microsoft.com
//! page "Troubleshoot common Azure deployment errors" and the REST reference's
//! common error codes.

use serde_json::json;

use crate::http::Response;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArmError {
    status: u16,
    code: &'static str,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl ArmError {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            headers: Vec::new(),
        }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn response(&self) -> Response {
        let body = json!({"error": {"code": self.code, "message": self.message}});
        let mut response = Response::json(self.status, &body);
        for (name, value) in &self.headers {
            response.set(name, value);
        }
        response
    }
}

pub(crate) fn bad_request(message: impl Into<String>) -> ArmError {
    ArmError::new(400, "BadRequest", message)
}

pub(crate) fn subscription_not_found(subscription: &str) -> ArmError {
    ArmError::new(
        404,
        "SubscriptionNotFound",
        format!("The subscription '{subscription}' could not be found."),
    )
}

pub(crate) fn group_not_found(group: &str) -> ArmError {
    ArmError::new(
        404,
        "ResourceGroupNotFound",
        format!("Resource group '{group}' could not be found."),
    )
}

pub(crate) fn resource_not_found(namespace: &str, local: &str, group: Option<&str>) -> ArmError {
    let place = group.map_or_else(String::new, |g| format!(" under resource group '{g}'"));
    ArmError::new(
        404,
        "ResourceNotFound",
        format!(
            "The Resource '{namespace}/{local}'{place} was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        ),
    )
}

pub(crate) fn method_not_allowed(method: &str) -> ArmError {
    ArmError::new(
        405,
        "HttpMethodNotSupported",
        format!("The HTTP method '{method}' is not supported at this scope."),
    )
}
