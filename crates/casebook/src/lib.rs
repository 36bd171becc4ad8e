//! What there is to say about a case without a diagnosis, as plain data that the page
//! draws and that the build writes as files for people and search engines without
//! scripts.
//!
//! **Must not know** markup, nor anybody's own names.
//!
//! ```
//! let lock = casebook::find("change.lock", "read_only").unwrap();
//! assert_eq!(casebook::address(lock), "change.lock/read_only");
//! assert!(casebook::all().count() > 70);
//! ```

mod look;
mod related;

use checklist::{CaseInWords, case_in_words};
use diagnosis::{
    ability::{Need, Place},
    checks,
    engine::{Area, Case, Check, Severity},
};
use guide::{
    Ways,
    commands::Task,
    permission::{RoleHelp, roles_with},
};
use symptoms::Symptom;
use text::{Catalog, Neutral};

pub use look::{Look, LookInPortal};
pub use related::{Kinship, Related};

/// One way in which a check fails.
#[derive(Clone, Copy, Debug)]
pub struct CaseOf {
    pub check: &'static Check,
    pub case: &'static Case,
}

impl PartialEq for CaseOf {
    fn eq(&self, other: &Self) -> bool {
        self.case.wire == other.case.wire
    }
}

/// All that is said about one case.
pub struct CasePage {
    pub of: CaseOf,
    pub words: CaseInWords,
    /// The error texts that it produces, those first that mean it most likely.
    pub symptoms: Vec<Symptom>,
    pub look: Look,
    /// How to fix it; none where there is no way through the portal and no command.
    pub ways: Option<&'static Ways>,
    /// The permissions that fixing it takes, where it takes any that can be read.
    pub needs: Vec<Need>,
    /// The built-in roles that have all of them, the narrowest first.
    pub roles: Vec<RoleHelp>,
    pub related: Vec<Related>,
}

/// Every case of every check, in causal order.
pub fn all() -> impl Iterator<Item = CaseOf> {
    let of = |check: &&'static Check| {
        let check = *check;
        check.cases.iter().map(move |case| CaseOf { check, case })
    };
    checks::ALL.iter().flat_map(of)
}

/// The cases of an area.
pub fn of_area(area: Area) -> impl Iterator<Item = CaseOf> {
    all().filter(move |it| it.check.area == area)
}

pub fn find(check: &str, case: &str) -> Option<CaseOf> {
    all().find(|it| it.check.id == check && it.case.name == case)
}

/// The case that a symptom names.
pub fn named(address: &str) -> Option<CaseOf> {
    let (check, case) = address.split_once('/')?;
    find(check, case)
}

/// What a case is called in addresses and in the table of symptoms.
pub fn address(of: CaseOf) -> String {
    format!("{}/{}", of.check.id, of.case.name)
}

/// How grave it is: the name of a text under `why.severity`.
pub fn severity(of: CaseOf) -> &'static str {
    match of.case.severity {
        Severity::Blocker => "blocker",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// Where a permission is needed: the name of a text under `why.place`.
pub fn place(at: Place) -> &'static str {
    match at {
        Place::Vm => "vm",
        Place::Policy => "policy",
        Place::Subscription => "subscription",
        Place::Elsewhere | Place::Outside => "elsewhere",
    }
}

/// The page of a case; none where the catalogue lacks its words. It takes the texts of
/// the areas `checks`, `neutral` and `guide`.
pub fn page(of: CaseOf, catalog: &Catalog, all_symptoms: &[Symptom]) -> Option<CasePage> {
    let neutral = Neutral::of(catalog);
    let (check, case) = (of.check.id, of.case.name);
    let remedy = guide::remedy(check, case);
    let needs = remedy.map_or(&[][..], |it| it.needs).iter();
    let needs: Vec<Need> = needs.filter(|it| !it.action.is_empty()).copied().collect();
    let actions: Vec<String> = needs.iter().map(|it| it.action.to_owned()).collect();
    let symptoms = symptoms::of_case(&address(of), all_symptoms);
    let ways = guide::ways(check, case);
    Some(CasePage {
        of,
        words: case_in_words(&neutral, check, case, &[])?,
        symptoms: symptoms.into_iter().cloned().collect(),
        look: Look::of(ways),
        ways,
        roles: roles_with(&actions, catalog),
        needs,
        related: related::of(of, all_symptoms, &neutral),
    })
}

/// The tasks of a case that change nothing.
fn readers(ways: &Ways) -> Vec<&'static Task> {
    let mut found: Vec<&Task> = Vec::new();
    for task in ways.commands.iter().filter(|it| !it.changes) {
        if !found.iter().any(|it| it.name == task.name) {
            found.push(task);
        }
    }
    found
}
