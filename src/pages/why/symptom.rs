//! An error text as people meet it, and what tells its causes apart.

use leptos::prelude::*;
use symptoms::Symptom;
use text::Language;

use crate::{
    components::{Prose, code},
    words::{language, t},
};

/// The wordings, those in the reader's language first, with what says them and where
/// they are written down.
#[component]
pub(super) fn SymptomItem(symptom: Symptom) -> impl IntoView {
    let Symptom {
        told_by,
        codes,
        said,
        with,
        source,
        ..
    } = symptom;
    let has_said = !said.is_empty();
    let said = StoredValue::new(said);
    let wordings = move || {
        let mut all = said.get_value();
        let is_own = |text: &String| is_japanese(text) == (language() == Language::Japanese);
        all.sort_by_key(|it| !is_own(it));
        let item = |it: String| {
            let tag = if is_japanese(&it) { "ja" } else { "en" };
            view! { <li><q lang=tag>{it}</q></li> }
        };
        all.into_iter().map(item).collect_view()
    };
    let codes = codes
        .into_iter()
        .chain(with)
        .map(|it| view! { {code(&it)} " " })
        .collect_view();
    view! {
        <li class="symptom">
            <p>
                <b>{move || t(&format!("why.where.{told_by}"))}</b>
                " "
                {codes}
                "· "
                <a href=source target="_blank" rel="noopener noreferrer">
                    {move || t("why.case.source")}
                </a>
            </p>
            {has_said.then(|| view! { <ul class="said">{wordings}</ul> })}
        </li>
    }
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|it| '\u{2e7f}' < it)
}

/// What tells the causes of these symptoms apart, each sentence once.
pub(super) fn apart(symptoms: &[Symptom]) -> impl IntoView + use<> {
    let mut keys: Vec<&str> = Vec::new();
    for it in symptoms {
        if !keys.contains(&it.apart.as_str()) {
            keys.push(&it.apart);
        }
    }
    keys.into_iter()
        .map(|it| {
            let key = format!("why.apart.{it}");
            view! { <p><Prose text=Signal::derive(move || t(&key)) /></p> }
        })
        .collect_view()
}
