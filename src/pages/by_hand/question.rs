//! One question: what should be so, what may be seen, and how to look.

use checklist::Person;
use diagnosis::{
    by_hand::{Answer, Given, Question, Rank},
    question,
};
use guide::{Names, look_at};
use leptos::prelude::*;
use text::Neutral;

use super::asking::{Asking, text};
use crate::{
    components::{Disclosure, unique_id},
    guide::{Fetched, PortalStepsView, StepText, Topic, UnreadWays, book},
    words::{t, tf, words},
};

/// The question that stands there, or that there is none.
#[component]
pub(super) fn QuestionCard(asking: Asking) -> impl IntoView {
    let question = Memo::new(move |_| asking.question());
    move || match question.get() {
        Some(question) => view! { <Asked asking question /> }.into_any(),
        None => view! { <Over asking /> }.into_any(),
    }
}

#[component]
fn Asked(asking: Asking, question: &'static Question) -> impl IntoView {
    let chosen = RwSignal::new(asking.given(question));
    let is_missing = RwSignal::new(false);
    let place = move || {
        let (number, left) = asking.place(question);
        let key = match (question.rank, left) {
            (Rank::Common, 0) => "by_hand.last",
            (Rank::Common, _) => "by_hand.left",
            (Rank::Rare, 0) => "by_hand.last_rare",
            (Rank::Rare, _) => "by_hand.left_rare",
        };
        [
            tf("by_hand.number", &[("number", &number.to_string())]),
            tf(key, &[("n", &left.to_string())]),
        ]
        .join(" · ")
    };
    let ask = Signal::derive(move || asking.text(&format!("questions.{}.ask", question.name)));
    let should = move || {
        let walk = asking.walk();
        let offered = walk.offered(question);
        should(&offered)
    };
    let person = Signal::derive(move || asking.person());
    let options = untrack(|| asking.walk().offered(question));
    let send = move || match chosen.get_untracked() {
        Some(given) if given != Given::Skipped => asking.answer(question, given),
        _ => is_missing.set(true),
    };
    let (names, known) = {
        let asked = asking.asked();
        (names_of(&asked), asked.question())
    };
    view! {
        <section class="card by-hand" data-question=question.name aria-labelledby="by-hand-now">
            <p class="quiet" role="status">{place}</p>
            <h2 id="by-hand-now" tabindex="-1">
                <StepText text=ask names=Names::default() />
            </h2>
            <form
                class="form"
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <Options question options person chosen />
                <Show when=move || is_missing.get() && chosen.get().is_none()>
                    <p class="field-error" role="alert">{move || t("by_hand.choose_one")}</p>
                </Show>
                <div class="actions">
                    <button type="submit" class="button button-primary">
                        {move || t("by_hand.next")}
                    </button>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| asking.answer(question, Given::Skipped)
                    >
                        {move || t("by_hand.skipped")}
                    </button>
                    <Back asking />
                </div>
            </form>
            // Its words may come after the answers, which must not move then.
            <p class="quiet">{should}</p>
            <Look question names known />
        </section>
    }
}

/// The place in the portal, drawn, and on demand the commands that read it.
#[component]
fn Look(
    question: &'static Question,
    names: Names,
    known: Option<question::Question>,
) -> impl IntoView {
    let to = Topic::ByHand(question.name);
    let drawn = names.clone();
    view! {
        <h3>{move || t("by_hand.look")}</h3>
        <Drawn question names=drawn />
        <Disclosure hook="data-by-command" class="walk-more" title=move || t("by_hand.by_command")>
            <UnreadWays to names=names.clone() question=known.clone() />
        </Disclosure>
    }
}

/// The places in the portal, once the words of their steps are there.
#[component]
pub(super) fn Drawn(question: &'static Question, names: Names) -> impl IntoView {
    let texts = book().open();
    let steps = move || {
        matches!(texts.get(), Fetched::There(_)).then(|| {
            let each = look_at(question.name).iter().map(|it| {
                view! { <PortalStepsView portal_way=**it names=names.clone() /> }
            });
            each.collect_view()
        })
    };
    view! { <div class="guide">{steps}</div> }
}

