//! The texts of a catalogue, filled with the names of one diagnosis.

use std::iter;

use azure::{
    answer::{Reason, Unavailable},
    timestamp::Timestamp,
    value::{ArgName, Args, BETWEEN, Kind, NOTHING, Noun, Value},
};
use diagnosis::{
    args,
    engine::{Finding, Outcome, Verdict},
};
use guide::{Names, permission::named};
use text::Catalog;

use crate::Times;

/// What a scope is called: the last part of its id.
fn last_part(id: &str) -> String {
    id.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The level of a scope, and what it is called there.
pub fn scope_parts(scope: &str) -> (&'static str, &str) {
    let segments: Vec<&str> = scope.trim_matches('/').split('/').collect();
    let name = segments.last().copied().unwrap_or_default();
    let level = match segments.as_slice() {
        [] | [""] => "root",
        [_, _] => "subscription",
        [_, _, _, _] if scope.contains("/managementGroups/") => "management_group",
        [_, _, _, _] => "resource_group",
        _ => "resource",
    };
    (level, name)
}

/// Of what kind a resource is, and the resource group that it is in.
fn kind_and_group(scope: &str) -> Option<(&str, &str)> {
    let segments: Vec<&str> = scope.trim_matches('/').split('/').collect();
    match segments.as_slice() {
        [_, _, groups, group, .., kind, _] if groups.eq_ignore_ascii_case("resourceGroups") => {
            Some((kind, group))
        }
        _ => None,
    }
}

/// Texts by placeholder.
pub(crate) type Texts = Vec<(&'static str, String)>;

/// Whom a text speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Reader,
    /// The one who shared the result, or who is asked over the telephone.
    Another,
    /// Somebody whom the reader asks about: what was read with the reader's own sign-in
    /// speaks of the reader.
    Subject,
}

pub(crate) struct Words<'a> {
    catalog: &'a Catalog,
    person: Person,
    times: Times,
    common: Texts,
    more: Texts,
    gaps: Gaps<'a>,
}

/// Words a text with these values, and with phrases in place of all others. A trait
/// object, so that a page on which every value is known comes without the phrases.
pub type Phrases<'a> = &'a dyn Fn(&str, &[(&str, String)]) -> String;

/// What is said in place of values that nobody knows.
#[derive(Clone, Copy)]
pub(crate) enum Gaps<'a> {
    /// There are none.
    None,
    /// A sign.
    Marked,
    Worded(Phrases<'a>),
}

impl<'a> Words<'a> {
    /// `more` are names that only the drawn steps use.
    pub(crate) fn new(
        catalog: &'a Catalog,
        person: Person,
        times: Times,
        common: &Args,
        more: Texts,
    ) -> Self {
        Self {
            catalog,
            person,
            times,
            common: in_words(common, times, catalog),
            more,
            gaps: Gaps::None,
        }
    }

    /// The same for a diagnosis that rests on answers: who answers by hand tells which
    /// case it is, not the values that its texts name.
    #[must_use]
    pub(crate) fn with_gaps(self, common: &Args, gaps: Gaps<'a>) -> Self {
        if matches!(gaps, Gaps::None) {
            return self;
        }
        let is_unknown = |of: &str| {
            let mut unknown = common.iter().filter(|(_, value)| value.is_nothing());
            unknown.any(|(name, _)| name.name == of)
        };
        let known = self.common.into_iter().filter(|(it, _)| !is_unknown(it));
        Self {
            common: known.collect(),
            gaps,
            ..self
        }
    }

    fn texts(&self, args: &Args) -> Texts {
        in_words(args, self.times, self.catalog)
    }

    /// Until when access is open.
    pub(crate) fn ends(&self, at: &Value) -> String {
        let at = [("at", in_text(at, self.times, self.catalog))];
        self.fill("card.ends", &at)
    }

    pub(crate) fn listed(&self, items: &[String]) -> String {
        self.catalog.listed(items)
    }

    pub(crate) fn time(&self, at: Timestamp) -> String {
        self.times.alone(at, self.catalog)
    }

    pub(crate) fn title(&self, outcome: &Outcome) -> String {
        let id = outcome.check.id;
        match &outcome.verdict {
            Verdict::Fail(finding) => self.of_case(id, finding, "headline"),
            _ => self.fill(&format!("checks.{id}.title"), &[]),
        }
    }

    /// What a check that could not run would have told, behind "whether": a title that
    /// denies something reads as a riddle there.
    pub(crate) fn whether(&self, outcome: &Outcome) -> String {
        let key = format!("checks.{}.whether", outcome.check.id);
        if self.catalog.get(&key).is_some() {
            self.fill(&key, &[])
        } else {
            within(self.title(outcome))
        }
    }

