//! Everything that takes a session, and the demo: the header, the session's
//! comings and goings, and which page stands below.

use std::sync::Arc;

use diagnosis::question::{Asked, BadParameter};
use futures::{FutureExt as _, future::LocalBoxFuture};
use leptos::{mount::mount_to_body, prelude::*};

use crate::{
    acts::{LeftAct, UnderWay, forget_draft},
    bootstrap::{Bootstrap, WithoutTexts},
    browser::{leaving, location, module::NotLoaded, storage},
    components::{Account, AccountMenu, Choice, Header, piece_later, way_on, when_fetched},
    config::Config,
    guide::GuideBook,
    pages::{
        self, ConfigNotices, DemoBanner, LanguageNotice, NewerRelease, NotFoundPage, SessionPage,
        SkipLink, StartingPage, SubscriptionReading, TenantNotice, in_session, later,
        later_in_session, later_in_words, of_many, speaker,
    },
    part::{Deferred, part},
    route::{Place, Route, Router},
    session::{self, Session, Sessions, Tenants, sessions},
    task_slot::TaskSlot,
    words::{APP, NoTexts, t},
};

/// Decides whether the app takes the front page's place, and if so removes that page.
pub(crate) type TakesOver = Box<dyn FnOnce() -> bool>;

/// Takes over from the front page: fetches what must be there, and begins unless that page
/// stays, which `takes_over` tells once everything is ready. `pasted` is an access token,
/// if any.
async fn mount(bootstrap: Bootstrap, pasted: Option<String>, takes_over: TakesOver) {
    let texts = bootstrap.words.add(APP).await;
    if !takes_over() {
        return;
    }
    match texts {
        Ok(()) => mount_to_body(move || view! { <Shell bootstrap pasted /> }),
        Err(NoTexts(_)) => mount_to_body(WithoutTexts),
    }
}

#[component]
fn Shell(bootstrap: Bootstrap, pasted: Option<String>) -> impl IntoView {
    let Bootstrap {
        words,
        config,
        errors,
    } = bootstrap;
    // What the browser has frozen and brings back by Back would still be signed in.
    location::reload_when_brought_back();
    let router = Router::follow();
    let sessions = Sessions::new(router);
    let tenants = Tenants::follow(sessions, words);
    let under_way = UnderWay::new(words);
    provide_context(under_way);
    provide_context(SubscriptionReading::follow(sessions));
    provide_context(words);
    provide_context(config.clone());
    provide_context(router);
    provide_context(sessions);
    provide_context(tenants);
    provide_context(GuideBook::new(Signal::derive(move || words.language())));

    let starting = RwSignal::new(true);
    TaskSlot::new().run(async move {
        match pasted.map(|it| session::pasted(&it, config.cloud)) {
            Some(Ok(session)) => sessions.enter(session),
            _ => resume(&config, sessions, router).await,
        }
        starting.set(false);
    });

    TaskSlot::new().run(words.keep_times_true());

    let wanted_tenant = RwSignal::new(None);
    let switching = TaskSlot::new();
    let on_tenant = Callback::new(move |id: String| {
        wanted_tenant.set(None);
        switching.run(async move {
            match sessions.current_untracked().in_tenant(&id).await {
                Some(session) => sessions.enter(session),
                None => wanted_tenant.set(Some(id)),
            }
        });
    });

    let on_sign_out = Callback::new(move |()| {
        if leaving::may_leave() {
            wanted_tenant.set(None);
            sign_out(sessions);
            under_way.forget();
            forget_draft();
            storage::BY_HAND.clear();
            storage::COMPLETED.clear();
        }
    });
    let (signed_in, scenario) = (sessions.is_signed_in(), sessions.scenario());
    let view = Memo::new(move |_| Shown {
        // Another row is another place on the same page.
        place: Place {
            row: None,
            ..router.place().get()
        },
        is_signed_in: signed_in.get(),
        scenario: scenario.get(),
        is_starting: starting.get(),
    });
    let on_language = speaker(words, router);
    view! {
        <SkipLink />
        <Header on_language>
            <Show when=move || signed_in.get()>
                {when_fetched(
                    move || in_session(account_menu(on_tenant, on_sign_out).boxed_local()),
                    || ().into_any(),
                    move |why, on_retry| {
                        view! { <NoMenu why on_retry on_sign_out /> }.into_any()
                    },
                )}
            </Show>
        </Header>
        <DemoBanner />
        <LanguageNotice />
        <ConfigNotices errors />
        <NewerRelease />
        {move || {
            wanted_tenant
                .with(Option::is_some)
                .then(|| piece_later(move || tenant_notice(wanted_tenant)))
        }}
        <LeftAct />
        {move || page(view.get())}
    }
}

