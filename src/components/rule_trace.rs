//! The rules of each security group on the way, in the order in which they are
//! asked, with the one that decides marked.

use std::sync::Arc;

use azure::{
    answer::Unavailable,
    security_rules::{Access, Match},
};
use diagnosis::{
    jit_rules::Jit,
    path::{GroupTrace, RuleLine, Side, Used},
};
use leptos::prelude::*;

use super::{
    icon::{Icon, IconView},
    notice::unread,
};
use crate::words::{t, tf};

/// What can be done beside each rule and below the rules of each group; both by the
/// group's place. Their texts are there when they are given.
#[derive(Clone, Copy)]
pub(crate) struct RuleTools {
    /// Whether the rules aren't what was read.
    pub(crate) is_changed: Memo<bool>,
    pub(crate) beside: Callback<(usize, RuleLine), AnyView>,
    pub(crate) below: Callback<usize, AnyView>,
}

#[component]
pub(crate) fn RuleTrace(
    #[prop(into)] traces: Signal<Result<Arc<Vec<GroupTrace>>, Unavailable>>,
    #[prop(optional)] tools: Option<RuleTools>,
) -> impl IntoView {
    let is_short = RwSignal::new(false);
    view! {
        <div class="opened">
            <p class="quiet">{move || t("components.rules.lead")}</p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_short
                    on:change:target=move |event| is_short.set(event.target().checked())
                />
                <span>{move || t("components.rules.filter")}</span>
            </label>
            {move || match traces.get() {
                Err(why) => unread("components.rules.unread", &why).into_any(),
                Ok(traces) if traces.is_empty() => {
                    view! { <p>{t("components.rules.none")}</p> }.into_any()
                }
                Ok(traces) => {
                    let groups = traces.iter().enumerate();
                    let groups = groups.map(|(at, it)| group(at, it, is_short.get(), tools));
                    groups.collect_view().into_any()
                }
            }}
        </div>
    }
}

fn group(
    at: usize,
    trace: &GroupTrace,
    is_short: bool,
    tools: Option<RuleTools>,
) -> impl IntoView + use<> {
    let title = tf(
        match trace.side {
            Side::Subnet => "components.rules.subnet",
            Side::Nic => "components.rules.nic",
        },
        &[("group", trace.group.name()), ("address", &trace.address)],
    );
    let is_changed = tools.is_some_and(|it| it.is_changed.get());
    let used = t(match (trace.used, is_changed) {
        (Used::Effective, false) => "components.rules.effective",
        (Used::Written, false) => "components.rules.written",
        (Used::Effective, true) => "components.trial.effective",
        (Used::Written, true) => "components.trial.written",
    });
    let body = match &trace.rules {
        Err(why) => unread("components.rules.unread", why).into_any(),
        Ok(rules) => {
            let below = tools.map(|it| it.below.run(at));
            view! {
                {table(at, rules, &title, &used, is_short, tools)}
                {below}
            }
            .into_any()
        }
    };
    view! {
        <div class="rules-group" data-group=trace.group.name().to_owned()>
            <h3>{title}</h3>
            {body}
        </div>
    }
}

fn table(
    at: usize,
    rules: &[RuleLine],
    title: &str,
    used: &str,
    is_short: bool,
    tools: Option<RuleTools>,
) -> impl IntoView + use<> {
    let shown: Vec<&RuleLine> = rules.iter().filter(|it| it.matters || !is_short).collect();
    let counts = [("shown", shown.len()), ("total", rules.len())];
    let counts = counts.map(|(name, it)| (name, it.to_string()));
    let count = tf("components.rules.left_out", &counts);
    let nothing = shown
        .is_empty()
        .then(|| view! { <p>{t("components.rules.nothing")}</p> });
    let is_open = rules.iter().any(|it| it.decides && it.holds != Match::Yes);
    let lines = shown.into_iter().map(|it| {
        let tools = tools.map(|tools| tools.beside.run((at, it.clone())));
        line(it, is_open, tools)
    });
    let lines = lines.collect_view();
    let heads = [
        "priority",
        "name",
        "access",
        "source",
        "destination",
        "protocol",
        "port",
        "holds",
    ]
    .map(|it| view! { <th role="columnheader">{t(&format!("components.rules.{it}"))}</th> })
    .collect_view();
    let tools =
        tools.map(|_| view! { <th role="columnheader">{t("components.trial.column")}</th> });
    view! {
        <p class="quiet">{used.to_owned()} " " <span data-count>{count}</span></p>
        <div class="table-frame" role="region" tabindex="0" aria-label=title.to_owned()>
            // The roles are said anew, for a narrow screen's style takes them away.
            <table class="table rule-table" role="table">
                <thead role="rowgroup">
                    <tr role="row">{heads} {tools}</tr>
                </thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
        {nothing}
    }
}

