//! What the script will ask, before anyone runs it.

use collector::plan::{From, Step, plan};
use diagnosis::question::Question;
use leptos::prelude::*;

use crate::{
    components::code,
    words::{t, tf},
};

pub(super) fn reads(question: &Question) -> impl IntoView + use<> {
    let rows = plan(question)
        .into_iter()
        .map(|it| view! { <Read step=it /> });
    view! { <ul class="reads" data-reads>{rows.collect_view()}</ul> }
}

#[component]
fn Read(step: Step) -> impl IntoView {
    let shown = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        percent_encoding::percent_decode_str(path)
            .decode_utf8_lossy()
            .into_owned()
    };
    let (path, is_each) = match &step.from {
        From::Start(path) => (shown(path), false),
        From::Each(each) => (
            format!("{}{{id}}{}", shown(&each.prefix), shown(&each.suffix)),
            true,
        ),
    };
    let (name, area) = (step.name, step.area.name());
    let what = move || {
        let each = t(&format!("collect.of.{name}"));
        is_each.then(|| tf("collect.each", &[("what", &each)]))
    };
    let only = step.unless.is_some();
    view! {
        <li>
            {code(&format!("{} {path}", step.how.method()))}
            <br />
            <span class="quiet">
                {move || {
                    let only = only.then(|| t("collect.only_if"));
                    let said = [Some(t(&format!("collect.areas.{area}"))), what(), only];
                    said.into_iter().flatten().collect::<Vec<_>>().join(" · ")
                }}
            </span>
        </li>
    }
}
