//! One question answered: the verdict, the checklist, and who may access the
//! VM. Whatever goes wrong, what was read stays in sight.

use azure::ip_range;
use checklist::{Card, CardKind, Checklist, Item, Offer};
use diagnosis::{
    by_hand::Answers,
    case_number::CaseNumber,
    question::{Asked, BadParameter, Goal, Question, SubjectKind},
};
use guide::{Names, remedy};
use leptos::prelude::*;

use super::{
    ahead::AheadDisclosure,
    bastion::BastionDisclosure,
    by_hand::{AnswerRow, kept_answers, may_be_kept},
    checked_at::CheckedAt,
    connection::{PathSection, WindowsSection},
    effort::EffortView,
    notices::BadParameters,
    offer::{OfferView, UnlockView},
    page::Page,
    requests::RequestsDisclosure,
    row_address::{self, NoSuchRow},
    rules::RulesSection,
    share::{SharePanel, share_run},
    side_by_side::asked_of,
    sign_in_again::SignInAgain,
    watch::WatchDisclosure,
    what_changed::WhatChangedDisclosure,
    who_may::WhoMayDisclosure,
};
use crate::{
    acts::{ActButton, ActSlot, OpenAct},
    browser::{clock::pause, location},
    components::{ChecklistView, Notice, NoticeKind, VerdictCard, piece_later},
    guide::{GuideSection, OwnWays, Topic},
    part::{Deferred, part},
    recent,
    route::{Route, router},
    run::{Phase, Run, WantedSignIn},
    session::{Session, Sessions, Tenants, sessions},
    task_slot::TaskSlot,
    words::{t, tf, words},
};

/// Where a reading tells how far it is.
const PROGRESS: &str = "main .effort";

#[component]
fn CheckPage(question: Question, bad: Vec<BadParameter>) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let case = StoredValue::new(router().place().get_untracked().route.case());
    let run = Run::new(question.clone());
    let is_live = sessions.source().is_none();
    remember(&question, sessions);
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
    // The rows come one task after the card, so that the browser can draw that first.
    let may_draw_rows = RwSignal::new(false);
    TaskSlot::new().run(async move {
        pause().await;
        may_draw_rows.set(true);
    });
    let row_list = Signal::derive(move || may_draw_rows.get().then(|| shown_list.get()).flatten());
    let row = RwSignal::new(None);
    let answers = RwSignal::new(Answers::default());
    let is_demo = matches!(sessions.current_untracked(), Session::Demo(..));
    // Which answers they are, and whether they are of this check, is found out later.
    let may_be_kept = !is_demo && may_be_kept();
    let has_answers = Memo::new(move |_| answers.with(|it| !it.is_empty()));
    let act = OpenAct::new();
    let wants_bastion = RwSignal::new(false);
    // What was requested from here needs no further steps.
    let has_access = RwSignal::new(false);
    // What was pressed may go with the card: the progress comes next, then the new card.
    let on_check_again = Callback::new(move |()| {
        start();
        request_animation_frame(|| location::focus(PROGRESS));
    });
    Effect::new(move |_| {
        if phase.get() == Phase::Done {
            request_animation_frame(|| location::focus_on(PROGRESS, "#verdict-headline"));
        }
    });
    let recheck = move |check: Option<&'static str>| check.map_or_else(start, |it| run.again(it));
    let again = sign_in_beside(card, run);
    let vm = question.vm.name().to_owned();
    let names = Memo::new(move |_| checklist.with(|it| it.names.clone()));
    let is_connecting = question.goal == Some(Goal::Connect);
    // What stands below the card comes with the first complete reading, so that
    // nothing moves while it grows; the rows so far are there for who asks for them.
    let wants_rows = RwSignal::new(false);
    let has_settled = Memo::new(move |before| before == Some(&true) || phase.get() == Phase::Done);
    // Who asks for a row before that sees the rows so far.
    Effect::new(move |_| {
        if row.with(Option::is_some) {
            wants_rows.set(true);
        }
    });
    row_address::follow(has_settled, row);
    let is_told = Memo::new(move |_| {
        card.with(|it| it.as_ref().is_some_and(|it| it.kind != CardKind::Running))
    });
    let has_cause = Memo::new(move |_| {
        card.with(|it| it.as_ref().is_some_and(|it| it.kind == CardKind::Problem))
    });
    let is_clear = Memo::new(move |_| card.with(|it| it.as_ref().is_some_and(is_clear)));
    let tenant = question.tenant.clone();
    let question = StoredValue::new(question);
    view! {
        <Page title=move || tf("page.check.title", &[("vm", &vm)]) phase>
            <BadParameters bad />
            <NoSuchRow checklist />
            <Summary question=question.get_value() case=case.get_value() />
            <FromFile />
            <OtherTenant asked=tenant />
            {is_live
                .then(|| {
                    view! {
                        <EffortView effort=run.effort() is_running has_settled is_told wants_rows />
                    }
                })}
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
                            wants_bastion
                            on_check_again
                        />
                    }
                        .into_any()
                })
            />
            {move || again.get().map(|wanted| view! { <SignInAgain wanted /> })}
            <CheckedAt run />
            <Show when=move || may_be_kept || has_answers.get()>
                {piece_later(move || kept_answers(run, answers))}
            </Show>
            <ActSlot
                open=act
                on_done=Callback::new(move |()| {
                    has_access.set(act.is_request());
                    start();
                })
            />
            <Show when=move || is_connecting && has_settled.get()>
                <PathSection run shown=row />
            </Show>
            <div class="rows-so-far" hidden=move || !has_settled.get() && !wants_rows.get()>
                <ChecklistView
                    checklist=row_list
                    running=is_running
                    shown=row
                    on_recheck=Callback::new(recheck)
                    address_of=row_address::address_of()
                    guide=Callback::new(move |it: Item| {
                        view! { <RowGuide item=it run checklist act /> }.into_any()
                    })
                    by_hand=Callback::new(move |check| {
                        view! { <AnswerRow check run answers /> }.into_any()
                    })
                    unlock=Callback::new(move |obstacle| {
                        view! { <UnlockView obstacle run on_check_again /> }.into_any()
                    })
                />
            </div>
            <Show when=move || has_settled.get()>
                <Disclosures
                    run
                    names
                    case=case.get_value()
                    question=question.get_value()
                    wants_next=Signal::derive(move || is_clear.get() && !has_access.get())
                    has_cause
                    act
                    on_check_again
                    wants_bastion
                />
            </Show>
        </Page>
    }
}