fn line(rule: &RuleLine, is_open: bool, tools: Option<AnyView>) -> impl IntoView + use<> {
    let jit = rule.jit.map(|it| {
        t(match it {
            Jit::Allow => "components.rules.jit_allow",
            Jit::Deny => "components.rules.jit_deny",
        })
    });
    let decides = rule.decides.then(|| {
        t(if is_open {
            "components.rules.in_doubt"
        } else {
            "components.rules.decides"
        })
    });
    let access = t(match rule.access {
        Some(Access::Allow) => "components.rules.allow",
        Some(Access::Deny) => "components.rules.deny",
        Some(Access::AlwaysAllow) => "components.rules.always_allow",
        None => "components.rules.not_understood",
    });
    let (icon, holds) = match rule.holds {
        Match::Yes => (Icon::Check, "yes"),
        Match::No => (Icon::Cross, "no"),
        Match::Maybe => (Icon::Unknown, "maybe"),
    };
    let priority = rule.priority.map(|it| it.to_string());
    let cell = |head: &str, text: String| {
        view! {
            <td role="cell" class=format!("rule-{head}") title=t(&format!("components.rules.{head}"))>
                <span class="rule-value">{text}</span>
            </td>
        }
    };
    view! {
        <tr
            role="row"
            data-rule=rule.name.clone()
            data-decides=rule.decides.then_some("yes")
            data-holds=holds
        >
            {cell("priority", priority.unwrap_or_else(|| "–".to_owned()))}
            <th role="rowheader">
                {decides
                    .map(|it| {
                        view! {
                            <span class="tag rule-decides">
                                <IconView icon=Icon::Check />
                                {it}
                            </span>
                            " "
                        }
                    })}
                {jit.map(|it| view! { <span class="tag rule-jit">{it}</span> " " })}
                <code class="rule-name">{rule.name.clone()}</code>
            </th>
            {cell("access", access)}
            {cell("source", listed(&rule.sources))}
            {cell("destination", listed(&rule.destinations))}
            {cell("protocol", protocol(&rule.protocol))}
            {cell("port", listed(&rule.ports))}
            <td role="cell" class="rule-holds">
                <span class="rule-value">
                    <IconView icon />
                    " "
                    {t(&format!("components.rules.{holds}"))}
                </span>
            </td>
            {tools.map(|it| view! { <td role="cell" class="rule-tools">{it}</td> })}
        </tr>
    }
}

/// As the portal shows it, where it says *Any* for what ARM writes as `*`, and
/// effective rules as `All`.
fn protocol(text: &str) -> String {
    match text {
        "All" => any("*"),
        text => any(&text.to_ascii_uppercase()),
    }
}

fn any(text: &str) -> String {
    if text == "*" {
        t("components.rules.any")
    } else {
        text.to_owned()
    }
}

/// The first few: a rule may name thousands of addresses.
fn listed(texts: &[String]) -> String {
    const SHOWN: usize = 4;
    let text = texts
        .iter()
        .take(SHOWN)
        .map(|it| any(it))
        .collect::<Vec<_>>()
        .join(", ");
    match texts.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{text}, … (+{more})"),
        _ => text,
    }
}
