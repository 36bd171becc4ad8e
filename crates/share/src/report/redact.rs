//! Redacts values by an allow-list: a value leaves the page only where its kind
//! allows it. Everything else becomes an alias, always the same one for the same
//! thing.

use std::net::IpAddr;

use azure::{
    answer::Unavailable,
    resource_id::{ResourceId, is_guid},
    timestamp::{self, Span, Timestamp, Unit},
    value::{Args, Kind, Noun, Value},
};
use diagnosis::{
    engine::{Evidence, Finding, Verdict},
    jit_rules::Jit,
};
use ipnet::IpNet;

use super::{
    aliases::{FIXED_NAMES, alias, canonical_type, of_type, parse_alias},
    disclosure::{MOST_NUMBER, is_address, is_name, is_path, is_small, nothing},
    include::{Detail, Include},
    vocabulary::{is_field, word},
};

/// Redacts one whole report, so that the same thing always has the same alias.
pub(crate) struct Redactor {
    include: Include,
    /// When the report is made.
    made: Timestamp,
    /// What has been given an alias so far, in lower case, with its number.
    met: Vec<(Noun, String, u32)>,
}

impl Redactor {
    pub(crate) fn new(include: Include, made: Timestamp) -> Self {
        Self {
            include,
            made,
            met: Vec::new(),
        }
    }

