//! What the reader asks: which VM, which port, from where, to do what; and its
//! form in an address's query, which links and bookmarks keep for years.

use std::fmt;

use azure::{
    ip_range,
    resource_id::{ResourceId, ResourceIdError, is_guid},
    timestamp,
};
use ipnet::IpNet;

use crate::case_number::CaseNumber;

/// What the reader wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Goal {
    /// Turn JIT on for the VM.
    Enable,
    /// Request access to it.
    Request,
    /// Connect to it, having requested access.
    Connect,
}

impl Goal {
    pub const ALL: [Self; 3] = [Self::Enable, Self::Request, Self::Connect];

    pub fn name(self) -> &'static str {
        match self {
            Self::Enable => "enable",
            Self::Request => "request",
            Self::Connect => "connect",
        }
    }
}

/// Somebody else whom the question is about: a user, a group or an application of the
/// subscription's tenant. Names are kept by Microsoft Graph, which is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The object id, in lower case.
    pub id: String,
    /// What the reader says that it is; what Azure says of it counts for more.
    pub kind: Option<SubjectKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    User,
    Group,
    /// A service principal: an application or a managed identity.
    Application,
}

impl Subject {
    /// `None` for what is no object id, such as a name.
    pub fn parse(id: &str, kind: Option<SubjectKind>) -> Option<Self> {
        let id = id.trim();
        is_guid(id).then(|| Self {
            id: id.to_ascii_lowercase(),
            kind,
        })
    }
}

impl SubjectKind {
    pub const ALL: [Self; 3] = [Self::User, Self::Group, Self::Application];

    /// The name in addresses, and the one under which texts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Application => "application",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// As ARM calls it; `None` for what it calls otherwise.
    pub fn of_arm(kind: &str) -> Option<Self> {
        let named = [
            ("User", Self::User),
            ("Group", Self::Group),
            ("ServicePrincipal", Self::Application),
        ];
        let found = named.iter().find(|(it, _)| it.eq_ignore_ascii_case(kind));
        found.map(|(_, kind)| *kind)
    }
}

/// One diagnosis to run. Without a goal (`None`) the reader is not sure, and
/// what matters for requesting and connecting is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub tenant: Option<String>,
    pub vm: ResourceId,
    /// `None`: the port that JIT would guard for the VM's system.
    pub port: Option<u16>,
    pub source: Option<IpNet>,
    pub goal: Option<Goal>,
    /// How long the reader wants access, in minutes.
    pub minutes: Option<u32>,
    /// Whose permissions are judged, where they are not the reader's own.
    pub about: Option<Subject>,
}

/// A [`Question`] that may lack its VM, as an address gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub tenant: Option<String>,
    pub vm: Option<ResourceId>,
    pub port: Option<u16>,
    pub source: Option<IpNet>,
    pub goal: Option<Goal>,
    pub minutes: Option<u32>,
    pub about: Option<Subject>,
    /// Under which support keeps the case; it comes back with the result.
    pub case: Option<CaseNumber>,
}

/// A parameter that could not be understood; the others are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParameter {
    pub name: &'static str,
    pub value: String,
    /// Why, when the parameter is a resource id.
    pub id_error: Option<ResourceIdError>,
}

impl Asked {
    /// Reads the query of `#/check?…`. Unknown parameters are ignored; a bad
    /// one is left out and reported, so that a typo loses nothing else.
    pub fn from_query(query: &str) -> (Self, Vec<BadParameter>) {
        let mut asked = Self::default();
        let mut bad = Vec::new();
        let mut kind = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let mut report = |name, id_error| {
                bad.push(BadParameter {
                    name,
                    value: value.to_owned(),
                    id_error,
                });
            };
            match &*name {
                "tenant" if is_tenant(value) => asked.tenant = Some(value.to_owned()),
                "tenant" => report("tenant", None),
                "vm" => match ResourceId::from_pasted(value) {
                    Ok(id) => asked.vm = Some(id),
                    Err(error) => report("vm", Some(error)),
                },
                "port" => match parse_port(value) {
                    Some(port) => asked.port = Some(port),
                    None => report("port", None),
                },
                "source" => match ip_range::parse(value) {
                    Some(source) => asked.source = Some(source),
                    None => report("source", None),
                },
                "goal" => match Goal::ALL.into_iter().find(|it| it.name() == value) {
                    Some(goal) => asked.goal = Some(goal),
                    None => report("goal", None),
                },
                "duration" => match timestamp::parse_duration_minutes(value) {
                    Some(minutes) => asked.minutes = Some(minutes),
                    None => report("duration", None),
                },
                "for" => match Subject::parse(value, None) {
                    Some(subject) => asked.about = Some(subject),
                    None => report("for", None),
                },
                "kind" => match SubjectKind::from_name(value) {
                    Some(it) => kind = Some(it),
                    None => report("kind", None),
                },
                "case" => match CaseNumber::parse(value) {
                    Some(case) => asked.case = Some(case),
                    None => report("case", None),
                },
                _ => {}
            }
        }
        if let Some(subject) = &mut asked.about {
            subject.kind = kind;
        }
        (asked, bad)
    }

    /// The query that [`Self::from_query`] reads back.
    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: Option<&dyn fmt::Display>| {
            if let Some(value) = value {
                query.append_pair(name, &value.to_string());
            }
        };
        let source = self.source.map(ip_range::show);
        let goal = self.goal.map(Goal::name);
        let duration = self.minutes.map(timestamp::format_duration_minutes);
        let about = self.about.as_ref();
        let kind = about.and_then(|it| it.kind).map(SubjectKind::name);
        add("tenant", self.tenant.as_ref().map(|it| it as _));
        add("vm", self.vm.as_ref().map(|it| it as _));
        add("port", self.port.as_ref().map(|it| it as _));
        add("source", source.as_ref().map(|it| it as _));
        add("goal", goal.as_ref().map(|it| it as _));
        add("duration", duration.as_ref().map(|it| it as _));
        add("for", about.map(|it| &it.id as _));
        add("kind", kind.as_ref().map(|it| it as _));
        add("case", self.case.as_ref().map(|it| it as _));
        query.finish()
    }

    /// The question, once a VM is known.
    pub fn question(&self) -> Option<Question> {
        Some(Question {
            tenant: self.tenant.clone(),
            vm: self.vm.clone()?,
            port: self.port,
            source: self.source,
            goal: self.goal,
            minutes: self.minutes,
            about: self.about.clone(),
        })
    }
}