    /// Only what was seen tells a scope by its id: whom to ask is said in plain words.
    pub(crate) fn of_case(&self, id: &str, finding: &Finding, part: &str) -> String {
        let places = (part != "what")
            .then(|| self.places(&finding.args))
            .flatten();
        let args: Texts = places
            .into_iter()
            .chain(self.texts(&finding.args))
            .collect();
        self.fill(&case_key(id, finding, part), &args)
    }

    /// What a check that passed remarks, but for the remarks of these names.
    pub(crate) fn notes(&self, outcome: &Outcome, but: &[&str]) -> Vec<String> {
        let Verdict::Pass { notes, .. } = &outcome.verdict else {
            return Vec::new();
        };
        let id = outcome.check.id;
        let told = notes.iter().filter(|it| !but.contains(it));
        told.map(|it| self.fill(&format!("checks.{id}.notes.{it}"), &[]))
            .collect()
    }

    fn places(&self, args: &Args) -> Option<(&'static str, String)> {
        let scopes = args.get(args::SCOPE).filter(|it| !it.is_nothing())?;
        let places = scopes.items().iter().map(|it| {
            let scope = it.to_string();
            let (level, name) = scope_parts(&scope);
            let name = [("name", name.to_owned())];
            let place = self.fill(&format!("places.{level}"), &name);
            match kind_and_group(&scope).filter(|_| level == "resource") {
                None => place,
                Some((kind, group)) => {
                    let key = format!("places.kinds.{}", kind.to_ascii_lowercase());
                    let is_named = self.catalog.get(&key).is_some();
                    let resource = if is_named {
                        self.fill(&key, &name)
                    } else {
                        place
                    };
                    let args = [("resource", resource), ("group", group.to_owned())];
                    self.fill("places.in_group", &args)
                }
            }
        });
        let places: Vec<String> = places.collect();
        Some((args::SCOPE.name.name, self.listed(&places)))
    }

    pub(crate) fn fix(&self, id: &str, finding: &Finding) -> Vec<String> {
        let args = self.texts(&finding.args);
        let steps = self.catalog.list(&case_key(id, finding, "fix")).into_iter();
        steps.map(|it| self.put(it, &args)).collect()
    }

    /// Asks somebody who can mend it to do so.
    pub(crate) fn message(&self, id: &str, finding: &Finding) -> String {
        let mut steps = self.fix(id, finding);
        if steps.is_empty() {
            steps.push(self.who(id, finding));
        }
        let steps: Vec<String> = steps.iter().map(|it| format!("- {it}")).collect();
        let own = [
            ("headline", self.of_case(id, finding, "headline")),
            ("what", self.of_case(id, finding, "what")),
            ("steps", steps.join("\n")),
        ];
        let args: Texts = own.into_iter().chain(self.of_message()).collect();
        let is_named = args.iter().any(|(name, _)| *name == "vm_id");
        let key = match self.gaps {
            _ if self.person == Person::Subject => "subject.message",
            Gaps::Marked | Gaps::Worded(_) if !is_named => "card.by_hand.message",
            _ => "card.message",
        };
        self.fill(key, &args)
    }

    /// The same for several failures that one person can mend, each with its number.
    pub(crate) fn message_about(&self, failed: &[(usize, &str, &Finding)]) -> String {
        let steps = failed.iter().map(|(number, id, finding)| {
            let headline = self.of_case(id, finding, "headline");
            let what = self.of_case(id, finding, "what");
            let args = [
                ("number", number.to_string()),
                ("headline", headline),
                ("what", what),
            ];
            let head = self.fill("ahead.asked", &args);
            let fix = self.fix(id, finding).into_iter();
            let lines = fix.map(|it| format!("   - {it}"));
            iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
        });
        let steps: Vec<String> = steps.collect();
        let own = [("steps", steps.join("\n"))];
        let args: Texts = own.into_iter().chain(self.of_message()).collect();
        let key = match self.person {
            Person::Subject => "ahead.ask_for_them",
            Person::Reader | Person::Another => "ahead.ask",
        };
        self.fill(key, &args)
    }

    /// What a message names beside the failure: the VM, and whom it is about.
    fn of_message(&self) -> impl Iterator<Item = (&'static str, String)> {
        let names = ["vm_id", "subject"];
        let more = self.more.iter();
        more.filter(move |(it, _)| names.contains(it)).cloned()
    }

    /// Who can mend it, as a line that stands alone.
    pub(crate) fn who(&self, id: &str, finding: &Finding) -> String {
        self.fill("card.who", &[("who", self.of_case(id, finding, "who"))])
    }

