//! Reads the values of a case out of the question, the facts and a finding. A
//! fact that is not known leaves its slots empty.

use azure::{
    compute::Vm,
    ip_range,
    resources::{Lock, SubscriptionLookup},
    timestamp::{self, Duration},
    value::{Arg, Value},
};
use diagnosis::{
    ability::is_delegated,
    args,
    checks::asked_port,
    engine::Finding,
    facts::{Eligibility, Facts, Snapshot, VmLookup},
    question::{Question, SubjectKind},
};

use super::Values;
use crate::custom_role::{self, CustomRole};

/// How long access is asked for when the reader did not say: what the portal
/// proposes.
pub(super) const MINUTES: u32 = 180;

impl Values {
    /// What is known of the reader's case, and of one finding in it.
    pub fn new(question: &Question, snapshot: &Snapshot, finding: Option<&Finding>) -> Self {
        let mut values = Self::default();
        let facts = Facts::new(snapshot);
        let case = Case {
            question,
            facts: &facts,
            finding,
        };
        if let Ok(cloud) = facts.cloud() {
            values.cloud = cloud.value;
        }
        values.is_delegated = is_delegated(&facts);
        case.place(&mut values);
        case.network(&mut values);
        case.policies(&mut values);
        case.access(&mut values);
        values
    }
}

pub(super) struct Case<'a> {
    pub(super) question: &'a Question,
    pub(super) facts: &'a Facts<'a>,
    finding: Option<&'a Finding>,
}

impl<'a> Case<'a> {
    /// An argument of the finding.
    pub(super) fn arg<K>(&self, arg: Arg<K>) -> Option<&'a Value> {
        let value = self.finding?.args.get(arg)?;
        (!value.is_nothing()).then_some(value)
    }

    /// The text of an argument: of a list, its first.
    pub(super) fn text<K>(&self, arg: Arg<K>) -> Option<&'a str> {
        self.arg(arg)?.items().first()?.text()
    }

    pub(super) fn number<K>(&self, arg: Arg<K>) -> Option<u64> {
        self.arg(arg)?.number()
    }

    pub(super) fn vm(&self) -> Option<&Vm> {
        match &self.facts.vm().ok()?.value {
            VmLookup::Found(vm) => Some(vm),
            _ => None,
        }
    }

    fn place(&self, values: &mut Values) {
        let id = &self.question.vm;
        values.set("subscription", id.subscription());
        if let Some(group) = id.resource_group() {
            values.set("group", group);
        }
        values.set("vm", id.name());
        values.set("vm_id", id.as_str());
        if let Some(vm) = self.vm() {
            values.set("location", vm.location.as_str());
        }
        if let Some(tenant) = self.tenant(values.is_delegated) {
            values.set("tenant", tenant);
        }
        if let Ok(port) = asked_port(self.facts) {
            values.set("port", port);
        }
        if let Some(source) = self.question.source {
            values.set("source", ip_range::show(source));
        }
        let minutes = self.question.minutes.unwrap_or(MINUTES);
        let longest = self
            .number(args::LONGEST)
            .and_then(|it| u32::try_from(it).ok());
        let window = longest.map_or(minutes, |it| minutes.min(it));
        values.set("duration", timestamp::format_duration_minutes(minutes));
        if let Ok(now) = self.facts.now() {
            let end = now.utc.saturating_add(Duration::minutes(window.into()));
            values.set("end", timestamp::format(end));
            let since = now.utc.saturating_sub(Duration::days(30));
            values.set("since", timestamp::format(since));
            values.set("until", timestamp::format(now.utc));
        }
    }

    /// The tenant to sign in to: the one that the finding or the question names, or
    /// the subscription's. Where the subscription could not be read it is the one
    /// that the reader is signed in to, and of a delegation always.
    fn tenant(&self, is_delegated: bool) -> Option<String> {
        let named = self.text(args::ASKED_TENANT);
        let named = named.or_else(|| self.text(args::DIRECTORY));
        let named = named.map(str::to_owned);
        if let Some(tenant) = named.or_else(|| self.question.tenant.clone()) {
            return Some(tenant);
        }
        let own = self.facts.claims().ok().and_then(|it| it.tenant.clone());
        if is_delegated && own.is_some() {
            return own;
        }
        match self.facts.subscription().map(|it| &it.value) {
            Ok(SubscriptionLookup::Visible(it)) => Some(it.tenant.clone()),
            Err(why) if !why.is_contradiction() => own,
            _ => None,
        }
    }

    /// Whose access the commands are about.
    fn principal(&self, values: &mut Values) {
        let is_app = if let Some(about) = &self.question.about {
            values.set("oid", about.id.as_str());
            if about.kind == Some(SubjectKind::Group) {
                values.set("principal_type", "Group");
            }
            about.kind == Some(SubjectKind::Application)
        } else {
            let Ok(claims) = self.facts.claims() else {
                return;
            };
            if let Some(oid) = &claims.object_id {
                values.set("oid", oid.as_str());
            }
            claims.is_app == Some(true)
        };
        if is_app {
            values.set("principal_type", "ServicePrincipal");
        }
    }

    fn access(&self, values: &mut Values) {
        self.principal(values);
        let scope = self.text(args::SCOPE);
        if let Some(scope) = scope {
            values.set("scope", scope);
            values.set("role_scope", scope);
        }
        if self.finding.is_some_and(custom_role::is_helped) {
            // Where no scope is named, the subscription is meant.
            let subscription = self.question.vm.subscription_scope();
            values.set("checked_scope", scope.unwrap_or(subscription.as_str()));
        }
        if let Some(lock) = self.text(args::LOCK) {
            values.set("lock", lock);
            let locks = self.facts.locks().map_or(&[][..], |it| &it.all);
            let is_it = |it: &&Lock| it.name == lock && Some(it.scope.as_str()) == scope;
            if let Some(it) = locks.iter().find(is_it) {
                let id = format!(
                    "{}/providers/Microsoft.Authorization/locks/{lock}",
                    it.scope
                );
                values.set("lock_id", id);
            }
        }
        if let (Some(role), Ok(eligible)) = (self.text(args::ROLE), self.facts.eligibilities()) {
            let is_it = |it: &&Eligibility| it.role.name == role && Some(&*it.scope) == scope;
            if let Some(it) = eligible.iter().find(is_it) {
                values.set("role_id", it.role.id.as_str());
            }
        }
        let role = CustomRole::of(self.question, self.finding);
        values.set("role_name", role.name);
        values.set("role_description", role.description);
        values.set("role_actions", role.actions);
    }
}
