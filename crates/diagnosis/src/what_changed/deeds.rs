//! What one change did, out of the properties that it changed. Must not know what it
//! was done for, nor which change came before.
//!
//! How Azure writes the path of an item of a list is in no document: by its place, by its
//! name, or the whole list at once. All are read, and what can't be read is told as it is.

use azure::{
    resource_id::ResourceId,
    resources::PropertyChange,
    value::{Noun, Value},
};
use serde_json::Value as Json;

use super::{
    deed_kind::{DeedKind, Link, Way, Whose},
    target::TargetKind,
};
use crate::jit_rules::{Jit, vm_of_description};

/// One thing that a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Created,
    Deleted,
    RuleAdded(RuleSeen),
    RuleRemoved(RuleSeen),
    RuleChanged(RuleSeen, Box<Changed>),
    /// Rules were changed, and the values are cut or in a form that can't be read.
    RulesUnclear,
    /// Something else was put in the place of what belonged to it.
    Linked(Link, Changed),
    /// The private address of an interface.
    Address(Changed),
    Power(Changed),
    Property(Changed),
}

/// A value before and after. `None` is nothing, or nothing that Azure tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub is_cut: bool,
}

/// A security rule, as far as a change tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSeen {
    pub name: Option<String>,
    pub access: Option<String>,
    pub priority: Option<String>,
    pub port: Option<String>,
    /// The VM that its description names, if it's one of JIT's.
    pub vm: Option<String>,
}

impl RuleSeen {
    /// What JIT made it for; `None` for a rule of somebody else's.
    pub fn jit(&self) -> Option<Jit> {
        self.name.as_deref().and_then(Jit::of_name)
    }

    fn take(&mut self, field: &[&str], value: &str) {
        let is = |name: &str| field.iter().any(|it| it.eq_ignore_ascii_case(name));
        let value = value.to_owned();
        if is("access") {
            self.access = Some(value);
        } else if is("priority") {
            self.priority = Some(value);
        } else if is("destinationPortRange") || is("destinationPortRanges") {
            self.port = Some(match self.port.take() {
                Some(port) => format!("{port}, {value}"),
                None => value,
            });
        } else if is("description") {
            self.vm = vm_of_description(&value).map(str::to_owned);
        }
    }

    fn of_json(rule: &Json) -> Self {
        let mut seen = Self {
            name: rule["name"].as_str().map(str::to_owned),
            ..Self::default()
        };
        let Json::Object(properties) = &rule["properties"] else {
            return seen;
        };
        for (field, value) in properties {
            match value {
                Json::String(text) if !text.is_empty() => seen.take(&[field], text),
                Json::Number(number) => seen.take(&[field], &number.to_string()),
                Json::Array(items) => {
                    let texts = items.iter().filter_map(Json::as_str);
                    texts.for_each(|it| seen.take(&[field], it));
                }
                _ => {}
            }
        }
        seen
    }
}

impl Deed {
    pub fn kind(&self) -> DeedKind {
        match self {
            Self::Created => DeedKind::Created,
            Self::Deleted => DeedKind::Deleted,
            Self::RuleAdded(rule) => DeedKind::RuleAdded(whose(rule)),
            Self::RuleRemoved(rule) => DeedKind::RuleRemoved(whose(rule)),
            Self::RuleChanged(_, it) => DeedKind::RuleChanged(way(it)),
            Self::RulesUnclear => DeedKind::RulesUnclear,
            Self::Linked(link, it) => DeedKind::Linked(*link, way(it)),
            Self::Address(it) => DeedKind::Address(way(it)),
            Self::Power(it) => DeedKind::Power(way(it)),
            Self::Property(it) => DeedKind::Property(way(it)),
        }
    }

    /// The name under which the text catalogue words it.
    pub fn name(&self) -> String {
        self.kind().name()
    }

    /// What its text speaks of.
    pub fn args(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Created | Self::Deleted | Self::RulesUnclear => Vec::new(),
            Self::RuleAdded(rule) | Self::RuleRemoved(rule) => rule_args(rule),
            Self::RuleChanged(rule, it) => {
                let mut args = rule_args(rule);
                args.push(("field", Value::Field(last(&it.path), None)));
                args.extend(sides(it, |text| Value::Unknown(text.to_owned())));
                args
            }
            Self::Linked(link, it) => sides(it, |text| {
                Value::Name(link.noun(), name_of(text).to_owned())
            }),
            Self::Address(it) => sides(it, |text| Value::Address(text.to_owned())),
            Self::Power(it) => sides(it, |text| Value::Word(power_of(text).to_owned())),
            Self::Property(it) => {
                let mut args = vec![("field", Value::Field(it.path.clone(), None))];
                args.extend(sides(it, |text| Value::Unknown(text.to_owned())));
                args
            }
        }
    }
}

