//! Where an access token is pasted. What its own claims speak against is told
//! at once; what Azure could still accept is never refused.

use azure::claims::{PastedTokenError, read_pasted};
use leptos::{ev::SubmitEvent, prelude::*};
use text::sentences;

use crate::{
    browser::clock,
    components::{Field, FieldKind},
    config::Config,
    session::{TokenWarning, warnings},
    words::{t, words},
};

/// Why a text was not taken.
#[derive(Clone, PartialEq)]
enum Objection {
    NoToken(PastedTokenError),
    Doubtful(Vec<TokenWarning>),
}

/// `tenant` is the one that the token is wanted for, if any. `on_token` gets a
/// text that holds a token; `busy` says that this is being seen to.
#[component]
pub(crate) fn TokenForm(
    #[prop(into)] tenant: Signal<Option<String>>,
    on_token: Callback<String>,
    #[prop(into, default = false.into())] busy: Signal<bool>,
    /// Whether nothing on the page matters more.
    #[prop(optional)]
    is_primary: bool,
) -> impl IntoView {
    let words = words();
    let cloud = expect_context::<Config>().cloud;
    let text = RwSignal::new(String::new());
    // The text that was refused: the objection goes when the text changes.
    let refused = RwSignal::new(None::<String>);
    let doubts = move |text: &str| {
        let claims = read_pasted(text).ok()?.1;
        let doubts = warnings(&claims, cloud, tenant.get().as_deref(), clock::now());
        (!doubts.is_empty()).then_some(Objection::Doubtful(doubts))
    };
    let objection = Memo::new(move |_| {
        text.with(|it| {
            let is_refused = refused.with(|refused| refused.as_ref() == Some(it));
            let error = is_refused.then(|| read_pasted(it).err()).flatten();
            error.map(Objection::NoToken).or_else(|| doubts(it))
        })
    });
    let is_grave = Memo::new(move |_| {
        objection.with(|it| match it {
            Some(Objection::Doubtful(doubts)) => doubts.iter().any(TokenWarning::is_grave),
            _ => false,
        })
    });
    let error = Signal::derive(move || {
        objection.with(|it| match it {
            None => None,
            Some(Objection::NoToken(error)) => {
                Some(words.text(&format!("page.token.errors.{}", error.key())))
            }
            Some(Objection::Doubtful(doubts)) => {
                let texts = doubts.iter().map(|it| words.fill(it.key(), &it.args()));
                let texts: Vec<String> = texts.collect();
                Some(sentences(
                    &texts.iter().map(String::as_str).collect::<Vec<_>>(),
                ))
            }
        })
    });
    let take = move || {
        let text = text.get_untracked();
        match read_pasted(&text) {
            Ok(_) => on_token.run(text),
            Err(_) => refused.set(Some(text)),
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !is_grave.get_untracked() && !busy.get_untracked() {
            take();
        }
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <Field
                label=move || t("page.token.label")
                hint=move || t("page.token.hint")
                value=text
                kind=FieldKind::Secret
                error
            />
            <div class="actions">
                <button
                    type="submit"
                    class="button"
                    class:button-primary=is_primary
                    aria-disabled=move || busy.get().then_some("true")
                >
                    {move || t("page.token.use")}
                </button>
                <Show when=move || is_grave.get()>
                    <button type="button" class="button button-subtle" on:click=move |_| take()>
                        {move || t("page.token.use_anyway")}
                    </button>
                </Show>
            </div>
        </form>
    }
}
