//! The page of one cause.

use azure::cloud::Cloud;
use casebook::{CasePage, Kinship};
use guide::{
    Names,
    commands::{Shell, Task, Values},
    link as portal,
    portal_steps::PortalSteps,
};
use symptoms::Symptom;
use text::{Language, fill, placeholders};

use crate::{
    frame::Frame,
    html::{element, escape, link, list, plain, prose, step},
};

pub(crate) fn page(frame: &Frame, page: &CasePage) -> String {
    let words = &page.words;
    let condition = [("title", words.title.as_str())];
    let crumbs = format!(
        "{} › {}",
        link(&frame.to(""), &frame.t("case.breadcrumb")),
        plain(
            &frame
                .catalog
                .text(&format!("areas.{}", page.of.check.area.name()))
        )
    );
    let severity = casebook::severity(page.of);
    let grave = frame.t(&format!("severity.{severity}"));
    let condition = frame.catalog.fill("why.case.condition", condition);
    let crumbs_label = plain(&frame.t("case.breadcrumb"));
    let main = [
        element(&format!("nav aria-label=\"{crumbs_label}\""), &crumbs),
        element("h1", &plain(&words.headline)),
        element("p class=\"lead\"", &prose(&words.what)),
        element(
            "p class=\"condition\"",
            &format!(
                "<span class=\"tag\" data-severity=\"{severity}\">{}</span> <span>{}</span>",
                plain(&grave),
                prose(&condition)
            ),
        ),
        section(frame, "shows", &shows(frame, &page.symptoms)),
        section(frame, "look", &look(frame, page)),
        section(frame, "fix", &fix(frame, page)),
        section(frame, "who", &who(frame, page)),
        related(frame, page),
        section(frame, "check", &check(frame)),
    ];
    let description = [("what", words.what.as_str())];
    let description = frame.catalog.fill("why.site.description", description);
    frame.page(&words.headline, &description, &main.concat())
}

/// A part of the page under its heading `why.case.<name>`.
fn section(frame: &Frame, name: &str, inner: &str) -> String {
    let title = element("h2", &plain(&frame.t(&format!("case.{name}"))));
    element("section", &format!("\n{title}{inner}"))
}

fn heading(frame: &Frame, name: &str) -> String {
    element("h3", &plain(&frame.t(&format!("case.{name}"))))
}

fn shows(frame: &Frame, symptoms: &[Symptom]) -> String {
    if symptoms.is_empty() {
        return element("p", &plain(&frame.t("case.no_texts")));
    }
    let items = symptoms.iter().map(|it| symptom(frame, it));
    let mut keys: Vec<&str> = Vec::new();
    for it in symptoms {
        if !keys.contains(&it.apart.as_str()) {
            keys.push(&it.apart);
        }
    }
    let apart = keys
        .into_iter()
        .map(|it| element("p", &prose(&frame.t(&format!("apart.{it}")))));
    heading(frame, "texts")
        + &list("ul class=\"symptoms\"", items)
        + &element("p", &plain(&frame.t("case.varies")))
        + &heading(frame, "apart")
        + &apart.collect::<String>()
}

fn symptom(frame: &Frame, it: &Symptom) -> String {
    let is_japanese = |text: &str| text.chars().any(|it| '\u{2e7f}' < it);
    let mut said: Vec<&String> = it.said.iter().collect();
    said.sort_by_key(|it| is_japanese(it) != (frame.language == Language::Japanese));
    let codes = it.codes.iter().chain(&it.with);
    let codes: Vec<String> = codes
        .map(|it| format!("<code>{}</code>", escape(it)))
        .collect();
    let codes = codes.join(" ");
    let told_by = plain(&frame.t(&format!("where.{}", it.told_by)));
    let source = link(&it.source, &frame.t("case.source"));
    let wordings = said.into_iter().map(|it| {
        let tag = if is_japanese(it) { "ja" } else { "en" };
        format!("<q lang=\"{tag}\">{}</q>", escape(it))
    });
    let wordings: Vec<String> = wordings.collect();
    let wordings = if wordings.is_empty() {
        String::new()
    } else {
        list("ul class=\"said\"", wordings)
    };
    format!("<p><b>{told_by}</b> {codes} · {source}</p>\n{wordings}")
}

fn look(frame: &Frame, page: &CasePage) -> String {
    let mut inner = String::new();
    if let Some(look) = page.look.portal {
        inner += &heading(frame, "look_portal");
        let mut steps = steps(frame, look.way, look.steps);
        if look.ends_before_change
            && let Some(last) = steps.last_mut()
        {
            *last = plain(&frame.t("case.look_here_plain"));
        }
        inner += &list("ol", steps);
    }
    if !page.look.commands.is_empty() {
        inner += &heading(frame, "look_commands");
        inner += &commands(frame, &page.look.commands);
    }
    if inner.is_empty() {
        return element("p", &plain(&frame.t("case.no_look")));
    }
    element("p", &plain(&frame.t("case.look_text"))) + &inner
}

