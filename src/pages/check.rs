//! One question answered: the verdict, the checklist, and who may access the
//! VM. Whatever goes wrong, what was read stays in sight.

use azure::ip_range;
use checklist::{CardKind, Checklist, Item, Offer};
use diagnosis::{
    case_number::CaseNumber,
    question::{Asked, BadParameter, Goal, Question},
};
use guide::{Names, portal_steps, remedies, remedy};
use leptos::prelude::*;

use super::{
    connection::{PathSection, RulesSection, WindowsSection},
    notices::BadParameters,
    offer::OfferView,
    page::Page,
    requests::RequestsDisclosure,
    share::SharePanel,
    sign_in_again::SignInAgain,
    who_may::WhoMayDisclosure,
};
use crate::{
    acts::{ActButton, ActSlot, OpenAct},
    components::{ChecklistView, Notice, NoticeKind, Progress, VerdictCard},
    guide::{GuideSection, Ways},
    part::{Deferred, part},
    route::{Route, router},
    run::{Effort, Phase, Run},
    session::{Tenants, sessions},
    words::{t, tf, words},
};

#[component]
fn CheckPage(question: Question, bad: Vec<BadParameter>) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let case = router().place().get_untracked().route.case();
    let run = Run::new(question.clone());
    // Each new session, or a new token for the same, starts the run anew.
    let start = move || {
        if let Some(access) = sessions.current_untracked().access() {
            run.all(access, words);
        }
    };
    Effect::new(move |_| {
        sessions.current();
        start();
    });
    let phase = run.phase();
    let is_running = Memo::new(move |_| phase.get() == Phase::Running);
    let checklist = run.checklist(words);
    let shown_list = Signal::derive(move || (phase.get() != Phase::Idle).then(|| checklist.get()));
    let card = Memo::new(move |_| shown_list.get().map(|it| it.card));
    let offers_sign_in =
        Memo::new(move |_| card.with(|it| it.as_ref().is_some_and(|it| it.offer == Offer::SignIn)));
    let row = RwSignal::new(None);
    let act = OpenAct::new();
    let recheck = Callback::new(move |check: Option<&'static str>| match check {
        Some(check) => run.again(check),
        None => start(),
    });
    let effort = run.effort();
    let needs_sign_in = run.needs_sign_in();
    let vm = question.vm.name().to_owned();
    let names = Memo::new(move |_| checklist.with(|it| it.names.clone()));
    let goal = question.goal;
    let is_connecting = goal == Some(Goal::Connect);
    // From the first complete reading on, so that nothing moves while it grows.
    let has_settled = Memo::new(move |before| before == Some(&true) || phase.get() == Phase::Done);
    let is_clear = Memo::new(move |_| {
        card.with(|it| {
            it.as_ref().is_some_and(|it| {
                !matches!(
                    it.kind,
                    CardKind::Running | CardKind::Problem | CardKind::Unsure
                )
            })
        })
    });
    view! {
        <Page title=move || tf("page.check.title", &[("vm", &vm)]) phase>
            <BadParameters bad />
            <Summary question=question.clone() case=case.clone() />
            <OtherTenant asked=question.tenant.clone() />
            <Show when=move || needs_sign_in.get() && !is_running.get() && !offers_sign_in.get()>
                <SignInAgain />
            </Show>
            <VerdictCard
                card
                offer=Callback::new(move |(offer, is_first)| {
                    view! {
                        <OfferView
                            offer
                            is_first
                            run
                            checklist
                            act
                            row
                            on_check_again=Callback::new(move |()| start())
                        />
                    }
                        .into_any()
                })
            />
            <EffortView effort is_running />
            <ActSlot open=act on_done=Callback::new(move |()| start()) />
            <Show when=move || is_connecting && phase.get() != Phase::Idle>
                <PathSection run shown=row />
            </Show>
            <SharePanel run case />
            <Show when=move || is_clear.get() && matches!(goal, None | Some(Goal::Request))>
                <NextStep run names />
            </Show>
            <ChecklistView
                checklist=shown_list
                running=is_running
                shown=row
                on_recheck=recheck
                guide=Callback::new(move |it: Item| {
                    view! { <RowGuide item=it run checklist act /> }.into_any()
                })
            />
            <Show when=move || is_connecting && has_settled.get()>
                <RulesSection run />
            </Show>
            <Show when=move || has_settled.get() && matches!(goal, Some(Goal::Request | Goal::Connect))>
                <WindowsSection run source=question.source />
            </Show>
            <WhoMayDisclosure run names />
            <Usage names />
            <RequestsDisclosure run />
        </Page>
    }
}

