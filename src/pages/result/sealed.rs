//! A result that a passphrase seals.

use leptos::prelude::*;
use share::link;

use super::opened::Opened;
use crate::{
    browser::seal,
    components::{Field, FieldKind},
    part::{Deferred, part},
    task_slot::TaskSlot,
    words::t,
};

#[component]
pub(super) fn SealedForm(bytes: Vec<u8>, on_opened: Callback<Opened>) -> impl IntoView {
    let passphrase = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let is_opening = RwSignal::new(false);
    let task = TaskSlot::new();
    let bytes = StoredValue::new(bytes);
    let open = move || {
        if is_opening.get_untracked() {
            return;
        }
        let (passphrase, bytes) = (passphrase.get_untracked(), bytes.get_value());
        is_opening.set(true);
        task.run(async move {
            let opened = seal::open(&passphrase, &bytes).await;
            is_opening.set(false);
            match opened.map(|it| link::read_body(&it)) {
                Ok(Ok(report)) => on_opened.run(Opened::by_hand(report)),
                Ok(Err(damage)) => error.set(Some(format!("damage.{}", damage.key()))),
                Err(_) => error.set(Some("damage.passphrase".to_owned())),
            }
        });
    };
    view! {
        <section class="card fields" data-sealed-form>
            <h2>{move || t("page.result.sealed.title")}</h2>
            <form on:submit=move |event| {
                event.prevent_default();
                open();
            }>
                <Field
                    label=move || t("page.result.sealed.label")
                    hint=move || t("page.result.sealed.hint")
                    kind=FieldKind::Secret
                    value=passphrase
                    error=Signal::derive(move || error.get().map(|key| t(&key)))
                />
                <div class="actions">
                    <button type="submit" class="button button-primary">
                        {move || t("page.result.sealed.open")}
                    </button>
                </div>
            </form>
        </section>
    }
}

part!(
    open,
    fn sealed_form(bytes: Vec<u8>, on_opened: Callback<Opened>) -> Deferred {
        Box::new(move || view! { <SealedForm bytes on_opened /> }.into_any())
    }
);
