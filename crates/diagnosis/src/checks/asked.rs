//! What several checks ask of the facts in the same words.

use azure::{
    answer::{Reason, Unavailable},
    claims::Claims,
    compute::{Os, Vm},
    resource_id::is_guid,
    security::{Policy, PolicyPort},
};

use crate::{
    args,
    engine::Verdict,
    facts::{Facts, VmLookup},
    question::Question,
};

/// What the token says of itself, `None` when it cannot be decoded.
pub(super) fn claims<'a>(facts: &'a Facts) -> Result<Option<&'a Claims>, Unavailable> {
    match facts.claims() {
        Ok(known) => Ok(Some(&known.value)),
        Err(why) if why.reason == Reason::NoIdentity => Ok(None),
        Err(why) => Err(why),
    }
}

/// The tenant that is asked for and the token's, when they differ. One that is
/// asked for by a domain cannot be compared.
pub(super) fn other_tenant<'a>(
    facts: &'a Facts,
) -> Result<Option<(&'a str, &'a str)>, Unavailable> {
    let Some(asked) = facts.question()?.tenant.as_deref().filter(|it| is_guid(it)) else {
        return Ok(None);
    };
    let own = claims(facts)?.and_then(|it| it.tenant.as_deref());
    Ok(own
        .filter(|it| !it.eq_ignore_ascii_case(asked))
        .map(|own| (asked, own)))
}

/// Whether a tenant is asked for by its id, and nothing says which the sign-in is of.
pub(super) fn is_tenant_unknown(facts: &Facts) -> Result<bool, Unavailable> {
    let asked = facts.question()?.tenant.as_deref().is_some_and(is_guid);
    Ok(asked && claims(facts)?.is_none_or(|it| it.tenant.is_none()))
}

/// The VM, for a check that means nothing without it: then it cannot tell.
pub(super) fn vm<'a>(facts: &'a Facts) -> Result<&'a Vm, Unavailable> {
    match &facts.vm()?.value {
        VmLookup::Found(vm) => Ok(vm),
        _ => Err(Unavailable::new(Reason::NoVm)),
    }
}

/// The policies that name the VM. That there is none is only known of the whole
/// subscription.
pub(super) fn policies<'a>(facts: &'a Facts) -> Result<Vec<&'a Policy>, Unavailable> {
    let vm = &facts.question()?.vm;
    let policies: Vec<&Policy> = facts
        .policies()?
        .iter()
        .filter(|it| it.entry(vm).is_some())
        .collect();
    if policies.is_empty() {
        facts.all_policies()?;
    }
    Ok(policies)
}

/// The port that is asked for, or the one by which the VM's system is managed.
pub fn port(facts: &Facts) -> Result<u16, Unavailable> {
    let question: &Question = facts.question()?;
    match question.port {
        Some(port) => Ok(port),
        None => match vm(facts)?.os {
            Some(Os::Windows) => Ok(3389),
            Some(Os::Linux) => Ok(22),
            None => Err(Unavailable::new(Reason::UnknownValue).arg(args::FIELD, "osType")),
        },
    }
}

/// The entries for the port in all policies of the VM.
pub(super) fn port_rules<'a>(
    facts: &'a Facts,
    policies: &[&'a Policy],
    port: u16,
) -> Result<Vec<(&'a Policy, &'a PolicyPort)>, Unavailable> {
    let vm = &facts.question()?.vm;
    Ok(policies
        .iter()
        .filter_map(|policy| Some((*policy, policy.entry(vm)?)))
        .flat_map(|(policy, entry)| entry.ports.iter().map(move |it| (policy, it)))
        .filter(|(_, it)| it.number == port)
        .collect())
}

/// The power state of the VM, such as `running`.
pub fn power<'a>(facts: &'a Facts) -> Result<&'a str, Unavailable> {
    let request = &facts.vm()?.request;
    vm(facts)?
        .power
        .as_deref()
        .ok_or_else(|| Unavailable::new(Reason::NoPowerState).during(request))
}

/// A verdict as a check's result.
pub(super) type Judged = Result<Verdict, Unavailable>;
