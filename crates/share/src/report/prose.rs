//! A report for a ticket: Markdown or plain text, in the reader's language,
//! times in UTC.

use std::fmt::Write as _;

use azure::value::{ArgName, NOTHING};
use checklist::{Item, RowState, Times, in_text, path_view::reported_picture, seen_in_words};
use diagnosis::{args, question::Goal};
use text::{Catalog, sentences};

use super::{Detail, Report};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Plain,
}

/// The address of a place of the page.
pub type AddressOf<'a> = &'a dyn Fn(&str) -> String;

/// The whole report in words: the cause and what to do about it first, then what
/// else is wrong, and the rest folded. It speaks of the one who was checked. Where the
/// page's own address is known, each cause has the address of what there is to say
/// about it.
pub fn prose(
    report: &Report,
    catalog: &Catalog,
    format: Format,
    address_of: Option<AddressOf>,
) -> String {
    let diagnosis = report.diagnosis();
    let list = report.in_words(catalog, Times::UTC);
    let path = reported_picture(&diagnosis, &report.context, catalog, Times::UTC);
    let mut page = ReportWriter {
        text: String::new(),
        format,
    };
    let t = |key: &str| catalog.text(&format!("report.{key}"));
    let lead = list.card.lead.map(|it| it.check);
    let items = || list.groups.iter().flat_map(|it| &it.items);
    page.heading(1, &list.card.headline);
    page.line(&list.card.what);
    if let Some(change) = report.explained_in_words(catalog, Times::UTC) {
        page.line(&change);
    }
    if let Some(who) = &list.card.who {
        page.line(&format!("{} {who}", t("who")));
    }
    if let Some(item) = items().find(|it| Some(it.id) == lead) {
        if !item.fix.is_empty() {
            page.line(&t("steps"));
        }
        for step in &item.fix {
            page.item(step);
        }
        if let Some(cause) = cause(item, catalog, address_of) {
            page.item(&cause);
        }
        page.gap();
        page.fold(&t("seen"), |page| seen(page, item, catalog, ""));
    }
    if let Some(ahead) = report.ahead_in_words(catalog, Times::UTC) {
        page.heading(2, &t("ahead"));
        for (at, step) in ahead.steps.iter().enumerate() {
            page.numbered(at + 1, &step.headline);
            page.below_numbered(at + 1, &step.who);
            if let Some(takes) = &step.takes {
                page.below_numbered(at + 1, takes);
            }
        }
        page.gap();
        page.line(&ahead.end);
    }
    page.heading(2, &t("question"));
    for mark in report.marks_in_words(catalog, Times::UTC) {
        page.item(&mark);
    }
    for (name, value) in head(report, catalog) {
        page.item(&format!("{name}: {value}"));
    }
    if let Some(path) = path.filter(|_| report.is_by_azure()) {
        let note = path.note.as_deref().unwrap_or_default();
        let said = sentences(&[&path.summary, note]);
        page.item(&format!("{}: {said}", t("path")));
    }
    page.gap();
    page.line(&t("not_live"));
    let is_wrong = |it: &&Item| {
        let rest = [RowState::Passed, RowState::NotNeeded, RowState::Blocked];
        Some(it.id) != lead && !rest.contains(&it.state)
    };
    let line = |it: &Item| {
        let state = catalog.text(&format!("states.{}", it.state.name()));
        format!("[{state}] {}", it.title)
    };
    let mut wrong: Vec<&Item> = items().filter(is_wrong).collect();
    wrong.sort_by_key(|it| it.state == RowState::CouldNotCheck);
    if !wrong.is_empty() {
        page.heading(2, &t("more"));
        for item in wrong {
            page.item(&line(item));
            details(&mut page, item, catalog);
            if let Some(cause) = cause(item, catalog, address_of) {
                page.below(&cause);
            }
        }
    }
    let rest: Vec<&Item> = items()
        .filter(|it| Some(it.id) != lead && !is_wrong(it))
        .collect();
    let n = rest.len().to_string();
    page.fold(&catalog.fill("report.rest", [("n", n)]), |page| {
        for item in rest {
            page.item(&line(item));
            if let Some(by) = &item.blocked_by {
                page.below(&catalog.fill("report.blocked_by", [("title", &by.title)]));
            }
        }
    });
    if report.include.has(Detail::Requests) {
        page.fold(&t("requests"), |page| requests(page, report, catalog));
    }
    page.text
}

