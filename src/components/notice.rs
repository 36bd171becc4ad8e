//! A message that stands apart from the page's flow.

use azure::answer::Unavailable;
use leptos::{prelude::*, text_prop::TextProp};

use super::icon::{Icon, IconView};
use crate::words::{reason, t};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    Success,
    Info,
    Warning,
    Error,
}

impl NoticeKind {
    fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Success => Icon::Passed,
            Self::Info => Icon::Info,
            Self::Warning => Icon::Warning,
            Self::Error => Icon::Problem,
        }
    }
}

/// A notice with its title and text; what can be done about it is the children.
/// An error is announced at once.
#[component]
pub(crate) fn Notice(
    kind: NoticeKind,
    #[prop(into)] title: TextProp,
    #[prop(into, optional)] text: Option<TextProp>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let role = (kind == NoticeKind::Error).then_some("alert");
    view! {
        <div class="notice" data-kind=kind.name() role=role>
            <IconView icon=kind.icon() />
            <div class="notice-body">
                <p class="notice-title">{move || title.get()}</p>
                {text.map(|it| view! { <p>{move || it.get()}</p> })}
                {children.map(|it| view! { <div class="actions">{it()}</div> })}
            </div>
        </div>
    }
}

/// Says why something is not there to be shown. `title` is a key.
pub(super) fn unread(title: &'static str, why: &Unavailable) -> impl IntoView + use<> {
    let text = reason(why);
    view! {
        <Notice kind=NoticeKind::Warning title=move || t(title) text=move || text.clone() />
    }
}
