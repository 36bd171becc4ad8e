//! All ways to mend one case, behind a choice of the way.

use std::sync::Arc;

use casebook::Look;
use diagnosis::{facts::Snapshot, question::Question};
use guide::{
    self, Names,
    commands::{Shell, Values},
    permission::{Missing, is_helped},
    portal_steps::{self, PortalSteps},
    remedies,
};
use leptos::prelude::*;
use text::Catalog;

use super::{
    book::{Fetched, GuideBook, book},
    case::{Case, Known, Topic},
    commands::CommandsView,
    look::LookView,
    permission::PermissionView,
    portal_steps::PortalStepsView,
    step_text::StepText,
};
use crate::{
    components::{Icon, IconView, RadioGroup, RadioOption, piece_later},
    part::{Deferred, part},
    words::t,
};

/// What the part of the guides draws: one way into it, for each costs the first load.
pub(super) enum Piece {
    Case(Case),
    Ways(Topic, Names, Option<Values>),
    Own(Topic, Names, Known),
    Unread(Topic, Names, Option<Question>),
    /// Nothing: it fetches all the pictures.
    Ahead(GuideBook),
}

part!(
    guide,
    fn guides(piece: Piece) -> Deferred {
        match piece {
            Piece::Case(case) => Box::new(move || view! { <OfCase case /> }.into_any()),
            Piece::Ways(to, names, values) => Box::new(move || opening(to, names, values)),
            Piece::Own(to, names, known) => {
                Box::new(move || opening(to, known.names(names, None), Some(known.values(None))))
            }
            Piece::Unread(to, names, question) => {
                let values = question.map_or_else(Values::default, |it| {
                    Values::new(&it, &Snapshot::default(), None)
                });
                Box::new(move || opening(to, names, Some(values)))
            }
            Piece::Ahead(book) => {
                let steps = portal_steps::ALL.iter().flat_map(|it| it.steps);
                for step in steps {
                    book.scene(step.scene);
                }
                Box::new(|| ().into_any())
            }
        }
    }
);

/// The guide of a failing case; nothing where there is none to show.
#[component]
pub(crate) fn GuideSection(case: Case) -> impl IntoView {
    let case = StoredValue::new_local(case);
    piece_later(move || guides(Piece::Case(case.get_value())))
}

/// The ways to one thing through the portal; nothing where there is none.
#[component]
pub(crate) fn Ways(
    to: Topic,
    names: Names,
    /// What fills the commands, where there are to be any.
    #[prop(optional)]
    values: Option<Values>,
) -> impl IntoView {
    let values = StoredValue::new_local(values);
    piece_later(move || guides(Piece::Ways(to, names.clone(), values.get_value())))
}

/// The same with what is known of the reader's VM, and by command too.
#[component]
pub(crate) fn OwnWays(to: Topic, names: Names, known: Known) -> impl IntoView {
    let known = StoredValue::new_local(known);
    piece_later(move || guides(Piece::Own(to, names.clone(), known.get_value())))
}

/// The same for a VM of which nothing was read, and which may have no name.
#[component]
pub(crate) fn UnreadWays(to: Topic, names: Names, question: Option<Question>) -> impl IntoView {
    piece_later(move || guides(Piece::Unread(to, names.clone(), question.clone())))
}

/// Fetches the guides with all their pictures, for when there is no connection any more.
pub(crate) async fn guides_ahead(book: GuideBook) {
    let _ = guides(Piece::Ahead(book)).await;
}

#[component]
fn OfCase(case: Case) -> impl IntoView {
    let Case {
        check,
        finding,
        names,
        known,
    } = case;
    let ways = guide::ways(check, finding.case)?;
    let values = known.values(Some(&finding));
    let names = known.names(names, Some(&finding));
    // A delegation is not changed by assigning a role.
    let is_own = known.question.about.is_none();
    let is_delegated = is_own && values.is_delegated() && is_helped(&finding);
    let permission = view! {
        <PermissionView question=known.question finding values=values.clone() />
    };
    let ways = if is_delegated {
        view! { <Opening ways=&DELEGATED names values=None /> }
    } else {
        view! { <Opening ways names values=Some(values) /> }
    };
    Some(view! { {permission} {ways} })
}

const DELEGATED: guide::Ways = guide::Ways {
    cautions: &["delegated"],
    steps: &[],
    commands: &[],
};

fn opening(to: Topic, names: Names, values: Option<Values>) -> AnyView {
    let ways = match to {
        Topic::LookAt { check, case } => {
            let look = Look::of(guide::ways(check, case));
            return view! { <LookView look /> }.into_any();
        }
        Topic::Case { check, case } => guide::ways(check, case),
        Topic::Bastion => Some(&remedies::BASTION),
        Topic::Request => Some(&remedies::REQUEST),
        Topic::Usage => Some(&remedies::USAGE),
        Topic::WhoHasAccess => Some(&remedies::WHO_HAS_ACCESS),
        Topic::ByHand(question) => guide::look_by_command(question),
    };
    ways.map(|ways| view! { <Opening ways names values /> })
        .into_any()
}

part!(
    guide,
    /// A message that asks for everything that the reader is not allowed.
    fn role_message(known: Known, missing: Missing, catalog: Arc<Catalog>) -> Option<String> {
        known.message(&missing, &catalog)
    }
);

/// What is shown once its words are there.
#[component]
fn Opening(ways: &'static guide::Ways, names: Names, values: Option<Values>) -> impl IntoView {
    let is_empty = ways.cautions.is_empty() && ways.steps.is_empty() && ways.commands.is_empty();
    if is_empty {
        return None;
    }
    let values = values.filter(|_| !ways.commands.is_empty());
    let texts = book().open();
    // In another language they are other words of the same guide.
    let texts = Memo::new(move |_| {
        texts.with(|it| match it {
            Fetched::Coming => Fetched::Coming,
            Fetched::Failed => Fetched::Failed,
            Fetched::There(_) => Fetched::There(()),
        })
    });
    Some(move || match texts.get() {
        Fetched::Coming => {
            view! { <p class="quiet">{t("components.guide.loading")}</p> }.into_any()
        }
        Fetched::Failed => view! { <p class="quiet">{t("components.guide.failed")}</p> }.into_any(),
        Fetched::There(()) => {
            view! { <Opened ways names=names.clone() values=values.clone() /> }.into_any()
        }
    })
}

#[component]
fn Opened(ways: &'static guide::Ways, names: Names, values: Option<Values>) -> impl IntoView {
    let guide::Ways {
        cautions,
        steps: portal_ways,
        commands: tasks,
    } = *ways;
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
            let tasks = tasks.to_vec();
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
        .map(|it| view! { <PortalStepsView portal_way=**it names=names.clone() /> });
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
                <PortalStepsView portal_way=*portal_way names=names.clone() untitled=true />
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
