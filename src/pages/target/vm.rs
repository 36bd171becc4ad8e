//! Which VM: picked from the lists, or pasted.

use std::sync::Arc;

use azure::{answer::Unavailable, resource_id::ResourceId};
use leptos::prelude::*;

use super::{
    form::{Form, read_vm},
    picker::{Lists, of_subscription, of_vm},
};
use crate::{
    components::{Choice, Combobox, Field, Icon, IconView, Notice, NoticeKind},
    route::Route,
    session::{Tenants, sessions},
    words::{t, tf, words},
};

#[component]
pub(super) fn VmFields(form: Form, lists: Lists) -> impl IntoView {
    view! {
        <section class="card fields">
            <TenantLine />
            <SubscriptionField form lists />
            <VmField form lists />
            <p class="or">{move || t("page.target.or")}</p>
            <PastedField form />
        </section>
    }
}

/// The tenant is that of the sign-in; another is chosen in the header.
#[component]
fn TenantLine() -> impl IntoView {
    let (sessions, tenants) = (sessions(), expect_context::<Tenants>());
    let id = Memo::new(move |_| sessions.access()?.tenant().map(str::to_owned));
    let name = Memo::new(move |_| id.with(|it| it.as_deref().map(|it| tenants.name(it))));
    let has_others = Memo::new(move |_| 1 < tenants.list().len());
    view! {
        <Show when=move || id.with(Option::is_some)>
            <dl class="facts">
                <dt>{move || t("page.target.tenant.label")}</dt>
                <dd>
                    {name}
                    // Its line is kept free: what is below would move under the pointer.
                    <span class="quiet" class:tenant-unknown=move || !has_others.get()>
                        {move || t("page.target.tenant.switch")}
                    </span>
                </dd>
            </dl>
        </Show>
    }
}

#[component]
fn SubscriptionField(form: Form, lists: Lists) -> impl IntoView {
    let reading = lists.subscriptions;
    let options = Memo::new(move |_| {
        reading
            .items
            .with(|all| Arc::new(all.iter().map(of_subscription).collect::<Vec<_>>()))
    });
    let selected = Memo::new(move |_| {
        let id = form.subscription.get()?;
        let known = options.with(|all| {
            all.iter()
                .find(|it| it.value.eq_ignore_ascii_case(&id))
                .cloned()
        });
        // One that is not in the list may still be asked for.
        Some(known.unwrap_or_else(|| Choice {
            label: id.clone(),
            value: id,
            ..Choice::default()
        }))
    });
    let pick = Callback::new(move |choice: Choice| {
        form.vm.set(None);
        form.pasted.set(String::new());
        form.subscription.set(Some(choice.value));
    });
    let is_empty = move || {
        !reading.busy.get()
            && reading.failure.with(Option::is_none)
            && options.with(|it| it.is_empty())
    };
    view! {
        <Combobox
            label=move || t("page.target.subscription.label")
            options
            selected
            busy=reading.busy
            on_pick=pick
        />
        {move || {
            let href = Route::subscription(&form.subscription.get()?, None).href();
            Some(view! { <a class="all-vms" href=href>{t("page.target.subscription.all_vms")}</a> })
        }}
        <a class="all-vms" href=Route::Fleet(String::new()).href()>
            {move || t("page.target.subscription.fleet")}
        </a>
        <Failure failure=reading.failure title="page.target.subscription.failed" />
        <Show when=is_empty>
            <Notice
                kind=NoticeKind::Info
                title=move || t("page.target.subscription.none.title")
                text=move || t("page.target.subscription.none.text")
            />
        </Show>
    }
}

#[component]
fn VmField(form: Form, lists: Lists) -> impl IntoView {
    let words = words();
    let Lists {
        vms: reading,
        configured,
        ..
    } = lists;
    let options = Memo::new(move |_| {
        let tag = words.text("page.target.vm.configured");
        let choices = configured.with(|configured| {
            reading.items.with(|all| {
                all.iter()
                    .map(|it| {
                        let tag = configured.contains(&it.id).then(|| tag.clone());
                        of_vm(&it.id, Some(&it.location), tag)
                    })
                    .collect::<Vec<_>>()
            })
        });
        Arc::new(choices)
    });
    let selected = Memo::new(move |_| form.vm.with(|it| Some(of_vm(it.as_ref()?, None, None))));
    let pick = Callback::new(move |choice: Choice| {
        form.pasted.set(String::new());
        form.vm.set(ResourceId::parse(&choice.value).ok());
    });
    let count = move || reading.items.with(|it| it.len().to_string());
    let hint = move || {
        if form.subscription.with(Option::is_none) {
            t("page.target.vm.choose_subscription")
        } else if reading.busy.get() {
            tf("page.target.vm.reading", &[("n", count())])
        } else {
            tf("page.target.vm.read", &[("n", count())])
        }
    };
    view! {
        <Combobox
            label=move || t("page.target.vm.label")
            options
            selected
            busy=reading.busy
            hint
            on_pick=pick
        />
        <div class="field-error" aria-live="polite">
            {move || {
                form.vm_error()
                    .map(|key| view! { <p><IconView icon=Icon::Problem />{words.text(&key)}</p> })
            }}
        </div>
        <Failure failure=reading.failure title="page.target.vm.failed" />
    }
}

#[component]
fn PastedField(form: Form) -> impl IntoView {
    let words = words();
    Effect::new(move |_| {
        if let Ok(Some(id)) = form.pasted.with(|it| read_vm(it)) {
            form.subscription.set(Some(id.subscription().to_owned()));
            form.vm.set(Some(id));
        }
    });
    let error = Signal::derive(move || form.pasted_error().map(|key| words.text(&key)));
    view! {
        <Field
            label=move || t("page.target.pasted.label")
            hint=move || t("page.target.pasted.hint")
            value=form.pasted
            error
        />
    }
}

/// Why a list could not be read.
#[component]
fn Failure(failure: RwSignal<Option<Unavailable>>, title: &'static str) -> impl IntoView {
    let words = words();
    move || {
        failure.get().map(|why| {
            let text = move || words.reason(&why);
            view! {
                <Notice kind=NoticeKind::Error title=move || t(title) text />
            }
        })
    }
}
