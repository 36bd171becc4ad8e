//! All ways to mend one case, behind a choice of the way.

use guide::{
    self, Names,
    commands::{Shell, Task, Values},
    permission::is_helped,
    portal_steps::PortalSteps,
    remedy,
};
use leptos::prelude::*;

use super::{
    book::{Fetched, GuideBook, book},
    case::Case,
    commands::CommandsView,
    permission::PermissionView,
    portal_steps::PortalStepsView,
    step_text::StepText,
};
use crate::{
    components::{Icon, IconView, RadioGroup, RadioOption, piece_later},
    part::{Deferred, part},
    words::t,
};

/// The guide of a failing case; nothing where there is none to show.
#[component]
pub(crate) fn GuideSection(case: Case) -> impl IntoView {
    piece_later(move || case_guide(case.clone()))
}

part!(
    guide,
    fn case_guide(case: Case) -> Deferred {
        Box::new(move || view! { <OfCase case /> }.into_any())
    }
);

#[component]
fn OfCase(case: Case) -> impl IntoView {
    let name = case.finding.case;
    let remedy = remedy(case.check, name)?;
    // A delegation is not changed by assigning a role.
    let is_delegated = case.values.is_delegated() && is_helped(&case.finding);
    let permission = view! { <PermissionView case=case.clone() /> };
    let ways = if is_delegated {
        Guidance {
            cautions: &["delegated"],
            names: case.names,
            ..Guidance::default()
        }
    } else {
        Guidance {
            cautions: remedy.cautions,
            portal_ways: remedy.steps,
            tasks: remedy.commands,
            names: case.names,
            values: Some(case.values),
        }
    };
    Some(view! { {permission} {open(ways)} })
}

/// What there is to draw: ways through the portal, and by command.
#[derive(Clone, Default)]
pub(crate) struct Guidance {
    cautions: &'static [&'static str],
    portal_ways: &'static [&'static PortalSteps],
    tasks: &'static [&'static Task],
    names: Names,
    values: Option<Values>,
}

/// The ways to one thing: through the portal, and by command; nothing where
/// there is none.
#[component]
pub(crate) fn Ways(
    #[prop(optional)] cautions: &'static [&'static str],
    portal_ways: &'static [&'static PortalSteps],
    #[prop(optional)] tasks: &'static [&'static Task],
    names: Names,
    #[prop(optional, into)] values: Option<Values>,
) -> impl IntoView {
    let guidance = Guidance {
        cautions,
        portal_ways,
        tasks,
        names,
        values,
    };
    piece_later(move || ways(guidance.clone()))
}

part!(
    guide,
    fn ways(guidance: Guidance) -> Deferred {
        Box::new(move || open(guidance).into_any())
    }
);

fn open(guidance: Guidance) -> Option<impl IntoView> {
    let Guidance {
        cautions,
        portal_ways,
        tasks,
        names,
        values,
    } = guidance;
    if cautions.is_empty() && portal_ways.is_empty() && tasks.is_empty() {
        return None;
    }
    let texts = book().open();
    Some(move || match texts.get() {
        Fetched::Coming => {
            view! { <p class="quiet">{t("components.guide.loading")}</p> }.into_any()
        }
        Fetched::Failed => view! { <p class="quiet">{t("components.guide.failed")}</p> }.into_any(),
        Fetched::There(_) => {
            let values = values.clone().filter(|_| !tasks.is_empty());
            view! { <Opened cautions portal_ways tasks names=names.clone() values /> }.into_any()
        }
    })
}

#[component]
fn Opened(
    cautions: &'static [&'static str],
    portal_ways: &'static [&'static PortalSteps],
    tasks: &'static [&'static Task],
    names: Names,
    values: Option<Values>,
) -> impl IntoView {
    let book = book();
    let label = move |name: &str| book.text(&format!("guide.ways.{name}"));
    let mut options = Vec::new();
    if !portal_ways.is_empty() {
        options.push(RadioOption::new("portal", move || label("portal")));
    }
    if values.is_some() {
        options.extend(Shell::ALL.map(|it| RadioOption::new(it.name(), move || label(it.name()))));
    }
    // The way that was chosen last, where this case has it.
    let first = options.first().map_or("portal", |it| it.value);
    let has_last = options
        .iter()
        .any(|it| it.value == book.way.get_untracked());
    let way = RwSignal::new(if has_last {
        book.way.get_untracked()
    } else {
        first
    });
    Effect::new(move |before: Option<()>| {
        let chosen = way.get();
        if before.is_some() {
            book.way.set(chosen);
        }
    });
    let choice = (options.len() > 1).then(|| {
        view! { <RadioGroup legend=move || label("legend") options value=way /> }
    });
    let warnings = cautions
        .iter()
        .map(|it| warning(book, it, names.clone()))
        .collect_view();
    let content = move || match (Shell::ALL.iter().find(|it| it.name() == way.get()), &values) {
        (Some(way), Some(values)) => {
            view! { <CommandsView tasks way=*way values=values.clone() /> }.into_any()
        }
        _ => portal(portal_ways, &names),
    };
    view! {
        <div class="guide">
            {warnings}
            {choice}
            {content}
        </div>
    }
}

/// Ways through the portal, the best one open.
fn portal(portal_ways: &'static [&'static PortalSteps], names: &Names) -> AnyView {
    let mut portal_ways = portal_ways.iter();
    let first = portal_ways
        .next()
        .map(|portal_way| view! { <PortalStepsView portal_way names=names.clone() /> });
    let others = portal_ways
        .map(|portal_way| view! { <OtherSteps portal_way names=names.clone() /> })
        .collect_view();
    view! { {first} {others} }.into_any()
}

/// A way that is drawn when it is asked for.
#[component]
fn OtherSteps(portal_way: &'static PortalSteps, names: Names) -> impl IntoView {
    let book = book();
    let is_open = RwSignal::new(false);
    let title = move || book.text(&format!("guide.walks.{}.title", portal_way.name));
    view! {
        <details class="walk-more" on:toggle:target=move |event| is_open.set(event.target().open())>
            <summary>{title}</summary>
            <Show when=move || is_open.get()>
                <PortalStepsView portal_way names=names.clone() untitled=true />
            </Show>
        </details>
    }
}

/// What costs money or opens something, said before the first step.
fn warning(book: GuideBook, name: &'static str, names: Names) -> impl IntoView {
    let text = Signal::derive(move || book.text(&format!("guide.cautions.{name}.text")));
    view! {
        <p class="caution">
            <IconView icon=Icon::Warning />
            <span>
                <b>{move || book.text(&format!("guide.cautions.{name}.kind"))} ": "</b>
                <StepText text names />
            </span>
        </p>
    }
}
