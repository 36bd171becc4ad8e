//! Whom the result is for, from which follows what goes in; and the ticks for who
//! wants it otherwise.

use leptos::prelude::*;
use share::report::{Audience, Detail, Include};

use crate::{
    components::{RadioGroup, RadioOption},
    words::{t, words},
};

/// The choice of a reader who has ticked something else than an audience gets.
const CUSTOM: &str = "custom";

fn name_of(include: Include) -> &'static str {
    Audience::of(include).map_or(CUSTOM, Audience::name)
}

#[component]
pub(super) fn Details(include: RwSignal<Include>) -> impl IntoView {
    let words = words();
    let chosen = RwSignal::new(name_of(include.get_untracked()));
    let is_open = RwSignal::new(false);
    // Each of the two follows the other.
    Effect::new(move |_| {
        let name = chosen.get();
        match Audience::ALL.into_iter().find(|it| it.name() == name) {
            Some(audience) => include.set(audience.include()),
            None => is_open.set(true),
        }
    });
    Effect::new(move |_| {
        let name = name_of(include.get());
        if name != chosen.get_untracked() {
            chosen.set(name);
        }
    });
    let names = Audience::ALL
        .map(Audience::name)
        .into_iter()
        .chain([CUSTOM]);
    let options = names
        .map(|name| {
            let text =
                move |part| move || words.text(&format!("page.share.audiences.{name}.{part}"));
            RadioOption::new(name, text("label")).detail(text("detail"))
        })
        .collect();
    view! {
        <RadioGroup legend=move || t("page.share.audience") options value=chosen />
        <details
            data-choose
            prop:open=is_open
            on:toggle:target=move |event| is_open.set(event.target().open())
        >
            <summary>{move || t("page.share.choose")}</summary>
            <Ticks include />
        </details>
    }
}

/// A tick for each class of details.
#[component]
fn Ticks(include: RwSignal<Include>) -> impl IntoView {
    let ticks = Detail::ALL
        .into_iter()
        .map(|detail| {
            let key = move |part| format!("page.share.details.{}.{part}", detail.name());
            view! {
                <label class="check tick">
                    <input
                        type="checkbox"
                        data-detail=detail.name()
                        prop:checked=move || include.get().has(detail)
                        on:change:target=move |event| {
                            let is_in = event.target().checked();
                            include
                                .update(|it| {
                                    *it = if is_in { it.with(detail) } else { it.without(detail) };
                                });
                        }
                    />
                    <span>
                        {move || t(&key("label"))} " "
                        <span class="quiet">{move || t(&key("detail"))}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="ticks">
            <legend>{move || t("page.share.include")}</legend>
            {ticks}
            <p class="quiet">{move || t("page.share.never")}</p>
        </fieldset>
    }
}