/// The first steps of a way through the portal.
fn steps(frame: &Frame, way: &PortalSteps, count: usize) -> Vec<String> {
    let count = count.min(way.steps.len());
    let texts = (0..count).map(|at| unnamed(frame, &format!("walks.{}.steps.{at}", way.name)));
    texts.map(|it| step(&it, frame.catalog)).collect()
}

/// A text of the guides, with words for the names that nobody knows here.
fn unnamed(frame: &Frame, key: &str) -> String {
    let text = frame.catalog.text(&format!("guide.{key}"));
    let missing = |name| {
        let said = frame.catalog.text(&format!("guide.missing.{name}"));
        (name, format!("‹{said}›"))
    };
    fill(&text, placeholders(&text).into_iter().map(missing))
}

fn fix(frame: &Frame, page: &CasePage) -> String {
    let words = &page.words;
    let mut inner =
        element("dt", &plain(&frame.t("case.can"))) + &element("dd", &prose(&words.can));
    if let Some(cannot) = &words.cannot {
        inner += &element("dt", &plain(&frame.t("case.cannot")));
        inner += &element("dd", &prose(cannot));
    }
    let mut inner = element("dl", &format!("\n{inner}"));
    if !words.fix.is_empty() {
        inner += &list("ol", words.fix.iter().map(|it| prose(it)));
    }
    let Some(ways) = page.ways else {
        return inner;
    };
    for name in ways.cautions {
        let kind = unnamed(frame, &format!("cautions.{name}.kind"));
        let text = unnamed(frame, &format!("cautions.{name}.text"));
        let text = format!("<b>{}:</b> {}", plain(&kind), step(&text, frame.catalog));
        inner += &element("p class=\"caution\"", &text);
    }
    for way in ways.steps {
        let title = unnamed(frame, &format!("walks.{}.title", way.name));
        inner += &element("h3", &plain(&title));
        inner += &list("ol", steps(frame, way, way.steps.len()));
        let href = portal::url(way.start, Cloud::default(), &Names::default());
        inner += &element("p", &link(&href, &frame.catalog.text("guide.scene.open")));
    }
    if !ways.commands.is_empty() {
        inner += &element("h3", &plain(&frame.t("site.commands")));
        inner += &commands(frame, ways.commands);
    }
    inner
}

/// The tasks in each shell, folded, with what stands in for names.
fn commands(frame: &Frame, tasks: &[&'static Task]) -> String {
    let values = Values::default();
    let mut inner = element("p", &plain(&frame.t("site.placeholders")));
    for shell in Shell::ALL {
        let items = tasks.iter().filter_map(|task| {
            let rendered = task.render(shell, &values)?;
            let kind = if task.changes { "changes" } else { "looks" };
            let kind = frame.catalog.text(&format!("guide.commands.{kind}"));
            let says = unnamed(frame, &format!("tasks.{}", task.name));
            Some(format!(
                "{} ({})\n<pre tabindex=\"0\"><code>{}</code></pre>",
                step(&says, frame.catalog),
                plain(&kind),
                escape(&rendered.text)
            ))
        });
        let items: Vec<String> = items.collect();
        if items.is_empty() {
            continue;
        }
        let title = frame.catalog.text(&format!("guide.ways.{}", shell.name()));
        let summary = element("summary", &plain(&title));
        inner += &element("details", &format!("\n{summary}{}", list("ol", items)));
    }
    inner
}

fn who(frame: &Frame, page: &CasePage) -> String {
    let mut inner = element("p", &prose(&page.words.who));
    if page.needs.is_empty() {
        return inner + &element("p", &plain(&frame.t("case.no_permission")));
    }
    inner += &heading(frame, "permissions");
    inner += &list(
        "ul",
        page.needs.iter().map(|it| {
            let place = frame.t(&format!("place.{}", casebook::place(it.at)));
            format!("<code>{}</code>: {}", escape(it.action), plain(&place))
        }),
    );
    if page.roles.is_empty() {
        return inner + &element("p", &plain(&frame.t("case.no_role")));
    }
    inner += &heading(frame, "roles");
    inner
        + &list(
            "ul",
            page.roles
                .iter()
                .map(|it| format!("<b>{}</b>: {}", plain(&it.name), prose(&it.gives))),
        )
}

fn related(frame: &Frame, page: &CasePage) -> String {
    let mut inner = String::new();
    for kinship in Kinship::ALL {
        let of_kind = page.related.iter().filter(|it| it.kinship == kinship);
        let items: Vec<String> = of_kind
            .map(|it| link(&frame.to(&casebook::address(it.of)), &it.headline))
            .collect();
        if !items.is_empty() {
            let title = frame.t(&format!("related.{}", kinship.name()));
            inner += &element("h3", &plain(&title));
            inner += &list("ul", items);
        }
    }
    if inner.is_empty() {
        return inner;
    }
    section(frame, "related", &inner)
}

fn check(frame: &Frame) -> String {
    let live = frame.live(&format!("why/{}", frame.address));
    element("p", &plain(&frame.t("case.check_text")))
        + &element("p", &link(&frame.live("target"), &frame.t("case.check")))
        + &element("p", &link(&live, &frame.t("case.live")))
}
