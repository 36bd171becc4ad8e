//! The bar at the top: the product's name, who is signed in to which tenant,
//! and the language.

use std::sync::Arc;

use leptos::prelude::*;
use text::Language;

use super::{
    combobox::{Choice, Combobox},
    icon::{Icon, IconView},
};
use crate::words::{language, t};

/// Who uses the page, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// The person's name or sign-in name.
    pub(crate) user: Option<String>,
    /// The tenant's name, or its id where the name is not known.
    pub(crate) tenant: String,
    pub(crate) tenant_id: String,
}

/// The header. The children are for whoever is signed in.
#[component]
pub(crate) fn Header(
    on_language: Callback<Language>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="header">
            <a class="header-name" href="#/">
                <Mark />
                "JIT Doctor"
            </a>
            <div class="header-tools">
                {children.map(|it| it())}
                <Languages on_language />
            </div>
        </header>
    }
}

/// The product's own mark: a clock whose hands are a tick.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect class="mark-ground" width="32" height="32" rx="7" />
            <path class="mark-line" d="M21.2 7.6A10 10 0 1 0 26 16" />
            <path class="mark-line" d="M10.8 15.6l4.4 4.6L25 8.6" />
        </svg>
    }
}

/// Who is signed in and where, and the ways to another tenant and out. `account`
/// may be empty while the session ends.
#[component]
pub(crate) fn AccountMenu(
    #[prop(into)] account: Signal<Option<Account>>,
    /// The tenants to switch to; their values are tenant ids.
    #[prop(into)]
    tenants: Signal<Arc<Vec<Choice>>>,
    #[prop(into)] tenants_busy: Signal<bool>,
    on_tenant: Callback<String>,
    on_sign_out: Callback<()>,
) -> impl IntoView {
    let of = move |part: fn(&Account) -> String| {
        Memo::new(move |_| account.with(|it| it.as_ref().map(part).unwrap_or_default()))
    };
    let tenant = of(|it| it.tenant.clone());
    let user = Memo::new(move |_| account.with(|it| it.as_ref()?.user.clone()));
    let tenant_id = of(|it| it.tenant_id.clone());
    let popover = NodeRef::<leptos::html::Div>::new();
    let current = Signal::derive(move || {
        let id = tenant_id.get();
        tenants.with(|all| all.iter().find(|it| it.value == id).cloned())
    });
    let pick = Callback::new(move |choice: Choice| {
        if let Some(popover) = popover.get_untracked() {
            // The browser refuses to hide what is hidden already.
            popover.hide_popover().ok();
        }
        on_tenant.run(choice.value);
    });
    view! {
        <button type="button" class="button button-subtle account" popovertarget="account-menu">
            <IconView icon=Icon::Directory />
            <span class="account-names">
                <span class="sr-only">{move || t("components.header.tenant")} " "</span>
                <span class="account-tenant">{tenant}</span>
                <span class="account-user">{user}</span>
            </span>
            <span class="chevron-down">
                <IconView icon=Icon::Chevron />
            </span>
        </button>
        <div
            id="account-menu"
            class="popover"
            popover="auto"
            role="group"
            aria-label=move || t("components.header.account")
            node_ref=popover
        >
            <dl class="facts">
                <dt>{move || t("components.header.tenant")}</dt>
                <dd>
                    {tenant}
                    <Show when=move || tenant.get() != tenant_id.get()>
                        <code class="quiet">{tenant_id}</code>
                    </Show>
                </dd>
                {move || {
                    user.get()
                        .map(|it| view! { <dt>{t("components.header.user")}</dt> <dd>{it}</dd> })
                }}
            </dl>
            <Show when=move || tenants_busy.get() || tenants.with(|it| 1 < it.len())>
                <Combobox
                    label=move || t("components.header.switch_tenant")
                    options=tenants
                    selected=current
                    busy=tenants_busy
                    on_pick=pick
                />
            </Show>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| on_sign_out.run(())>
                    <IconView icon=Icon::SignOut />
                    {move || t("components.header.sign_out")}
                </button>
            </div>
        </div>
    }
}

/// Each language under its own name, in its own words.
#[component]
fn Languages(on_language: Callback<Language>) -> impl IntoView {
    let buttons = Language::ALL
        .into_iter()
        .map(|it| {
            view! {
                <button
                    type="button"
                    class="segment"
                    lang=it.tag()
                    aria-pressed=move || if language() == it { "true" } else { "false" }
                    on:click=move |_| on_language.run(it)
                >
                    {it.own_name()}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="segments" role="group" aria-label=move || t("components.header.language")>
            {buttons}
        </div>
    }
}
