//! Takes out of values what may not leave. By allow-list: a value leaves only
//! where its kind says so; everything else becomes an alias, the same one each
//! time.

use std::net::IpAddr;

use azure::{
    answer::{Args, Unavailable},
    resource_id::{ResourceId, is_guid},
    timestamp,
};
use diagnosis::engine::{Evidence, Finding, Verdict};
use ipnet::IpNet;

use super::{
    include::{Detail, Include},
    kind::{
        BETWEEN, Kind, LACKS, in_order, is_address, is_name, is_nothing, is_number, is_path,
        is_small, kind_of,
    },
    nouns::{FIXED_NAMES, Noun, alias, canonical_type, of_type},
    vocabulary::{is_field, word},
};

/// Redacts all that belongs to one report, so that one thing has one alias.
pub(crate) struct Redactor {
    include: Include,
    /// What was met, in lower case, with its alias.
    met: Vec<(Noun, String, u32)>,
}

impl Redactor {
    pub(crate) fn new(include: Include) -> Self {
        Self {
            include,
            met: Vec::new(),
        }
    }

    /// Makes two texts one thing, such as a subscription's id and its name.
    pub(crate) fn same(&mut self, noun: Noun, one: &str, other: &str) {
        let number = self.number(noun, one);
        self.met.push((noun, other.to_lowercase(), number));
    }

    pub(crate) fn verdict(&mut self, verdict: &Verdict) -> Verdict {
        match verdict {
            Verdict::Pass { evidence, notes } => Verdict::Pass {
                evidence: self.evidence(evidence),
                notes: notes.clone(),
            },
            Verdict::Fail(finding) => Verdict::Fail(Finding {
                case: finding.case,
                at_most: finding.at_most,
                args: self.args(&finding.args),
                evidence: self.evidence(&finding.evidence),
            }),
            Verdict::NotApplicable => Verdict::NotApplicable,
            Verdict::CannotTell(why) => Verdict::CannotTell(self.unavailable(why)),
        }
    }

    pub(crate) fn args(&mut self, args: &Args) -> Args {
        let redacted = args
            .iter()
            .map(|(name, value)| (*name, self.value(kind_of(name), value)));
        in_order(redacted.collect())
    }

    /// Method and path, each name in it redacted.
    pub(crate) fn request(&mut self, request: &str) -> String {
        let Some((method, path)) = request.split_once(' ') else {
            return match request {
                "" => String::new(),
                other => self.alias(Noun::Request, other),
            };
        };
        let is_empty = path
            .split('?')
            .next()
            .is_none_or(|it| it.split('/').all(str::is_empty));
        if is_empty || !["GET", "POST", "PUT", "DELETE"].contains(&method) {
            return self.alias(Noun::Request, request);
        }
        let path = path.split('?').next().unwrap_or_default();
        format!("{method} {}", self.path(path))
    }

    /// The last correlation id, where ids are let in.
    pub(crate) fn correlation_id(&self, id: Option<&String>) -> Option<String> {
        id.filter(|it| self.include.has(Detail::Ids) && is_guid(it))
            .cloned()
    }

    pub(crate) fn value(&mut self, kind: Kind, text: &str) -> String {
        let parts: Vec<String> = text.split(BETWEEN).map(|it| self.one(kind, it)).collect();
        parts.join(BETWEEN)
    }

    fn unavailable(&mut self, why: &Unavailable) -> Unavailable {
        Unavailable {
            reason: why.reason,
            args: self.args(&why.args),
            request: self.request(&why.request),
            correlation_id: self.correlation_id(why.correlation_id.as_ref()),
        }
    }

    fn evidence(&mut self, evidence: &[Evidence]) -> Vec<Evidence> {
        evidence
            .iter()
            .map(|it| Evidence {
                request: self.request(&it.request),
                field: self.one(Kind::Field, &it.field),
                value: self.value(Kind::Evidence, &it.value),
            })
            .collect()
    }

    fn one(&mut self, kind: Kind, text: &str) -> String {
        if is_nothing(text) {
            return text.to_owned();
        }
        match kind {
            Kind::Number if is_number(text) => text.to_owned(),
            Kind::Number => self.alias(Noun::Value, text),
            Kind::Word => match word(text) {
                Some(word) => word.to_owned(),
                None => self.alias(Noun::Value, text),
            },
            Kind::Name(_) if self.include.has(Detail::Names) && is_name(text) => text.to_owned(),
            Kind::Id(_) if self.include.has(Detail::Ids) && is_guid(text) => text.to_owned(),
            Kind::Name(noun) | Kind::Never(noun) | Kind::Id(noun) => self.alias(noun, text),
            Kind::Address => self.address(text),
            Kind::Time => self.time(text),
            Kind::Scope => self.scope(text),
            Kind::Field => {
                // What stands behind the name in parentheses is Azure's.
                let name = text.split(" (").next().unwrap_or_default();
                if is_field(name) {
                    name.to_owned()
                } else {
                    self.alias(Noun::Value, text)
                }
            }
            Kind::Evidence => match text.strip_prefix(LACKS) {
                Some(rest) => format!("{LACKS}{}", self.one(Kind::Evidence, rest)),
                None => self.seen(text),
            },
        }
    }

