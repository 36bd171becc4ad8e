//! What is shown before there is a session. Whatever it cannot do itself it
//! leaves to the app, which it fetches and makes room for.

use std::{any::Any, cell::RefCell};

use diagnosis::question::BadParameter;
use futures::future::try_join;
use leptos::{
    mount::{mount_to, mount_to_body},
    prelude::*,
    tachys::dom::body,
};

use crate::{
    app::start_app,
    bootstrap::{Bootstrap, WithoutTexts},
    browser::{
        location,
        module::{self, NotLoaded},
        msal, offline,
    },
    components::{Header, NotLoadedNotice},
    pages::{
        ConfigNotices, FramedPage, LanguageNotice, NotLoadedPage, SessionPage, SkipLink,
        StartingPage, speaker,
    },
    route::{Place, Route, Router},
    task_slot::TaskSlot,
    words::{APP, NoTexts},
};

/// The rules that the front page does without.
const APP_STYLE: &str = "app.css";

thread_local! {
    /// What keeps the front page where it is.
    static MOUNTED: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// Fetches what must be there, and begins.
pub async fn mount() {
    match Bootstrap::fetch().await {
        // A page of somebody else's could lay itself over the buttons of this one.
        Ok(Bootstrap { words, .. }) if location::is_framed_by_another() => {
            mount_to_body(move || view! { <FramedPage words /> });
        }
        Ok(bootstrap) => {
            let mounted = mount_to(body(), move || view! { <Front bootstrap /> });
            MOUNTED.replace(Some(Box::new(mounted)));
        }
        Err(NoTexts(_)) => mount_to_body(WithoutTexts),
    }
}

#[component]
fn Front(bootstrap: Bootstrap) -> impl IntoView {
    let Bootstrap {
        words,
        config,
        errors,
    } = bootstrap.clone();
    let router = Router::follow();
    provide_context(words);
    provide_context(config);
    provide_context(router);

    let is_opening = RwSignal::new(false);
    // Whether that is for a token that was pasted.
    let is_taking = RwSignal::new(false);
    let failure = RwSignal::new(None::<NotLoaded>);
    let task = TaskSlot::new();
    let open = Callback::new(move |pasted: Option<String>| {
        failure.set(None);
        is_opening.set(true);
        module::begin_page();
        // Before the app's module, which asks for them only once it is there.
        words.prefetch(&[APP]);
        let Place { route, demo, .. } = router.place().get_untracked();
        words.prefetch(route.texts());
        if demo.is_some() {
            words.prefetch(&["demo"]);
        }
        // Their steps are there from the start, in words of their own.
        if matches!(route, Route::Cause(_) | Route::ByHand(_)) {
            words.prefetch(&["guide"]);
        }
        let bootstrap = bootstrap.clone();
        let has_token = pasted.is_some();
        is_taking.set(has_token);
        // Those who have come back meanwhile may be typing here.
        let is_wanted = move || has_token || is_for_app(&router.place().get_untracked());
        let takes_over = Box::new(move || {
            let takes_over = is_wanted();
            if takes_over {
                MOUNTED.take();
            }
            takes_over
        });
        task.run(async move {
            let app = start_app(bootstrap, pasted, takes_over);
            match try_join(app, module::add_style(APP_STYLE)).await {
                Ok((begun, ())) => begun.await,
                Err(error) if is_wanted() => failure.set(Some(error)),
                Err(_) => {}
            }
            is_opening.set(false);
            is_taking.set(false);
        });
    });
    Effect::new(move |_| {
        // The address may change while the app is on its way.
        if is_for_app(&router.place().get()) && !is_opening.get_untracked() {
            open.run(None);
        }
    });
    let on_language = speaker(words, router);
    view! {
        <SkipLink />
        <Header on_language />
        <LanguageNotice />
        <ConfigNotices errors />
        {move || {
            let is_beside = !is_for_app(&router.place().get());
            failure
                .get()
                .filter(|_| is_beside)
                .map(|why| {
                    view! {
                        <div class="notices">
                            <NotLoadedNotice why />
                        </div>
                    }
                })
        }}
        {move || {
            let place = router.place().get();
            if is_for_app(&place) {
                (move || match failure.get() {
                    None => view! { <StartingPage /> }.into_any(),
                    Some(why) => view! { <NotLoadedPage why /> }.into_any(),
                })
                    .into_any()
            } else {
                let Place { route, bad, .. } = place;
                view! { <SignedOut route bad is_opening=is_taking open /> }.into_any()
            }
        }}
    }
}

#[component]
fn SignedOut(
    route: Route,
    bad: Vec<BadParameter>,
    is_opening: RwSignal<bool>,
    open: Callback<Option<String>>,
) -> impl IntoView {
    let failure = RwSignal::new(None);
    view! {
        <SessionPage
            asked=route
            bad
            is_opening
            failure
            on_failure=Callback::new(move |it| failure.set(Some(it)))
            on_token=Callback::new(move |it| open.run(Some(it)))
        />
    }
}

/// Whether there is something to do that takes more than this page: another
/// page, or a session to be taken up again.
fn is_for_app(place: &Place) -> bool {
    match &place.route {
        Route::Demos(_)
        | Route::Demo(_)
        | Route::Gallery
        | Route::Why(_)
        | Route::Cause(_)
        | Route::Anything
        | Route::Result(_)
        | Route::Compare(_)
        | Route::ByHand(_)
        | Route::Collect(_)
        | Route::Ask
        | Route::Code
        | Route::Trust
        | Route::Offline
        | Route::Host
        | Route::Unknown(_)
        | Route::TooLong => true,
        // Who has a copy has the app in it, which tells of a newer release.
        Route::Start => offline::is_kept() || msal::pending(),
        Route::Target { .. } | Route::Check(_) | Route::Subscription { .. } | Route::Fleet(_) => {
            place.demo.is_some() || offline::is_kept() || msal::pending()
        }
    }
}
