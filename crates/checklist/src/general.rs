//! A case in general words, without a diagnosis that found it: of the names in its
//! texts, those that are known are said, and the language has a phrase for the others.

use text::Neutral;

/// All that is said about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseInWords {
    /// The condition that should hold.
    pub title: String,
    pub headline: String,
    pub what: String,
    pub who: String,
    /// For a reader who may mend it.
    pub can: String,
    /// For one who may not, where it takes a permission.
    pub cannot: Option<String>,
    pub fix: Vec<String>,
}

/// Words a case of a check; none where the texts have no such case.
pub fn case_in_words(
    neutral: &Neutral,
    check: &str,
    case: &str,
    known: &[(&'static str, String)],
) -> Option<CaseInWords> {
    let catalog = neutral.catalog();
    let base = format!("checks.{check}.cases.{case}");
    let part = |part: &str| {
        let text = catalog.get(&format!("{base}.{part}"))?;
        Some(neutral.fill(text, known))
    };
    let fix = catalog.list(&format!("{base}.fix")).into_iter();
    Some(CaseInWords {
        title: neutral.fill(catalog.get(&format!("checks.{check}.title"))?, known),
        headline: part("headline")?,
        what: part("what")?,
        who: part("who")?,
        can: part("can")?,
        cannot: part("cannot"),
        fix: fix.map(|it| neutral.fill(it, known)).collect(),
    })
}

/// What is wrong in a case, for where there is no room for more.
pub fn headline(neutral: &Neutral, check: &str, case: &str) -> Option<String> {
    let key = format!("checks.{check}.cases.{case}.headline");
    Some(neutral.fill(neutral.catalog().get(&key)?, &[]))
}
