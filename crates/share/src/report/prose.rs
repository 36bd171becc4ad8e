//! A report for a ticket: Markdown or plain text, in the reader's language,
//! times in UTC.

use std::fmt::Write as _;

use azure::{
    timestamp,
    value::{ArgName, NOTHING},
};
use checklist::{Item, RowState, in_words};
use diagnosis::{args, question::Goal};
use text::Catalog;

use super::{Detail, Report};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Plain,
}

/// The whole report in words. What failed or could not be read comes with all
/// that is known of it, the rest with one line.
pub fn prose(report: &Report, catalog: &Catalog, format: Format) -> String {
    let list = in_words(&report.diagnosis(), &report.context, catalog);
    let mut page = ReportWriter {
        text: String::new(),
        format,
    };
    let t = |key: &str| catalog.text(&format!("report.{key}"));
    page.heading(1, "JIT Doctor");
    page.line(&format!("**{}**", list.card.headline));
    page.line(&list.card.what);
    if let Some(who) = &list.card.who {
        page.line(&format!("{} {who}", t("who")));
    }
    page.gap();
    for (name, value) in head(report, catalog) {
        page.item(&format!("{name}: {value}"));
    }
    page.gap();
    page.line(&t("not_live"));
    for group in &list.groups {
        page.heading(2, &group.title);
        for item in &group.items {
            let state = catalog.text(&format!("states.{}", item.state.name()));
            page.item(&format!("[{state}] {}", item.title));
            if !matches!(item.state, RowState::Passed | RowState::NotNeeded) {
                details(&mut page, item, catalog);
            }
        }
    }
    if report.include.has(Detail::Requests) {
        page.heading(2, &t("requests"));
        for it in &report.requests {
            let status = it
                .status
                .map_or_else(|| t("no_answer"), |it| it.to_string());
            let id = it.correlation_id.as_deref().unwrap_or(NOTHING);
            page.item(&format!(
                "`{}` {status}, {} ms, {id}",
                it.request, it.milliseconds
            ));
        }
    }
    page.text
}

fn head(report: &Report, catalog: &Catalog) -> Vec<(String, String)> {
    let t = |key: &str| catalog.text(&format!("report.{key}"));
    let of = |name: &ArgName| {
        let found = report.context.iter().find(|(it, _)| *it == name);
        found.map_or_else(|| NOTHING.to_owned(), |(_, value)| value.to_string())
    };
    let goal = report.goal.map_or("unsure", Goal::name);
    let mut head = vec![
        (t("made"), timestamp::format(report.made)),
        (t("app"), report.app.to_string()),
        (t("cloud"), report.cloud.name().to_owned()),
        (t("goal"), catalog.text(&format!("report.goals.{goal}"))),
        (t("vm"), of(args::VM.name)),
        (t("group"), of(args::GROUP.name)),
        (t("subscription"), of(args::SUBSCRIPTION.name)),
        (t("port"), of(args::PORT.name)),
        (t("source"), of(args::SOURCE.name)),
    ];
    if let Some(case) = &report.case {
        head.insert(0, (t("case"), case.to_string()));
    }
    head
}

fn details(page: &mut ReportWriter, item: &Item, catalog: &Catalog) {
    let t = |key: &str| catalog.text(&format!("report.{key}"));
    let mut add = |text: &str| page.below(text);
    if let Some(what) = &item.what {
        add(what);
    }
    if let Some(by) = &item.blocked_by {
        add(&catalog.fill("report.blocked_by", [("title", &by.title)]));
    }
    if let Some(who) = &item.who {
        add(&format!("{} {who}", t("who")));
    }
    for step in &item.fix {
        add(&format!("→ {step}"));
    }
    for it in &item.evidence {
        let request = match it.request.as_str() {
            "" => String::new(),
            request => format!("`{request}` "),
        };
        add(&format!("{request}`{}` = `{}`", it.field, it.value));
    }
    if let Some(request) = &item.failed_request {
        let label = if item.was_answered {
            "unclear_answer"
        } else {
            "failed_request"
        };
        add(&format!("{} `{request}`", t(label)));
    }
    if let Some(id) = &item.correlation_id {
        add(&format!("{} {id}", t("correlation_id")));
    }
}

struct ReportWriter {
    text: String,
    format: Format,
}

impl ReportWriter {
    fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        match self.format {
            Format::Markdown => {
                let _ = writeln!(self.text, "{} {text}\n", "#".repeat(level));
            }
            Format::Plain => {
                let line = if level == 1 { "=" } else { "-" };
                let _ = writeln!(self.text, "{text}\n{}", line.repeat(text.chars().count()));
            }
        }
    }

    fn line(&mut self, text: &str) {
        self.push("", text);
        if self.format == Format::Markdown {
            self.text.push('\n');
        }
    }

    fn item(&mut self, text: &str) {
        self.push("- ", text);
    }

    fn below(&mut self, text: &str) {
        self.push("  - ", text);
    }

    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writing to a `String` cannot fail.
    fn push(&mut self, mark: &str, text: &str) {
        let text = match self.format {
            Format::Markdown => text.to_owned(),
            Format::Plain => text.replace(['`'], "").replace("**", ""),
        };
        let _ = writeln!(self.text, "{mark}{text}");
    }
}