/// How a failing row is mended: its action, unless the card offers it already, and
/// its steps.
#[component]
fn RowGuide(item: Item, run: Run, checklist: Memo<Checklist>, act: OpenAct) -> impl IntoView {
    let case = run.case(&item)?;
    let offered = checklist.with_untracked(|it| it.card.offer);
    let action = remedy(case.check, case.finding.case)
        .and_then(|it| it.action)
        .filter(|it| offered != Offer::Action(*it))
        .and_then(|it| it.for_vm(&case.question, run.location()))
        .map(|it| view! { <ActButton act=it open=act /> });
    Some(view! {
        {action}
        <GuideSection case />
    })
}

/// With nothing in the way, what is left to do.
#[component]
fn NextStep(run: Run, names: Memo<Names>) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{move || t("page.check.next.request")}</h2>
            {move || {
                view! {
                    <Ways
                        cautions=&["open_port"]
                        portal_ways=&[&portal_steps::REQUEST, &portal_steps::REQUEST_VM]
                        tasks=remedies::REQUEST
                        names=names.get()
                        values=run.values()
                    />
                }
            }}
        </section>
    }
}

/// How the portal shows which VMs have JIT and who uses it.
#[component]
fn Usage(names: Memo<Names>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="card" on:toggle:target=move |event| is_open.set(event.target().open())>
            <summary>{move || t("page.check.usage")}</summary>
            <Show when=move || is_open.get()>
                {move || view! { <Ways portal_ways=&[&portal_steps::USAGE] names=names.get() /> }}
            </Show>
        </details>
    }
}

/// How far a reading has come, or what it took.
#[component]
fn EffortView(effort: Memo<Effort>, is_running: Memo<bool>) -> impl IntoView {
    view! {
        <Show
            when=move || is_running.get()
            fallback=move || view! { <p class="quiet">{move || effort_text(effort.get())}</p> }
        >
            <Progress
                done=Signal::derive(move || effort.get().checks_done)
                total=Signal::derive(move || effort.get().checks)
                requests=Signal::derive(move || effort.get().requests)
            />
        </Show>
    }
}

/// What a finished reading took; nothing before.
fn effort_text(effort: Effort) -> Option<String> {
    let seconds = format!("{:.1}", effort.seconds?);
    Some(tf(
        "page.check.effort",
        &[
            ("requests", effort.requests.to_string()),
            ("seconds", seconds),
        ],
    ))
}

/// The question in the reader's words, and the way to change it.
#[component]
fn Summary(question: Question, case: Option<CaseNumber>) -> impl IntoView {
    let change = Route::Target {
        asked: Asked {
            tenant: question.tenant.clone(),
            vm: Some(question.vm.clone()),
            port: question.port,
            source: question.source,
            goal: question.goal,
            minutes: question.minutes,
            case,
        },
        subscription: None,
    };
    let all_vms = Route::subscription(question.vm.subscription(), None).href();
    let goal = question.goal.map_or("unsure", Goal::name);
    let group = question.vm.resource_group().unwrap_or_default().to_owned();
    let port = question.port.map(|it| it.to_string());
    let source = question.source.map(ip_range::show);
    view! {
        <div class="summary">
            <dl>
                <div>
                    <dt>{move || t("page.check.summary.goal")}</dt>
                    <dd>{move || t(&format!("page.goals.{goal}.label"))}</dd>
                </div>
                <div>
                    <dt>{move || t("page.check.summary.group")}</dt>
                    <dd>{group}</dd>
                </div>
                <div>
                    <dt>{move || t("page.check.summary.port")}</dt>
                    <dd>{move || port.clone().unwrap_or_else(|| t("page.check.summary.by_system"))}</dd>
                </div>
                <div>
                    <dt>{move || t("page.check.summary.source")}</dt>
                    <dd>{move || source.clone().unwrap_or_else(|| t("page.check.summary.not_given"))}</dd>
                </div>
            </dl>
            <a href=change.href()>{move || t("page.check.summary.change")}</a>
            <a href=all_vms>{move || t("page.check.summary.all_vms")}</a>
        </div>
    }
}

/// Says when the address asks for another tenant than that of the sign-in.
#[component]
fn OtherTenant(asked: Option<String>) -> impl IntoView {
    let (sessions, tenants) = (sessions(), expect_context::<Tenants>());
    move || {
        let own = sessions.access()?.tenant()?.to_owned();
        let asked = asked.clone().filter(|it| !tenants.is_same(it, &own))?;
        let (own, asked) = (tenants.name(&own), tenants.name(&asked));
        let text = move || {
            tf(
                "page.check.other_tenant.text",
                &[("own", &own), ("asked", &asked)],
            )
        };
        Some(view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t("page.check.other_tenant.title")
                text
            />
        })
    }
}

part!(
    check,
    fn check_page(question: Question, bad: Vec<BadParameter>) -> Deferred {
        Box::new(move || view! { <CheckPage question bad /> }.into_any())
    }
);
