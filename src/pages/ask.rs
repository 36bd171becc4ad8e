//! Where support makes a link that starts the right check at the user's. The
//! link carries data only: what it says is read as any other address is.

use diagnosis::{
    case_number::CaseNumber,
    question::{Asked, Goal, parse_port, tenant_of_portal},
};
use leptos::prelude::*;
use text::Language;

use super::{page::Page, target::read_vm};
use crate::{
    browser::location,
    components::{CopyButton, Field, FieldKind, RadioGroup, RadioOption},
    part::{Deferred, part},
    route::{Place, Route},
    words::t,
};

const NOT_SURE: &str = "unsure";
const ANY: &str = "any";

#[component]
fn AskPage() -> impl IntoView {
    let goal = RwSignal::new(NOT_SURE);
    let vm = RwSignal::new(String::new());
    let port = RwSignal::new(String::new());
    let case = RwSignal::new(String::new());
    let language = RwSignal::new(ANY);
    let given = |text: RwSignal<String>| text.with(|it| !it.trim().is_empty());
    let vm_error = Memo::new(move |_| {
        let error = vm.with(|it| read_vm(it).err())?;
        Some(format!("page.resource_id.{error}"))
    });
    let port_error = Memo::new(move |_| given(port) && port.with(|it| parse_port(it).is_none()));
    let case_error =
        Memo::new(move |_| given(case) && case.with(|it| CaseNumber::parse(it).is_none()));
    // A link that lacks what its maker has written would be worse than none, and one
    // that asks for nothing is no better than the page's own address.
    let link = Memo::new(move |_| {
        if vm_error.with(Option::is_some) || port_error.get() || case_error.get() {
            return None;
        }
        let goal = goal.get();
        let asked = Asked {
            tenant: vm.with(|it| tenant_of_portal(it)),
            vm: vm.with(|it| read_vm(it).ok().flatten()),
            port: port.with(|it| parse_port(it)),
            goal: Goal::ALL.into_iter().find(|it| it.name() == goal),
            case: case.with(|it| CaseNumber::parse(it)),
            ..Asked::default()
        };
        if asked == Asked::default() {
            return None;
        }
        let place = Place {
            language: Language::from_tag(language.get()),
            ..Route::Check(asked).into()
        };
        Some(location::address_of(&place.fragment()))
    });
    let is_whole = Memo::new(move |_| link.with(Option::is_some));
    let goals = Goal::ALL
        .map(Goal::name)
        .into_iter()
        .chain([NOT_SURE])
        .map(|it| RadioOption::new(it, move || t(&format!("page.goals.{it}.label"))))
        .collect();
    let languages = vec![
        RadioOption::new(ANY, move || t("page.ask.any_language")),
        RadioOption::new(Language::English.tag(), "English"),
        RadioOption::new(Language::Japanese.tag(), "日本語"),
    ];
    let worded = |is_wrong: Memo<bool>, key| Signal::derive(move || is_wrong.get().then(|| t(key)));
    view! {
        <Page title=move || t("page.ask.title") lead=move || t("page.ask.lead")>
            <section class="card fields">
                <RadioGroup legend=move || t("page.ask.goal") options=goals value=goal />
                <Field
                    label=move || t("page.ask.vm")
                    hint=move || t("page.ask.vm_hint")
                    value=vm
                    error=Signal::derive(move || vm_error.get().map(|key| t(&key)))
                />
                <Field
                    label=move || t("page.ask.port")
                    kind=FieldKind::Number
                    value=port
                    error=worded(port_error, "page.ask.port_wrong")
                />
                <Field
                    label=move || t("page.ask.case")
                    hint=move || t("page.ask.case_hint")
                    value=case
                    error=worded(case_error, "page.ask.case_wrong")
                />
                <RadioGroup
                    legend=move || t("page.ask.language")
                    options=languages
                    value=language
                />
            </section>
            <section class="card">
                <h2>{move || t("page.ask.link")}</h2>
                <Show
                    when=move || is_whole.get()
                    fallback=|| view! { <p>{move || t("page.ask.no_link")}</p> }
                >
                    <p class="link" data-ask-link><code>{link}</code></p>
                    <div class="actions">
                        <CopyButton
                            label=move || t("page.ask.copy")
                            value=Signal::derive(move || link.get().unwrap_or_default())
                            is_primary=true
                        />
                    </div>
                </Show>
            </section>
        </Page>
    }
}

part!(
    small,
    fn ask_page() -> Deferred {
        Box::new(move || view! { <AskPage /> }.into_any())
    }
);