part!(
    session,
    fn account_menu(on_tenant: Callback<String>, on_sign_out: Callback<()>) -> Deferred {
        Box::new(move || view! { <Menu on_tenant on_sign_out /> }.into_any())
    }
);

part!(
    session,
    fn tenant_notice(wanted: RwSignal<Option<String>>) -> Deferred {
        Box::new(move || view! { <TenantNotice wanted /> }.into_any())
    }
);

#[component]
fn Menu(on_tenant: Callback<String>, on_sign_out: Callback<()>) -> impl IntoView {
    let (sessions, tenants) = (sessions(), expect_context::<Tenants>());
    view! {
        <AccountMenu
            account=Signal::derive(move || account(&sessions.current(), tenants))
            tenants=Signal::derive(move || choices(tenants))
            tenants_busy=Signal::derive(move || tenants.is_busy())
            on_tenant
            on_sign_out
        />
    }
}

/// In place of a menu that could not be fetched. Signing out still works.
#[component]
fn NoMenu(why: NotLoaded, on_retry: Callback<()>, on_sign_out: Callback<()>) -> impl IntoView {
    let way_on = way_on(&why, Some(on_retry));
    view! {
        <span class="actions" role="alert">
            <span class="quiet">{move || t("page.not_loaded.title")}</span>
            {way_on}
            <button type="button" class="button" on:click=move |_| on_sign_out.run(())>
                {move || t("components.header.sign_out")}
            </button>
        </span>
    }
}

/// What decides which page stands there.
#[derive(Clone, PartialEq)]
struct Shown {
    place: Place,
    is_signed_in: bool,
    /// The scenario of the demo that the session is in.
    scenario: Option<String>,
    is_starting: bool,
}

fn page(shown: Shown) -> AnyView {
    let Shown {
        place,
        is_signed_in,
        scenario: present,
        is_starting,
    } = shown;
    if is_starting {
        return view! { <StartingPage /> }.into_any();
    }
    // What belongs to the demo is never asked of Azure.
    if let Some(name) = place.demo.clone().filter(|it| Some(it) != present.as_ref()) {
        return scenario(name, Some(place));
    }
    let Place { route, bad, .. } = place;
    if route == Route::Start || route.needs_session() && !is_signed_in {
        return view! { <SignedOut route bad is_signed_in /> }.into_any();
    }
    let texts = route.texts();
    match route {
        Route::Start => ().into_any(),
        Route::Target {
            asked,
            subscription,
        } => target(asked, subscription, bad),
        Route::Check(asked) => match asked.question() {
            Some(question) => later_in_session(texts, move || {
                pages::check_page(question.clone(), bad.clone())
            }),
            None => target(asked, None, bad),
        },
        Route::Subscription { id, tab, table } => later_in_session(texts, move || {
            of_many(pages::subscription_page(id.clone(), tab, table.clone()).boxed_local())
        }),
        Route::Fleet(query) => later_in_session(texts, move || {
            of_many(pages::fleet_page(query.clone()).boxed_local())
        }),
        Route::Result(payload) => {
            later_in_words(texts, move || pages::result_page(payload.clone()))
        }
        Route::Compare(payload) => {
            later_in_words(texts, move || pages::compare_page(payload.clone()))
        }
        Route::ByHand(asked) => later_in_words(texts, move || {
            pages::by_hand_page(asked.clone(), bad.clone())
        }),
        Route::Collect(asked) => later_in_words(texts, move || {
            pages::collect_page(asked.clone(), bad.clone())
        }),
        Route::Ask => later_in_words(texts, pages::ask_page),
        Route::Code => later_in_words(texts, pages::code_page),
        Route::Trust => later_in_words(texts, pages::trust_page),
        Route::Demos(find) => later_in_words(texts, move || pages::demo_page(find.clone())),
        Route::Demo(name) => scenario(name, None),
        Route::Offline => later_in_words(texts, pages::offline_page),
        Route::Host => later_in_words(texts, pages::host_page),
        Route::Gallery => later(pages::gallery_page),
        Route::Why(find) => later_in_words(texts, move || pages::why_page(None, find.clone())),
        Route::Cause(case) => {
            later_in_words(texts, move || pages::why_page(Some(case.clone()), None))
        }
        Route::Anything => later_in_words(texts, pages::anything_page),
        Route::Unknown(path) => view! { <NotFoundPage path=Some(path) /> }.into_any(),
        Route::TooLong => view! { <NotFoundPage path=None /> }.into_any(),
    }
}

