//! A report as a link, sealed with a passphrase where the reader gives one.

use std::time::Duration;

use leptos::prelude::*;
use share::{link, report::Report};
use text::sentences;

use crate::{
    browser::{clock, location, seal},
    components::{CopyButton, Field, FieldKind},
    route::Route,
    task_slot::TaskSlot,
    words::{t, tf},
};

/// Deriving a key takes a while, so it waits until the typing pauses.
const PAUSE: Duration = Duration::from_millis(400);

#[derive(Clone, PartialEq)]
enum Link {
    Sealing,
    NotSealed,
    Ready { address: String, is_sealed: bool },
}

#[component]
pub(super) fn ResultLink(report: Report, passphrase: RwSignal<String>) -> impl IntoView {
    let link = RwSignal::new(Link::Sealing);
    let task = TaskSlot::new();
    let report = StoredValue::new(report);
    Effect::new(move |_| {
        let passphrase = passphrase.get();
        if passphrase.is_empty() {
            task.stop();
            let address = address(report.with_value(link::write));
            return link.set(Link::Ready {
                address,
                is_sealed: false,
            });
        }
        link.set(Link::Sealing);
        let body = report.with_value(link::body);
        task.run(async move {
            clock::wait(PAUSE).await;
            link.set(match seal::seal(&passphrase, &body).await {
                Ok(sealed) => Link::Ready {
                    address: address(link::write_sealed(&sealed)),
                    is_sealed: true,
                },
                Err(_) => Link::NotSealed,
            });
        });
    });
    view! {
        <Field
            label=move || t("page.share.passphrase.label")
            hint=move || t("page.share.passphrase.hint")
            kind=FieldKind::Secret
            value=passphrase
        />
        {move || match link.get() {
            Link::Sealing => view! { <p role="status">{t("page.share.sealing")}</p> }.into_any(),
            Link::NotSealed => view! { <p role="alert">{t("page.share.not_sealed")}</p> }.into_any(),
            Link::Ready { address, is_sealed } => {
                view! { <Finished address is_sealed /> }.into_any()
            }
        }}
    }
}

fn address(payload: String) -> String {
    let route = Route::Result(Some(payload));
    location::address_of(route.href().trim_start_matches('#'))
}

#[component]
fn Finished(address: String, is_sealed: bool) -> impl IntoView {
    let length = address.len().to_string();
    let note = if is_sealed {
        "page.share.sealed_link"
    } else {
        "page.share.open_link"
    };
    view! {
        <p class="link" data-result-link data-sealed=is_sealed.to_string()>
            <code>{address.clone()}</code>
        </p>
        <p class="quiet">
            {move || sentences(&[&t(note), &tf("page.share.length", &[("n", &length)])])}
        </p>
        <div class="actions">
            <CopyButton
                label=move || t("page.share.copy_link")
                value=address
                is_primary=true
            />
        </div>
    }
}
