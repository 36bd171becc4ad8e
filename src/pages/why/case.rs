//! The page of one cause: what it means, how it shows, how to look, how to fix it, who
//! can, and what belongs beside it.

use std::sync::Arc;

use casebook::{CasePage, Kinship, Related};
use diagnosis::ability::Need;
use guide::{Names, commands::Values};
use leptos::prelude::*;
use symptoms::Symptom;

use super::{
    list::link_to_case,
    symptom::{SymptomItem, apart},
};
use crate::{
    components::{Disclosure, Prose, Steps, code},
    guide::{Topic, Ways},
    pages::page::Page,
    route::Route,
    words::{t, tf},
};

/// The page in the reader's words, where there is one.
type Shown = Memo<Option<Arc<CasePage>>>;

#[component]
pub(super) fn NotFound() -> impl IntoView {
    view! {
        <Page
            title=move || t("why.case.not_found")
            lead=move || t("why.case.not_found_text")
        >
            <p>
                <a href=Route::Why(None).href()>{move || t("why.case.breadcrumb")}</a>
            </p>
        </Page>
    }
}

/// In another language the same page has other words, and stays in its place. Nothing is
/// shown for a page that is not there.
#[component]
pub(super) fn CasePageView(page: Shown) -> impl IntoView {
    let shown = page.get_untracked()?;
    let of = shown.of;
    let part = move |text: fn(&CasePage) -> String| {
        Signal::derive(move || page.with(|it| it.as_deref().map(text).unwrap_or_default()))
    };
    let (check, case) = (of.check.id, of.case.name);
    let has_look = !shown.look.is_empty();
    let has_ways = shown.ways.is_some_and(|it| {
        !(it.cautions.is_empty() && it.steps.is_empty() && it.commands.is_empty())
    });
    let fix = move || {
        page.with(|it| {
            it.as_ref()
                .map(|it| it.words.fix.clone())
                .unwrap_or_default()
        })
    };
    let headline = part(|it| it.words.headline.clone());
    let condition = part(|it| it.words.title.clone());
    let area = of.check.area.name();
    Some(view! {
        <Page title=move || headline.get()>
            <nav class="crumbs" aria-label=move || t("why.case.breadcrumb")>
                <a href=Route::Why(None).href()>{move || t("why.case.breadcrumb")}</a>
                " › "
                {move || t(&format!("areas.{area}"))}
            </nav>
            <article class="cause" data-case-page=casebook::address(of)>
                <p class="lead"><Prose text=part(|it| it.words.what.clone()) /></p>
                <p class="condition">
                    <span class="tag" data-severity=casebook::severity(of)>
                        {move || t(&format!("why.severity.{}", casebook::severity(of)))}
                    </span>
                    <span>{move || tf("why.case.condition", &[("title", condition.get())])}</span>
                </p>
                <section class="card" aria-labelledby="why-shows">
                    <h2 id="why-shows">{move || t("why.case.shows")}</h2>
                    <Shows symptoms=shown.symptoms.clone() />
                </section>
                <section class="card" aria-labelledby="why-look">
                    <h2 id="why-look">{move || t("why.case.look")}</h2>
                    {if has_look {
                        folded("data-look", "why.case.look_show", Topic::LookAt { check, case }).into_any()
                    } else {
                        view! { <p>{move || t("why.case.no_look")}</p> }.into_any()
                    }}
                </section>
                <section class="card" aria-labelledby="why-fix">
                    <h2 id="why-fix">{move || t("why.case.fix")}</h2>
                    <dl class="facts">
                        <dt>{move || t("why.case.can")}</dt>
                        <dd><Prose text=part(|it| it.words.can.clone()) /></dd>
                        {shown.words.cannot.is_some().then(|| view! {
                            <dt>{move || t("why.case.cannot")}</dt>
                            <dd><Prose text=part(|it| it.words.cannot.clone().unwrap_or_default()) /></dd>
                        })}
                    </dl>
                    {(!shown.words.fix.is_empty()).then(|| view! { <Steps steps=Signal::derive(fix) /> })}
                    {has_ways
                        .then(|| {
                            folded("data-ways", "why.case.fix_show", Topic::Case { check, case })
                        })}
                </section>
                <section class="card" aria-labelledby="why-who">
                    <h2 id="why-who">{move || t("why.case.who")}</h2>
                    <p><Prose text=part(|it| it.words.who.clone()) /></p>
                    <Permissions needs=shown.needs.clone() page />
                </section>
                <Beside related=shown.related.clone() page />
                <section class="card" aria-labelledby="why-check">
                    <h2 id="why-check">{move || t("why.case.check")}</h2>
                    <p>{move || t("why.case.check_text")}</p>
                    <p class="actions">
                        <a class="button button-primary" href=Route::target().href()>
                            {move || t("why.case.check")}
                        </a>
                    </p>
                </section>
            </article>
        </Page>
    })
}

