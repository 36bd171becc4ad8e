//! How the subscription stands as a whole, and what to do where that is in the
//! way of every VM.

use azure::{resource_id::ResourceId, security::Plan};
use diagnosis::engine::Severity;
use guide::{Names, remedy};
use inventory::{Overview, Standing};
use leptos::prelude::*;

use super::acting::acting;
use crate::{
    acts::ActButton,
    components::{Icon, IconView},
    guide::{Topic, Ways},
    words::words,
};

#[component]
pub(super) fn Head(overview: Memo<Option<Overview>>, subscription: ResourceId) -> impl IntoView {
    let texts = words();
    let label = move || texts.text("inventory.head.label");
    let standing = move |name: &'static str, pick: fn(&Overview) -> &Standing| {
        let shown = Memo::new(move |_| {
            overview.with(|it| it.as_ref().map_or(Standing::Pending, |it| pick(it).clone()))
        });
        let names = Memo::new({
            let id = subscription.subscription().to_owned();
            move |_| names(overview.get().as_ref(), &id)
        });
        let plan = Memo::new(move |_| overview.with(|it| it.as_ref()?.plan_read.clone()));
        view! { <Line name standing=shown plan names of=subscription.clone() /> }
    };
    view! {
        <section class="card standing" aria-label=label>
            {standing("subscription", |it| &it.subscription)}
            {standing("provider", |it| &it.provider)}
            {standing("plan", |it| &it.plan)}
        </section>
    }
}

/// What the texts and steps fill in.
fn names(overview: Option<&Overview>, id: &str) -> Names {
    let name = overview.map(|it| &*it.name).filter(|it| !it.is_empty());
    let name = name.unwrap_or(id).to_owned();
    Names::new([("subscription", name), ("subscription_id", id.to_owned())])
}

#[component]
fn Line(
    name: &'static str,
    standing: Memo<Standing>,
    plan: Memo<Option<Plan>>,
    names: Memo<Names>,
    of: ResourceId,
) -> impl IntoView {
    let (texts, acting) = (words(), acting());
    let icon = Signal::derive(move || match standing.get() {
        Standing::Pending => Icon::Pending,
        Standing::Good => Icon::Passed,
        Standing::CannotTell(_) => Icon::Unknown,
        Standing::Failed { severity, .. } => match severity {
            Severity::Blocker => Icon::Problem,
            _ => Icon::Warning,
        },
    });
    let word = move || match standing.get() {
        Standing::Pending => texts.text("inventory.head.pending"),
        Standing::CannotTell(_) => texts.text("inventory.head.cannot_tell"),
        Standing::Failed { severity, .. } => texts.text(match severity {
            Severity::Blocker => "inventory.head.failed",
            _ => "inventory.head.warning",
        }),
        Standing::Good => match (name, plan.get().and_then(|it| it.sub_plan)) {
            ("subscription", _) => texts.text("inventory.head.active"),
            ("provider", _) => texts.text("inventory.head.registered"),
            // No other sub-plan includes JIT.
            (_, Some(_)) => texts.text("inventory.head.on"),
            (_, None) => texts.text("inventory.head.on_whole"),
        },
    };
    let text = move || match standing.get() {
        Standing::Pending => None,
        Standing::Good => {
            let coverage = plan.get().filter(|_| name == "plan")?.coverage?;
            let key = format!("inventory.head.coverage.{coverage}");
            texts.catalog().get(&key).map(str::to_owned)
        }
        Standing::CannotTell(why) => Some(texts.reason(&why)),
        Standing::Failed {
            check, case, args, ..
        } => {
            let mut args: Vec<_> = args.texts().collect();
            let of_all = names.with(|it| it.get("subscription").map(str::to_owned));
            args.extend(of_all.map(|it| ("subscription", it)));
            Some(texts.fill(&format!("checks.{check}.cases.{case}.what"), &args))
        }
    };
    let ways = move || {
        let Standing::Failed { check, case, .. } = standing.get() else {
            return None;
        };
        let remedy = remedy(check, case).filter(|it| it.has_steps)?;
        let is_open = RwSignal::new(false);
        let act = remedy.action.and_then(|it| it.for_subscription(&of));
        Some(view! {
            {act.map(|act| view! { <ActButton act open=acting.open /> })}
            <details on:toggle:target=move |event| is_open.set(event.target().open())>
                <summary>{move || texts.text("inventory.head.what_to_do")}</summary>
                <Show when=move || is_open.get()>
                    <Ways to=Topic::Case { check, case } names=names.get() />
                </Show>
            </details>
        })
    };
    let state = move || match standing.get() {
        Standing::Pending => "pending",
        Standing::Good => "good",
        Standing::CannotTell(_) => "cannot-tell",
        Standing::Failed { case, .. } => case,
    };
    view! {
        <div class="standing-line" data-standing=name data-state=state>
            <p class="standing-head">
                <IconView icon />
                <span>{move || texts.text(&format!("inventory.head.{name}"))} ": "</span>
                <b>{word}</b>
            </p>
            {move || text().map(|it| view! { <p class="quiet">{it}</p> })}
            {ways}
        </div>
    }
}