impl From<Question> for Asked {
    fn from(question: Question) -> Self {
        Self {
            tenant: question.tenant,
            vm: Some(question.vm),
            port: question.port,
            source: question.source,
            goal: question.goal,
            minutes: question.minutes,
            about: question.about,
            case: None,
        }
    }
}

/// A tenant is named by its GUID or by one of its domains.
pub fn is_tenant(text: &str) -> bool {
    is_guid(text)
        || (text.contains('.')
            && text.len() <= 253
            && text.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .chars()
                        .all(|it| it.is_ascii_alphanumeric() || it == '-')
            }))
}

/// The tenant that a pasted address of a portal page names: it stands behind `#@`.
pub fn tenant_of_portal(address: &str) -> Option<String> {
    let address = percent_encoding::percent_decode_str(address.trim()).decode_utf8_lossy();
    let (_, rest) = address.split_once("#@")?;
    let tenant = rest.split('/').next()?;
    is_tenant(tenant).then(|| tenant.to_owned())
}

/// A port that a connection can go to: 0 is refused.
pub fn parse_port(text: &str) -> Option<u16> {
    text.trim().parse().ok().filter(|port| *port != 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg a&b/providers/Microsoft.Compute/virtualMachines/vm-1";

    #[test]
    fn a_bad_parameter_loses_nothing_else() {
        let (asked, bad) = Asked::from_query(
            "port=99999&source=203.0.113.7&goal=fly&vm=/x&tenant=contoso.com&utm_source=mail",
        );
        assert_eq!(asked.source, ip_range::parse("203.0.113.7"));
        assert_eq!(asked.tenant.as_deref(), Some("contoso.com"));
        let names: Vec<_> = bad.iter().map(|it| it.name).collect();
        assert_eq!(names, ["port", "goal", "vm"]);
    }

    #[test]
    fn only_an_object_id_names_somebody_else() {
        let id = "1D3A0F55-0000-4000-8000-00000000ABCD";
        let (asked, bad) = Asked::from_query(&format!("kind=group&for={id}"));
        assert_eq!(bad, []);
        let subject = asked.about.unwrap();
        assert_eq!(subject.id, id.to_ascii_lowercase());
        assert_eq!(subject.kind, Some(SubjectKind::Group));
        let (asked, bad) = Asked::from_query("for=megan@contoso.com&kind=robot&port=22");
        assert_eq!((asked.about, asked.port), (None, Some(22)));
        let names: Vec<_> = bad.iter().map(|it| it.name).collect();
        assert_eq!(names, ["for", "kind"]);
    }

    #[test]
    fn a_portal_address_is_a_vm() {
        let id = VM.replace(" a&b", "-a");
        let (asked, bad) = Asked::from_query(&format!(
            "vm={}",
            form_urlencoded::byte_serialize(
                format!("https://portal.azure.com/#@c/resource{id}/connect").as_bytes()
            )
            .collect::<String>()
        ));
        assert_eq!(bad, []);
        assert_eq!(asked.vm, ResourceId::parse(&id).ok());
    }

    proptest! {
        #[test]
        fn a_query_reads_back(
            port in proptest::option::of(1_u16..),
            bytes in proptest::option::of(any::<[u8; 4]>()),
            goal in proptest::option::of(0_usize..3),
            minutes in proptest::option::of(1_u32..2000),
            about in proptest::option::of((
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                proptest::option::of(0_usize..3),
            )),
            case in proptest::option::of("[A-Za-z0-9_.-]{1,32}"),
            name in "[a-zA-Z0-9_.()-]{1,30}",
        ) {
            let vm = format!("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/{name}x/providers/Microsoft.Compute/virtualMachines/{name}y");
            let asked = Asked {
                tenant: Some("contoso.com".to_owned()),
                vm: ResourceId::parse(&vm).ok(),
                port,
                source: bytes.map(|it| std::net::IpAddr::from(it).into()),
                goal: goal.map(|at| Goal::ALL[at]),
                minutes,
                about: about.map(|(id, kind)| Subject {
                    id,
                    kind: kind.map(|at| SubjectKind::ALL[at]),
                }),
                case: case.and_then(|it| CaseNumber::parse(&it)),
            };
            prop_assert_eq!(Asked::from_query(&asked.to_query()), (asked, vec![]));
        }

        #[test]
        fn no_query_panics(query in ".{0,300}") {
            let _ = Asked::from_query(&query);
        }
    }
}
