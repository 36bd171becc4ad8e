//! Several subscriptions: how each stands, and what its machines come to. What to do about
//! one as a whole its own page says.

use azure::resource_id::ResourceId;
use diagnosis::engine::Severity;
use inventory::{Breakdown, Count, Lists, Overview, Standing};
use leptos::prelude::*;
use text::grouped;

use super::{
    incomplete::{item, unread},
    reading::Reading,
};
use crate::{
    components::{Icon, IconView},
    part::{Deferred, part},
    route::Route,
    words::{Words, words},
};

/// What is counted, by the key of its text.
type Counted = (&'static str, fn(&Breakdown) -> Count);

const COUNTED: [Counted; 5] = [
    ("tabs.configured", |it| it.configured),
    ("tabs.not-configured", |it| it.not_configured),
    ("tabs.unsupported", |it| it.unsupported.plus(it.others)),
    ("tabs.cannot-tell", |it| it.cannot_tell),
    ("columns.exposure", |it| it.open),
];

#[component]
fn Each(reading: Reading, scopes: Vec<ResourceId>) -> impl IntoView {
    let texts = words();
    let counted = reading.breakdowns();
    let heads = COUNTED.map(|(key, _)| {
        let text = move || texts.text(&format!("inventory.{key}"));
        view! {
            <th scope="col" role="columnheader">
                {text}
            </th>
        }
    });
    let rows = scopes
        .into_iter()
        .enumerate()
        .map(|(at, scope)| view! { <Row reading counted at scope /> })
        .collect_view();
    view! {
        <div class="card">
            <div
                class="table-frame"
                role="region"
                tabindex="0"
                aria-label=move || texts.text("inventory.several.each")
            >
                <table class="table many-columns stacked" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader">
                                {move || texts.text("inventory.head.subscription")}
                            </th>
                            <th scope="col" role="columnheader">
                                {move || texts.text("inventory.head.plan")}
                            </th>
                            {heads.into_iter().collect_view()}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

#[component]
fn Row(
    reading: Reading,
    counted: Memo<Vec<Breakdown>>,
    at: usize,
    scope: ResourceId,
) -> impl IntoView {
    let texts = words();
    let id = scope.subscription().to_owned();
    let href = Route::subscription(&id, None).href();
    let overview = reading.overview(at);
    let is_reading = Memo::new(move |_| {
        reading.with(|it| it.subscriptions().get(at).is_some_and(Lists::is_reading))
    });
    let missing = Memo::new(move |_| {
        reading.with(|it| it.subscriptions().get(at).map(unread).unwrap_or_default())
    });
    let why = move || {
        let items = missing.with(|it| it.iter().map(|it| item(it, texts)).collect_view());
        missing.with(|it| !it.is_empty()).then(|| {
            view! {
                <details>
                    <summary>{texts.text("inventory.incomplete.title")}</summary>
                    <ul class="incomplete">{items}</ul>
                </details>
            }
        })
    };
    let cells = COUNTED.map(|(key, count)| {
        let count = move || {
            let count = counted.with(|it| it.get(at).map(count));
            shown(count.unwrap_or(Count::Unknown), is_reading.get(), texts)
        };
        view! {
            <td
                role="cell"
                class="one-word"
                data-count=key
                data-label=move || texts.text(&format!("inventory.{key}"))
            >
                {count}
            </td>
        }
    });
    let problem = move || {
        let is_bad = overview.with(|it| {
            let it = it.as_ref();
            it.is_some_and(|it| is_bad(&it.subscription) || is_bad(&it.provider))
        });
        is_bad.then(|| view! { " " <span class="tag">{texts.text("inventory.head.failed")}</span> })
    };
    view! {
        <tr role="row" data-subscription=id>
            <th scope="row" role="rowheader">
                <a href=href>{move || reading.name_of(&scope)}</a>
                {problem}
                {why}
            </th>
            <td
                role="cell"
                data-count="plan"
                data-label=move || texts.text("inventory.head.plan")
            >
                {move || overview.with(|it| plan(it.as_ref(), texts))}
            </td>
            {cells.into_iter().collect_view()}
        </tr>
    }
}

fn is_bad(standing: &Standing) -> bool {
    matches!(
        standing,
        Standing::Failed {
            severity: Severity::Blocker,
            ..
        }
    )
}

fn plan(overview: Option<&Overview>, texts: Words) -> AnyView {
    let text = |key: &str| texts.text(&format!("inventory.head.{key}"));
    match overview.map(|it| (&it.plan, &it.plan_read)) {
        None | Some((Standing::Pending, _)) => text("pending").into_any(),
        Some((Standing::CannotTell(_), _)) => text("cannot_tell").into_any(),
        Some((Standing::Failed { .. }, _)) => view! {
            <IconView icon=Icon::Problem />
            " "
            {text("failed")}
        }
        .into_any(),
        Some((Standing::Good, plan)) => {
            let is_plan2 = plan.as_ref().is_some_and(|it| it.sub_plan.is_some());
            text(if is_plan2 { "on" } else { "on_whole" }).into_any()
        }
    }
}

/// A number as the tabs write it, with a plus where there may be more.
fn shown(count: Count, is_reading: bool, texts: Words) -> String {
    match count {
        Count::Exact(n) => grouped(&n.to_string()).into_owned(),
        Count::AtLeast(n) => format!("{}+", grouped(&n.to_string())),
        Count::Unknown if is_reading => texts.text("inventory.head.pending"),
        Count::Unknown => texts.text("inventory.tabs.cannot-tell"),
    }
}

part!(
    tidy,
    fn each(reading: Reading, scopes: Vec<ResourceId>) -> Deferred {
        Box::new(move || view! { <Each reading scopes=scopes.clone() /> }.into_any())
    }
);
