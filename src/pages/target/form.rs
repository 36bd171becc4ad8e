//! The form's state: what is typed and chosen, what of it is wrong, and the
//! question that it comes to. Knows no markup.

use azure::{
    ip_range,
    resource_id::{ResourceId, ResourceIdError},
};
use diagnosis::{
    case_number::CaseNumber,
    question::{Asked, BadParameter, Goal, parse_port},
};
use leptos::prelude::*;

use crate::{
    pages::subject::SubjectDraft,
    route::{Route, is_machine},
};

/// The ports that JIT guards, and the protocols that are behind them. Source:
/// learn.microsoft.com, "Enable just-in-time access on VMs".
pub(crate) const PORTS: [&str; 4] = ["3389", "22", "5986", "5985"];
/// The port that the VM's system decides.
pub(super) const BY_SYSTEM: &str = "system";
pub(super) const OTHER: &str = "other";
/// No goal: what matters for requesting and connecting is looked at.
pub(super) const NOT_SURE: &str = "unsure";

/// No policy allows more than a day, but a reader may want more, and is told.
const LONGEST_MINUTES: u32 = 168 * 60;

#[derive(Clone, Copy)]
pub(super) struct Form {
    tenant: StoredValue<Option<String>>,
    case: StoredValue<Option<CaseNumber>>,
    pub(super) subscription: RwSignal<Option<String>>,
    pub(super) vm: RwSignal<Option<ResourceId>>,
    /// What stands in the field for an id or a portal address.
    pub(super) pasted: RwSignal<String>,
    pub(super) port: RwSignal<&'static str>,
    pub(super) other_port: RwSignal<String>,
    pub(super) source: RwSignal<String>,
    pub(super) goal: RwSignal<&'static str>,
    pub(super) hours: RwSignal<String>,
    /// Somebody else whom the question is about.
    pub(super) about: SubjectDraft,
    /// Whether the reader believes that all is filled in: from then on what is
    /// missing is shown too.
    submitted: RwSignal<bool>,
}

impl Form {
    /// The form as an address left it. What of the address was not understood
    /// stands in its field, to be corrected.
    pub(super) fn of(asked: Asked, subscription: Option<String>, bad: &[BadParameter]) -> Self {
        let bad = |name| {
            bad.iter()
                .find(|it| it.name == name)
                .map(|it| it.value.clone())
        };
        let port = asked.port.map(|it| it.to_string()).or_else(|| bad("port"));
        let known = PORTS.into_iter().find(|it| Some(*it) == port.as_deref());
        let of_vm = asked.vm.as_ref().map(|it| it.subscription().to_owned());
        Self {
            tenant: StoredValue::new(asked.tenant),
            case: StoredValue::new(asked.case),
            subscription: RwSignal::new(of_vm.or(subscription)),
            vm: RwSignal::new(asked.vm),
            pasted: RwSignal::new(bad("vm").unwrap_or_default()),
            port: RwSignal::new(match (&port, known) {
                (None, _) => BY_SYSTEM,
                (_, Some(known)) => known,
                (Some(_), None) => OTHER,
            }),
            other_port: RwSignal::new(port.filter(|_| known.is_none()).unwrap_or_default()),
            source: RwSignal::new(
                asked
                    .source
                    .map(ip_range::show)
                    .or_else(|| bad("source"))
                    .unwrap_or_default(),
            ),
            goal: RwSignal::new(asked.goal.map_or(NOT_SURE, Goal::name)),
            about: SubjectDraft::of(asked.about.as_ref(), bad("for")),
            hours: RwSignal::new(asked.minutes.map(hours).unwrap_or_default()),
            submitted: RwSignal::new(false),
        }
    }

    /// The address that brings the form back. What is typed wrongly is not in
    /// it, and stays in its field.
    pub(super) fn route(self) -> Route {
        Route::Target {
            subscription: self
                .subscription
                .get()
                .filter(|_| self.vm.with(Option::is_none)),
            asked: self.asked(),
        }
    }

    /// The question, when nothing is missing or wrong. From the first attempt
    /// on, every error is shown.
    pub(super) fn submit(self) -> Option<Asked> {
        self.submitted.set(true);
        let errors = untrack(|| {
            [
                self.vm_error(),
                self.pasted_error(),
                self.port_error(),
                self.source_error(),
                self.hours_error(),
            ]
        });
        self.about.submit();
        let is_right = errors.iter().all(Option::is_none) && !untrack(|| self.about.is_wrong());
        is_right.then(|| untrack(|| self.asked()))
    }

    /// The keys of the texts that say what is wrong; each follows its field.
    pub(super) fn vm_error(self) -> Option<String> {
        let is_missing = self.submitted.get() && self.vm.with(Option::is_none);
        let has_text = self.pasted.with(|it| !it.trim().is_empty());
        (is_missing && !has_text).then(|| "page.target.vm.missing".to_owned())
    }