    /// The finding's own names come first. Where it names several scopes, the
    /// first one is used.
    pub(crate) fn names(&self, finding: Option<&Finding>) -> Names {
        let none = Args::default();
        let finding = finding.map_or(&none, |it| &it.args);
        let id = self.more.first().map(|(_, id)| id.clone());
        let scope = finding.get(args::SCOPE).map(Value::items);
        let scope = scope.and_then(<[_]>::first).map(ToString::to_string);
        let resource = scope.clone().or(id).unwrap_or_default();
        let own = scope.map(|it| ("scope", it)).into_iter();
        let own = own.chain(self.texts(finding));
        Names::new(
            own.chain([("resource", last_part(&resource))])
                .chain(self.common.clone())
                .chain(self.more.clone()),
        )
    }

    pub(crate) fn reason(&self, why: &Unavailable) -> String {
        let args = self.texts(&why.args);
        self.fill(&format!("reasons.{}", why.reason.key()), &args)
    }

    /// The permission that is missing, where that is all that is to be said.
    pub(crate) fn missing(&self, why: &Unavailable) -> Option<String> {
        let is_said = |arg: Option<&Value>| arg.is_some_and(|it| !it.is_nothing());
        let args = &why.args;
        let is_whole = is_said(args.get(args::ACTION)) && is_said(args.get(args::SCOPE));
        (why.reason == Reason::Forbidden && is_whole).then(|| {
            let args: Texts = args.texts().collect();
            self.fill("doubts.missing", &args)
        })
    }

    pub(crate) fn fill(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.put(&of_person(self.catalog, self.person, key), args)
    }

    /// The text with these values, and with words for those that are not known.
    fn put(&self, text: &str, args: &[(&'static str, String)]) -> String {
        let known: Vec<(&str, &str)> = self.with(args).collect();
        let is_known = |name: &str| known.iter().any(|(it, _)| *it == name);
        let unknown = text::placeholders(text)
            .into_iter()
            .filter(|it| !is_known(it));
        let unknown: Vec<(&str, &str)> = unknown.map(|it| (it, NOTHING)).collect();
        match &self.gaps {
            Gaps::Worded(phrases) if !unknown.is_empty() => {
                let known = known.iter().map(|(name, it)| (*name, (*it).to_owned()));
                phrases(text, &known.collect::<Vec<_>>())
            }
            Gaps::Marked => text::fill(text, known.iter().chain(&unknown).copied()),
            _ => begun(text, text::fill(text, known)),
        }
    }

    fn with<'b>(
        &'b self,
        args: &'b [(&'static str, String)],
    ) -> impl Iterator<Item = (&'b str, &'b str)> {
        args.iter()
            .chain(&self.common)
            .map(|(name, value)| (*name, value.as_str()))
    }
}

/// A text, as it speaks of this person.
pub(crate) fn of_person(catalog: &Catalog, person: Person, key: &str) -> String {
    let is_other = match person {
        Person::Another => true,
        Person::Reader => false,
        Person::Subject => speaks_of_subject(key),
    };
    let other = is_other.then(|| catalog.get(&format!("others.{key}")));
    other
        .flatten()
        .map_or_else(|| catalog.text(key), str::to_owned)
}

/// Whether a text speaks of the one whom the question is about, not of who signed in.
fn speaks_of_subject(key: &str) -> bool {
    const OF_SIGN_IN: [&str; 5] = [
        "checks.session.",
        "checks.subscription.visible.",
        "reasons.",
        "card.unknown.",
        "card.by_hand.",
    ];
    key == "reasons.groups_unknown" || !OF_SIGN_IN.iter().any(|it| key.starts_with(it))
}

/// The values in words, by placeholder.
pub fn in_words(args: &Args, times: Times, catalog: &Catalog) -> Texts {
    args.iter()
        .map(|(name, value)| {
            let text = match value {
                Value::Nothing if name.kind == Kind::Time => catalog.text("times.unknown"),
                Value::Word(role) if name.wire == args::ROLE.name.wire => named(role, catalog),
                Value::List(items) if is_code(name) => {
                    let items: Vec<String> = each_in_text(items, times, catalog).collect();
                    items.join(BETWEEN)
                }
                value => in_text(value, times, catalog),
            };
            (name.name, text)
        })
        .collect()
}

/// A value within a sentence. Of what was withheld it says the kind.
pub fn in_text(value: &Value, times: Times, catalog: &Catalog) -> String {
    match value {
        Value::Time(at) => times.in_text(*at, catalog),
        Value::Alias(noun, number) => withheld(*noun, *number, catalog),
        Value::List(items) => {
            catalog.listed(&each_in_text(items, times, catalog).collect::<Vec<_>>())
        }
        other => seen_in_words(other, catalog),
    }
}

