//! What Entra keeps in mind, and what both halves of a sign-in ask of it.

use std::collections::HashMap;

use time::OffsetDateTime;

use crate::estate::{Estate, Person};
use crate::http::{Request, Target};
use crate::library::Library;
use crate::second_factor;
use crate::token::{self, Grant};

/// Everything that Entra keeps in mind. Sessions and refresh tokens carry
/// their own content, signed.
#[derive(Debug, Clone)]
pub struct Entra {
    pub(super) library: Library,
    /// The estate that the sign-in page shows first.
    pub(super) first: String,
    pub(super) codes: HashMap<String, Code>,
    serial: u64,
}

/// An authorization code that was given out and not yet redeemed.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) client: String,
    pub(super) redirect: String,
    pub(super) challenge: String,
    pub(super) nonce: String,
    pub(super) scope: String,
    pub(super) tenant: String,
    pub(super) grant: Grant,
    pub(super) expires: OffsetDateTime,
}

impl Entra {
    pub fn new(library: Library, first: &str) -> Self {
        Self {
            library,
            first: first.to_owned(),
            codes: HashMap::new(),
            serial: 0,
        }
    }

    pub(super) fn next(&mut self, what: &str) -> String {
        self.serial += 1;
        token::hex(&format!("{what} {} {:?}", self.serial, self.codes.len()))
    }
}

/// Query and form fields of a request, the form's first.
pub(super) fn fields(request: &Request, target: &Target) -> HashMap<String, String> {
    let mut fields: HashMap<String, String> = target.query.iter().cloned().collect();
    if request.method == "POST" {
        fields.extend(form_urlencoded::parse(&request.body).into_owned());
    }
    fields
}

/// What Entra says to a silent request that only a second factor would answer.
pub(super) const SECOND_FACTOR_NEEDED: &str = "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'.";

/// Whether claims ask for a second factor that the sign-in did not take.
pub(super) fn falls_short(estate: &Estate, grant: &Grant, claims: &str) -> bool {
    estate.settings.mfa_on_writes && !grant.second_factor && second_factor::is_asked_for(claims)
}

/// The tenant that a path segment names for a person: an id, a domain, or one
/// of the names that mean the person's own.
pub(super) fn tenant_of(estate: &Estate, person: &Person, segment: &str) -> Option<String> {
    if matches!(segment, "organizations" | "common") {
        return Some(person.tenant.clone());
    }
    let (id, _) = estate.tenants.iter().find(|(id, tenant)| {
        id.eq_ignore_ascii_case(segment) || tenant.default_domain.eq_ignore_ascii_case(segment)
    })?;
    (person.tenant == *id || person.guest_of.contains(id)).then(|| id.clone())
}
