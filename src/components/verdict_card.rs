//! The diagnosis in one glance: what is wrong, who can fix it, where to go on.

use checklist::{Card, CardKind, Offer, first_sentences};
use leptos::prelude::*;

use super::{
    icon::{Icon, IconView},
    prose::Prose,
};
use crate::words::{t, words};

/// The verdict; nothing is drawn before there is one. `offer` draws what is offered,
/// and gets whether that comes first.
#[component]
pub(crate) fn VerdictCard(
    #[prop(into)] card: Signal<Option<Card>>,
    offer: Callback<(Offer, bool), AnyView>,
) -> impl IntoView {
    let words = words();
    let is_there = Memo::new(move |_| card.with(Option::is_some));
    // What the parts show while the card is on its way in or out.
    let of = move |part: fn(&Card) -> String| {
        Memo::new(move |_| card.with(|it| it.as_ref().map(part).unwrap_or_default()))
    };
    let kind =
        Memo::new(move |_| card.with(|it| it.as_ref().map_or(CardKind::Running, |it| it.kind)));
    let lead = Memo::new(move |_| card.with(|it| it.as_ref().and_then(|it| it.lead)));
    let root = Memo::new(move |_| card.with(|it| it.as_ref().and_then(|it| it.root_cause)));
    let headline = of(|it| it.headline.clone());
    let what = of(|it| it.what.clone());
    let brief = Signal::derive(move || what.with(|it| it[..first_sentences(it)].to_owned()));
    // The sentences that the card leaves out at first.
    let rest = Memo::new(move |_| what.with(|it| it[first_sentences(it)..].trim().to_owned()));
    let who = Memo::new(move |_| card.with(|it| it.as_ref()?.who.clone()));
    let beside = Memo::new(move |_| {
        card.with(|it| it.as_ref().map(|it| it.beside.clone()))
            .unwrap_or_default()
    });
    let offered = |of: fn(&Card) -> Offer| {
        Memo::new(move |_| card.with(|it| it.as_ref().map_or(Offer::Nothing, of)))
    };
    let (first, second) = (offered(|it| it.offer), offered(|it| it.second));
    // While facts arrive the text counts them: to read each aloud would drown
    // the verdict.
    let aloud = move || kind.get() != CardKind::Running;
    view! {
        <Show when=move || is_there.get()>
            <section
                class="card verdict"
                data-verdict-card
                data-kind=move || kind.get().name()
                data-lead=move || lead.get().map_or("", |it| it.check)
                data-root-cause=move || root.get().map_or("", |it| it.check)
                data-case=move || root.get().map_or("", |it| it.case)
                aria-labelledby="verdict-headline"
            >
                <div class="verdict-icon">
                    <IconView icon=Signal::derive(move || icon_of(kind.get())) />
                </div>
                <div class="verdict-body">
                    <div aria-live=move || words.live()>
                        <h2 id="verdict-headline" tabindex="-1">
                            {headline}
                        </h2>
                        {move || {
                            aloud().then(|| view! { <p class="verdict-what"><Prose text=brief /></p> })
                        }}
                    </div>
                    {move || {
                        (!aloud()).then(|| view! { <p class="verdict-what"><Prose text=what /></p> })
                    }}
                    <Show when=move || who.with(Option::is_some)>
                        <p class="who">
                            <IconView icon=Icon::Person />
                            <Prose text=Signal::derive(move || who.get().unwrap_or_default()) />
                        </p>
                    </Show>
                    <div class="verdict-offers">
                        {move || offer.run((first.get(), true))}
                        {move || offer.run((second.get(), false))}
                    </div>
                    {move || beside.get().into_iter().map(|it| view! { <p><Prose text=it /></p> }).collect_view()}
                    <Show when=move || aloud() && rest.with(|it| !it.is_empty())>
                        <details class="verdict-more">
                            <summary>{move || t("components.card.more")}</summary>
                            <p><Prose text=rest /></p>
                        </details>
                    </Show>
                </div>
            </section>
        </Show>
    }
}

fn icon_of(kind: CardKind) -> Icon {
    match kind {
        CardKind::Running => Icon::Pending,
        CardKind::Problem => Icon::Problem,
        CardKind::Exposure | CardKind::Warning => Icon::Warning,
        CardKind::Unsure => Icon::Unknown,
        CardKind::Ready | CardKind::Answer | CardKind::Clear => Icon::Passed,
    }
}
