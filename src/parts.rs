//! The parts of the page, each fetched when it is first needed. This list is the whole
//! of the split: what a function here calls, and no other part, is in its file.
//!
//! A plain build has all in one module; the feature `split` makes these the places where
//! the release is taken apart (`xtask/src/site/split`).

use diagnosis::question::{Asked, BadParameter, Question};
use futures::{FutureExt as _, future::LocalBoxFuture};
use leptos::prelude::*;

use crate::{
    app,
    browser::{module::NotLoaded, msal::MsalError},
    config::Config,
    pages::{
        AskPage, CheckPage, ComparePage, DemoPage, GalleryPage, ResultPage, ScenarioPage,
        SubscriptionPage, TargetPage, TrustPage,
    },
    route::PageTab,
    session,
};

macro_rules! parts {
    ($($part:ident: fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $output:ty $body:block)*) => {
        $(
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split(
                $part,
                wasm_split_path = leptos::wasm_split,
                fallible
            )]
            pub(crate) fn $name($($arg: $type),*) -> Result<$output, NotLoaded> {
                Ok($body)
            }

            #[cfg(not(feature = "split"))]
            #[expect(clippy::unused_async, reason = "in the release it waits for the part")]
            pub(crate) async fn $name($($arg: $type),*) -> Result<$output, NotLoaded> {
                Ok($body)
            }
        )*
    };
}

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self::last()
    }
}

parts! {
    app: fn start_app(
        pasted: Option<String>,
        ready: Box<dyn FnOnce()>,
    ) -> LocalBoxFuture<'static, ()> {
        app::mount(pasted, ready).boxed_local()
    }

    microsoft: fn sign_in(
        config: Config,
        tenant: Option<String>,
        fragment: String,
    ) -> LocalBoxFuture<'static, Result<(), MsalError>> {
        async move { session::sign_in(&config, tenant.as_deref(), &fragment).await }.boxed_local()
    }

    target: fn target_page(
        asked: Asked,
        subscription: Option<String>,
        bad: Vec<BadParameter>,
    ) -> AnyView {
        view! { <TargetPage asked subscription bad /> }.into_any()
    }

    check: fn check_page(question: Question, bad: Vec<BadParameter>) -> AnyView {
        view! { <CheckPage question bad /> }.into_any()
    }

    subscription: fn subscription_page(id: String, tab: PageTab) -> AnyView {
        view! { <SubscriptionPage id tab /> }.into_any()
    }

    result: fn result_page(payload: Option<String>) -> AnyView {
        view! { <ResultPage payload /> }.into_any()
    }

    compare: fn compare_page(payload: Option<String>) -> AnyView {
        view! { <ComparePage payload /> }.into_any()
    }

    small: fn ask_page() -> AnyView {
        view! { <AskPage /> }.into_any()
    }

    small: fn trust_page() -> AnyView {
        view! { <TrustPage /> }.into_any()
    }

    small: fn demo_page(name: Option<String>) -> AnyView {
        match name {
            Some(name) => view! { <ScenarioPage name /> }.into_any(),
            None => view! { <DemoPage /> }.into_any(),
        }
    }

    gallery: fn gallery_page() -> AnyView {
        view! { <GalleryPage /> }.into_any()
    }
}
