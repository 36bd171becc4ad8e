//! What the card offers first: one act, one line to copy, or the way to go on.

use actions::{Act, activate::EligibleRole, connect::endpoint};
use azure::resource_id::ResourceId;
use checklist::{Checklist, Item, Offer};
use diagnosis::{engine::Obstacle, question::Asked};
use guide::permission::is_helped;
use leptos::prelude::*;

use super::sign_in_again::SignInAgain;
use crate::{
    acts::{ActButton, OpenAct, connect_line},
    browser::location,
    components::{CopyButton, WithTexts},
    guide::{Fetched, book, role_message},
    route::Route,
    run::{Run, WantedSignIn},
    session::sessions,
    task_slot::TaskSlot,
    words::{t, words},
};

/// `row` takes the id of a check whose row is to be shown. Only what comes first is
/// drawn as what matters most.
#[component]
pub(super) fn OfferView(
    offer: Offer,
    is_first: bool,
    run: Run,
    checklist: Memo<Checklist>,
    act: OpenAct,
    row: RwSignal<Option<&'static str>>,
    wants_bastion: RwSignal<bool>,
    on_check_again: Callback<()>,
) -> impl IntoView {
    match offer {
        // Questions have a page of their own, and rows here.
        Offer::Nothing | Offer::Answer => ().into_any(),
        Offer::Action(kind) => kind
            .for_vm(&run.question(), run.location())
            .map(|act_of_vm| view! { <ActButton act=act_of_vm open=act is_quiet=!is_first /> })
            .into_any(),
        Offer::Connect => view! { <Connect run /> }.into_any(),
        Offer::SignIn => view! { <SignInOffer run /> }.into_any(),
        Offer::SwitchTenant => {
            view! { <SignInAgain wanted=WantedSignIn::InOtherTenant /> }.into_any()
        }
        Offer::CheckAgain => {
            let label = "components.card.check_again";
            view! { <Button label is_first on_click=on_check_again /> }.into_any()
        }
        Offer::Bastion => {
            // A file isn't asked again.
            let is_live = sessions().source().is_none();
            is_live
                .then(|| view! { <LookForBastion is_first is_open=wants_bastion /> })
                .into_any()
        }
        Offer::Choose => view! { <Choose run checklist /> }.into_any(),
        Offer::Collect => view! { <Collect run is_first /> }.into_any(),
        Offer::Message => view! { <Message run checklist /> }.into_any(),
        Offer::Steps(check) => view! { <StepsButton check row is_first /> }.into_any(),
        Offer::Activate(check) => {
            view! { <Activate run checklist act check row is_first /> }.into_any()
        }
    }
}

/// Activates the role that this check names: from here, or by its steps where that can't be.
#[component]
fn Activate(
    run: Run,
    checklist: Memo<Checklist>,
    act: OpenAct,
    check: &'static str,
    row: RwSignal<Option<&'static str>>,
    is_first: bool,
) -> impl IntoView {
    let is_live = sessions().source().is_none();
    let role = run.shown(move |facts| {
        let finding = checklist.with(|it| item_of(it, check)?.finding.clone())?;
        EligibleRole::of(&finding, facts).filter(|_| is_live)
    });
    move || {
        if let Some(role) = role.get() {
            let is_quiet = !is_first;
            view! { <ActButton act=Act::Activate(role) open=act is_quiet /> }.into_any()
        } else {
            let label = "components.card.activate";
            view! { <StepsButton label check row is_first /> }.into_any()
        }
    }
}

/// The script again, for the same question.
#[component]
fn Collect(run: Run, is_first: bool) -> impl IntoView {
    let route = Route::Collect(run.question().into());
    view! {
        <div class="actions" data-offer="collect">
            <a class="button" class:button-primary=is_first href=route.href()>
                {move || t("components.card.collect")}
            </a>
        </div>
    }
}

/// Signing in again.
#[component]
fn SignInOffer(run: Run) -> impl IntoView {
    let wanted = run.wanted_sign_in();
    let wanted = Signal::derive(move || wanted.get().unwrap_or(WantedSignIn::Other));
    view! { <SignInAgain is_told=true wanted /> }
}

/// Opens what looks for a Bastion host, and goes there.
#[component]
fn LookForBastion(is_first: bool, is_open: RwSignal<bool>) -> impl IntoView {
    let on_click = Callback::new(move |()| {
        is_open.set(true);
        request_animation_frame(|| location::focus("[data-bastion] > summary"));
    });
    view! { <Button label="components.card.bastion" is_first on_click /> }
}

/// Goes to the row that shows how the cause is mended.
#[component]
pub(super) fn StepsButton(
    #[prop(default = "components.card.show_steps")] label: &'static str,
    check: &'static str,
    row: RwSignal<Option<&'static str>>,
    is_first: bool,
) -> impl IntoView {
    let on_click = Callback::new(move |()| row.set(Some(check)));
    view! { <Button label is_first on_click /> }
}

#[component]
fn Button(label: &'static str, is_first: bool, on_click: Callback<()>) -> impl IntoView {
    view! {
        <div class="actions">
            <button
                type="button"
                class="button"
                class:button-primary=is_first
                on:click=move |_| on_click.run(())
            >
                {move || t(label)}
            </button>
        </div>
    }
}

