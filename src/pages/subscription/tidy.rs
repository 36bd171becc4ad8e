//! What is untidy about the policies of a subscription, and what mends it: each kind of
//! finding with its verdict, what was found, and the act that changes it. What is found
//! and how it is changed is not its business.

mod item;
mod kind;
mod put_back;
mod tidying;

use std::{collections::BTreeSet, sync::Arc};

use actions::edit::Minutes;
use inventory::hygiene::{FindingKind, Hygiene, Limits};
use leptos::prelude::*;

use self::{kind::KindView, put_back::PutBack, tidying::Tidying};
use super::{acting::acting, reading::Reading, table_state::table};
use crate::{
    components::{Field, FieldKind, WithTexts},
    part::{Deferred, part},
    route::Route,
    words::words,
};

#[component]
fn CleanUp(reading: Reading) -> impl IntoView {
    let texts = words();
    let minutes = RwSignal::new(Minutes::OFFERED.get().to_string());
    let longest = Memo::new(move |_| {
        let minutes = minutes.with(|it| it.trim().parse().ok());
        minutes.and_then(Minutes::new)
    });
    let error = Signal::derive(move || {
        longest
            .get()
            .is_none()
            .then(|| texts.text("tidy.longest_error"))
    });
    let found = Memo::new(move |_| {
        let limits = longest
            .get()
            .map_or_else(Limits::default, |longest| Limits { longest });
        Arc::new(reading.with(|it| Hygiene::of(it, limits)))
    });
    let tidying = Tidying {
        found,
        search: table().search.into(),
        chosen: RwSignal::new(BTreeSet::new()),
        acting: acting(),
        reading,
    };
    let kinds = move || {
        if reading.is_running() {
            return view! { <p role="status">{texts.text("tidy.running")}</p> }.into_any();
        }
        let kinds = FindingKind::ALL.map(|kind| view! { <KindView tidying kind /> });
        view! { <div class="tidy">{kinds.into_iter().collect_view()}</div> }.into_any()
    };
    view! {
        <div class="tidy-limit">
            <Field
                label=move || texts.text("tidy.longest")
                hint=move || texts.text("tidy.longest_hint")
                kind=FieldKind::Number
                value=minutes
                error
            />
        </div>
        {kinds}
        <p>
            <a href=Route::Code.href()>{move || texts.text("tidy.judge_code")}</a>
        </p>
        <PutBack acting=tidying.acting />
    }
}

part!(
    tidy,
    fn clean_up(reading: Reading) -> Deferred {
        Box::new(move || {
            view! {
                <WithTexts area="tidy">
                    <CleanUp reading />
                </WithTexts>
            }
            .into_any()
        })
    }
);
