//! The subscription is visible to the reader. Source: learn.microsoft.com,
//! "Authenticate requests across tenants": a token shows the subscriptions of
//! its own tenant only. ARM's refusal is not what tells the cases apart, for a
//! single answer proves little.

use azure::{
    answer::Unavailable,
    resources::{SubscriptionLookup, Tenant},
    value::{Noun, Value},
};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts, Rejection, SignIn},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "subscription.visible",
    wire: 3,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["session.token"],
    needs: FactSet::of(&[
        FactKey::Subscription,
        FactKey::Tenants,
        FactKey::Claims,
        FactKey::Question,
        FactKey::SignIn,
    ]),
    cases: &[
        Case::blocker(6, "other_tenant", &[args::TENANTS.name]),
        Case::blocker(7, "not_visible", &[]),
        Case::blocker(
            97,
            "other_directory",
            &[args::DIRECTORY.name, args::TENANTS.name],
        ),
        Case::blocker(98, "unnamed_directory", &[]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let lookup = match facts.subscription() {
        Err(why) if why.is_contradiction() => return listed(facts, why),
        lookup => lookup?,
    };
    let refusal = match &lookup.value {
        SubscriptionLookup::Visible(it) => {
            return Ok(pass().seen(&lookup.request, "subscriptionId", &it.id));
        }
        SubscriptionLookup::NotVisible(refusal) => refusal,
    };
    let finding = match elsewhere(facts, refusal)? {
        Some(tenants) => fail("other_tenant").arg(args::TENANTS, tenants),
        None => fail("not_visible"),
    };
    let id = facts.question()?.vm.subscription();
    let refused = refusal.request.as_deref().unwrap_or_default();
    Ok(finding
        .seen(refused, "status", status(refusal))
        .lacks(&lookup.request, "value[].subscriptionId", id)
        .into())
}

/// ARM lists the subscription and refuses it. That makes sense where all that
/// is asked below it is refused because the session is for another tenant.
fn listed(facts: &Facts, contradiction: Unavailable) -> Judged {
    let sign_in = facts.sign_in()?;
    let refused = of_tenant(sign_in);
    let own = refused.iter().find(|it| contradiction.is_of(&it.request));
    let (Some(own), false) = (own, sign_in.accepted_below || refused.len() < 2) else {
        return Err(contradiction);
    };
    let finding = match named(&refused) {
        // The session is for this tenant already.
        Some(directory) if own_tenant(facts)?.is_some_and(|it| is(it, directory)) => {
            return Err(contradiction);
        }
        Some(directory) => {
            let finding = fail("other_directory").arg(args::DIRECTORY, directory);
            let tenants = facts.tenants().ok();
            match tenants.and_then(|all| find(all, directory)) {
                Some(known) => finding.arg(args::TENANTS, called(known)),
                None => finding,
            }
        }
        None => fail("unnamed_directory"),
    };
    Ok(finding.seen(&own.request, "error.code", &own.code).into())
}

/// The refusals for which the token is of the wrong tenant.
fn of_tenant(sign_in: &SignIn) -> Vec<&Rejection> {
    let all = sign_in.rejections.iter();
    all.filter(|it| it.is_of_tenant()).collect()
}

/// The one tenant that these refusals ask for.
fn named<'a>(refused: &[&'a Rejection]) -> Option<&'a str> {
    let mut named = refused
        .iter()
        .filter_map(|it| it.challenge.directory.as_deref());
    let first = named.next()?;
    named.all(|it| it == first).then_some(first)
}

/// The tenants in which the subscription could be instead, if there are any:
/// the one that is asked for, the one that ARM names in its refusal, or all
/// others that the reader belongs to.
fn elsewhere(facts: &Facts, refusal: &Unavailable) -> Result<Option<Vec<Value>>, Unavailable> {
    let asked = asked::other_tenant(facts);
    if let Ok(Some((asked, _))) = asked {
        return Ok(Some(vec![args::TENANTS.value(asked)]));
    }
    let sign_in = facts.sign_in()?;
    let mut own = of_tenant(sign_in);
    own.retain(|it| refusal.is_of(&it.request));
    let tenants = facts.tenants()?;
    let present = own_tenant(facts)?;
    let is_present = |id: &str| present.is_some_and(|it| is(it, id));
    if let Some(directory) = named(&own).filter(|it| !is_present(it)) {
        let known = find(tenants, directory);
        let named = known.map_or_else(|| args::TENANTS.value(directory), called);
        return Ok(Some(vec![named]));
    }
    if tenants.len() > 1 {
        let others = tenants.iter().filter(|it| !is_present(&it.id));
        return Ok(Some(others.map(called).collect()));
    }
    asked.map(|_| None)
}

/// The tenant that the session is for, where its token says so.
fn own_tenant<'a>(facts: &'a Facts) -> Result<Option<&'a str>, Unavailable> {
    Ok(asked::claims(facts)?.and_then(|it| it.tenant.as_deref()))
}

fn is(tenant: &str, other: &str) -> bool {
    tenant.eq_ignore_ascii_case(other)
}

fn find<'a>(tenants: &'a [Tenant], id: &str) -> Option<&'a Tenant> {
    tenants.iter().find(|it| is(&it.id, id))
}

/// A tenant by its name, or by its id where ARM does not tell the name.
fn called(tenant: &Tenant) -> Value {
    if tenant.name.is_empty() {
        args::TENANTS.value(&tenant.id)
    } else {
        Value::Written(Noun::Tenant, tenant.name.clone())
    }
}

