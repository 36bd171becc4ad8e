//! What somebody sees who followed a link that asks for a check: what is asked
//! and what will happen, before anything else. Knows no session.

use diagnosis::question::Asked;
use leptos::prelude::*;

use crate::words::{t, tf};

/// What the link asks for.
#[derive(Clone)]
pub(super) struct Landing {
    /// The VM's name; `None` where the reader is to choose one.
    vm: Option<String>,
    /// The number of support's case.
    case: Option<String>,
}

impl Landing {
    /// Nothing for an address that asks nothing.
    pub(super) fn of(asked: &Asked) -> Option<Self> {
        (*asked != Asked::default()).then(|| Self {
            vm: asked.vm.as_ref().map(|it| it.name().to_owned()),
            case: asked.case.as_ref().map(ToString::to_string),
        })
    }

    pub(super) fn title(&self) -> String {
        match &self.vm {
            Some(vm) => tf("page.session.waiting.title", &[("vm", vm)]),
            None => t("page.session.waiting.title_no_vm"),
        }
    }

    pub(super) fn lead(&self) -> String {
        match &self.case {
            Some(case) => tf("page.session.waiting.case", &[("case", case)]),
            None => t("page.session.waiting.lead"),
        }
    }

    fn reads(&self) -> String {
        match &self.vm {
            Some(vm) => tf("page.session.waiting.reads", &[("vm", vm)]),
            None => t("page.session.waiting.chooses"),
        }
    }
}

/// The steps from here to the answer.
#[component]
pub(super) fn FromLink(landing: Landing) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="what-happens">
            <h2 id="what-happens">{move || t("page.session.waiting.happens")}</h2>
            <ol class="steps">
                <li>{move || t("page.session.waiting.text")}</li>
                <li>{move || landing.reads()}</li>
                <li>{move || t("page.session.waiting.answer")}</li>
            </ol>
        </section>
    }
}
