//! How to see whether a case is there, with nothing changed: the drawn place in the
//! portal, and the commands that only read.

use casebook::{Look, LookInPortal};
use guide::{
    Names,
    commands::{Shell, Values},
    portal_steps::PortalSteps,
};
use leptos::prelude::*;

use super::{book::book, commands::CommandsView, portal_steps::PortalStepsView};
use crate::{
    components::{RadioGroup, RadioOption},
    words::t,
};

/// Stands on the page of a cause, which has its words and those of the guides.
#[component]
pub(super) fn LookView(look: Look) -> impl IntoView {
    let Look { portal, commands } = look;
    let portal = portal.map(|it| {
        view! {
            <h3>{move || t("why.case.look_portal")}</h3>
            <InPortal look=it />
        }
    });
    let commands = (!commands.is_empty()).then(|| {
        view! {
            <h3>{move || t("why.case.look_commands")}</h3>
            <Commands tasks=StoredValue::new(commands) />
        }
    });
    view! {
        <div class="guide">
            <p class="quiet">{move || t("why.case.look_text")}</p>
            {portal}
            {commands}
        </div>
    }
}

#[component]
fn InPortal(look: LookInPortal) -> impl IntoView {
    let LookInPortal {
        way,
        steps,
        ends_before_change,
    } = look;
    let portal_way = PortalSteps {
        steps: &way.steps[..steps],
        ..*way
    };
    view! {
        <PortalStepsView portal_way names=Names::default() only_look=ends_before_change untitled=true />
    }
}

#[component]
fn Commands(tasks: StoredValue<Vec<&'static guide::commands::Task>>) -> impl IntoView {
    let book = book();
    let way = RwSignal::new(Shell::AzureCli.name());
    let label = move |name: &str| book.text(&format!("guide.ways.{name}"));
    let options = Shell::ALL.map(|it| RadioOption::new(it.name(), move || label(it.name())));
    view! {
        <RadioGroup legend=move || label("legend") options=options.to_vec() value=way />
        {move || {
            let way = Shell::ALL.into_iter().find(|it| it.name() == way.get())?;
            let tasks = tasks.get_value();
            Some(view! { <CommandsView tasks way values=Values::default() /> })
        }}
    }
}
