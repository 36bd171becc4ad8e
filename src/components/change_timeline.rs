//! What changed, on a line of time, the newest on top, with the change that explains the
//! cause marked.

use checklist::{ChangeInWords, HistoryInWords};
use leptos::prelude::*;

use super::{
    icon::{Icon, IconView},
    notice::{Notice, NoticeKind},
    prose::Prose,
    window_timeline::time,
};
use crate::words::{reason, t, tf};

/// How many are shown unasked, beside those that are marked.
const RECENT: usize = 6;

pub(crate) fn change_timeline(told: &HistoryInWords) -> impl IntoView + use<> {
    let found = told.found.clone().map(|text| {
        view! {
            <p class="change-found" data-found>
                <IconView icon=Icon::Info />
                <span>
                    <Prose text />
                </span>
            </p>
        }
    });
    let code = told.code.clone().map(|text| {
        view! {
            <p data-code>
                <Prose text />
            </p>
        }
    });
    // The last one that is marked is not folded away.
    let marked = told.entries.iter().rposition(|it| it.mark.is_some());
    let cut = marked.map_or(RECENT, |at| (at + 1).max(RECENT));
    let (recent, older) = told.entries.split_at(cut.min(told.entries.len()));
    let older = (!older.is_empty()).then(|| {
        let summary = tf("changes.older", &[("n", older.len().to_string())]);
        view! {
            <details>
                <summary>{summary}</summary>
                <ol class="timeline">{older.iter().map(item).collect_view()}</ol>
            </details>
        }
    });
    let list = if recent.is_empty() {
        view! { <p>{t("changes.none")}</p> }.into_any()
    } else {
        view! { <ol class="timeline">{recent.iter().map(item).collect_view()}</ol> }.into_any()
    };
    let unread = told.unread.iter().map(|(kind, why)| {
        let args = [("kind", kind.clone()), ("why", reason(why))];
        let text = tf("changes.not_looked_at", &args);
        view! { <Notice kind=NoticeKind::Warning title=move || text.clone() /> }
    });
    let notes = told.notes.iter().cloned();
    let notes = notes.map(|it| view! { <p class="quiet">{it}</p> });
    view! {
        {found}
        {code}
        <p class="quiet">
            <Prose text=told.lead.clone() />
        </p>
        {unread.collect_view()}
        {list}
        {older}
        {notes.collect_view()}
    }
}

fn item(change: &ChangeInWords) -> impl IntoView + use<> {
    let mark = change.mark.as_ref();
    let name = mark.map(|it| it.mark.name());
    let mark = mark.map(|it| view! { <span class="tag change-mark">{it.text.clone()}</span> });
    let deeds = change.deeds.iter().cloned();
    let deeds = deeds.map(|text| {
        view! {
            <li>
                <Prose text />
            </li>
        }
    });
    let notes = change.notes.iter().cloned();
    let notes = notes.map(|it| view! { <p class="quiet">{it}</p> });
    view! {
        <li class="window change" data-mark=name>
            <p class="window-head">
                <b>
                    <Prose text=change.title.clone() />
                </b>
                {mark}
            </p>
            <ul class="deeds">{deeds.collect_view()}</ul>
            {notes.collect_view()}
            <dl class="facts">
                <dt>{t("changes.when")}</dt>
                <dd>{time(change.at)}</dd>
                <dt>{t("changes.who")}</dt>
                <dd>{change.who.clone()}</dd>
            </dl>
        </li>
    }
}