fn whose(rule: &RuleSeen) -> Whose {
    match (rule.jit(), &rule.name) {
        (Some(Jit::Allow), _) => Whose::JitAllow,
        (Some(Jit::Deny), _) => Whose::JitDeny,
        (None, Some(_)) => Whose::Other,
        (None, None) => Whose::Unnamed,
    }
}

fn way(it: &Changed) -> Way {
    match (&it.before, &it.after) {
        _ if it.is_cut => Way::Cut,
        (None, None) => Way::Cut,
        (None, Some(_)) => Way::Set,
        (Some(_), None) => Way::Removed,
        (Some(_), Some(_)) => Way::Replaced,
    }
}

fn rule_args(rule: &RuleSeen) -> Vec<(&'static str, Value)> {
    let name = |it: &String| Value::Name(Noun::Rule, it.clone());
    vec![("rule", rule.name.as_ref().map_or(Value::Nothing, name))]
}

fn sides(it: &Changed, value: impl Fn(&str) -> Value) -> Vec<(&'static str, Value)> {
    let side = |text: &Option<String>| text.as_deref().map_or(Value::Nothing, &value);
    vec![("before", side(&it.before)), ("after", side(&it.after))]
}

/// The last part of an id; any other text as it is.
pub(super) fn name_of(text: &str) -> &str {
    let is_id = text.starts_with('/');
    text.rsplit('/').next().filter(|_| is_id).unwrap_or(text)
}

/// `PowerState/deallocated` is `deallocated`.
pub(super) fn power_of(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

fn last(path: &str) -> String {
    let parts = parts(path);
    let is_place = |it: &&str| it.chars().all(|it| it.is_ascii_digit());
    let mut parts = parts.into_iter().rev();
    parts.find(|it| !is_place(it)).unwrap_or(path).to_owned()
}

/// The deeds of a change, and how many properties were left out because nothing follows
/// from them. `own` are the subnets in which the VM is.
pub(super) fn deeds(
    kind: TargetKind,
    properties: &[PropertyChange],
    own: &[ResourceId],
) -> (Vec<Deed>, usize) {
    let mut rules = Rules::default();
    let mut deeds = Vec::new();
    let mut left_out = 0;
    for it in properties {
        let parts = parts(&it.path);
        if is_noise(kind, &parts, own) {
            left_out += 1;
        } else if kind == TargetKind::Group && is_part(&parts, 1, "securityRules") {
            rules.take(&parts[2..], it);
        } else {
            deeds.push(deed(kind, &parts, it));
        }
    }
    let mut all = rules.deeds();
    all.append(&mut deeds);
    (all, left_out)
}

/// `properties.securityRules["a.b"].name` in its parts, without brackets and quotes.
fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (key, after) = inside.split_once(']').unwrap_or((inside, ""));
            parts.push(key.trim_matches(['\'', '"']));
            rest = after;
        } else {
            let rest_of = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest_of.find(['.', '[']).unwrap_or(rest_of.len());
            if end > 0 {
                parts.push(&rest_of[..end]);
            }
            // A path that doesn't get shorter would be read for ever.
            rest = if end == 0 && rest_of.len() == rest.len() {
                ""
            } else {
                &rest_of[end..]
            };
        }
    }
    parts
}

fn is_part(parts: &[&str], at: usize, name: &str) -> bool {
    parts
        .get(at)
        .is_some_and(|it| it.eq_ignore_ascii_case(name))
}

/// What Azure writes by itself, and what is of no concern to access.
fn is_noise(kind: TargetKind, parts: &[&str], own: &[ResourceId]) -> bool {
    const ALWAYS: [&str; 8] = [
        "provisioningState",
        "etag",
        "resourceGuid",
        "systemData",
        "tags",
        "timeCreated",
        "networkInterfaces",
        "virtualMachine",
    ];
    let has = |name: &str| parts.iter().any(|it| it.eq_ignore_ascii_case(name));
    if ALWAYS.into_iter().any(has) {
        return true;
    }
    if has("instanceView") {
        return !(has("powerState") && (has("code") || is_last(parts, "powerState")));
    }
    match kind {
        // Which subnets it is on stands there, too, and in better words.
        TargetKind::Group | TargetKind::RouteTable => has("subnets"),
        TargetKind::Network => {
            let is_other = |key: &&str| {
                let is_place = key.chars().all(|it| it.is_ascii_digit());
                !is_place && !own.iter().any(|it| it.name().eq_ignore_ascii_case(key))
            };
            is_part(parts, 1, "subnets") && parts.get(2).is_some_and(is_other)
        }
        _ => false,
    }
}

