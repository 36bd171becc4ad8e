//! The table of subscriptions, and how the reader has set it, which the address keeps.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use azure::answer::Reason;
use fleet::{Column, Figure, Filter, PlanState, Row, View, shown_count};
use leptos::prelude::*;
use text::Catalog;

use super::reading::Reading;
use crate::{
    browser::clock,
    components::{Field, unique_id},
    route::{REST, Route, Router},
    task_slot::TaskSlot,
    words::{Words, t, words},
};

/// Rows that are drawn at first: more than these would hold up the first numbers.
const FIRST_ROWS: usize = 10;
/// Rows that each drawing adds.
const MORE_ROWS: usize = 30;

#[derive(Clone, Copy)]
pub(super) struct Table {
    find: RwSignal<String>,
    filter: RwSignal<Filter>,
    order: RwSignal<(Column, bool)>,
    /// The ids of the subscriptions that are chosen.
    pub(super) chosen: RwSignal<BTreeSet<String>>,
}

impl Table {
    /// As an address has it.
    pub(super) fn new(query: &str) -> Self {
        let view = View::from_query(query);
        Self {
            find: RwSignal::new(view.find),
            filter: RwSignal::new(view.filter),
            order: RwSignal::new((view.column, view.is_turned)),
            chosen: RwSignal::new(BTreeSet::new()),
        }
    }

    pub(super) fn view(self) -> View {
        let (column, is_turned) = self.order.get();
        View {
            find: self.find.get(),
            filter: self.filter.get(),
            column,
            is_turned,
        }
    }

    /// Keeps the address up to date from now on. The one that the reader came with is
    /// left as it is.
    pub(super) fn keep_in_address(self, router: Router) {
        let resting = TaskSlot::new();
        Effect::new(move |before: Option<()>| {
            let query = self.view().to_query();
            if before.is_some() {
                resting.run(async move {
                    clock::wait(REST).await;
                    router.keep(Route::Fleet(query));
                });
            }
        });
    }

    /// The places of the subscriptions that are shown.
    pub(super) fn places(self, reading: Reading) -> Arc<Vec<usize>> {
        let view = self.view();
        Arc::new(reading.with(|it| view.places(it)))
    }

    /// Puts the rows in the order of a column, or turns it round.
    fn turn(self, column: Column) {
        self.order.update(|(own, is_turned)| {
            *is_turned = *own == column && !*is_turned;
            *own = column;
        });
    }
}

/// A row in words.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Shown {
    name: String,
    is_delegated: bool,
    plan: String,
    counts: [String; Figure::ALL.len()],
    why: Vec<String>,
}

impl Shown {
    fn new(row: &Row, words: Words, catalog: &Catalog) -> Self {
        let own = &row.subscription;
        let plan = PlanState::of(row).map_or("not_read", PlanState::key);
        let why = row.missing().into_iter().map(|it| match it.reason {
            Reason::OnlyPartRead => catalog.text("fleet.partly"),
            _ => words.reason(it),
        });
        Self {
            name: if own.name.is_empty() {
                own.id.clone()
            } else {
                own.name.clone()
            },
            is_delegated: row.is_delegated,
            plan: catalog.text(&format!("fleet.plans.{plan}")),
            counts: Figure::ALL.map(|it| shown_count(it.of(row), catalog)),
            why: why.collect(),
        }
    }
}

