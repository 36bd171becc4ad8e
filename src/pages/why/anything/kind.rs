//! What a pasted text is. Asks nobody, and keeps nothing of it.

use azure::{
    claims::{PastedTokenError, read_pasted},
    resource_id::ResourceId,
};
use diagnosis::question::tenant_of_portal;
use share::{
    link::{self, Found, LinkError},
    report::{self, Report},
};
use symptoms::Symptom;

use crate::route::{Place, Route, is_machine};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Token,
    /// An identity token or a refresh token, which belong nowhere.
    OtherToken,
    Vm {
        id: ResourceId,
        /// Of a portal page: the tenant that its address names, if any.
        tenant: Option<String>,
        is_portal: bool,
    },
    /// Of something that is no VM.
    Subscription(String),
    /// The end of a link.
    Result(String),
    Sealed(String),
    Damaged(LinkError),
    Report(Box<Report>),
    /// What a script collected.
    Collected,
    /// A link to another place of this page.
    Page(Route),
    Error(Vec<Symptom>),
    Name(String),
    Unknown,
}

/// What names a result in any text.
const RESULT: &str = "jd1.";

/// An Azure VM's name is at most so long.
/// Source: learn.microsoft.com, "Naming rules and restrictions for Azure resources".
const LONGEST_NAME: usize = 64;

pub(super) fn recognise(text: &str, symptoms: &[Symptom]) -> Kind {
    let text = text.trim();
    match read_pasted(text) {
        Ok(_) => return Kind::Token,
        Err(PastedTokenError::IdToken | PastedTokenError::RefreshToken) => {
            return Kind::OtherToken;
        }
        Err(_) => {}
    }
    of_file(text)
        .or_else(|| of_result(text))
        .or_else(|| of_address(text))
        .or_else(|| of_error(text, symptoms))
        .or_else(|| of_id(text))
        .or_else(|| of_name(text))
        .unwrap_or(Kind::Unknown)
}

/// The files that this program writes. Each kind has a line here.
fn of_file(text: &str) -> Option<Kind> {
    if !text.starts_with('{') {
        return None;
    }
    if collector::file::is_collected(text) {
        return Some(Kind::Collected);
    }
    let report = report::read(text).ok();
    report.map(|it| Kind::Report(Box::new(it)))
}

fn of_result(text: &str) -> Option<Kind> {
    if !text.contains(RESULT) {
        return None;
    }
    Some(match link::find_with_link(text) {
        Ok((Found::Report(_), link)) => Kind::Result(link),
        Ok((Found::Sealed(_), link)) => Kind::Sealed(link),
        Err(damage) => Kind::Damaged(damage),
    })
}

/// An address or an id that stands alone; an error text may hold one as well.
fn of_address(text: &str) -> Option<Kind> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    of_id(text).or_else(|| {
        let (_, fragment) = text.split_once("#/")?;
        match Place::parse(&format!("/{fragment}")).route {
            Route::Unknown(_) | Route::TooLong | Route::Start => None,
            route => Some(Kind::Page(route)),
        }
    })
}

fn of_error(text: &str, symptoms: &[Symptom]) -> Option<Kind> {
    let found = symptoms::recognise(text, symptoms);
    let found: Vec<Symptom> = found.into_iter().cloned().collect();
    (!found.is_empty()).then_some(Kind::Error(found))
}

fn of_id(text: &str) -> Option<Kind> {
    // What links into this page asks more than the id that it names.
    if text.contains("#/") {
        return None;
    }
    let id = ResourceId::from_pasted(text).ok()?;
    if !is_machine(&id) {
        return Some(Kind::Subscription(id.subscription().to_owned()));
    }
    let is_portal = text.contains("://");
    Some(Kind::Vm {
        tenant: tenant_of_portal(text).filter(|_| is_portal),
        is_portal,
        id,
    })
}

fn of_name(text: &str) -> Option<Kind> {
    let is_part = |it: char| it.is_alphanumeric() || "-_.".contains(it);
    let is_name = text.len() <= LONGEST_NAME && text.chars().all(is_part);
    (is_name && !text.is_empty()).then(|| Kind::Name(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1";

    fn kind(text: &str) -> Kind {
        recognise(text, &symptoms::all())
    }

    /// A token with these claims, in base64url as Entra writes it.
    fn token(claims: &str) -> String {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_is_seen_whatever_stands_around_it() {
        let token = token(r#"{"aud": "https://management.azure.com", "exp": 1}"#);
        for text in [
            token.clone(),
            format!(" Bearer {token}\n"),
            format!(r#"{{"accessToken": "{token}"}}"#),
        ] {
            assert_eq!(kind(&text), Kind::Token, "{text}");
        }
        assert_eq!(kind("0.AXoAabc.def"), Kind::OtherToken);
    }

    #[test]
    fn ids_and_portal_pages_lead_to_their_vm() {
        let is_vm = |text: &str| match kind(text) {
            Kind::Vm {
                id,
                tenant,
                is_portal,
            } => {
                assert_eq!(id.as_str(), ID);
                (tenant, is_portal)
            }
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(is_vm(ID), (None, false));
        let portal = format!("https://portal.azure.com/#@contoso.com/resource{ID}/overview");
        assert_eq!(is_vm(&portal), (Some("contoso.com".to_owned()), true));
        let group = &ID[..ID.find("/providers").unwrap()];
        let subscription = "11111111-2222-3333-4444-555555555555".to_owned();
        assert_eq!(kind(group), Kind::Subscription(subscription));
    }

    #[test]
    fn an_error_that_names_an_id_is_an_error() {
        let text = format!(
            "(ScopeLocked) The scope '{ID}' cannot perform write operation because following \
             scope(s) are locked: '{ID}'. Please remove the lock and try again."
        );
        let Kind::Error(found) = kind(&text) else {
            panic!("{text}")
        };
        assert_eq!(found[0].id, "locked");
    }

    #[test]
    fn links_of_this_page_lead_there() {
        let check = format!("https://jit.example/doctor/#/check?vm={ID}&port=22");
        let Kind::Page(Route::Check(asked)) = kind(&check) else {
            panic!("{check}")
        };
        assert_eq!(asked.port, Some(22));
        assert_eq!(kind("#/trust"), Kind::Page(Route::Trust));
        assert!(matches!(
            kind("https://x.example/#/result/jd1.4.AAAAAA.AAAA"),
            Kind::Damaged(_)
        ));
    }

    #[test]
    fn what_is_left_is_a_name_or_nothing_known() {
        assert_eq!(kind("vm-web-01"), Kind::Name("vm-web-01".to_owned()));
        assert_eq!(kind("why does it not work"), Kind::Unknown);
        assert_eq!(kind("{}"), Kind::Unknown);
        assert_eq!(kind("  "), Kind::Unknown);
    }
}
