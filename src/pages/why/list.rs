//! All causes, by area, in the order in which they are checked. What is typed is
//! searched for by its words; an error text leads to its own causes.

use casebook::CaseOf;
use checklist::{Search, case_in_words, headline};
use diagnosis::engine::Area;
use leptos::prelude::*;
use symptoms::Symptom;
use text::Neutral;

use super::symptom::apart;
use crate::{
    browser::{clock, letters::lower},
    components::Field,
    pages::page::Page,
    route::{REST, Route, router},
    task_slot::TaskSlot,
    words::{t, tf, words},
};

/// A text that is longer was pasted: it may hold names, or be a token, and does not
/// belong in an address.
const LONGEST: usize = 60;

/// A cause in the list.
#[derive(Clone, PartialEq)]
struct Entry {
    of: CaseOf,
    headline: String,
    /// Everything that it is found by, in lower case.
    said: String,
}

#[component]
pub(super) fn ListPage(find: Option<String>) -> impl IntoView {
    let words = words();
    let sought = RwSignal::new(find.unwrap_or_default());
    keep_in_address(sought);
    let all_symptoms = StoredValue::new(symptoms::all());
    let entries = Memo::new(move |_| {
        let catalog = words.catalog();
        let neutral = Neutral::of(&catalog);
        let entry = |of| all_symptoms.with_value(|it| entry(of, &neutral, it));
        casebook::all().filter_map(entry).collect::<Vec<_>>()
    });
    let recognised = Memo::new(move |_| {
        all_symptoms.with_value(|all| {
            let found = sought.with(|it| symptoms::recognise(it, all));
            found.into_iter().cloned().collect::<Vec<Symptom>>()
        })
    });
    let found = Memo::new(move |_| {
        let sought = sought.with(|it| Search::new(&lower(it)));
        entries.with(|all| {
            let is_it = |it: &&Entry| sought.finds(&it.said);
            all.iter().filter(is_it).cloned().collect::<Vec<_>>()
        })
    });
    let count = move || {
        let n = found.with(Vec::len).to_string();
        let total = entries.with(Vec::len).to_string();
        tf("why.list.count", &[("n", &n), ("total", &total)])
    };
    view! {
        <Page title=move || t("why.list.title") lead=move || t("why.list.lead")>
            <section class="card">
                <Field label=move || t("why.list.search") value=sought />
                <p class="quiet" role="status">
                    {move || {
                        if recognised.with(Vec::is_empty) {
                            count()
                        } else {
                            recognised
                                .with(|it| {
                                    let told_by = t(&format!("why.where.{}", it[0].told_by));
                                    tf("why.list.recognised", &[("where", &told_by)])
                                })
                        }
                    }}
                </p>
            </section>
            {move || {
                if recognised.with(Vec::is_empty) {
                    found.with(|it| grouped(it)).into_any()
                } else {
                    recognised.with(|it| causes(it)).into_any()
                }
            }}
        </Page>
    }
}

fn entry(of: CaseOf, neutral: &Neutral, all_symptoms: &[Symptom]) -> Option<Entry> {
    let words = case_in_words(neutral, of.check.id, of.case.name, &[])?;
    let symptoms = symptoms::of_case(&casebook::address(of), all_symptoms);
    let texts = symptoms
        .iter()
        .flat_map(|it| it.said.iter().chain(&it.codes));
    let mut said = format!(
        "{}\n{}\n{}\n{}",
        words.headline,
        words.title,
        words.what,
        casebook::address(of)
    );
    for text in texts {
        said.push('\n');
        said.push_str(text);
    }
    Some(Entry {
        of,
        headline: words.headline,
        said: lower(&said),
    })
}

/// Back from a cause finds the list as it was.
fn keep_in_address(sought: RwSignal<String>) {
    let (router, resting) = (router(), TaskSlot::new());
    Effect::new(move |before: Option<()>| {
        let find = Some(sought.get()).filter(|it| (1..=LONGEST).contains(&it.len()));
        if before.is_some() {
            resting.run(async move {
                clock::wait(REST).await;
                router.keep(Route::Why(find));
            });
        }
    });
}

fn grouped(found: &[Entry]) -> AnyView {
    if found.is_empty() {
        return view! { <p>{move || t("why.list.none")}</p> }.into_any();
    }
    Area::ALL
        .into_iter()
        .filter_map(|area| {
            let items: Vec<_> = found
                .iter()
                .filter(|it| it.of.check.area == area)
                .map(|it| view! { <li>{link_to_case(it.of, it.headline.clone())}</li> })
                .collect();
            (!items.is_empty()).then(|| {
                view! {
                    <section class="card">
                        <h2>{move || t(&format!("areas.{}", area.name()))}</h2>
                        <ul class="scenarios" data-area=area.name()>{items}</ul>
                    </section>
                }
            })
        })
        .collect_view()
        .into_any()
}

/// The causes of an error text, the likeliest first, and what tells them apart.
fn causes(found: &[Symptom]) -> impl IntoView + use<> {
    view! {
        <section class="card" data-recognised=found[0].id.clone()>
            <h2>{move || t("why.list.likely")}</h2>
            <CauseList symptoms=found.to_vec() />
            <h3>{move || t("why.case.apart")}</h3>
            {apart(&found[..1])}
        </section>
    }
}

/// The causes of symptoms, the likeliest first.
#[component]
pub(super) fn CauseList(symptoms: Vec<Symptom>) -> impl IntoView {
    let words = words();
    move || {
        let catalog = words.catalog();
        let neutral = Neutral::of(&catalog);
        let refs: Vec<&Symptom> = symptoms.iter().take(1).collect();
        let cases = symptoms::cases(&refs)
            .into_iter()
            .filter_map(casebook::named);
        let items = cases.filter_map(|of| {
            let headline = headline(&neutral, of.check.id, of.case.name)?;
            Some(view! { <li>{link_to_case(of, headline)}</li> })
        });
        view! { <ol class="steps">{items.collect::<Vec<_>>()}</ol> }
    }
}

/// A link to the page of a case.
pub(super) fn link_to_case(of: CaseOf, headline: impl IntoView) -> impl IntoView {
    let route = Route::Cause(casebook::address(of));
    view! {
        <a href=route.href() data-cause=casebook::address(of)>
            {headline}
        </a>
    }
}
