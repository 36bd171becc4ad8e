//! What this page's host sends with its files: what is wrong, what that costs, and how to
//! fix it on that host.

use futures::future::join_all;
use hosting::{Answer, Fault, File, Host, judge};
use leptos::prelude::*;

use crate::{
    browser::{host, location},
    components::{Notice, NoticeKind, Prose},
    pages::page::Page,
    run::Phase,
    task_slot::TaskSlot,
    words::{t, tf},
};

/// One thing that is wrong, and the files of which it is.
#[derive(Clone, PartialEq, Eq)]
struct Finding {
    fault: Fault,
    /// Paths, and what the host said of each.
    of: Vec<(String, String)>,
}

#[derive(Clone, PartialEq, Eq)]
enum Looked {
    Looking,
    /// The host did not answer for the page itself.
    Unreachable,
    Done(Host, Vec<Finding>),
}

#[component]
pub(super) fn HostPage() -> impl IntoView {
    let looked = RwSignal::new(Looked::Looking);
    let task = TaskSlot::new();
    let look = move || {
        looked.set(Looked::Looking);
        task.run(async move { looked.set(look_at_host().await) });
    };
    look();
    let phase = Signal::derive(move || match looked.get() {
        Looked::Looking => Phase::Running,
        Looked::Unreachable | Looked::Done(..) => Phase::Done,
    });
    let body = move || match looked.get() {
        Looked::Looking => {
            view! { <p role="status">{move || t("site.host.looking")}</p> }.into_any()
        }
        Looked::Unreachable => view! {
            <Notice
                kind=NoticeKind::Error
                title=move || t("site.host.unreachable.title")
                text=move || t("site.host.unreachable.text")
            />
        }
        .into_any(),
        Looked::Done(_, findings) if findings.is_empty() => view! {
            <Notice
                kind=NoticeKind::Success
                title=move || t("site.host.good.title")
                text=move || t("site.host.good.text")
            />
        }
        .into_any(),
        Looked::Done(host, findings) => view! { <Findings host findings /> }.into_any(),
    };
    view! {
        <Page title=move || t("site.host.title") lead=move || t("site.host.lead") phase>
            {body}
            <div class="actions">
                <button type="button" class="button" on:click=move |_| look()>
                    {move || t("site.host.again")}
                </button>
            </div>
        </Page>
    }
}

async fn look_at_host() -> Looked {
    // The address of its folder is that of the page.
    let Some((status, headers, html)) = host::ask("./").await else {
        return Looked::Unreachable;
    };
    let home = Answer::new(status, headers);
    let asked = File::ALL.into_iter().filter(|it| *it != File::Page);
    let asked = asked.filter_map(|file| Some((file, file.path(&html)?)));
    let answers = asked.map(|(file, path)| async move {
        let answer = host::ask(&path).await;
        let answer = answer.map_or_else(Answer::default, |(status, headers, _)| {
            Answer::new(status, headers)
        });
        (file, path, answer)
    });
    let mut answers = join_all(answers).await;
    let host = Host::guess(&location::domain(), &home);
    answers.insert(0, (File::Page, "/".to_owned(), home));
    let mut found = Vec::new();
    for (file, path, answer) in &answers {
        for fault in judge(*file, answer) {
            found.push((fault, path.clone(), fault.evidence(answer)));
        }
    }
    let findings = Fault::ALL.into_iter().filter_map(|fault| {
        // Without encryption there is nothing to keep to it.
        let counts = fault != Fault::Transport || location::is_encrypted();
        let of = found.iter().filter(|it| counts && it.0 == fault);
        let of: Vec<_> = of.map(|it| (it.1.clone(), it.2.clone())).collect();
        (!of.is_empty()).then_some(Finding { fault, of })
    });
    Looked::Done(host, findings.collect())
}

#[component]
fn Findings(host: Host, findings: Vec<Finding>) -> impl IntoView {
    let count = findings.len().to_string();
    let list = findings
        .into_iter()
        .map(|Finding { fault, of }| {
            let key = fault.key();
            let of = of
                .into_iter()
                .map(|(path, said)| view! { <li><code>{path}</code>" – "<code>{said}</code></li> })
                .collect_view();
            view! {
                <section class="card" data-fault=key>
                    <h2>{move || t(&format!("site.host.faults.{key}.title"))}</h2>
                    <p>{move || t(&format!("site.host.faults.{key}.cost"))}</p>
                    <ul>{of}</ul>
                </section>
            }
        })
        .collect_view();
    let ways = Host::ALL
        .into_iter()
        .map(|it| {
            let (key, is_guess) = (it.key(), it == host);
            view! {
                <details open=is_guess data-host=key>
                    <summary>{move || t(&format!("site.host.hosts.{key}.name"))}</summary>
                    <p>
                        <Prose text=Signal::derive(move || {
                            t(&format!("site.host.hosts.{key}.fix"))
                        }) />
                    </p>
                </details>
            }
        })
        .collect_view();
    view! {
        <Notice
            kind=NoticeKind::Warning
            title=move || tf("site.host.found", &[("count", &count)])
            text=move || t("site.host.found_text")
        />
        {list}
        <section class="card">
            <h2>{move || t("site.host.fix")}</h2>
            {ways}
        </section>
    }
}