fn requests(page: &mut ReportWriter, report: &Report, catalog: &Catalog) {
    for it in &report.requests {
        let status = it.status.map_or_else(
            || catalog.text("report.no_answer"),
            |status| status.to_string(),
        );
        let id = it.correlation_id.as_deref().unwrap_or(NOTHING);
        page.item(&format!(
            "`{}` {status}, {} ms, {id}",
            it.request, it.milliseconds
        ));
    }
}

/// What was asked, and of what. Where a value is not known there is no line.
fn head(report: &Report, catalog: &Catalog) -> Vec<(String, String)> {
    let t = |key: &str| catalog.text(&format!("report.{key}"));
    let of = |name: &ArgName| {
        let found = report.context.iter().find(|(it, _)| *it == name);
        let (_, value) = found.filter(|(_, value)| !value.is_nothing())?;
        Some(in_text(value, Times::UTC, catalog))
    };
    let goal = report.goal.map_or("unsure", Goal::name);
    let values = [
        ("case", report.case.as_ref().map(ToString::to_string)),
        ("goal", Some(t(&format!("goals.{goal}")))),
        ("vm", of(args::VM.name)),
        ("group", of(args::GROUP.name)),
        ("subscription", of(args::SUBSCRIPTION.name)),
        ("port", of(args::PORT.name)),
        ("source", of(args::SOURCE.name)),
        ("made", Some(Times::UTC.alone(report.made, catalog))),
        ("cloud", Some(report.cloud.name().to_owned())),
        ("app", Some(report.app.to_string())),
    ];
    values
        .into_iter()
        .filter_map(|(name, value)| Some((t(name), value?)))
        .collect()
}

fn details(page: &mut ReportWriter, item: &Item, catalog: &Catalog) {
    if let Some(what) = &item.what {
        page.below(what);
    }
    if let Some(who) = &item.who {
        page.below(&format!("{} {who}", catalog.text("report.who")));
    }
    for step in &item.fix {
        page.below(&format!("→ {step}"));
    }
    seen(page, item, catalog, "  ");
}

/// Where more is said about what is wrong, if anything is.
fn cause(item: &Item, catalog: &Catalog, address_of: Option<AddressOf>) -> Option<String> {
    let (case, address_of) = (item.case?, address_of?);
    let address = address_of(&format!("/why/{}/{case}", item.id));
    Some(format!("{} {address}", catalog.text("report.cause")))
}

/// What Azure said, each line with this margin.
fn seen(page: &mut ReportWriter, item: &Item, catalog: &Catalog, margin: &str) {
    let mut add = |text: &str| page.push(&format!("{margin}- "), text);
    if let Some(said) = &item.by_hand {
        add(said);
    }
    for it in &item.evidence {
        let request = it.request.as_ref();
        let request = request.map_or_else(String::new, |it| format!("`{it}` "));
        let value = seen_in_words(&it.value, catalog);
        add(&format!("{request}`{}` = `{value}`", it.field));
    }
    if let Some(request) = &item.failed_request {
        let label = if item.was_answered {
            "report.unclear_answer"
        } else {
            "report.failed_request"
        };
        add(&format!("{} `{request}`", catalog.text(label)));
    }
    if let Some(id) = &item.correlation_id {
        add(&format!("{} {id}", catalog.text("report.correlation_id")));
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

    /// What is there for who wants to know more. Where nothing is said, there is no
    /// fold; where nothing folds, a heading stands above.
    fn fold(&mut self, title: &str, write: impl FnOnce(&mut Self)) {
        let mut inner = Self {
            text: String::new(),
            format: self.format,
        };
        write(&mut inner);
        if inner.text.is_empty() {
            return;
        }
        if self.format == Format::Plain {
            self.heading(2, title);
            self.text.push_str(&inner.text);
            return;
        }
        self.gap();
        let body = inner.text;
        let _ = writeln!(
            self.text,
            "<details>\n<summary>{title}</summary>\n\n{body}\n</details>"
        );
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

    fn numbered(&mut self, number: usize, text: &str) {
        self.push(&format!("{number}. "), text);
    }

    /// What belongs to a numbered item, in its column.
    fn below_numbered(&mut self, number: usize, text: &str) {
        let indent = " ".repeat(number.to_string().len() + 2);
        self.push(&format!("{indent}- "), text);
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