    /// A value of Azure's whose kind is not known beforehand.
    fn seen(&mut self, text: &str) -> String {
        if let Some(word) = word(text) {
            return word.to_owned();
        }
        if is_small(text) {
            return text.to_owned();
        }
        if text.starts_with('/') {
            return self.scope(text);
        }
        let kind = if is_guid(text) {
            // A subscription's or tenant's own alias, where it has one.
            let noun = [Noun::Subscription, Noun::Tenant]
                .into_iter()
                .find(|it| self.find(*it, text).is_some());
            Kind::Id(noun.unwrap_or(Noun::Id))
        } else if is_address(text) {
            Kind::Address
        } else if timestamp::parse(text).is_some() {
            Kind::Time
        } else {
            self.name_met(text)
                .map_or(Kind::Never(Noun::Value), Kind::Name)
        };
        self.one(kind, text)
    }

    /// The noun under which this very name was met before.
    fn name_met(&self, text: &str) -> Option<Noun> {
        let lower = text.to_lowercase();
        self.met
            .iter()
            .find(|(noun, it, _)| *it == lower && is_resource(*noun))
            .map(|(noun, ..)| *noun)
    }

    fn scope(&mut self, text: &str) -> String {
        let path = text.trim_end_matches('/');
        if path.is_empty() {
            return "/".to_owned();
        }
        let has = |detail| self.include.has(detail);
        if has(Detail::Names) && has(Detail::Ids) && is_path(path) {
            return path.to_owned();
        }
        let mut segments = path.rsplit('/');
        let name = segments.next().unwrap_or_default();
        let noun = of_type(segments.next().unwrap_or_default());
        if noun == Noun::Subscription {
            return if has(Detail::Ids) && is_guid(name) {
                format!("/subscriptions/{name}")
            } else {
                self.alias(noun, name)
            };
        }
        let is_known = ResourceId::parse(path).is_ok() || noun == Noun::ManagementGroup;
        if is_known && has(Detail::Names) && is_name(name) {
            return name.to_owned();
        }
        self.alias(noun, name)
    }

    fn path(&mut self, path: &str) -> String {
        let mut redacted = String::new();
        // The type that the next segment is a name of.
        let mut kept: Option<&'static str> = None;
        let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
        let mut is_name_next = false;
        for segment in segments {
            redacted.push('/');
            if is_name_next {
                redacted.push_str(&self.segment(kept, segment));
                is_name_next = false;
                continue;
            }
            kept = canonical_type(segment);
            match kept {
                Some(it) => redacted.push_str(it),
                None => redacted.push_str(&self.alias(Noun::Type, segment)),
            }
            // A namespace is followed by a type; everything else by a name.
            let is_namespace = segment.contains('.');
            is_name_next = !is_namespace && !segment.eq_ignore_ascii_case("providers");
        }
        redacted
    }

    fn segment(&mut self, kept: Option<&str>, name: &str) -> String {
        let noun = kept.map_or(Noun::Resource, of_type);
        let fixed = FIXED_NAMES
            .into_iter()
            .find(|it| it.eq_ignore_ascii_case(name));
        if let Some(fixed) = fixed {
            return fixed.to_owned();
        }
        let kind = match noun {
            Noun::Subscription | Noun::Tenant => Kind::Id(noun),
            Noun::Resource | Noun::Lock | Noun::Assignment | Noun::DenyAssignment => {
                Kind::Never(noun)
            }
            noun => Kind::Name(noun),
        };
        self.one(kind, name)
    }

    fn address(&mut self, text: &str) -> String {
        if text == "*" {
            return text.to_owned();
        }
        let address = text
            .parse::<IpAddr>()
            .ok()
            .or_else(|| text.parse::<IpNet>().ok().map(|it| it.network()));
        match address {
            Some(_) if self.include.has(Detail::Addresses) => text.to_owned(),
            Some(address) => self.alias(class(address), text),
            None => match word(text) {
                Some(word) => word.to_owned(),
                None => self.alias(Noun::ServiceTag, text),
            },
        }
    }

    fn time(&mut self, text: &str) -> String {
        match timestamp::parse(text) {
            Some(at) if self.include.has(Detail::Times) => timestamp::format(at),
            _ => self.alias(Noun::Time, text),
        }
    }

    fn alias(&mut self, noun: Noun, text: &str) -> String {
        alias(noun, self.number(noun, text))
    }

