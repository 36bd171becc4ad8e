//! Every field that a link holds, as it stands in it.

use azure::{timestamp, value::Args};
use diagnosis::{engine::Verdict, question::Goal, what_changed::Explanation};
use leptos::prelude::*;
use share::report::Report;

use crate::{
    components::{Prose, code},
    pages::marks::MarkLines,
    words::{t, words},
};

#[component]
pub(super) fn Preview(report: Report) -> impl IntoView {
    let words = words();
    let goal = report.goal.map_or("unsure", Goal::name);
    let mut head: Vec<(&'static str, String)> = vec![
        ("made", timestamp::format(report.made)),
        ("app", report.app.to_string()),
        ("cloud", report.cloud.name().to_owned()),
    ];
    head.extend(report.case.iter().map(|it| ("case", it.to_string())));
    head.extend(report.context.texts());
    let head = head
        .into_iter()
        .map(|(key, value)| {
            view! {
                <dt>{move || t(&format!("report.{key}"))}</dt>
                <dd>
                    <code>{value}</code>
                </dd>
            }
        })
        .collect_view();
    let (marked, planned) = (report.clone(), report.clone());
    // The steps in the order in which they have to be done.
    let steps = move || {
        let told = planned.ahead_in_words(&words.catalog(), words.times());
        let steps = planned.ahead.iter().flat_map(|it| &it.steps);
        let headlines = told.into_iter().flat_map(|it| it.steps);
        let rows = steps.zip(headlines).map(|(step, told)| {
            view! {
                <tr role="row" data-planned=step.check.id>
                    <th role="rowheader">{told.headline}</th>
                    <td role="cell" class="one-word">
                        {t("page.share.planned")}
                    </td>
                    <td role="cell">
                        {code(&with(step.finding.case, &step.finding.args))}
                    </td>
                </tr>
            }
        });
        rows.collect_view()
    };
    let explained = explained_row(report.clone());
    let rows = move || {
        let diagnosis = report.diagnosis();
        let list = report.in_words(&words.catalog(), words.times());
        let items = list.groups.into_iter().flat_map(|it| it.items);
        items
            .map(|item| {
                let values = diagnosis
                    .outcome(item.id)
                    .map(|it| values(&it.verdict))
                    .unwrap_or_default();
                let said = item.by_hand;
                view! {
                    <tr role="row">
                        <th role="rowheader">{item.title}</th>
                        <td role="cell" class="one-word">
                            {item.verdict.map(|it| t(&format!("page.compare.verdicts.{it}")))}
                        </td>
                        <td role="cell">
                            {(!values.is_empty()).then(|| code(&values))} " "
                            {said}
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <details class="preview" data-preview>
            <summary>{move || t("page.share.preview")}</summary>
            <MarkLines report=marked />
            <dl class="facts">
                {head}
                <dt>{move || t("report.goal")}</dt>
                <dd>{move || t(&format!("report.goals.{goal}"))}</dd>
            </dl>
            <div
                class="table-scroll"
                tabindex="0"
                role="region"
                aria-label=move || t("page.share.preview")
            >
                <table class="table stacked" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader">{move || t("page.share.check")}</th>
                            <th role="columnheader" class="one-word">
                                {move || t("page.share.verdict")}
                            </th>
                            <th role="columnheader">{move || t("page.share.values")}</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows} {steps} {explained}</tbody>
                </table>
            </div>
        </details>
    }
}

/// The change that explains the cause, if it holds one.
fn explained_row(report: Report) -> Option<impl IntoView> {
    let words = words();
    let change = report.explained_by.clone()?;
    let (deed, values) = (change.deed.name(), values_of(&change));
    let told = move || report.explained_in_words(&words.catalog(), words.times());
    Some(view! {
        <tr role="row" data-explained-by=deed>
            <th role="rowheader">{move || told().map(|text| view! { <Prose text /> })}</th>
            <td role="cell" class="one-word">
                {move || t("page.share.change")}
            </td>
            <td role="cell">
                {code(&values)}
            </td>
        </tr>
    })
}

fn values_of(change: &Explanation) -> String {
    let values = change.values().filter(|(.., value)| !value.is_nothing());
    let values = values.map(|(name, _, value)| (name, value.to_string()));
    listed(&change.deed.name(), values)
}

fn with(name: &str, args: &Args) -> String {
    listed(name, args.texts())
}

fn listed(name: &str, values: impl Iterator<Item = (&'static str, String)>) -> String {
    let values = values.map(|(name, value)| format!("{name}: {value}"));
    std::iter::once(name.to_owned())
        .chain(values)
        .collect::<Vec<_>>()
        .join("; ")
}

/// What a verdict holds besides its name.
fn values(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Pass { notes, .. } => notes.join("; "),
        Verdict::Fail(finding) => with(finding.case, &finding.args),
        Verdict::NotApplicable => String::new(),
        Verdict::CannotTell(why) => {
            let said = with(why.reason.key(), &why.args);
            match &why.correlation_id {
                Some(id) => format!("{said}; correlation_id: {id}"),
                None => said,
            }
        }
    }
}
