//! A check without a session here: a script for where the reader is signed in, and the
//! place for the file that it writes. Knows the plan as a list, and nothing of checks.

mod open;
mod reads;

use collector::{
    file::Tool,
    script::{file_name, script},
};
use diagnosis::question::{Asked, BadParameter, Goal, Question, Subject, SubjectKind, parse_port};
use leptos::prelude::*;

pub(super) use self::open::enter_collected;
use self::{open::OpenFile, reads::reads};
use super::{notices::BadParameters, page::Page, target::read_vm};
use crate::{
    browser::files,
    components::{CopyButton, Field, FieldKind, Prose, RadioGroup, RadioOption},
    config::Config,
    part::{Deferred, part},
    route::Route,
    words::t,
};

const NOT_SURE: &str = "unsure";

#[component]
fn CollectPage(asked: Asked, bad: Vec<BadParameter>) -> impl IntoView {
    let vm = RwSignal::new(
        asked
            .vm
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
    );
    let port = RwSignal::new(asked.port.map(|it| it.to_string()).unwrap_or_default());
    let goal = RwSignal::new(asked.goal.map_or(NOT_SURE, Goal::name));
    let tool = RwSignal::new(Tool::Bash.name());
    let for_other = asked.about.clone().map(|about| {
        let own = Asked {
            about: None,
            ..asked.clone()
        };
        view! { <ForOther about own /> }
    });
    let vm_error = Memo::new(move |_| {
        let error = vm.with(|it| read_vm(it).err())?;
        Some(format!("page.resource_id.{error}"))
    });
    let is_port_wrong =
        Memo::new(move |_| port.with(|it| !it.trim().is_empty() && parse_port(it).is_none()));
    let question = Memo::new(move |_| {
        let asked = Asked {
            vm: vm.with(|it| read_vm(it).ok().flatten()),
            port: port.with(|it| parse_port(it)),
            goal: Goal::ALL.into_iter().find(|it| it.name() == goal.get()),
            ..asked.clone()
        };
        asked.question().filter(|_| !is_port_wrong.get())
    });
    let goals = Goal::ALL.map(Goal::name).into_iter().chain([NOT_SURE]);
    let goals =
        goals.map(|name| RadioOption::new(name, move || t(&format!("page.goals.{name}.label"))));
    view! {
        <Page title=move || t("collect.title") lead=move || t("collect.lead")>
            <BadParameters bad />
            <section class="card fields">
                <h2>{move || t("collect.about")}</h2>
                {for_other}
                <Field
                    label=move || t("collect.vm")
                    hint=move || t("collect.vm_hint")
                    value=vm
                    error=Signal::derive(move || vm_error.get().map(|it| t(&it)))
                />
                <Field
                    label=move || t("collect.port")
                    kind=FieldKind::Number
                    value=port
                    error=Signal::derive(move || is_port_wrong.get().then(|| t("collect.port_wrong")))
                />
                <RadioGroup legend=move || t("collect.goal") options=goals.collect() value=goal />
            </section>
            {move || question.get().map(|question| view! { <Script question name=tool /> })}
            <OpenFile />
        </Page>
    }
}

/// Whose permissions the file will tell, where they aren't those of who runs the script.
#[component]
fn ForOther(about: Subject, own: Asked) -> impl IntoView {
    let kind = about.kind.map_or("not_sure", SubjectKind::name);
    view! {
        <div data-for=about.id.clone()>
            <p>
                {move || t(&format!("page.subject.for.{kind}"))} " " <code>{about.id.clone()}</code>
            </p>
            <p class="quiet">{move || t("collect.for_other")}</p>
            <p>
                <a href=Route::Collect(own).href()>{move || t("collect.for_self")}</a>
            </p>
        </div>
    }
}

#[component]
fn Script(
    question: Question,
    /// Of the chosen tool, which stays as the question changes.
    name: RwSignal<&'static str>,
) -> impl IntoView {
    let cloud = expect_context::<Config>().cloud;
    let tool = Memo::new(move |_| {
        let chosen = Tool::ALL.into_iter().find(|it| it.name() == name.get());
        chosen.unwrap_or(Tool::Bash)
    });
    let written = {
        let question = question.clone();
        Memo::new(move |_| script(tool.get(), &question, cloud))
    };
    let options = Tool::ALL
        .map(Tool::name)
        .map(|it| RadioOption::new(it, move || t(&format!("collect.{it}")).replace('`', "")));
    let how = Signal::derive(move || t(&format!("collect.how_{}", tool.get().name())));
    let harmless = Signal::derive(move || t("collect.harmless"));
    view! {
        <section class="card fields" data-collect-script>
            <h2>{move || t("collect.script")}</h2>
            <p>{harmless}</p>
            <details>
                <summary>{move || t("collect.reads")}</summary>
                {reads(&question)}
            </details>
            <RadioGroup legend=move || t("collect.tool") options=options.into() value=name />
            <p><Prose text=how /></p>
            <div class="actions">
                <button
                    type="button"
                    class="button button-primary"
                    on:click=move |_| files::save(file_name(tool.get()), &written.get())
                >
                    {move || t("collect.save")}
                </button>
                <CopyButton label=move || t("collect.copy") value=written />
            </div>
            <details>
                <summary>{move || t("collect.see")}</summary>
                <div class="code-block">
                    <pre dir="ltr" tabindex="0"><code>{written}</code></pre>
                </div>
            </details>
        </section>
    }
}

part!(
    collect,
    fn collect_page(asked: Asked, bad: Vec<BadParameter>) -> Deferred {
        Box::new(move || view! { <CollectPage asked bad /> }.into_any())
    }
);