/// The status and code of the refusal, as far as there was an answer.
fn status(refusal: &Unavailable) -> String {
    let shown: Vec<String> = [refusal.args.get(args::STATUS), refusal.args.get(args::CODE)]
        .into_iter()
        .flatten()
        .map(ToString::to_string)
        .filter(|it| it != "-")
        .collect();
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        arm::Challenge,
        resources::{SubscriptionLookup, Tenant},
    };

    use super::CHECK;
    use crate::{
        args,
        checks::testing::{
            Facts, TENANT, case, healthy, judged, known, question, unavailable, verdict,
        },
        engine::Verdict,
        facts::{Rejection, SignIn, Update},
        question::Question,
    };

    const OTHER_TENANT: &str = "12121212-3434-5656-7878-909090909090";

    fn not_visible() -> Facts {
        let refusal = Unavailable::new(Reason::NotFound)
            .arg(args::STATUS, 404_u16)
            .arg(args::CODE, "SubscriptionNotFound");
        healthy().with(Update::Subscription(known(SubscriptionLookup::NotVisible(
            refusal,
        ))))
    }

    fn tenants(ids: &[&str]) -> Update {
        Update::Tenants(known(
            ids.iter()
                .map(|id| Tenant {
                    id: (*id).to_owned(),
                    name: String::new(),
                    domain: String::new(),
                })
                .collect(),
        ))
    }

    fn asks_for_other_tenant() -> Update {
        Update::Question(known(Question {
            tenant: Some(OTHER_TENANT.to_owned()),
            ..question()
        }))
    }

    #[test]
    fn tells_where_else_it_could_be() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        assert_eq!(case(&CHECK, &not_visible()), "not_visible");
        let snapshot = not_visible().with(tenants(&[TENANT, OTHER_TENANT]));
        let Verdict::Fail(finding) = judged(&CHECK, &snapshot) else {
            panic!("should fail");
        };
        assert_eq!(finding.case, "other_tenant");
        let args: Vec<_> = finding.args.texts().collect();
        assert_eq!(args, [("tenants", OTHER_TENANT.to_owned())]);
        assert_eq!(finding.evidence[0].value, "404 SubscriptionNotFound".into());
    }

    fn refused(directory: Option<&str>, paths: &[&str], accepted_below: bool) -> Facts {
        let rejections = paths.iter().map(|path| Rejection {
            code: "InvalidAuthenticationTokenTenant".to_owned(),
            request: format!("GET {path}"),
            challenge: Challenge {
                directory: directory.map(str::to_owned),
                ..Challenge::default()
            },
        });
        let contradiction = Unavailable::new(Reason::Contradiction).during("GET /one");
        healthy()
            .with(Update::Subscription(Err(contradiction)))
            .with(Update::SignIn(known(SignIn {
                accepted: Some("GET /tenants".to_owned()),
                accepted_below,
                rejections: rejections.collect(),
            })))
    }

    #[test]
    fn a_subscription_that_is_listed_and_refused_is_of_another_directory() {
        let all = ["/one", "/one/two"];
        let named = refused(Some(OTHER_TENANT), &all, false);
        assert_eq!(case(&CHECK, &named), "other_directory");
        assert_eq!(
            case(&CHECK, &refused(None, &all, false)),
            "unnamed_directory"
        );
        for (paths, accepted_below) in [
            (&all[..], true),
            (&all[..1], false),
            (&["/other", "/one/two"], false),
            (&[], false),
        ] {
            let snapshot = refused(Some(OTHER_TENANT), paths, accepted_below);
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell", "{paths:?}");
        }
    }

    #[test]
    fn the_tenant_of_the_session_is_not_the_one_to_switch_to() {
        let own = refused(Some(TENANT), &["/one", "/one/two"], false);
        assert_eq!(verdict(&CHECK, &own), "cannot-tell");
        let refusal = Unavailable::new(Reason::TokenRejected).during("GET /one");
        let lookup = SubscriptionLookup::NotVisible(refusal);
        let snapshot = refused(Some(TENANT), &["/one"], false)
            .with(Update::Subscription(known(lookup)))
            .with(tenants(&[TENANT, OTHER_TENANT]));
        let Verdict::Fail(finding) = judged(&CHECK, &snapshot) else {
            panic!("should fail");
        };
        let args: Vec<_> = finding.args.texts().collect();
        assert_eq!(args, [("tenants", OTHER_TENANT.to_owned())]);
    }

    #[test]
    fn the_tenant_that_azure_names_is_the_one() {
        let third = "34343434-5656-7878-9090-121212121212";
        let rejected = refused(Some(third), &["/one"], false);
        let refusal = Unavailable::new(Reason::TokenRejected).during("GET /one");
        let lookup = SubscriptionLookup::NotVisible(refusal);
        let snapshot = rejected
            .with(Update::Subscription(known(lookup)))
            .with(tenants(&[TENANT, OTHER_TENANT, third]));
        let Verdict::Fail(finding) = judged(&CHECK, &snapshot) else {
            panic!("should fail");
        };
        let args: Vec<_> = finding.args.texts().collect();
        assert_eq!(args, [("tenants", third.to_owned())]);
    }

    #[test]
    fn a_tenant_that_is_asked_for_needs_no_list_of_tenants() {
        let snapshot = not_visible()
            .with(asks_for_other_tenant())
            .with(Update::Tenants(unavailable(Reason::Throttled)));
        assert_eq!(case(&CHECK, &snapshot), "other_tenant");
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        for (reason, update) in [
            (
                Reason::Throttled,
                Update::Tenants(unavailable(Reason::Throttled)),
            ),
            (
                Reason::Pending,
                Update::Subscription(unavailable(Reason::Pending)),
            ),
        ] {
            let snapshot = not_visible().with(update);
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell", "{reason:?}");
        }
        let snapshot = not_visible()
            .with(asks_for_other_tenant())
            .with(Update::Claims(unavailable(Reason::Pending)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
