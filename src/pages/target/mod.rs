//! What to look at: the VM, and the question about it. The address holds all
//! of it, so that a reload and the way back find it again.

mod fields;
mod form;
mod picker;
mod vm;

pub(super) use self::form::read_vm;
use diagnosis::question::{Asked, BadParameter};
use leptos::{ev::SubmitEvent, prelude::*};

#[cfg(test)]
pub(crate) use self::form::PORTS;
use self::{fields::QuestionFields, form::Form, picker::Lists, vm::VmFields};
use super::{notices::BadParameters, page::Page, sign_in_again::SignInAgain};
use crate::{
    browser::location,
    part::{Deferred, part},
    route::{Route, router},
    session::sessions,
    words::{t, words},
};

/// The first field that says that something is wrong with it.
const FIRST_WRONG: &str = "main [aria-invalid=true], main .field:has(+ .field-error p) input";

#[component]
fn TargetPage(asked: Asked, subscription: Option<String>, bad: Vec<BadParameter>) -> impl IntoView {
    let router = router();
    let form = Form::of(asked, subscription, &bad);
    // These stand in their fields, which say themselves what is wrong.
    let bad: Vec<_> = bad
        .into_iter()
        .filter(|it| !matches!(it.name, "vm" | "port" | "for"))
        .collect();
    let lists = Lists::follow(form, sessions(), words());
    let needs_sign_in = lists.needs_sign_in();
    Effect::new(move |before: Option<()>| {
        let route = form.route();
        // The address that the reader came with is left as it is.
        if before.is_some() {
            router.keep(route);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match form.submit() {
            Some(asked) => router.go(Route::Check(asked)),
            None => {
                request_animation_frame(|| location::focus(FIRST_WRONG));
            }
        }
    };
    view! {
        <Page title=move || t("page.target.title") lead=move || t("page.target.lead")>
            <BadParameters bad />
            <Show when=move || needs_sign_in.get()>
                <SignInAgain />
            </Show>
            <form class="form" novalidate on:submit=submit>
                <VmFields form lists />
                <QuestionFields form />
                <div class="actions">
                    <button type="submit" class="button button-primary">
                        {move || t("page.target.run")}
                    </button>
                </div>
            </form>
        </Page>
    }
}

part!(
    target,
    fn target_page(asked: Asked, subscription: Option<String>, bad: Vec<BadParameter>) -> Deferred {
        Box::new(move || view! { <TargetPage asked subscription bad /> }.into_any())
    }
);