#[component]
pub(super) fn Subscriptions(reading: Reading, table: Table, children: Children) -> impl IntoView {
    let texts = words();
    let places = Memo::new(move |_| table.places(reading));
    let count = Memo::new(move |_| places.with(|it| it.len()));
    let total = Memo::new(move |_| reading.with(|it| it.rows().len()));
    let shown = move || {
        let n = count.get().to_string();
        texts.fill(
            "fleet.shown",
            &[("n", n), ("total", total.get().to_string())],
        )
    };
    let is_empty = Memo::new(move |_| count.get() == 0);
    let is_running = Memo::new(move |_| reading.is_running());
    let nothing = move || {
        let key = match (total.get(), is_running.get()) {
            (0, true) => "fleet.progress.list",
            (0, false) => "fleet.none_at_all",
            _ => "fleet.none",
        };
        texts.text(key)
    };
    view! {
        <section class="card" data-fleet>
            <div class="vm-search" role="search">
                <Field label=move || t("fleet.find") value=table.find />
                <Filters table />
                <p class="quiet" role="status">
                    {shown}
                </p>
                <button
                    type="button"
                    class="button button-small"
                    aria-pressed=move || (table.order.get().0 == Column::Worst).to_string()
                    on:click=move |_| table.order.set((Column::Worst, false))
                >
                    {move || t("fleet.columns.worst")}
                </button>
            </div>
            {children()}
            <Show when=move || !is_empty.get() fallback=move || view! { <p>{nothing}</p> }>
                <Rows reading table places />
            </Show>
            <details>
                <summary>{move || t("fleet.meanings.title")}</summary>
                <dl class="facts">{meanings()}</dl>
            </details>
        </section>
    }
}