/// What opens on demand below the rows. `wants_next` says that nothing is in the way of
/// a request, and none was made from here; `has_cause`, that something has to be done
/// first.
#[component]
fn Disclosures(
    run: Run,
    names: Memo<Names>,
    case: Option<CaseNumber>,
    question: Question,
    #[prop(into)] wants_next: Signal<bool>,
    has_cause: Memo<bool>,
    act: OpenAct,
    on_check_again: Callback<()>,
    wants_bastion: RwSignal<bool>,
) -> impl IntoView {
    let (goal, source) = (question.goal, question.source);
    let phase = run.phase();
    let is_done = Memo::new(move |_| phase.get() == Phase::Done);
    let case = StoredValue::new(case);
    let reader = sessions().source().map(|it| it.reader);
    // A file doesn't change any more, and somebody else watches for themselves.
    let is_watched = reader.is_none() && question.about.is_none();
    let form = move |is_open| share_run(run, case.get_value(), reader, is_done, is_open);
    view! {
        <div class="disclosures">
            <Show when=move || has_cause.get()>
                <AheadDisclosure run />
            </Show>
            <SharePanel is_done form />
            <Show when=move || wants_next.get() && matches!(goal, None | Some(Goal::Request))>
                <NextStep run names />
            </Show>
            // Elsewhere, what the path depends on isn't read, and a file isn't asked again.
            <Show when=move || goal == Some(Goal::Connect) && reader.is_none()>
                <BastionDisclosure run names act is_open=wants_bastion />
            </Show>
            <Show when=move || goal == Some(Goal::Connect)>
                <RulesSection run />
            </Show>
            <Show when=move || matches!(goal, Some(Goal::Request | Goal::Connect))>
                <WindowsSection run source />
                <Show when=move || is_watched>
                    <WatchDisclosure run act on_check_again />
                </Show>
            </Show>
            <WhatChangedDisclosure run />
            <WhoMayDisclosure run names />
            <Usage run names />
            <RequestsDisclosure run />
        </div>
    }
}