    pub(super) fn pasted_error(self) -> Option<String> {
        let error = self.pasted.with(|it| read_vm(it).err());
        error.map(|key| format!("page.resource_id.{key}"))
    }

    pub(super) fn port_error(self) -> Option<String> {
        let is_wrong = self.port.get() == OTHER
            && self.other_port.with(|it| parse_port(it).is_none())
            && (self.submitted.get() || self.other_port.with(|it| !it.trim().is_empty()));
        is_wrong.then(|| "page.bad_parameter.port".to_owned())
    }

    /// An address is typed digit by digit, so only a finished one is judged.
    pub(super) fn source_error(self) -> Option<String> {
        let is_wrong = self.submitted.get()
            && self
                .source
                .with(|it| !it.trim().is_empty() && ip_range::parse(it).is_none());
        is_wrong.then(|| "page.bad_parameter.source".to_owned())
    }

    pub(super) fn hours_error(self) -> Option<String> {
        let is_wrong = self
            .hours
            .with(|it| !it.trim().is_empty() && minutes(it).is_none());
        is_wrong.then(|| "page.target.hours.wrong".to_owned())
    }

    fn asked(self) -> Asked {
        let port = match self.port.get() {
            BY_SYSTEM => None,
            OTHER => self.other_port.with(|it| parse_port(it)),
            known => parse_port(known),
        };
        let goal = self.goal.get();
        Asked {
            tenant: self.tenant.get_value(),
            vm: self.vm.get(),
            port,
            source: self.source.with(|it| ip_range::parse(it)),
            goal: Goal::ALL.into_iter().find(|it| it.name() == goal),
            minutes: self.hours.with(|it| minutes(it)),
            about: self.about.subject(),
            case: self.case.get_value(),
        }
    }
}

/// The VM of a pasted text: none when nothing stands there, and the key of an
/// error when it is no VM's.
pub(in crate::pages) fn read_vm(text: &str) -> Result<Option<ResourceId>, &'static str> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let id = ResourceId::from_pasted(text).map_err(ResourceIdError::key)?;
    if is_machine(&id) {
        Ok(Some(id))
    } else {
        Err("not_vm")
    }
}

/// Hours with a decimal point or comma, rounded up. By whole numbers: what reads and
/// writes any fraction would be a tenth of this page's own code.
fn minutes(hours: &str) -> Option<u32> {
    let hours = hours.trim();
    let (whole, part) = hours.split_once(['.', ',']).unwrap_or((hours, ""));
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.len() + part.len() == 0 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let whole: u32 = format!("0{whole}").parse().ok()?;
    // More places than a second has are no matter of minutes.
    let part = part.get(..9).unwrap_or(part);
    let places = 10_u64.pow(u32::try_from(part.len()).ok()?);
    let part: u64 = format!("0{part}").parse().ok()?;
    let beyond = u32::try_from((part * 60).div_ceil(places)).ok()?;
    let minutes = whole.checked_mul(60)?.checked_add(beyond)?;
    (1..=LONGEST_MINUTES).contains(&minutes).then_some(minutes)
}

fn hours(minutes: u32) -> String {
    let hundredths = (minutes % 60 * 5 + 1) / 3;
    format!("{}.{hundredths:02}", minutes / 60)
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBSCRIPTION: &str = "/subscriptions/11111111-2222-3333-4444-555555555555";

    #[test]
    fn hours_read_back() {
        for (text, expected) in [
            ("3", Some(180)),
            ("1.5", Some(90)),
            ("0,5", Some(30)),
            ("0", None),
            ("-1", None),
            ("9999", None),
            ("NaN", None),
            ("three", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
        for text in ["3", "1.5", "0.25", "10", "100"] {
            assert_eq!(minutes(text).map(hours).as_deref(), Some(text));
        }
    }

    #[test]
    fn only_machines_are_taken() {
        let group = format!("{SUBSCRIPTION}/resourceGroups/g");
        for (id, expected) in [
            (String::new(), Ok(false)),
            (
                format!("{group}/providers/Microsoft.Compute/virtualMachines/v"),
                Ok(true),
            ),
            (
                format!("{group}/providers/microsoft.classiccompute/virtualmachines/v"),
                Ok(true),
            ),
            (
                format!("{group}/providers/Microsoft.HybridCompute/machines/m"),
                Ok(true),
            ),
            (
                format!("{group}/providers/Microsoft.Network/networkInterfaces/n"),
                Err("not_vm"),
            ),
            (SUBSCRIPTION.to_owned(), Err("not_vm")),
            (
                "/subscriptions/1/x".to_owned(),
                Err("subscription_not_guid"),
            ),
            ("vm-1".to_owned(), Err("no_subscription")),
        ] {
            let read = read_vm(&id).map(|it| it.is_some());
            assert_eq!(read, expected, "{id}");
        }
    }
}
