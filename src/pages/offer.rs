//! What the card offers first: one act, one line to copy, or the way to go on.

use actions::connect::endpoint;
use checklist::{Checklist, Item, Offer};
use diagnosis::engine::Obstacle;
use guide::permission::is_helped;
use leptos::prelude::*;

use super::sign_in_again::SignInAgain;
use crate::{
    acts::{ActButton, OpenAct, connect_line},
    components::{CopyButton, WithTexts},
    guide::{book, role_message},
    run::{Run, WantedSignIn},
    task_slot::TaskSlot,
    words::t,
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
    on_check_again: Callback<()>,
) -> impl IntoView {
    match offer {
        Offer::Nothing => ().into_any(),
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
        Offer::Message => view! { <Message run checklist /> }.into_any(),
        Offer::Steps(check) => view! { <StepsButton check row is_first /> }.into_any(),
    }
}

/// Signing in again.
#[component]
fn SignInOffer(run: Run) -> impl IntoView {
    let wanted = run.wanted_sign_in();
    let wanted = Signal::derive(move || wanted.get().unwrap_or(WantedSignIn::Other));
    view! { <SignInAgain is_told=true wanted /> }
}

/// Goes to the row that shows how the cause is mended.
#[component]
pub(super) fn StepsButton(
    check: &'static str,
    row: RwSignal<Option<&'static str>>,
    is_first: bool,
) -> impl IntoView {
    let on_click = Callback::new(move |()| row.set(Some(check)));
    view! { <Button label="components.card.show_steps" is_first on_click /> }
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
        checklist.with(|it| {
            lead_of(it)
                .and_then(|it| it.finding.as_ref())
                .is_some_and(is_helped)
        })
    });
    let request = role_request(run);
    let message = Signal::derive(move || {
        let general = || checklist.with(|it| it.card.message.clone());
        let of_role = is_of_role.get().then(|| request.get()).flatten();
        of_role.or_else(general).unwrap_or_default()
    });
    view! {
        <div class="actions" data-offer="message">
            <CopyButton
                label=move || t("components.card.copy_message")
                value=message
                is_primary=true
            />
        </div>
    }
}

/// The message that asks for everything that the reader is not allowed, once what words
/// it is there.
fn role_request(run: Run) -> Signal<Option<String>> {
    let book = book();
    book.open();
    let message = RwSignal::new(None);
    let task = TaskSlot::new();
    Effect::new(move |_| {
        let (Some(catalog), Some(missing)) = (book.catalog(), run.missing()) else {
            message.set(None);
            return;
        };
        let known = run.known();
        task.run(async move {
            message.set(role_message(known, missing, catalog).await.ok().flatten());
        });
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
            let is_there = Memo::new(move |_| request.get().is_some());
            let value = Signal::derive(move || request.get().unwrap_or_default());
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
        Obstacle::SignIn | Obstacle::ByHand | Obstacle::NotInFile | Obstacle::Mixed => {
            ().into_any()
        }
    }
}

/// The row that the card speaks of.
fn lead_of(checklist: &Checklist) -> Option<&Item> {
    let lead = checklist.card.lead?;
    let mut items = checklist.groups.iter().flat_map(|it| &it.items);
    items.find(|it| it.id == lead.check)
}