    fn number(&mut self, noun: Noun, text: &str) -> u32 {
        if let Some(number) = self.find(noun, text) {
            return number;
        }
        let highest = self
            .met
            .iter()
            .filter(|(it, ..)| *it == noun)
            .map(|(_, _, number)| *number)
            .max();
        let number = highest.unwrap_or_default() + 1;
        self.met.push((noun, text.to_lowercase(), number));
        number
    }

    fn find(&self, noun: Noun, text: &str) -> Option<u32> {
        let lower = text.to_lowercase();
        self.met
            .iter()
            .find(|(it, known, _)| *it == noun && *known == lower)
            .map(|(_, _, number)| *number)
    }
}

fn is_resource(noun: Noun) -> bool {
    matches!(
        noun,
        Noun::Vm
            | Noun::Group
            | Noun::Policy
            | Noun::Nic
            | Noun::Nsg
            | Noun::Rule
            | Noun::Subnet
            | Noun::Network
            | Noun::PublicIp
            | Noun::RouteTable
            | Noun::Route
            | Noun::Firewall
            | Noun::Region
    )
}

/// What kind of address it is, which is all that matters to somebody who asks
/// whether it can be the one that the internet sees.
fn class(address: IpAddr) -> Noun {
    match address {
        IpAddr::V4(it) => {
            let [a, b, ..] = it.octets();
            if it.is_private() {
                Noun::PrivateV4
            } else if a == 100 && (64..128).contains(&b) {
                Noun::SharedV4
            } else if it.is_loopback() || it.is_link_local() || it.is_unspecified() || a >= 224 {
                Noun::SpecialV4
            } else {
                Noun::PublicV4
            }
        }
        IpAddr::V6(it) => {
            let first = it.segments()[0];
            if first & 0xfe00 == 0xfc00 {
                Noun::PrivateV6
            } else if it.is_loopback()
                || it.is_unspecified()
                || first & 0xff00 == 0xff00
                || first & 0xffc0 == 0xfe80
            {
                Noun::SpecialV6
            } else {
                Noun::PublicV6
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-pay/providers/Microsoft.Compute/virtualMachines/web01";

    #[test]
    fn one_thing_has_one_alias() {
        let mut redactor = Redactor::new(Include::NONE);
        let mut of = |kind, text: &str| redactor.value(kind, text);
        assert_eq!(of(Kind::Name(Noun::Vm), "web01, db01"), "vm-1, vm-2");
        assert_eq!(of(Kind::Name(Noun::Vm), "DB01"), "vm-2");
        assert_eq!(of(Kind::Scope, VM), "vm-1");
        assert_eq!(of(Kind::Evidence, &format!("∌ {VM}")), "∌ vm-1");
        assert_eq!(of(Kind::Evidence, "web01"), "vm-1");
        assert_eq!(of(Kind::Evidence, "3389"), "3389");
        assert_eq!(of(Kind::Evidence, "Megan Bowen"), "value-1");
    }

    #[test]
    fn addresses_become_their_class() {
        let mut redactor = Redactor::new(Include::NONE);
        for (text, shown) in [
            ("203.0.113.7", "public-ipv4-1"),
            ("203.0.113.0/24", "public-ipv4-2"),
            ("10.1.2.3", "private-ipv4-1"),
            ("100.64.0.1", "carrier-nat-ipv4-1"),
            ("127.0.0.1", "special-ipv4-1"),
            ("2001:db8::1", "public-ipv6-1"),
            ("fd00::1", "private-ipv6-1"),
            ("*", "*"),
            ("Internet", "Internet"),
            ("ContosoOffice", "service-tag-1"),
        ] {
            assert_eq!(redactor.value(Kind::Address, text), shown, "{text}");
        }
    }

    #[test]
    fn a_request_keeps_what_is_azures() {
        let mut redactor = Redactor::new(Include::NONE);
        assert_eq!(
            redactor.request(&format!("GET {VM}?api-version=1")),
            "GET /subscriptions/subscription-1/resourceGroups/group-1/providers/Microsoft.Compute/virtualMachines/vm-1"
        );
        assert_eq!(
            redactor
                .request("PUT /subscriptions/x/providers/Contoso.Secret/things/mine/locks/do not"),
            "PUT /subscriptions/subscription-2/providers/type-1/type-2/resource-1/locks/lock-1"
        );
        assert_eq!(redactor.request("something else"), "request-1");
    }

    #[test]
    fn what_is_let_in_stands_as_it_is() {
        let include = Include::NONE.with(Detail::Names).with(Detail::Ids);
        let mut redactor = Redactor::new(include);
        assert_eq!(redactor.value(Kind::Scope, VM), VM);
        assert_eq!(redactor.value(Kind::Never(Noun::Lock), "mine"), "lock-1");
        let mut redactor = Redactor::new(Include::NONE.with(Detail::Names));
        assert_eq!(redactor.value(Kind::Scope, VM), "web01");
        assert_eq!(redactor.value(Kind::Name(Noun::Vm), "a <b>"), "vm-1");
    }
}
