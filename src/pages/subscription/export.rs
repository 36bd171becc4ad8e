//! The policies of the chosen VMs as infrastructure code. They are read whole when it is
//! opened, for lists leave out what only code would keep.

use std::sync::Arc;

use azure::{
    answer::Unavailable,
    resource_id::{ResourceId, are_of_several_subscriptions},
    security::{PolicySettings, StoredPolicy, read_stored},
};
use futures::future::join_all;
use infrastructure::{Exported as Code, Format, export};
use leptos::prelude::*;

use super::acting::{Exported, MOST};
use crate::{
    browser::{files, location, scroll},
    components::{CopyButton, Icon, IconView, RadioGroup, RadioOption, WithTexts, unique_id},
    part::{Deferred, part},
    route::Route,
    session::sessions,
    task_slot::TaskSlot,
    words::{reason, words},
};

/// What was read: the policies, and those that could not be.
#[derive(Default)]
struct Read {
    policies: Vec<(ResourceId, PolicySettings)>,
    unread: Vec<(ResourceId, Option<Unavailable>)>,
}

#[component]
fn Export(exported: Exported, on_close: Callback<()>) -> impl IntoView {
    let (sessions, texts) = (sessions(), words());
    let format = RwSignal::new(Format::Bicep.name());
    let read = RwSignal::new(None::<Arc<Read>>);
    let task = TaskSlot::new();
    let Exported { policies, is_cut } = exported;
    let ids = StoredValue::new(policies);
    let id = unique_id("export");
    let labelled_by = id.clone();
    Effect::new(move |_| {
        let Some(access) = sessions.access() else {
            return;
        };
        task.run(async move {
            let arm = access.client(texts).renewed();
            let ids = ids.get_value();
            let answers = join_all(ids.iter().map(|it| read_stored(&arm, it))).await;
            let mut all = Read::default();
            for (id, answer) in ids.into_iter().zip(answers) {
                match answer.map(|it| it.as_ref().map(StoredPolicy::settings)) {
                    Ok(Some(settings)) => all.policies.push((id, settings)),
                    Ok(None) => all.unread.push((id, None)),
                    Err(why) => all.unread.push((id, Some(why))),
                }
            }
            read.set(Some(Arc::new(all)));
        });
    });
    // Whoever does not see the page hears what has opened.
    request_animation_frame(|| {
        location::focus("[data-export] h2");
        scroll::bring_to_top("[data-export] h2");
    });
    let options = Format::ALL
        .map(|it| {
            RadioOption::new(it.name(), move || {
                texts.text(&format!("code.formats.{}", it.name()))
            })
        })
        .into();
    let chosen = move || {
        let chosen = Format::ALL.into_iter().find(|it| it.name() == format.get());
        chosen.unwrap_or(Format::Bicep)
    };
    let shown = move || {
        read.get().map(|all| {
            let format = chosen();
            let policies = all.policies.iter().map(|(id, it)| (id, it));
            let groups = export(policies, format);
            let is_spread = are_of_several_subscriptions(groups.iter().map(|it| &it.resource_group));
            let groups = groups
                .into_iter()
                .map(|it| group(it, format, is_spread))
                .collect_view();
            let unread = all.unread.iter();
            let unread = unread.map(|(id, why)| {
                let reason = match why {
                    Some(why) => reason(why),
                    None => texts.text("code.export.gone"),
                };
                view! { <li data-unread title=id.to_string()>{id.name().to_owned()} ": " {reason}</li> }
            });
            let unread: Vec<_> = unread.collect();
            let unread =
                (!unread.is_empty()).then(|| view! { <ul class="act-beside">{unread}</ul> });
            view! {
                {groups}
                {unread}
            }
        })
    };
    view! {
        <section class="card" data-export aria-labelledby=labelled_by>
            <div class="act-head">
                <h2 id=id tabindex="-1">{move || texts.text("code.export.title")}</h2>
                <button
                    type="button"
                    class="button button-small"
                    data-close
                    on:click=move |_| on_close.run(())
                >
                    {move || texts.text("code.export.close")}
                </button>
            </div>
            <p>{move || texts.text("code.export.text")}</p>
            <RadioGroup legend=move || texts.text("code.export.format") options value=format />
            <p class="quiet">{move || texts.text(&format!("code.export.how.{}", format.get()))}</p>
            <p role="status">
                {move || read.with(|it| match it {
                    None => texts.text("code.export.reading"),
                    Some(all) => {
                        let n = [("n", all.policies.len().to_string())];
                        texts.fill("code.export.read", &n)
                    }
                })}
            </p>
            {is_cut
                .then(|| {
                    let limit = move || texts.fill("code.export.limit", &[("n", MOST.to_string())]);
                    view! { <p class="quiet">{limit}</p> }
                })}
            {shown}
            <p>
                <a href=Route::Code.href()>{move || texts.text("code.export.judge")}</a>
            </p>
        </section>
    }
}

/// The code of one resource group.
///
/// Groups of several subscriptions may have one name.
fn group(exported: Code, format: Format, is_spread: bool) -> impl IntoView {
    let texts = words();
    let own = exported.resource_group.name().to_owned();
    let subscription = exported.resource_group.subscription().to_owned();
    let name = if is_spread {
        format!("{subscription}-{own}")
    } else {
        own.clone()
    };
    let key = if is_spread {
        "code.export.group_spread"
    } else {
        "code.export.group"
    };
    let title = texts.fill(key, &[("group", own), ("subscription", subscription)]);
    let (text, file) = (exported.text, format!("jit-{name}.{}", format.extension()));
    let saved = text.clone();
    view! {
        <section class="act-diff" data-group=name>
            <h3>{title}</h3>
            <div class="code-block">
                <pre dir="ltr" tabindex="0"><code>{text.clone()}</code></pre>
                <div class="actions">
                    <CopyButton label=move || texts.text("code.copy") value=text />
                    <button
                        type="button"
                        class="button button-small"
                        data-save
                        on:click=move |_| files::save(&file, &saved)
                    >
                        <IconView icon=Icon::Download />
                        {move || texts.text("code.export.save")}
                    </button>
                </div>
            </div>
        </section>
    }
}

part!(
    tidy,
    fn policies_as_code(exported: Exported, on_close: Callback<()>) -> Deferred {
        Box::new(move || {
            view! {
                <WithTexts area="code">
                    {
                        let exported = exported.clone();
                        view! { <Export exported on_close /> }
                    }
                </WithTexts>
            }
            .into_any()
        })
    }
);