/// The table itself, of which a few more rows are drawn each time.
#[component]
fn Rows(reading: Reading, table: Table, places: Memo<Arc<Vec<usize>>>) -> impl IntoView {
    let texts = words();
    let most = RwSignal::new(FIRST_ROWS);
    // Paper has all of them.
    let drawn = Memo::new(move |_| {
        let most = if texts.is_on_paper() {
            usize::MAX
        } else {
            most.get()
        };
        places.with(|it| it.iter().copied().take(most).collect::<Vec<_>>())
    });
    let rows = Memo::new(move |_| {
        let catalog = texts.catalog();
        drawn.with(|places| {
            reading.with(|fleet| {
                let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
                rows.map(|it| (it.subscription.id.clone(), Shown::new(it, texts, &catalog)))
                    .collect::<HashMap<_, _>>()
            })
        })
    });
    let ids = Memo::new(move |_| {
        drawn.with(|places| {
            reading.with(|fleet| {
                let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
                rows.map(|it| it.subscription.id.clone())
                    .collect::<Vec<_>>()
            })
        })
    });
    let left = Memo::new(move |_| {
        let drawn = drawn.with(Vec::len);
        places.with(|it| it.len()).saturating_sub(drawn)
    });
    Effect::new(move |_| {
        // While it reads, the page is drawn a few times a second; then one batch follows
        // the other.
        reading.with(|_| ());
        let is_left = if reading.is_running() {
            left.get_untracked()
        } else {
            left.get()
        };
        if 0 < is_left {
            // The page may have been left by then.
            request_animation_frame(move || {
                most.try_update(|it| *it += MORE_ROWS);
            });
        }
    });
    let columns = [Column::Name, Column::Plan]
        .into_iter()
        .chain(Figure::ALL.map(Column::Of));
    view! {
        <div
            class="table-frame"
            role="region"
            tabindex="0"
            aria-label=move || t("fleet.title")
        >
            <table class="table many-columns stacked" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        {columns
                            .clone()
                            .map(|column| view! { <Head column table /> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For
                        each=move || ids.get()
                        key=Clone::clone
                        children=move |id| row(id, rows, table.chosen)
                    />
                </tbody>
            </table>
        </div>
    }
}

fn meanings() -> impl IntoView {
    let explained = [
        Figure::Vms,
        Figure::NotConfigured,
        Figure::Unsupported,
        Figure::Exposed,
        Figure::Open,
        Figure::AnySource,
        Figure::Failed,
        Figure::Stale,
    ];
    let texts = words();
    let meaning = move |figure: Figure| {
        let text = move |area: &str| texts.text(&format!("fleet.{area}.{}", figure.key()));
        view! {
            <dt>{move || text("columns")}</dt>
            <dd>{move || text("meanings")}</dd>
        }
    };
    explained.map(meaning).into_iter().collect_view()
}

#[component]
fn Filters(table: Table) -> impl IntoView {
    let texts = words();
    let id = unique_id("filter");
    let option = move |it: Filter| {
        view! {
            <option value=it.key() selected=move || table.filter.get() == it>
                {move || texts.text(&format!("fleet.filter.{}", it.key()))}
            </option>
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{move || texts.text("fleet.filter.label")}</label>
            <select
                id=id
                on:change:target=move |event| {
                    let chosen = Filter::from_key(&event.target().value());
                    table.filter.set(chosen.unwrap_or_default());
                }
            >
                {Filter::ALL.map(option).into_iter().collect_view()}
            </select>
        </div>
    }
}

/// A column's head, which puts the rows in its order and turns that round.
#[component]
fn Head(column: Column, table: Table) -> impl IntoView {
    let texts = words();
    // Numbers begin with the highest.
    let is_number = matches!(column, Column::Of(_));
    let order = Memo::new(move |_| {
        let (own, is_turned) = table.order.get();
        (own == column).then_some(if is_turned == is_number {
            "ascending"
        } else {
            "descending"
        })
    });
    view! {
        <th scope="col" role="columnheader" aria-sort=move || order.get().unwrap_or("none")>
            <button
                type="button"
                class="vm-sort"
                data-order=move || order.get()
                on:click=move |_| table.turn(column)
            >
                {move || texts.text(&format!("fleet.columns.{}", column.key()))}
            </button>
        </th>
    }
}

/// A row stays where its numbers change, with the tick that somebody is at.
fn row(
    id: String,
    rows: Memo<HashMap<String, Shown>>,
    chosen: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let href = Route::subscription(&id, None).href();
    let own = id.clone();
    let key = id.clone();
    let shown = Memo::new(move |_| rows.with(|it| it.get(&key).cloned()));
    let of = move |part: fn(&Shown) -> String| {
        move || shown.with(|it| it.as_ref().map(part).unwrap_or_default())
    };
    let numbers = Figure::ALL.into_iter().enumerate().map(|(at, figure)| {
        let count = move || shown.with(|it| Some(it.as_ref()?.counts.get(at)?.clone()));
        view! {
            <td
                role="cell"
                class="one-word"
                data-figure=figure.key()
                data-label=move || t(&format!("fleet.columns.{}", figure.key()))
            >
                {count}
            </td>
        }
    });
    let why = Memo::new(move |_| {
        shown.with(|it| it.as_ref().map(|it| it.why.clone()).unwrap_or_default())
    });
    let items = move || {
        let items = why.get().into_iter().map(|it| view! { <li>{it}</li> });
        items.collect_view()
    };
    let is_delegated =
        Memo::new(move |_| shown.with(|it| it.as_ref().is_some_and(|it| it.is_delegated)));
    view! {
        <tr role="row" data-subscription=own>
            <th scope="row" role="rowheader">
                {tick(id, Signal::derive(of(|it| it.name.clone())), chosen)}
                <a href=href>{of(|it| it.name.clone())}</a>
                <Show when=move || is_delegated.get()>
                    " "
                    <span class="tag" data-delegated>
                        {move || t("fleet.delegated")}
                    </span>
                </Show>
                <Show when=move || why.with(|it| !it.is_empty())>
                    <details>
                        <summary>{move || t("fleet.why")}</summary>
                        <ul class="incomplete">{items}</ul>
                    </details>
                </Show>
            </th>
            <td role="cell" data-figure="plan" data-label=move || t("fleet.columns.plan")>
                {of(|it| it.plan.clone())}
            </td>
            {numbers.collect_view()}
        </tr>
    }
}

/// A tick that takes the subscription among those with which something is to be done.
fn tick(id: String, name: Signal<String>, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let texts = words();
    let own = id.clone();
    view! {
        <label class="vm-tick">
            <input
                type="checkbox"
                data-choose
                aria-label=move || texts.fill("fleet.chosen.choose", &[("name", name.get())])
                prop:checked=move || chosen.with(|it| it.contains(&own))
                on:change:target=move |event| {
                    chosen.update(|it| {
                        if event.target().checked() {
                            it.insert(id.clone());
                        } else {
                            it.remove(&id);
                        }
                    });
                }
            />
        </label>
    }
}