/// What takes drawings and commands is fetched when it is opened.
fn folded(hook: &'static str, title: &'static str, to: Topic) -> impl IntoView {
    view! {
        <Disclosure hook title=move || t(title)>
            <Ways to names=Names::default() values=Values::default() />
        </Disclosure>
    }
}

#[component]
fn Shows(symptoms: Vec<Symptom>) -> impl IntoView {
    if symptoms.is_empty() {
        return view! { <p>{move || t("why.case.no_texts")}</p> }.into_any();
    }
    let apart = apart(&symptoms);
    let items = symptoms
        .into_iter()
        .map(|symptom| view! { <SymptomItem symptom /> })
        .collect_view();
    view! {
        <h3>{move || t("why.case.texts")}</h3>
        <ul class="symptoms">{items}</ul>
        <p class="quiet">{move || t("why.case.varies")}</p>
        <h3>{move || t("why.case.apart")}</h3>
        {apart}
    }
    .into_any()
}

#[component]
fn Permissions(needs: Vec<Need>, page: Shown) -> impl IntoView {
    if needs.is_empty() {
        return view! { <p class="quiet">{move || t("why.case.no_permission")}</p> }.into_any();
    }
    let rows = needs
        .into_iter()
        .map(|it| {
            let place = format!("why.place.{}", casebook::place(it.at));
            view! {
                <tr>
                    <th scope="row">{code(it.action)}</th>
                    <td>{move || t(&place)}</td>
                </tr>
            }
        })
        .collect_view();
    let roles = move || page.with(|it| it.as_ref().map(|it| it.roles.clone()).unwrap_or_default());
    let has_role = !untrack(roles).is_empty();
    let roles = move || {
        roles()
            .into_iter()
            .map(|it| view! { <li><b>{it.name}</b> ": " {it.gives}</li> })
            .collect_view()
    };
    view! {
        <table class="table">
            <caption>{move || t("why.case.permissions")}</caption>
            <thead>
                <tr>
                    <th scope="col">{move || t("why.case.action")}</th>
                    <th scope="col">{move || t("why.case.place")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {if has_role {
            view! {
                <h3>{move || t("why.case.roles")}</h3>
                <ul class="list">{roles}</ul>
            }
                .into_any()
        } else {
            view! { <p class="quiet">{move || t("why.case.no_role")}</p> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn Beside(related: Vec<Related>, page: Shown) -> impl IntoView {
    (!related.is_empty()).then(|| {
        let groups = Kinship::ALL
            .into_iter()
            .filter_map(|kinship| {
                let of_kind = related
                    .iter()
                    .enumerate()
                    .filter(|it| it.1.kinship == kinship);
                let headline = move |at: usize| {
                    let of = |it: &Arc<CasePage>| Some(it.related.get(at)?.headline.clone());
                    page.with(|it| it.as_ref().and_then(of))
                };
                let items: Vec<_> = of_kind
                    .map(|(at, it)| view! { <li>{link_to_case(it.of, move || headline(at))}</li> })
                    .collect();
                (!items.is_empty()).then(|| {
                    view! {
                        <h3>{move || t(&format!("why.related.{}", kinship.name()))}</h3>
                        <ul class="list">{items}</ul>
                    }
                })
            })
            .collect_view();
        view! {
            <section class="card" aria-labelledby="why-related">
                <h2 id="why-related">{move || t("why.case.related")}</h2>
                {groups}
            </section>
        }
    })
}
