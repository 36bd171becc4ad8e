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

mod case;
mod look;
mod related;

use checklist::{CaseInWords, case_in_words};
use diagnosis::ability::{Need, Place};
use guide::{
    Ways,
    permission::{RoleHelp, roles_with},
};
use symptoms::Symptom;
use text::{Catalog, Neutral};

pub use case::{CaseOf, address, all, find, named, of_area, severity};
pub use look::{Look, LookInPortal};
pub use related::{Kinship, Related};

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