fn is_last(parts: &[&str], name: &str) -> bool {
    parts.last().is_some_and(|it| it.eq_ignore_ascii_case(name))
}

fn deed(kind: TargetKind, parts: &[&str], change: &PropertyChange) -> Deed {
    let has = |name: &str| parts.iter().any(|it| it.eq_ignore_ascii_case(name));
    let changed = |side: fn(&str) -> String| Changed {
        path: change.path.clone(),
        before: change.before.as_deref().map(side),
        after: change.after.as_deref().map(side),
        is_cut: change.is_cut,
    };
    let whole = |text: &str| text.to_owned();
    if has("powerState") {
        return Deed::Power(changed(whole));
    }
    let is_reference = |name: &str| {
        is_last(parts, name)
            || (is_last(parts, "id") && parts.len() > 1 && is_last(&parts[..parts.len() - 1], name))
    };
    let links = [
        ("networkSecurityGroup", Link::Group),
        ("publicIPAddress", Link::PublicAddress),
        ("subnet", Link::Subnet),
        ("routeTable", Link::RouteTable),
    ];
    let link = links.into_iter().find(|(name, _)| is_reference(name));
    match (kind, link) {
        (TargetKind::Nic | TargetKind::Network, Some((_, link))) => {
            Deed::Linked(link, changed(id_in))
        }
        (TargetKind::Nic, None) if is_last(parts, "privateIPAddress") => {
            Deed::Address(changed(whole))
        }
        _ => Deed::Property(changed(whole)),
    }
}

/// The id in what refers to a resource: as a text, or as an object that holds it.
fn id_in(text: &str) -> String {
    let object = serde_json::from_str::<Json>(text).ok();
    let id = object.as_ref().and_then(|it| it["id"].as_str());
    id.unwrap_or(text).to_owned()
}

/// The rules of a group before and after, as far as the properties tell.
#[derive(Default)]
struct Rules {
    /// By what stands for each rule in the paths.
    items: Vec<(String, RuleItem)>,
    is_unclear: bool,
}

#[derive(Default)]
struct RuleItem {
    before: RuleSeen,
    after: RuleSeen,
    /// Whether it was there before, and is now; `None` where nothing tells.
    was: Option<bool>,
    is: Option<bool>,
    fields: Vec<Changed>,
}

impl Rules {
    /// `rest` is what follows the list's own name.
    fn take(&mut self, rest: &[&str], change: &PropertyChange) {
        let Some((key, field)) = rest.split_first() else {
            self.take_list(change);
            return;
        };
        let at = self.items.iter().position(|(it, _)| it == key);
        let at = at.unwrap_or_else(|| {
            let is_place = key.chars().all(|it| it.is_ascii_digit());
            let mut item = RuleItem::default();
            if !is_place {
                let name = Some(name_of(key).to_owned());
                item.before.name.clone_from(&name);
                item.after.name = name;
            }
            self.items.push(((*key).to_owned(), item));
            self.items.len() - 1
        });
        let item = &mut self.items[at].1;
        if field.is_empty() {
            self.is_unclear |= !item.take_whole(change);
        } else {
            item.take_field(field, change);
        }
    }

    /// The whole list at once.
    fn take_list(&mut self, change: &PropertyChange) {
        let read = |text: &Option<String>| match text {
            None => Some(Vec::new()),
            Some(text) => serde_json::from_str::<Vec<Json>>(text).ok(),
        };
        let (Some(before), Some(after)) = (read(&change.before), read(&change.after)) else {
            self.is_unclear = true;
            return;
        };
        if change.is_cut {
            self.is_unclear = true;
            return;
        }
        let name = |it: &Json| it["name"].as_str().unwrap_or_default().to_owned();
        for (side, rules) in [(true, before), (false, after)] {
            for rule in rules {
                let key = format!("list/{}", name(&rule));
                let at = self.items.iter().position(|(it, _)| *it == key);
                let at = at.unwrap_or_else(|| {
                    let item = RuleItem {
                        was: Some(false),
                        is: Some(false),
                        ..RuleItem::default()
                    };
                    self.items.push((key, item));
                    self.items.len() - 1
                });
                let item = &mut self.items[at].1;
                let seen = RuleSeen::of_json(&rule);
                if side {
                    (item.before, item.was) = (seen, Some(true));
                } else {
                    (item.after, item.is) = (seen, Some(true));
                }
            }
        }
    }