    /// Gives two texts the same alias, such as a subscription's id and its name.
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
                severity_cap: finding.severity_cap,
                args: self.args(&finding.args),
                evidence: self.evidence(&finding.evidence),
            }),
            Verdict::NotApplicable => Verdict::NotApplicable,
            Verdict::CannotTell(why) => Verdict::CannotTell(self.unavailable(why)),
        }
    }

    pub(crate) fn args(&mut self, args: &Args) -> Args {
        let redacted: Args = args
            .iter()
            .map(|(name, value)| (name, self.typed(name.kind, value)))
            .collect();
        redacted.in_order()
    }

    /// The value of something that holds values of this kind: whatever was put into it, it
    /// lets out only its own kind.
    pub(crate) fn typed(&mut self, kind: Kind, value: &Value) -> Value {
        if kind.holds(value) {
            self.value(value)
        } else {
            self.alias(Noun::Value, &value.to_string())
        }
    }

    /// Method and path, each name in it redacted.
    pub(crate) fn request(&mut self, request: &str) -> String {
        let Some((method, path)) = request.split_once(' ') else {
            return match request {
                "" => String::new(),
                other => self.alias(Noun::Request, other).to_string(),
            };
        };
        let is_empty = path
            .split('?')
            .next()
            .is_none_or(|it| it.split('/').all(str::is_empty));
        if is_empty || !["GET", "POST", "PUT", "DELETE"].contains(&method) {
            return self.alias(Noun::Request, request).to_string();
        }
        let path = path.split('?').next().unwrap_or_default();
        format!("{method} {}", self.path(path))
    }

    /// The correlation id, where ids are included.
    pub(crate) fn correlation_id(&self, id: Option<&String>) -> Option<String> {
        id.filter(|it| self.include.has(Detail::Ids) && is_guid(it))
            .cloned()
    }

    /// What may leave the page of a value; of a list, item by item.
    pub(crate) fn value(&mut self, value: &Value) -> Value {
        if let Some(nothing) = value.text().and_then(nothing) {
            return nothing;
        }
        match value {
            Value::List(items) => Value::List(items.iter().map(|it| self.value(it)).collect()),
            Value::Nothing | Value::Alias(..) => value.clone(),
            Value::Number(number) if *number <= MOST_NUMBER => value.clone(),
            Value::Number(number) => self.alias(Noun::Value, &number.to_string()),
            Value::Word(text) => match word(text) {
                Some(word) => Value::Word(word.to_owned()),
                None => self.alias(Noun::Value, text),
            },
            Value::Name(noun, text) => {
                if self.include.has(Detail::Names) && is_name(text) {
                    shown(text, value.clone())
                } else {
                    self.alias(narrowed(*noun, text), text)
                }
            }
            Value::Id(noun, text) => {
                if self.include.has(Detail::Ids) && is_guid(text) {
                    value.clone()
                } else {
                    self.alias(*noun, text)
                }
            }
            Value::Written(noun, text) => self.alias(*noun, text),
            Value::Address(text) => self.address(text),
            Value::Time(at) => {
                if self.include.has(Detail::Times) {
                    Value::Time(timestamp::to_second(*at))
                } else {
                    self.distance(*at)
                }
            }
            Value::Scope(text) => self.scope(text),
            // What the field held may be a text that somebody wrote.
            Value::Field(name, _) => self.field(name),
            Value::Unknown(_) | Value::Lacks(_) => self.evident(value),
        }
    }

    /// How long before or after the check: a time without its date and clock.
    fn distance(&self, at: Timestamp) -> Value {
        let Span {
            unit,
            count,
            is_before,
        } = timestamp::span(at, self.made);
        let noun = match (unit, is_before) {
            (Unit::Minutes, true) => Noun::MinutesBefore,
            (Unit::Hours, true) => Noun::HoursBefore,
            (Unit::Days, true) => Noun::DaysBefore,
            (Unit::Minutes, false) => Noun::MinutesAfter,
            (Unit::Hours, false) => Noun::HoursAfter,
            (Unit::Days, false) => Noun::DaysAfter,
        };
        alias(noun, count)
    }

    fn field(&mut self, name: &str) -> Value {
        if is_field(name) {
            Value::Field(name.to_owned(), None)
        } else {
            self.alias(Noun::Value, name)
        }
    }

    fn unavailable(&mut self, why: &Unavailable) -> Unavailable {
        Unavailable {
            reason: why.reason,
            args: self.args(&why.args),
            request: why.request.as_deref().map(|it| self.request(it)),
            correlation_id: self.correlation_id(why.correlation_id.as_ref()),
        }
    }

    fn evidence(&mut self, evidence: &[Evidence]) -> Vec<Evidence> {
        evidence
            .iter()
            .map(|it| Evidence {
                request: it.request.as_deref().map(|it| self.request(it)),
                field: self.field(&it.field).to_string(),
                value: self.evident(&it.value),
            })
            .collect()
    }

    /// A value of evidence, judged by its text alone: evidence shows whatever an
    /// answer held. Who reads a report has nothing but that text, so the writer
    /// uses nothing else either.
    fn evident(&mut self, value: &Value) -> Value {
        match value {
            Value::List(items) => Value::List(items.iter().map(|it| self.evident(it)).collect()),
            Value::Nothing | Value::Alias(..) | Value::Lacks(None) => value.clone(),
            Value::Lacks(Some(what)) => Value::lacks(self.evident(what)),
            other => {
                let text = other.to_string();
                nothing(&text).unwrap_or_else(|| match self.seen(&text) {
                    alias @ Value::Alias(..) => alias,
                    seen => Value::Unknown(seen.to_string()),
                })
            }
        }
    }

    /// A value of Azure's whose kind is not known beforehand.
    fn seen(&mut self, text: &str) -> Value {
        if let Some(word) = word(text) {
            return Value::Word(word.to_owned());
        }
        if is_small(text) {
            return Value::Unknown(text.to_owned());
        }
        if text.starts_with('/') {
            return self.scope(text);
        }
        if is_guid(text) {
            // A subscription's or tenant's own alias, where it has one.
            let noun = [Noun::Subscription, Noun::Tenant]
                .into_iter()
                .find(|it| self.find(*it, text).is_some());
            return self.value(&Value::Id(noun.unwrap_or(Noun::Id), text.to_owned()));
        }
        if is_address(text) {
            return self.address(text);
        }
        if let Some(at) = timestamp::parse(text) {
            return self.value(&Value::Time(at));
        }
        let rule = narrowed(Noun::Rule, text);
        let noun = self
            .name_met(text)
            .or_else(|| (rule != Noun::Rule).then_some(rule));
        match noun {
            Some(noun) => self.value(&Value::Name(noun, text.to_owned())),
            None => self.alias(Noun::Value, text),
        }
    }

    /// The noun of an earlier value with this same name.
    fn name_met(&self, text: &str) -> Option<Noun> {
        let lower = text.to_lowercase();
        self.met
            .iter()
            .find(|(noun, it, _)| *it == lower && is_resource(*noun))
            .map(|(noun, ..)| *noun)
    }

    fn scope(&mut self, text: &str) -> Value {
        let path = text.trim_end_matches('/');
        if path.is_empty() {
            return Value::Scope("/".to_owned());
        }
        let has = |detail| self.include.has(detail);
        if has(Detail::Names) && has(Detail::Ids) && is_path(path) {
            return Value::Scope(path.to_owned());
        }
        let mut segments = path.rsplit('/');
        let name = segments.next().unwrap_or_default();
        let noun = of_type(segments.next().unwrap_or_default());
        if noun == Noun::Subscription {
            return if has(Detail::Ids) && is_guid(name) {
                Value::Scope(format!("/subscriptions/{name}"))
            } else {
                self.alias(noun, name)
            };
        }
        let is_known = ResourceId::parse(path).is_ok() || noun == Noun::ManagementGroup;
        if is_known && has(Detail::Names) && is_name(name) {
            return shown(name, Value::Scope(name.to_owned()));
        }
        self.alias(narrowed(noun, name), name)
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
                None => redacted.push_str(&self.alias(Noun::Type, segment).to_string()),
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
        let name = name.to_owned();
        let value = match noun {
            Noun::Subscription | Noun::Tenant => Value::Id(noun, name),
            Noun::Resource | Noun::Lock | Noun::Assignment | Noun::DenyAssignment => {
                Value::Written(noun, name)
            }
            noun => Value::Name(noun, name),
        };
        self.value(&value).to_string()
    }

    fn address(&mut self, text: &str) -> Value {
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .ok();
        match network {
            _ if text == "*" => Value::Address(text.to_owned()),
            Some(_) if self.include.has(Detail::Addresses) => Value::Address(text.to_owned()),
            Some(network) => self.alias(class(network), text),
            None => match word(text) {
                Some(word) => Value::Address(word.to_owned()),
                None => self.alias(Noun::ServiceTag, text),
            },
        }
    }

    fn alias(&mut self, noun: Noun, text: &str) -> Value {
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

/// A name that the reader lets out. One that reads like an alias is written as
/// one, because that is what it reads back as.
fn shown(name: &str, value: Value) -> Value {
    parse_alias(name).map_or(value, |(noun, number)| alias(noun, number))
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
            | Noun::JitRule
            | Noun::DefaultRule
            | Noun::Subnet
            | Noun::Network
            | Noun::PublicIp
            | Noun::RouteTable
            | Noun::Route
            | Noun::Firewall
            | Noun::Region
    )
}

