//! Which failing case is mended by which act.

use super::switch::Switch;

/// What mends a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    Request,
    TurnOn,
    Switch(Switch),
}

/// By check and case.
const MENDS: &[(&str, &str, Mend)] = &[
    (
        "subscription.provider",
        "not_registered",
        Mend::Switch(Switch::Provider),
    ),
    ("plan.servers", "off", Mend::Switch(Switch::Plan)),
    ("plan.tier", "plan1", Mend::Switch(Switch::Plan)),
    ("policy.exists", "not_configured", Mend::TurnOn),
    ("policy.exists", "dropped", Mend::TurnOn),
    ("request.open", "none", Mend::Request),
    ("request.open", "expired", Mend::Request),
    ("request.open", "replaced", Mend::Request),
    ("request.open", "revoked", Mend::Request),
    ("request.open", "other_port", Mend::Request),
    ("request.source", "other_address", Mend::Request),
];

/// What mends a failing case from here, if anything does.
pub fn mend(check: &str, case: &str) -> Option<Mend> {
    let found = MENDS.iter().find(|it| (it.0, it.1) == (check, case));
    found.map(|it| it.2)
}

#[cfg(test)]
mod tests {
    use diagnosis::checks;

    use super::*;

    #[test]
    fn every_entry_names_a_case() {
        for (check, case, _) in MENDS {
            let found = checks::ALL.iter().find(|it| it.id == *check);
            let cases = found.map_or(&[][..], |it| it.cases);
            assert!(cases.iter().any(|it| it.name == *case), "{check} {case}");
        }
        assert_eq!(mend("vm.exists", "not_found"), None);
    }
}
