//! The sign-in can make changes. Source: learn.microsoft.com,
//! "concept-mandatory-multifactor-authentication": ARM refuses a person's
//! writes, not their reads, without a second factor. The token's claim is only a
//! hint, for what ARM makes of it shows at a write.

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "session.mfa",
    wire: 2,
    area: Area::Availability,
    goals: Goals::ENABLE_REQUEST,
    depends_on: &["session.token"],
    needs: FactSet::of(&[FactKey::Claims]),
    cases: &[Case::info(5, "no_mfa", &[args::METHODS.name])],
    notes: &[],
};

/// The methods that stand for more than one factor: `amr` values of
/// learn.microsoft.com, "Access token claims reference", and of RFC 8176. A
/// password, a federated sign-in or a device's own key alone is none of them.
const STRONG: [&str; 7] = [
    "mfa",
    "ngcmfa",
    "wiaormfa",
    "wiaormultiauthn",
    "fido",
    "hwk",
    "sc",
];

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let claims = facts.claims()?;
    let field = "amr";
    let methods = match &claims.methods {
        Some(methods) if !methods.is_empty() && claims.is_app != Some(true) => methods,
        _ => return Ok(not_applicable()),
    };
    let is_strong = |method: &String| STRONG.iter().any(|it| it.eq_ignore_ascii_case(method));
    let verdict = if methods.iter().any(is_strong) {
        pass().known(field, methods.clone())
    } else {
        fail("no_mfa")
            .arg(args::METHODS, methods.iter().collect::<Vec<_>>())
            .known(field, methods.clone())
            .into()
    };
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, claims::Claims};

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, claims, healthy, known, unavailable, verdict},
        facts::Update,
    };

    fn signed_in_by(methods: Option<&[&str]>, is_app: Option<bool>) -> Facts {
        healthy().with(Update::Claims(known(Claims {
            methods: methods.map(|list| list.iter().map(|it| (*it).to_owned()).collect()),
            is_app,
            ..claims()
        })))
    }

    #[test]
    fn a_second_factor_or_a_key_that_holds_two_is_enough() {
        for methods in [&["pwd", "mfa"][..], &["MFA"], &["fido"], &["ngcmfa"]] {
            assert_eq!(verdict(&CHECK, &signed_in_by(Some(methods), None)), "pass");
        }
    }

    #[test]
    fn one_factor_is_remarked_on() {
        for methods in [&["pwd"][..], &["pwd", "rsa"], &["fed"]] {
            let snapshot = signed_in_by(Some(methods), Some(false));
            assert_eq!(case(&CHECK, &snapshot), "no_mfa");
        }
    }

    #[test]
    fn without_the_claim_and_for_an_app_there_is_nothing_to_say() {
        for snapshot in [
            signed_in_by(None, None),
            signed_in_by(Some(&[]), None),
            signed_in_by(Some(&["rsa"]), Some(true)),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
        }
    }

    #[test]
    fn an_opaque_token_does_not_tell() {
        let snapshot = healthy().with(Update::Claims(unavailable(Reason::NoIdentity)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
