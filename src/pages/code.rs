//! What infrastructure code does to JIT's rules: a plan or a template that the reader
//! opens, judged group by group. Nothing of it leaves the browser. What is judged, and
//! what helps, is said by `infrastructure`.

use infrastructure::{Judged, Judgement, MOST_BYTES, NotCode, Outcome, advice, judge};
use leptos::prelude::*;
use text::{Catalog, sentences};

use super::page::Page;
use crate::{
    browser::files::ChosenFile,
    components::{CopyButton, FilePlace, Icon, IconView, Notice, NoticeKind},
    part::{Deferred, part},
    task_slot::TaskSlot,
    words::{t, tf, words},
};

#[component]
fn CodePage() -> impl IntoView {
    let judged = RwSignal::new(None::<Result<Judgement, NotCode>>);
    let task = TaskSlot::new();
    let on_file = Callback::new(move |file: ChosenFile| {
        task.run(async move {
            let text = file.text_within(MOST_BYTES).await;
            judged.set(Some(
                text.ok_or(NotCode::TooLarge).and_then(|it| judge(&it)),
            ));
        });
    });
    view! {
        <Page title=move || t("code.title") lead=move || t("code.lead")>
            <FilePlace
                on_file
                button=move || t("code.button")
                hint=move || t("code.drop")
            >
                <h2>{move || t("code.open")}</h2>
                <p>{move || t("code.terraform")}</p>
                <div class="code-block">
                    <pre dir="ltr" tabindex="0"><code>{TERRAFORM}</code></pre>
                </div>
                <p>{move || t("code.bicep")}</p>
                <div class="code-block">
                    <pre dir="ltr" tabindex="0"><code>{BICEP}</code></pre>
                </div>
                <p class="quiet">{move || t("code.local")}</p>
            </FilePlace>
            <p role="status" class="code-summary">
                {move || judged.with(|it| it.as_ref().map(summary))}
            </p>
            {move || judged.with(|it| it.as_ref().map(shown))}
        </Page>
    }
}

/// More would make the page slow; the worst come first.
const MOST_ROWS: usize = 200;

/// Sources: developer.hashicorp.com, "Command: show"; learn.microsoft.com, "Bicep CLI
/// commands".
const TERRAFORM: &str =
    "terraform plan -out=jit.tfplan\nterraform show -json jit.tfplan > plan.json";
const BICEP: &str = "az bicep build --file main.bicep --outfile template.json";

fn shown(judged: &Result<Judgement, NotCode>) -> AnyView {
    match judged {
        Err(why) => {
            let name = why.name();
            view! {
                <div data-not-code=name>
                    <Notice
                        kind=NoticeKind::Error
                        title=move || t("code.not_code.title")
                        text=move || t(&format!("code.not_code.{name}"))
                    />
                </div>
            }
            .into_any()
        }
        Ok(judgement) => {
            let kind = judgement.kind.name();
            let all = judgement.resources.iter();
            let rows = all
                .take(MOST_ROWS)
                .map(|it| row(judgement, it))
                .collect_view();
            let more = judgement.resources.len().saturating_sub(MOST_ROWS);
            let more = (0 < more).then(|| tf("code.more", &[("n", more.to_string())]));
            let partial = judgement.is_partial.then(|| {
                view! {
                    <p class="caution">
                        <IconView icon=Icon::Warning />
                        <span>{move || t("code.partial")}</span>
                    </p>
                }
            });
            let is_any = !judgement.resources.is_empty() || judgement.is_partial;
            is_any
                .then(|| {
                    view! {
                        <section class="card" data-judged=kind>
                            <h2>{move || t(&format!("code.kinds.{kind}"))}</h2>
                            {partial}
                            <ul class="code-resources">{rows}</ul>
                            {more.map(|it| view! { <p class="quiet">{it}</p> })}
                        </section>
                    }
                })
                .into_any()
        }
    }
}