/// Keeps the VM among those that were checked last; not one of the demo.
fn remember(question: &Question, sessions: Sessions) {
    let current = sessions.current_untracked();
    if !matches!(current, Session::Demo(..) | Session::File(..)) {
        recent::remember(question);
    }
}

/// The sign-in that Azure wants, unless the card offers it.
fn sign_in_beside(card: Memo<Option<Card>>, run: Run) -> Memo<Option<WantedSignIn>> {
    let (phase, wanted) = (run.phase(), run.wanted_sign_in());
    Memo::new(move |_| {
        let offers = |card: &Card| matches!(card.offer, Offer::SignIn | Offer::SwitchTenant);
        let is_offered = card.with(|it| it.as_ref().is_some_and(offers));
        wanted
            .get()
            .filter(|_| !is_offered && phase.get() != Phase::Running)
    })
}

/// Whether a card leaves nothing to fix.
fn is_clear(card: &Card) -> bool {
    !matches!(
        card.kind,
        CardKind::Running | CardKind::Problem | CardKind::Unsure
    )
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
        .and_then(|it| it.for_vm(&case.known.question, run.location()))
        .map(|it| view! { <ActButton act=it open=act /> });
    Some(view! {
        {action}
        <GuideSection case />
    })
}

/// With nothing in the way, what is left to do.
#[component]
fn NextStep(run: Run, names: Memo<Names>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="card" data-next on:toggle:target=move |event| is_open.set(event.target().open())>
            <summary>{move || t("page.check.next.request")}</summary>
            <Show when=move || is_open.get()>
                {move || {
                    view! { <OwnWays to=Topic::Request names=names.get() known=run.known() /> }
                }}
            </Show>
        </details>
    }
}

/// How the portal shows which VMs have JIT and who uses it.
#[component]
fn Usage(run: Run, names: Memo<Names>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="card" on:toggle:target=move |event| is_open.set(event.target().open())>
            <summary>{move || t("page.check.usage")}</summary>
            <Show when=move || is_open.get()>
                {move || view! { <OwnWays to=Topic::Usage names=names.get() known=run.known() /> }}
            </Show>
        </details>
    }
}

/// The question in the reader's words, and the way to change it.
#[component]
fn Summary(question: Question, case: Option<CaseNumber>) -> impl IntoView {
    let change = Route::Target {
        asked: Asked {
            case,
            ..asked_of(&question, question.about.clone())
        },
        subscription: None,
    };
    // A file holds nothing of another VM.
    let is_live = sessions().source().is_none();
    let all_vms = Route::subscription(question.vm.subscription(), None).href();
    let goal = question.goal.map_or("unsure", Goal::name);
    let group = question.vm.resource_group().unwrap_or_default().to_owned();
    let port = question.port.map(|it| it.to_string());
    let about = question.about.clone().map(|it| {
        let own = Route::Check(asked_of(&question, None)).href();
        let kind = it.kind.map_or("not_sure", SubjectKind::name);
        let line = view! {
            <div data-for=it.id.clone()>
                <dt>{move || t(&format!("page.subject.for.{kind}"))}</dt>
                <dd>
                    <code>{it.id.clone()}</code>
                </dd>
            </div>
        };
        (
            line,
            view! { <a href=own>{move || t("page.subject.for.self")}</a> },
        )
    });
    let (about, to_own) = about.unzip();
    let source = question.source.map(ip_range::show);
    view! {
        <div class="summary">
            <dl>
                {about}
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
            <div class="actions">
                {is_live
                    .then(|| {
                        view! {
                            <a href=change.href()>{move || t("page.check.summary.change")}</a>
                            <a href=all_vms>{move || t("page.check.summary.all_vms")}</a>
                        }
                    })}
                {to_own}
            </div>
        </div>
    }
}

/// Says when the answers are those of a file, from when and from whom.
#[component]
fn FromFile() -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    move || {
        let source = sessions.source()?;
        let text = move || {
            let at = words.times().in_text(source.at, &words.catalog());
            let by = t(&format!("page.check.from_file.by.{}", source.reader));
            tf("page.check.from_file.text", &[("at", &at), ("by", &by)])
        };
        Some(view! {
            <div data-from-file>
                <Notice kind=NoticeKind::Info title=move || t("page.check.from_file.title") text />
            </div>
        })
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
