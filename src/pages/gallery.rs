//! Every drawn step in every language, for those who write, translate or check
//! them: with example names, without any, and with names that are hard to draw.

use guide::{Names, portal_steps};
use leptos::{context::Provider, prelude::*};
use text::Language;

use super::page::Page;
use crate::{
    components::{RadioGroup, RadioOption},
    guide::{Fetched, GuideBook, PortalStepsView, book},
    part::{Deferred, part},
};

/// What fills the placeholders of scenes and steps.
const NAMES: [&str; 14] = [
    "vm",
    "subscription",
    "group",
    "port",
    "source",
    "role",
    "wanted_role",
    "resource",
    "lock",
    "nsg",
    "region",
    "state",
    "rule",
    "tenant",
];

const EXAMPLES: [&str; NAMES.len()] = [
    "vm-web-01",
    "Contoso Production",
    "rg-web",
    "3389",
    "203.0.113.7",
    "Contributor",
    "Reader",
    "rg-web",
    "no-changes",
    "nsg-web",
    "westeurope",
    "Disabled",
    "AllowRdp",
    "contoso.com",
];

/// From right to left, quoted, with a mark that turns the direction, longer
/// than any line, and with what looks like markup and placeholders.
const AWKWARD: [&str; 4] = [
    "שרת-\"הייצור\"-'1'",
    "名前🚀\u{202e}txt.exe",
    "a-very-long-name-that-no-line-of-any-drawing-has-room-for-and-that-has-no-place-to-break-0123456789",
    "<b>{vm}</b> `$(x)` [Save] #save",
];

#[component]
fn GalleryPage() -> impl IntoView {
    let here = book();
    let texts = here.open();
    let t = move |key: &str| {
        texts.track();
        here.text(&format!("guide.gallery.{key}"))
    };
    let theme = RwSignal::new("system");
    let naming = RwSignal::new("examples");
    let themes = ["system", "light", "dark"]
        .map(|it| RadioOption::new(it, move || t(&format!("themes.{it}"))));
    let namings = ["examples", "none", "awkward"]
        .map(|it| RadioOption::new(it, move || t(&format!("names.{it}"))));
    let columns = Language::ALL
        .map(|language| view! { <Column language naming /> })
        .into_iter()
        .collect_view();
    view! {
        <Page title=move || t("title") lead=move || t("lead")>
            <RadioGroup legend=move || t("themes.legend") options=themes.to_vec() value=theme />
            <RadioGroup legend=move || t("names.legend") options=namings.to_vec() value=naming />
            <div class=move || format!("gallery gallery-{}", theme.get())>{columns}</div>
        </Page>
    }
}

/// All walks in one language.
#[component]
fn Column(language: Language, naming: RwSignal<&'static str>) -> impl IntoView {
    let own = GuideBook::new(Signal::stored(language));
    let texts = own.open();
    let is_there = Memo::new(move |_| matches!(texts.get(), Fetched::There(_)));
    view! {
        <section class="card" lang=language.tag() aria-label=language.tag()>
            <Provider value=own>
                <Show when=move || is_there.get()>
                    {move || {
                        let names = names(naming.get());
                        portal_steps::ALL
                            .iter()
                            .map(|portal_way| view! { <PortalStepsView portal_way names=names.clone() /> })
                            .collect_view()
                    }}
                </Show>
            </Provider>
        </section>
    }
}

fn names(naming: &str) -> Names {
    let values: Vec<&str> = match naming {
        "none" => Vec::new(),
        "awkward" => AWKWARD.iter().copied().cycle().take(NAMES.len()).collect(),
        _ => EXAMPLES.to_vec(),
    };
    Names::new(
        NAMES
            .into_iter()
            .zip(values)
            .map(|(name, value)| (name, value.to_owned())),
    )
}

part!(
    gallery,
    fn gallery_page() -> Deferred {
        Box::new(move || view! { <GalleryPage /> }.into_any())
    }
);