/// Leads to the VM that is meant: the only one of its name elsewhere, or all of them.
#[component]
fn Choose(run: Run, checklist: Memo<Checklist>) -> impl IntoView {
    // A file holds nothing of another VM.
    if sessions().source().is_some() {
        return None;
    }
    let mut asked = Asked::from(run.question());
    let subscription = asked.vm.as_ref().map(|it| it.subscription().to_owned());
    asked.vm = checklist.with_untracked(|it| only_namesake(lead_of(it)?));
    let (label, route) = match asked.vm {
        Some(_) => ("components.card.check_it", Route::Check(asked)),
        None => (
            "components.card.choose",
            Route::Target {
                asked,
                subscription,
            },
        ),
    };
    Some(view! {
        <div class="actions">
            <a class="button button-primary" href=route.href()>
                {move || t(label)}
            </a>
        </div>
    })
}

/// The VM that the row of a VM which is somewhere else has seen.
fn only_namesake(row: &Item) -> Option<ResourceId> {
    let [seen] = row.evidence.as_slice() else {
        return None;
    };
    ResourceId::parse(seen.value.text()?).ok()
}

/// Where an open window lets the reader connect to.
#[component]
fn Connect(run: Run) -> impl IntoView {
    let endpoint = run.shown(endpoint);
    move || {
        endpoint.get().map(|endpoint| {
            view! {
                <div class="verdict-connect">
                    <WithTexts area="acts">{connect_line(&endpoint)}</WithTexts>
                </div>
            }
        })
    }
}

/// A message to somebody who can mend the cause; where a permission is missing, one
/// that asks for all that are.
#[component]
fn Message(run: Run, checklist: Memo<Checklist>) -> impl IntoView {
    let is_of_role = Memo::new(move |_| {
        // Without a cause, it is for want of a permission to read.
        checklist.with(|it| match lead_of(it) {
            Some(lead) => lead.finding.as_ref().is_some_and(is_helped),
            None => true,
        })
    });
    let request = role_request(run);
    // The message tells what to do. Where the steps can't be had, the rest of it is
    // better than nothing.
    let (words, task) = (words(), TaskSlot::new());
    let has_no_steps_yet = RwSignal::new(true);
    task.run(async move {
        let _ = words.add("fix").await;
        has_no_steps_yet.set(false);
    });
    let is_waiting = Signal::derive(move || {
        let is_coming = || request.with(|it| *it == Fetched::Coming);
        has_no_steps_yet.get() || (is_of_role.get() && is_coming())
    });
    // Known before its words have come, so that nothing moves then.
    let is_there = Memo::new(move |_| {
        checklist.with(|it| it.card.message.is_some()) || run.missing().is_some()
    });
    let message = Signal::derive(move || {
        let general = || checklist.with(|it| it.card.message.clone());
        let of_role = is_of_role.get().then(|| request.get().there()).flatten();
        of_role.or_else(general).unwrap_or_default()
    });
    view! {
        <Show when=move || is_there.get()>
            <div class="actions" data-offer="message">
                <CopyButton
                    label=move || t("components.card.copy_message")
                    value=message
                    is_primary=true
                    is_waiting
                />
            </div>
        </Show>
    }
}

/// The message that asks for everything that the reader is not allowed. It comes once
/// what words it is there, and fails where nothing is missing, too.
fn role_request(run: Run) -> Signal<Fetched<String>> {
    let texts = book().open();
    let message = RwSignal::new(Fetched::Coming);
    let task = TaskSlot::new();
    Effect::new(move |_| {
        let missing = run.missing();
        message.set(Fetched::Coming);
        match (texts.get(), missing) {
            (Fetched::There(catalog), Some(missing)) => {
                let known = run.known();
                task.run(async move {
                    let told = role_message(known, missing, catalog).await.ok().flatten();
                    message.set(told.map_or(Fetched::Failed, Fetched::There));
                });
            }
            (Fetched::Coming, Some(_)) => task.stop(),
            (Fetched::Failed, _) | (_, None) => {
                task.stop();
                message.set(Fetched::Failed);
            }
        }
    });
    message.into()
}

/// What the reader can do about checks that could not run.
#[component]
pub(super) fn UnlockView(
    obstacle: Obstacle,
    run: Run,
    on_check_again: Callback<()>,
) -> impl IntoView {
    match obstacle {
        Obstacle::NoAnswer | Obstacle::Throttled => view! {
            <Button label="components.card.check_again" is_first=false on_click=on_check_again />
        }
        .into_any(),
        Obstacle::Permission => {
            let request = role_request(run);
            let is_there = Memo::new(move |_| request.get().there().is_some());
            let value = Signal::derive(move || request.get().there().unwrap_or_default());
            let label = move || t("components.row.copy_request");
            view! {
                <Show when=move || is_there.get()>
                    <div class="actions" data-unlock>
                        <CopyButton label value />
                    </div>
                </Show>
            }
            .into_any()
        }
        // The way to sign in stands below the card.
        Obstacle::SignIn | Obstacle::ByHand | Obstacle::Mixed => ().into_any(),
        Obstacle::NotInFile => view! { <Collect run is_first=false /> }.into_any(),
    }
}

/// The row that the card speaks of.
fn lead_of(checklist: &Checklist) -> Option<&Item> {
    item_of(checklist, checklist.card.lead?.check)
}

fn item_of<'a>(checklist: &'a Checklist, check: &str) -> Option<&'a Item> {
    let mut items = checklist.groups.iter().flat_map(|it| &it.items);
    items.find(|it| it.id == check)
}
