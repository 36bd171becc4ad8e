//! Azure Bastion as the way in, looked for when the reader asks for it: each host beside
//! the VM, what comes next on the way through it, and the request for its range.

use std::sync::Arc;

use actions::Act;
use checklist::{BastionInWords, HostInWords, HostState};
use diagnosis::{
    bastion::{find, ground},
    question::Asked,
};
use guide::Names;
use leptos::prelude::*;
use text::sentences;

use super::on_demand::on_demand;
use crate::{
    acts::{ActButton, OpenAct},
    components::{Disclosure, Icon, IconView, Notice, NoticeKind, Prose, WithTexts, piece_later},
    guide::{OwnWays, Topic},
    part::{Deferred, part},
    route::Route,
    run::Run,
    words::{t, tf, words},
};

#[component]
pub(crate) fn BastionDisclosure(
    run: Run,
    names: Memo<Names>,
    act: OpenAct,
    is_open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Disclosure
            hook="data-bastion"
            class="card"
            is_open
            title=move || t("page.check.bastion")
        >
            <WithTexts area="bastion">
                {piece_later(move || bastion_search(run, names, act, is_open))}
            </WithTexts>
        </Disclosure>
    }
}

part!(
    more,
    fn bastion_search(
        run: Run,
        names: Memo<Names>,
        act: OpenAct,
        is_open: RwSignal<bool>,
    ) -> Deferred {
        Box::new(move || view! { <Bastion run names act is_open /> }.into_any())
    }
);

#[component]
fn Bastion(run: Run, names: Memo<Names>, act: OpenAct, is_open: RwSignal<bool>) -> impl IntoView {
    let words = words();
    let place = run.shown(ground);
    let found = on_demand(run, is_open, move |context| {
        let place = place.get()?;
        Ok(async move { Ok(Arc::new(find(&context, place).await)) })
    });
    move || match found.get() {
        None => view! { <p role="status">{move || t("bastion.reading")}</p> }.into_any(),
        Some(Ok(found)) => {
            let told = move || {
                let snapshot = run.known().snapshot;
                checklist::bastion(&found, &snapshot, &words.catalog(), words.times())
            };
            let told = Memo::new(move |_| Arc::new(told()));
            let is_any_open = Memo::new(move |_| {
                told.with(|it| it.hosts.iter().any(|it| it.state == HostState::Open))
            });
            // The steps stay in their place when times or the language change.
            view! {
                <div class="opened">
                    {move || view! { <Told told=told.get() act /> }} <Show when=move || is_any_open.get()>
                        <OwnWays to=Topic::Bastion names=names.get_untracked() known=run.known() />
                    </Show> <p class="quiet">{move || t("bastion.roles")}</p>
                </div>
            }
            .into_any()
        }
        Some(Err(why)) => {
            let text = move || words.reason(&why);
            view! { <Notice kind=NoticeKind::Warning title=move || t("bastion.failed") text /> }
                .into_any()
        }
    }
}

#[component]
fn Told(told: Arc<BastionInWords>, act: OpenAct) -> impl IntoView {
    let words = words();
    let none = told.none.clone();
    let none = none.map(|text| view! { <p data-none><b>{text}</b></p> });
    let has_hosts = !told.hosts.is_empty();
    let hosts = told.hosts.iter().cloned();
    let hosts = hosts
        .map(|host| view! { <HostView host act /> })
        .collect_view();
    let unread = told.unread.iter().map(|(what, why)| {
        let why = why.as_ref().map(|it| words.reason(it)).unwrap_or_default();
        let text = sentences(&[what, &why]);
        view! {
            <p>
                <Prose text />
            </p>
        }
    });
    let unread = unread.collect_view();
    let unread = (!unread.is_empty()).then(|| {
        view! {
            <div class="opened" data-unread>
                {has_hosts.then(|| view! { <p>{t("bastion.others")}</p> })}
                {unread}
            </div>
        }
    });
    view! {
        <p class="quiet">{t("bastion.lead")}</p>
        {none}
        {hosts}
        {unread}
    }
}

#[component]
fn HostView(host: HostInWords, act: OpenAct) -> impl IntoView {
    let words = words();
    let state = host.state.name();
    let says = host.says.into_iter();
    let says = says.map(|text| {
        view! {
            <p>
                <Prose text />
            </p>
        }
    });
    let why = host.why.map(|it| view! { <p>{words.reason(&it)}</p> });
    let request = host
        .request
        .map(|it| view! { <ActButton act=Act::Request(it) open=act /> });
    let check = host.question.map(|it| {
        let href = Route::Check(Asked::from(it)).href();
        let text = tf("bastion.check", &[("source", &host.source)]);
        view! {
            <p>
                <a href=href>{text}</a>
            </p>
        }
    });
    view! {
        <section class="opened" data-host=state>
            <h3 class="window-head">
                <IconView icon=icon_of(host.state) />
                <code>{host.name}</code>
                <span class="tag">{t(&format!("bastion.states.{state}"))}</span>
            </h3>
            {says.collect_view()}
            {why}
            {request}
            <dl class="facts">
                <dt>{t("bastion.labels.place")}</dt>
                <dd>
                    <Prose text=host.place />
                </dd>
                <dt>{t("bastion.labels.source")}</dt>
                <dd>{host.source}</dd>
                <dt>{t("bastion.labels.sku")}</dt>
                <dd>{host.sku}</dd>
            </dl>
            {check}
        </section>
    }
}

fn icon_of(state: HostState) -> Icon {
    match state {
        HostState::Open => Icon::Passed,
        HostState::Request => Icon::Info,
        HostState::First | HostState::Unusable => Icon::Problem,
        HostState::Unknown => Icon::Unknown,
    }
}