/// The rules that every security group has from the start.
const DEFAULT_RULES: [&str; 6] = [
    "AllowVnetInBound",
    "AllowAzureLoadBalancerInBound",
    "DenyAllInBound",
    "AllowVnetOutBound",
    "AllowInternetOutBound",
    "DenyAllOutBound",
];

/// Who wrote a rule decides what can be done about it, so its alias keeps that.
fn narrowed(noun: Noun, name: &str) -> Noun {
    let is_default = || DEFAULT_RULES.iter().any(|it| it.eq_ignore_ascii_case(name));
    match noun {
        Noun::Rule if Jit::of_name(name).is_some() => Noun::JitRule,
        Noun::Rule if is_default() => Noun::DefaultRule,
        noun => noun,
    }
}

/// The class of an address or a range. It is all that somebody needs who asks
/// whether the internet can see it.
fn class(network: IpNet) -> Noun {
    let class = class_of_address(network.network());
    if network.prefix_len() == network.max_prefix_len() {
        return class;
    }
    match class {
        Noun::PublicV4 => Noun::PublicV4Range,
        Noun::PrivateV4 => Noun::PrivateV4Range,
        Noun::PublicV6 => Noun::PublicV6Range,
        Noun::PrivateV6 => Noun::PrivateV6Range,
        other => other,
    }
}

