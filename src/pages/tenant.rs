//! Going over to another tenant, where that takes more than a click.

use leptos::prelude::*;

use super::{
    sign_in_again::SignInButton,
    token_form::TokenForm,
    token_help::{Command, command},
};
use crate::{
    browser::location,
    components::{Notice, NoticeKind},
    config::Config,
    session::{Session, Tenants, sessions},
    words::{t, tf},
};

/// `wanted` is the tenant to go over to; the notice goes when that is done or
/// given up.
#[component]
pub(crate) fn TenantNotice(wanted: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        wanted
            .get()
            .map(|tenant| view! { <Switch tenant wanted /> })
    }
}

#[component]
fn Switch(tenant: String, wanted: RwSignal<Option<String>>) -> impl IntoView {
    let sessions = sessions();
    let name = {
        let (tenant, tenants) = (tenant.clone(), expect_context::<Tenants>());
        Signal::derive(move || tenants.name(&tenant))
    };
    let is_microsoft = matches!(sessions.current_untracked(), Session::Microsoft(..));
    let (text, way) = if is_microsoft {
        let tenant = Some(tenant);
        let button = view! { <SignInButton tenant label="page.tenant.sign_in" /> };
        ("page.tenant.microsoft", button.into_any())
    } else {
        (
            "page.tenant.token",
            view! { <NewToken tenant wanted /> }.into_any(),
        )
    };
    view! {
        <aside class="notices" aria-label=move || t("page.tenant.label")>
            <Notice
                kind=NoticeKind::Info
                title=move || tf("page.tenant.title", &[("tenant", name.get())])
                text=move || t(text)
            >
                {way}
                <button type="button" class="button" on:click=move |_| end(wanted)>
                    {move || t("page.tenant.stay")}
                </button>
            </Notice>
        </aside>
    }
}

/// Takes the notice away, and the focus back to the page.
fn end(wanted: RwSignal<Option<String>>) {
    wanted.set(None);
    request_animation_frame(|| location::focus("main h1"));
}

/// A pasted token belongs to one tenant: another one needs another token.
#[component]
fn NewToken(tenant: String, wanted: RwSignal<Option<String>>) -> impl IntoView {
    let sessions = sessions();
    let cloud = expect_context::<Config>().cloud;
    let on_token = Callback::new(move |text: String| {
        end(wanted);
        sessions.paste(&text, cloud);
    });
    view! {
        <div class="form">
            <Command text=command(Some(&tenant)) />
            <TokenForm tenant=Some(tenant) on_token />
        </div>
    }
}