/// What is read out: the rest is there to be read. Of a file that is refused, the notice
/// says why.
fn summary(judged: &Result<Judgement, NotCode>) -> Option<String> {
    let resources = &judged.as_ref().ok()?.resources;
    let count = |of: fn(&Outcome) -> bool| {
        let all = resources.iter().filter(|it| of(&it.outcome));
        all.count().to_string()
    };
    let args = [
        ("bad", count(Outcome::is_bad)),
        ("unknown", count(|it| matches!(it, Outcome::CannotTell(_)))),
        ("total", resources.len().to_string()),
    ];
    let key = if resources.is_empty() {
        "code.none"
    } else {
        "code.summary"
    };
    Some(tf(key, &args))
}

fn row(judgement: &Judgement, judged: &Judged) -> impl IntoView + use<> {
    let catalog = words().catalog();
    let outcome = judged.outcome.name();
    let rules = match &judged.outcome {
        Outcome::Removes(rules) => rules.clone(),
        _ => Vec::new(),
    };
    let rules = (!rules.is_empty()).then(|| {
        let rules = rules
            .into_iter()
            .map(|it| view! { <li><code>{it}</code></li> });
        view! { <ul>{rules.collect_view()}</ul> }
    });
    let helps = advice(judgement.kind, judged)
        .into_iter()
        .map(|it| {
            view! {
                <p>{catalog.text(&format!("code.advice.{}", it.name))}</p>
                <div class="code-block">
                    <pre dir="ltr" tabindex="0"><code>{it.code.clone()}</code></pre>
                    <CopyButton label=move || t("code.copy") value=it.code />
                </div>
            }
        })
        .collect_view();
    view! {
        <li data-resource=judged.name.clone() data-outcome=outcome>
            <IconView icon=icon(&judged.outcome) />
            <b>{judged.name.clone()}</b>
            <span class="quiet">{judged.resource_type.clone()}</span>
            <div class="code-told">
                <p>{told(&judged.outcome, &catalog)}</p>
                {rules}
                {helps}
            </div>
        </li>
    }
}

fn icon(outcome: &Outcome) -> Icon {
    match outcome {
        Outcome::Removes(_)
        | Outcome::Destroys
        | Outcome::DeletesPolicy
        | Outcome::ShrinksPolicy
        | Outcome::Replaces => Icon::Problem,
        Outcome::WouldRemove | Outcome::ReplacesPolicy => Icon::Warning,
        Outcome::CannotTell(_) => Icon::Unknown,
        Outcome::Keeps => Icon::Passed,
    }
}

/// The outcome in words.
fn told(outcome: &Outcome, catalog: &Catalog) -> String {
    let n = match outcome {
        Outcome::Removes(rules) => rules.len(),
        _ => 0,
    };
    let text = catalog.fill(
        &format!("code.outcomes.{}", outcome.name()),
        [("n", n.to_string())],
    );
    match outcome {
        Outcome::CannotTell(why) => {
            let why = catalog.text(&format!("code.unclear.{}", why.name()));
            sentences(&[&text, &why])
        }
        _ => text,
    }
}

part!(
    site,
    fn code_page() -> Deferred {
        Box::new(move || view! { <CodePage /> }.into_any())
    }
);

#[cfg(test)]
mod tests {
    use infrastructure::{ADVICE, CodeKind, Unclear};
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    #[test]
    fn whatever_is_judged_is_told_in_words() {
        let mut outcomes = vec![
            Outcome::Removes(vec!["rule".to_owned()]),
            Outcome::Destroys,
            Outcome::DeletesPolicy,
            Outcome::ShrinksPolicy,
            Outcome::Replaces,
            Outcome::WouldRemove,
            Outcome::ReplacesPolicy,
            Outcome::Keeps,
        ];
        outcomes.extend(Unclear::ALL.map(Outcome::CannotTell));
        for language in Language::ALL {
            let catalog = catalog(language);
            for outcome in &outcomes {
                let text = told(outcome, &catalog);
                let is_worded = !text.contains("code.") && !text.contains('{');
                assert!(is_worded && !text.is_empty(), "{outcome:?}: {text}");
            }
            let not_code = NotCode::NAMES.map(|it| format!("code.not_code.{it}"));
            let kinds = CodeKind::ALL.map(|it| format!("code.kinds.{}", it.name()));
            let advice = ADVICE.map(|it| format!("code.advice.{it}"));
            for key in not_code.iter().chain(&kinds).chain(&advice) {
                assert!(catalog.get(key).is_some(), "{key}");
            }
        }
    }
}