fn scenario(name: String, place: Option<Place>) -> AnyView {
    let texts = Route::Demos(None).texts();
    later_in_words(texts, move || {
        pages::scenario_page(name.clone(), place.clone())
    })
}

fn target(asked: Asked, subscription: Option<String>, bad: Vec<BadParameter>) -> AnyView {
    // A check that says too little to begin with leads here too.
    later_in_session(Route::target().texts(), move || {
        pages::target_page(asked.clone(), subscription.clone(), bad.clone())
    })
}

/// The page on which sessions begin, and a way back to the present one.
#[component]
fn SignedOut(route: Route, bad: Vec<BadParameter>, is_signed_in: bool) -> impl IntoView {
    let sessions = sessions();
    let cloud = expect_context::<Config>().cloud;
    view! {
        <SessionPage
            asked=route
            bad
            is_signed_in
            failure=Signal::derive(move || sessions.failure())
            on_failure=Callback::new(move |it| sessions.fail(it))
            on_token=Callback::new(move |text: String| sessions.paste(&text, cloud))
        />
    }
}

/// Takes up the session that a redirect or a reload interrupted, if any.
async fn resume(config: &Config, sessions: Sessions, router: Router) {
    // To read what somebody shared takes no session, and asks nobody.
    if let Route::Result(_) = router.place().get_untracked().route {
        return;
    }
    match session::resume(config).await {
        Ok(Some(session)) => sessions.enter(session),
        Ok(None) => {}
        Err(error) => sessions.fail(error),
    }
}

/// The page begins anew afterwards: that is what empties the memory of its modules,
/// in which a pasted token has stood.
fn sign_out(sessions: Sessions) {
    let session = sessions.current_untracked();
    sessions.leave();
    if let Session::Microsoft(microsoft, _) = session {
        leptos::task::spawn_local(async move {
            match session::sign_out(microsoft).await {
                Ok(leaving) => leaving.await,
                Err(_) => location::reload(),
            }
        });
    } else {
        location::reload();
    }
}

fn account(session: &Session, tenants: Tenants) -> Option<Account> {
    let claims = session.access()?.claims.clone().unwrap_or_default();
    let user = match session {
        Session::Microsoft(microsoft, _) => Some(microsoft.user().to_owned()),
        _ => claims.user_name.or(claims.display_name),
    };
    let tenant_id = claims.tenant.unwrap_or_default();
    Some(Account {
        user,
        tenant: tenants.name(&tenant_id),
        tenant_id,
    })
}

/// The tenants to switch to.
fn choices(tenants: Tenants) -> Arc<Vec<Choice>> {
    let list = tenants.list();
    let choices = list.iter().map(|it| Choice {
        value: it.id.clone(),
        label: tenants.name(&it.id),
        detail: Some(it.domain.clone()).filter(|it| !it.is_empty()),
        tag: None,
    });
    Arc::new(choices.collect())
}

part!(
    app,
    fn start_app(
        bootstrap: Bootstrap,
        pasted: Option<String>,
        takes_over: TakesOver,
    ) -> LocalBoxFuture<'static, ()> {
        mount(bootstrap, pasted, takes_over).boxed_local()
    }
);
