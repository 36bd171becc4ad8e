//! The history of changes as Markdown, for a ticket: redacted as a report is. People's
//! names never leave the page, whatever is included.

use checklist::{HistoryInWords, Times, what_changed};
use diagnosis::what_changed::History;
use text::Catalog;

use super::{Include, redact::Redactor};

/// The history in Markdown, with these details.
pub fn changes(history: &History, include: Include, catalog: &Catalog) -> String {
    let mut redactor = Redactor::new(include, history.scene.now);
    let told = what_changed(history, catalog, Times::UTC, |value| redactor.value(value));
    written(&told, catalog)
}

fn written(told: &HistoryInWords, catalog: &Catalog) -> String {
    let heading = catalog.text("changes.take.heading");
    let mut lines = vec![format!("## {heading}"), String::new(), told.lead.clone()];
    for it in told.found.iter().chain(&told.code) {
        lines.extend([String::new(), it.clone()]);
    }
    lines.push(String::new());
    for it in &told.entries {
        let args = [("when", &it.when), ("title", &it.title), ("who", &it.who)];
        let line = catalog.fill("changes.take.when", args);
        lines.push(format!("- {line}"));
        let marks = it.mark.iter().map(|it| format!("  - **{}**", it.text));
        lines.extend(marks);
        let more = it.deeds.iter().chain(&it.notes);
        lines.extend(more.map(|it| format!("  - {it}")));
    }
    if told.entries.is_empty() {
        lines.push(catalog.text("changes.none"));
    }
    for it in &told.notes {
        lines.extend([String::new(), it.clone()]);
    }
    lines.push(String::new());
    lines.join("\n")
}
