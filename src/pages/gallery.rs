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
const EXAMPLES: [(&str, &str); 29] = [
    ("vm", "vm-web-01"),
    ("subscription", "Contoso Production"),
    ("subscription_id", "11111111-2222-3333-4444-555555555555"),
    ("group", "rg-web"),
    ("port", "3389"),
    ("source", "203.0.113.7"),
    ("role", "Contributor"),
    ("wanted_role", "Security Admin"),
    ("resource", "rg-web"),
    ("lock", "no-changes"),
    ("lock_type", "Read-only"),
    ("nsg", "nsg-web"),
    ("nsg_name", "vm-web-01-nsg"),
    ("region", "westeurope"),
    ("state", "Disabled"),
    ("power", "Stopped (deallocated)"),
    ("rule", "DenyRdp"),
    ("rule_action", "Deny"),
    ("rule_from", "Any"),
    ("rule_ports", "3389"),
    ("priority", "90"),
    ("tenant", "contoso.com"),
    ("user", "sakura@contoso.com"),
    ("rule_protocol", "Any"),
    ("rule_sources", "198.51.100.0/24"),
    ("rule_time", "3 h"),
    ("asked_time", "3 h"),
    ("name", "locked-by-blueprint"),
    ("operation", "Microsoft.Network/networkSecurityGroups/write"),
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
                            .map(|it| view! { <PortalStepsView portal_way=**it names=names.clone() /> })
                            .collect_view()
                    }}
                </Show>
            </Provider>
        </section>
    }
}

fn names(naming: &str) -> Names {
    let awkward = AWKWARD.into_iter().cycle();
    let named = EXAMPLES.into_iter().zip(awkward);
    Names::new(named.filter_map(|((name, example), awkward)| match naming {
        "none" => None,
        "awkward" => Some((name, awkward.to_owned())),
        _ => Some((name, example.to_owned())),
    }))
}

part!(
    gallery,
    fn gallery_page() -> Deferred {
        Box::new(move || view! { <GalleryPage /> }.into_any())
    }
);