    fn deeds(self) -> Vec<Deed> {
        let named = |name: &Option<String>, all: &[&str]| {
            name.as_deref()
                .is_some_and(|it| all.iter().any(|other| other.eq_ignore_ascii_case(it)))
        };
        // A rule whose place in the list changed is on both sides.
        let mut before = Vec::new();
        let mut after = Vec::new();
        for (_, it) in &self.items {
            if it.was != Some(false) {
                before.extend(it.before.name.as_deref());
            }
            if it.is != Some(false) {
                after.extend(it.after.name.as_deref());
            }
        }
        // All of it happens at once. What comes is told after what goes.
        let (mut deeds, mut added) = (Vec::new(), Vec::new());
        for (_, it) in &self.items {
            let is_other = it.before.name.is_some()
                && it.after.name.is_some()
                && !named(
                    &it.before.name,
                    &it.after.name.as_deref().into_iter().collect::<Vec<_>>(),
                );
            let is_gone = it.is == Some(false) && it.was != Some(false);
            let is_new = it.was == Some(false) && it.is != Some(false);
            if (is_gone || is_other) && !named(&it.before.name, &after) {
                deeds.push(Deed::RuleRemoved(it.before.clone()));
            }
            if (is_new || is_other) && !named(&it.after.name, &before) {
                added.push(Deed::RuleAdded(it.after.clone()));
            }
            if !is_gone && !is_new && !is_other {
                deeds.extend(it.changes());
            }
        }
        deeds.append(&mut added);
        if self.is_unclear {
            deeds.push(Deed::RulesUnclear);
        }
        deeds
    }
}

impl RuleItem {
    /// The whole rule as one value; whether it could be read.
    fn take_whole(&mut self, change: &PropertyChange) -> bool {
        let mut is_read = !change.is_cut;
        for (text, side, is_there) in [
            (&change.before, &mut self.before, &mut self.was),
            (&change.after, &mut self.after, &mut self.is),
        ] {
            *is_there = Some(text.is_some());
            let Some(text) = text else { continue };
            match serde_json::from_str::<Json>(text) {
                Ok(rule @ Json::Object(_)) => {
                    let name = side.name.take();
                    *side = RuleSeen::of_json(&rule);
                    side.name = side.name.take().or(name);
                }
                _ => is_read = false,
            }
        }
        // That it came or went is told all the same.
        is_read || self.was != self.is
    }

    fn take_field(&mut self, field: &[&str], change: &PropertyChange) {
        let is_own = |name: &str| field.len() == 1 && field[0].eq_ignore_ascii_case(name);
        if is_own("name") || is_own("id") {
            for (text, side, is_there) in [
                (&change.before, &mut self.before, &mut self.was),
                (&change.after, &mut self.after, &mut self.is),
            ] {
                *is_there = Some(text.is_some());
                if let Some(text) = text {
                    side.name = Some(name_of(text).to_owned());
                }
            }
            return;
        }
        if let Some(text) = &change.before {
            self.before.take(field, text);
        }
        if let Some(text) = &change.after {
            self.after.take(field, text);
        }
        self.fields.push(Changed {
            path: change.path.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
            is_cut: change.is_cut,
        });
    }

    /// What is different about a rule that was there and is.
    fn changes(&self) -> Vec<Deed> {
        let name = self.after.name.clone().or(self.before.name.clone());
        let rule = RuleSeen {
            name,
            ..self.after.clone()
        };
        if !self.fields.is_empty() {
            let of_one = |it: &Changed| Deed::RuleChanged(rule.clone(), Box::new(it.clone()));
            return self.fields.iter().map(of_one).collect();
        }
        let pairs = [
            ("access", &self.before.access, &self.after.access),
            ("priority", &self.before.priority, &self.after.priority),
            ("destinationPortRange", &self.before.port, &self.after.port),
        ];
        let different = pairs.into_iter().filter(|(_, one, other)| one != other);
        different
            .map(|(path, before, after)| {
                let changed = Changed {
                    path: path.to_owned(),
                    before: before.clone(),
                    after: after.clone(),
                    is_cut: false,
                };
                Deed::RuleChanged(rule.clone(), Box::new(changed))
            })
            .collect()
    }
}