fn class_of_address(address: IpAddr) -> Noun {
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

    const MADE: &str = "2026-11-24T10:00:00Z";

    fn redacting(include: Include) -> Redactor {
        Redactor::new(include, timestamp::parse(MADE).unwrap())
    }

    fn name(noun: Noun, text: &str) -> Value {
        Value::Name(noun, text.to_owned())
    }

    fn seen(text: impl Into<Value>) -> Value {
        text.into()
    }

    #[test]
    fn one_thing_has_one_alias() {
        let mut redactor = redacting(Include::NONE);
        let mut of = |value: &Value| redactor.value(value).to_string();
        let both = Value::List(vec![name(Noun::Vm, "web01"), name(Noun::Vm, "db01")]);
        assert_eq!(of(&both), "vm-1, vm-2");
        assert_eq!(of(&name(Noun::Vm, "DB01")), "vm-2");
        assert_eq!(of(&Value::Scope(VM.to_owned())), "vm-1");
        assert_eq!(of(&Value::lacks(VM)), "∌ vm-1");
        assert_eq!(of(&seen("web01")), "vm-1");
        assert_eq!(of(&seen("3389")), "3389");
        assert_eq!(of(&seen("Megan Bowen")), "value-1");
    }

    #[test]
    fn a_name_that_reads_like_an_alias_is_withheld_like_any_other() {
        let mut redactor = redacting(Include::NONE);
        let mut of = |value: &Value| redactor.value(value).to_string();
        assert_eq!(of(&name(Noun::Vm, "vm-7")), "vm-1");
        assert_eq!(of(&name(Noun::Vm, "web01")), "vm-2");
        assert_eq!(
            of(&Value::Written(Noun::Lock, "lock-3".to_owned())),
            "lock-1"
        );
        assert_eq!(
            of(&Value::Id(Noun::Tenant, "tenant-9".to_owned())),
            "tenant-1"
        );
        assert_eq!(of(&seen("nsg-4")), "value-1");
        assert_eq!(of(&seen("vm-7")), "vm-1");
        assert_eq!(of(&Value::Scope(VM.replace("web01", "vm-7"))), "vm-1");
        // Let in, it stands as it is.
        let mut redactor = redacting(Include::NONE.with(Detail::Names));
        let shown = redactor.value(&name(Noun::Vm, "vm-7"));
        assert_eq!(shown, Value::Alias(Noun::Vm, 7));
        let lock = Value::Written(Noun::Lock, "lock-3".to_owned());
        assert_eq!(redactor.value(&lock).to_string(), "lock-1");
    }

    #[test]
    fn addresses_become_their_class() {
        let mut redactor = redacting(Include::NONE);
        for (text, shown) in [
            ("203.0.113.7", "public-ipv4-1"),
            ("203.0.113.0/24", "public-ipv4-range-1"),
            ("203.0.113.8/32", "public-ipv4-2"),
            ("10.1.2.3", "private-ipv4-1"),
            ("10.0.0.0/8", "private-ipv4-range-1"),
            ("100.64.0.1", "carrier-nat-ipv4-1"),
            ("127.0.0.1", "special-ipv4-1"),
            ("2001:db8::1", "public-ipv6-1"),
            ("fd00::1", "private-ipv6-1"),
            ("*", "*"),
            ("Internet", "Internet"),
            ("ContosoOffice", "service-tag-1"),
        ] {
            let value = redactor.value(&Value::Address(text.to_owned()));
            assert_eq!(value.to_string(), shown, "{text}");
        }
    }

    #[test]
    fn a_time_becomes_its_distance_from_the_check() {
        let mut redactor = redacting(Include::NONE);
        for (text, shown) in [
            ("2026-11-24T08:01:00Z", "hours-before-2"),
            ("2026-11-24T09:59:59Z", "minutes-before-1"),
            ("2026-11-24T13:00:00Z", "hours-after-3"),
            ("2026-10-30T13:00:00Z", "days-before-25"),
        ] {
            let at = timestamp::parse(text).unwrap();
            assert_eq!(redactor.value(&Value::Time(at)).to_string(), shown);
            assert_eq!(redactor.value(&seen(text)).to_string(), shown);
        }
    }

    #[test]
    fn who_wrote_a_rule_is_kept() {
        let jit = "MicrosoftDefenderForCloud-JITRule_-1614080692_E0AA8B01CF2A64611FAE4E56DB6A48F2";
        let rule = format!(
            "{}/networkSecurityGroups/nsg-pay/securityRules/{jit}",
            &VM[..VM.find("/providers").unwrap()]
        );
        let mut redactor = redacting(Include::NONE);
        let mut of = |value: &Value| redactor.value(value).to_string();
        assert_eq!(of(&name(Noun::Rule, jit)), "jit-rule-1");
        assert_eq!(of(&seen(jit)), "jit-rule-1");
        assert_eq!(of(&Value::Scope(rule)), "jit-rule-1");
        assert_eq!(of(&name(Noun::Rule, "DenyAllInBound")), "default-rule-1");
        assert_eq!(of(&name(Noun::Rule, "deny-payroll")), "rule-1");
    }

    #[test]
    fn a_request_keeps_what_is_azures() {
        let mut redactor = redacting(Include::NONE);
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
        let mut redactor = redacting(include);
        let scope = Value::Scope(VM.to_owned());
        assert_eq!(redactor.value(&scope), scope);
        let lock = Value::Written(Noun::Lock, "mine".to_owned());
        assert_eq!(redactor.value(&lock).to_string(), "lock-1");
        let mut redactor = redacting(Include::NONE.with(Detail::Names));
        assert_eq!(redactor.value(&scope).to_string(), "web01");
        assert_eq!(redactor.value(&name(Noun::Vm, "a <b>")).to_string(), "vm-1");
    }
}
