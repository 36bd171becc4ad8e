//! What a view shows, as a file. Names and ids of subscriptions leave only when they are
//! asked for; without them each is a number, in the order of the file.

use inventory::spreadsheet;
use serde_json::{Value, json};
use text::Catalog;

use super::{Count, Figure, Fleet, PlanState, Row};

/// Whether a file names the subscriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    Shown,
    /// An alias such as `subscription-1` stands for each.
    Withheld,
}

impl Names {
    /// How the row at this place of the file is called, and its id.
    fn of(self, row: &Row, place: usize) -> (String, String) {
        match self {
            Self::Shown => {
                let own = &row.subscription;
                (own.name.clone(), own.id.clone())
            }
            Self::Withheld => (format!("subscription-{}", place + 1), String::new()),
        }
    }

    /// How the row is called where only one name stands.
    pub(super) fn title(self, row: &Row, place: usize) -> String {
        let (name, id) = self.of(row, place);
        if name.is_empty() { id } else { name }
    }
}

/// A number in words: as it is, *at least*, or unknown; `None` is not read yet.
pub fn shown_count(count: Option<Count>, catalog: &Catalog) -> String {
    match count {
        Some(Count::Exact(n)) => n.to_string(),
        Some(Count::AtLeast(n)) => catalog.fill("fleet.counts.at_least", [("n", n.to_string())]),
        Some(Count::Unknown) => catalog.text("fleet.counts.unknown"),
        None => catalog.text("fleet.counts.not_read"),
    }
}

/// The subscriptions at these places, with a header in the reader's language.
pub fn csv(fleet: &Fleet, places: &[usize], names: Names, catalog: &Catalog) -> String {
    let figures = Figure::ALL.map(Figure::key).into_iter();
    let columns = ["name", "id", "delegated", "plan"]
        .into_iter()
        .chain(figures);
    let header = columns.map(|it| catalog.text(&format!("fleet.columns.{it}")));
    let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
    let fields = rows.enumerate().map(|(place, row)| {
        let (name, id) = names.of(row, place);
        let delegated = if row.is_delegated { "yes" } else { "no" };
        let plan = PlanState::of(row).map_or("not_read", PlanState::key);
        let own = [
            name,
            id,
            catalog.text(&format!("fleet.file.{delegated}")),
            catalog.text(&format!("fleet.plans.{plan}")),
        ];
        let counts = Figure::ALL.map(|it| shown_count(it.of(row), catalog));
        own.into_iter().chain(counts).collect()
    });
    spreadsheet(&header.collect::<Vec<_>>(), fields)
}

/// The same for programs: `{"exact": n}`, `{"at_least": n}` or `null` for each number.
pub fn json(fleet: &Fleet, places: &[usize], names: Names) -> String {
    let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
    let subscriptions = rows.enumerate().map(|(place, row)| {
        let (name, id) = names.of(row, place);
        let mut value = json!({
            "name": name,
            "delegated": row.is_delegated,
            "plan": PlanState::of(row).map(PlanState::key),
        });
        if names == Names::Shown {
            value["id"] = Value::from(id);
        }
        for figure in Figure::ALL {
            value[figure.key()] = number(figure.of(row));
        }
        value
    });
    let subscriptions: Vec<Value> = subscriptions.collect();
    let whole = json!({
        "kind": "jit-doctor-fleet",
        "version": 1,
        "subscriptions": subscriptions,
    });
    format!("{whole:#}\n")
}

fn number(count: Option<Count>) -> Value {
    match count {
        Some(Count::Exact(n)) => json!({ "exact": n }),
        Some(Count::AtLeast(n)) => json!({ "at_least": n }),
        Some(Count::Unknown) | None => Value::Null,
    }
}
