//! The texts of a catalogue, filled with the names of one diagnosis.

use azure::{
    answer::Unavailable,
    value::{Args, Value},
};
use diagnosis::{
    args,
    engine::{Finding, Outcome, Verdict},
    facts::Snapshot,
    question::Question,
};
use guide::{Names, drawn};
use text::Catalog;

/// What a scope is called: the last part of its id.
fn last_part(id: &str) -> String {
    id.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Texts by placeholder.
pub(crate) type Texts = Vec<(&'static str, String)>;

pub(crate) struct Words<'a> {
    catalog: &'a Catalog,
    common: Texts,
    more: Texts,
    /// What the drawings take their names from.
    read: Option<(&'a Question, &'a Snapshot)>,
}

impl<'a> Words<'a> {
    /// `more` are names that only the drawn steps use.
    pub(crate) fn new(
        catalog: &'a Catalog,
        common: &Args,
        more: Texts,
        read: Option<(&'a Question, &'a Snapshot)>,
    ) -> Self {
        Self {
            catalog,
            common: common.texts().collect(),
            more,
            read,
        }
    }

    pub(crate) fn title(&self, outcome: &Outcome) -> String {
        let id = outcome.check.id;
        match &outcome.verdict {
            Verdict::Fail(finding) => self.of_case(id, finding, "headline"),
            _ => self.fill(&format!("checks.{id}.title"), &[]),
        }
    }

    pub(crate) fn of_case(&self, id: &str, finding: &Finding, part: &str) -> String {
        let args: Texts = finding.args.texts().collect();
        self.fill(&case_key(id, finding, part), &args)
    }

    pub(crate) fn fix(&self, id: &str, finding: &Finding) -> Vec<String> {
        let args: Texts = finding.args.texts().collect();
        let steps = self.catalog.list(&case_key(id, finding, "fix")).into_iter();
        steps.map(|it| text::fill(it, self.with(&args))).collect()
    }

    /// Asks somebody who can mend it to do so.
    pub(crate) fn message(&self, id: &str, finding: &Finding) -> String {
        let steps = self.fix(id, finding).into_iter();
        let steps: Vec<String> = steps.map(|it| format!("- {it}")).collect();
        let own = [
            ("headline", self.of_case(id, finding, "headline")),
            ("what", self.of_case(id, finding, "what")),
            ("steps", steps.join("\n")),
        ];
        let vm_id = self.more.iter().filter(|(name, _)| *name == "vm_id");
        let args: Texts = own.into_iter().chain(vm_id.cloned()).collect();
        self.fill("card.message", &args)
    }

    /// The finding's own names come first. Where it names several scopes, the
    /// first one is used.
    pub(crate) fn names(&self, finding: Option<&Finding>) -> Names {
        let drawn = self.read.map(|(question, snapshot)| {
            let names = drawn::names(question, snapshot, finding);
            names.into_iter()
        });
        let none = Args::default();
        let finding = finding.map_or(&none, |it| &it.args);
        let id = self.more.first().map(|(_, id)| id.clone());
        let scope = finding.get(args::SCOPE).map(Value::items);
        let scope = scope.and_then(<[_]>::first).map(ToString::to_string);
        let resource = scope.clone().or(id).unwrap_or_default();
        let own = scope.map(|it| ("scope", it)).into_iter();
        let own = own.chain(finding.texts());
        Names::new(
            own.chain([("resource", last_part(&resource))])
                .chain(self.common.clone())
                .chain(self.more.clone())
                .chain(drawn.into_iter().flatten()),
        )
    }

    pub(crate) fn reason(&self, why: &Unavailable) -> String {
        let args: Texts = why.args.texts().collect();
        self.fill(&format!("reasons.{}", why.reason.key()), &args)
    }

    pub(crate) fn fill(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.catalog.fill(key, self.with(args))
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

fn case_key(id: &str, finding: &Finding, part: &str) -> String {
    format!("checks.{id}.cases.{}.{part}", finding.case)
}