/// What may be seen, as choices.
#[component]
pub(super) fn Options(
    question: &'static Question,
    options: Vec<&'static Answer>,
    #[prop(into)] person: Signal<Person>,
    chosen: RwSignal<Option<Given>>,
) -> impl IntoView {
    let words = words();
    let group = unique_id("by-hand");
    let answers = options.into_iter().map(|it| {
        let key = format!("questions.{}.answers.{}", question.name, it.name);
        (Given::Seen(it.name), key)
    });
    let options = answers
        .chain([(Given::NotSeen, "not_seen".to_owned())])
        .map(|(given, key)| {
            let label = Signal::derive(move || text(words, person.get(), &key));
            view! {
                <label class="radio" data-answer=given.name()>
                    <input
                        type="radio"
                        name=group.clone()
                        value=given.name()
                        prop:checked=move || chosen.get() == Some(given)
                        on:change=move |_| chosen.set(Some(given))
                    />
                    <span class="radio-text">
                        <span>
                            <StepText text=label names=Names::default() />
                        </span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="radio-group by-hand-answers">
            <legend>{move || text(words, person.get(), "answers")}</legend>
            <div class="radio-options">{options}</div>
        </fieldset>
    }
}

/// The conditions of which the answers say whether they hold.
fn should(offered: &[&'static Answer]) -> Option<String> {
    let words = words();
    // They come after the first question.
    if !words.has("neutral.phrases.vm") {
        return None;
    }
    let catalog = words.catalog();
    let neutral = Neutral::of(&catalog);
    let mut titles: Vec<String> = Vec::new();
    for (check, _) in offered.iter().flat_map(|it| it.fails) {
        let title = neutral.fill(&catalog.text(&format!("checks.{check}.title")), &[]);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    Some(format!("{} {}", t("by_hand.should"), titles.join(" · ")))
}

/// What stands in the drawn pages, as far as the address tells it. A rule of JIT's is
/// known by how its name begins.
fn names_of(asked: &question::Asked) -> Names {
    let vm = asked.vm.as_ref();
    let names = [
        ("vm", vm.map(|it| it.name().to_owned())),
        ("resource", vm.map(|it| it.name().to_owned())),
        ("vm_id", vm.map(ToString::to_string)),
        (
            "group",
            vm.and_then(|it| it.resource_group()).map(str::to_owned),
        ),
        ("subscription", vm.map(|it| it.subscription().to_owned())),
        ("subscription_id", vm.map(|it| it.subscription().to_owned())),
        ("tenant", asked.tenant.clone()),
        ("port", asked.port.map(|it| it.to_string())),
        ("rule", Some("SecurityCenter-JITRule-…".to_owned())),
    ];
    let known = names.into_iter().filter_map(|(name, it)| Some((name, it?)));
    Names::new(known)
}

/// To the question before this place, if there is one.
#[component]
fn Back(asking: Asking) -> impl IntoView {
    let before = Memo::new(move |_| asking.before());
    view! {
        <Show when=move || before.get().is_some()>
            <button
                type="button"
                class="button button-subtle"
                on:click=move |_| {
                    if let Some(before) = before.get_untracked() {
                        asking.change(before);
                    }
                }
            >
                {move || t("by_hand.back")}
            </button>
        </Show>
    }
}

/// The questions are through, for now.
#[component]
fn Over(asking: Asking) -> impl IntoView {
    let rare = Memo::new(move |_| {
        let walk = asking.walk();
        walk.next.map(|_| walk.rare_at_most())
    });
    let text = move || match rare.get() {
        Some(n) => tf("by_hand.go_on_text", &[("n", &n.to_string())]),
        None if asking.walk().diagnosis.root_cause().is_some() => t("by_hand.found"),
        None => t("by_hand.done"),
    };
    view! {
        <section class="card by-hand" data-question="" aria-labelledby="by-hand-now">
            <h2 id="by-hand-now" tabindex="-1">{move || t("by_hand.result")}</h2>
            <p>{text}</p>
            <div class="actions">
                <Show when=move || rare.get().is_some()>
                    <button type="button" class="button" on:click=move |_| asking.look_on()>
                        {move || t("by_hand.go_on")}
                    </button>
                </Show>
                <Back asking />
            </div>
        </section>
    }
}