fn each_in_text(items: &[Value], times: Times, catalog: &Catalog) -> impl Iterator<Item = String> {
    items.iter().map(move |it| in_text(it, times, catalog))
}

/// Whether texts set the values of an argument as code, where a list isn't one of words.
fn is_code(name: &ArgName) -> bool {
    name.kind == Kind::Scope || name.wire == args::ACTION.name.wire
}

/// What is said in place of a withheld value: its kind, where that tells more than
/// an alias such as `vm-1` does.
fn withheld(noun: Noun, number: u32, catalog: &Catalog) -> String {
    let key = format!("withheld.{}", noun.word());
    let numbered = if number == 1 { "first" } else { "other" };
    let numbered = format!("{key}.{numbered}");
    let n = number.to_string();
    let args = [("n", n.as_str()), ("number", n.as_str())];
    match [&key, &numbered]
        .into_iter()
        .find(|it| catalog.get(it).is_some())
    {
        Some(key) => catalog.fill(key, args),
        None => Value::Alias(noun, number).to_string(),
    }
}

/// A sentence that begins with words in place of a name begins with a capital.
fn begun(text: &str, mut filled: String) -> String {
    let is_phrase = text.starts_with('{')
        && ["a ", "an ", "another "]
            .iter()
            .any(|it| filled.starts_with(it));
    if let Some(first) = filled.get_mut(..1).filter(|_| is_phrase) {
        first.make_ascii_uppercase();
    }
    filled
}

/// What an answer held, as evidence shows it: as Azure writes it, and in words what a
/// list lacks.
pub fn seen_in_words(seen: &Value, catalog: &Catalog) -> String {
    match seen {
        Value::Lacks(None) => catalog.text("lacks.any"),
        Value::Lacks(Some(what)) => catalog.fill("lacks.one", [("what", what.to_string())]),
        Value::Field(name, Some(held)) => format!("{name} ({})", seen_in_words(held, catalog)),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|it| seen_in_words(it, catalog)).collect();
            items.join(BETWEEN)
        }
        other => other.to_string(),
    }
}

/// A title within a sentence. Names keep their capital.
pub(crate) fn within(mut title: String) -> String {
    const NAMES: [&str; 4] = ["Azure", "Defender", "Microsoft", "Network Manager"];
    let is_name = NAMES.iter().any(|it| title.starts_with(it));
    // "VM", "JIT".
    let is_short = title
        .get(1..)
        .is_some_and(|it| it.starts_with(char::is_uppercase));
    if let Some(first) = title.get_mut(..1).filter(|_| !is_name && !is_short) {
        first.make_ascii_lowercase();
    }
    title
}

fn case_key(id: &str, finding: &Finding, part: &str) -> String {
    format!("checks.{id}.cases.{}.{part}", finding.case)
}

#[cfg(test)]
mod tests {
    use azure::value::Value;
    use text::Catalog;

    use super::{scope_parts, seen_in_words, within};

    #[test]
    fn the_sign_for_what_is_not_there_is_for_no_reader() {
        let catalog = Catalog::parse(r#"{"lacks": {"one": "no {what}", "any": "none"}}"#).unwrap();
        let held = Box::new(Value::lacks("A/read"));
        for (seen, said) in [
            (Value::from("Standard"), "Standard"),
            (Value::Lacks(None), "none"),
            (Value::lacks("A/read"), "no A/read"),
            (
                Value::Field("value[].actions".to_owned(), Some(held)),
                "value[].actions (no A/read)",
            ),
            (
                Value::List(vec![Value::lacks("a"), Value::lacks("b")]),
                "no a, no b",
            ),
        ] {
            assert_eq!(seen_in_words(&seen, &catalog), said);
        }
    }

    #[test]
    fn a_scope_is_named_by_its_level() {
        for (scope, level, name) in [
            ("/", "root", ""),
            ("/subscriptions/s", "subscription", "s"),
            (
                "/providers/Microsoft.Management/managementGroups/m",
                "management_group",
                "m",
            ),
            ("/subscriptions/s/resourceGroups/g", "resource_group", "g"),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v",
                "resource",
                "v",
            ),
        ] {
            assert_eq!(scope_parts(scope), (level, name), "{scope}");
        }
    }

    #[test]
    fn a_title_within_a_sentence_keeps_names_as_they_are() {
        for (title, expected) in [
            ("The VM is running", "the VM is running"),
            ("You can request access", "you can request access"),
            ("JIT is on for this VM", "JIT is on for this VM"),
            ("Defender for Servers is on", "Defender for Servers is on"),
            ("規則がある", "規則がある"),
            ("VM が実行中である", "VM が実行中である"),
            ("", ""),
        ] {
            assert_eq!(within(title.to_owned()), expected);
        }
    }
}
