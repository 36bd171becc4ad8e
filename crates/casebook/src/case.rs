//! A case with its check, and the name that it has in addresses and in the table of
//! symptoms.

use diagnosis::{
    checks,
    engine::{Area, Case, Check, Severity},
};

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
