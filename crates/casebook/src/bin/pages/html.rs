//! Texts as markup. What is not markup is escaped here and nowhere else.

use guide::{Span, spans};
use text::Catalog;

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A text in which what stands between backquotes is code.
pub(crate) fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        let part = escape(part);
        if at % 2 == 1 {
            format!("<code>{part}</code>")
        } else {
            part
        }
    });
    parts.collect()
}

/// A text without any marks, for a title.
pub(crate) fn plain(text: &str) -> String {
    escape(&text.replace('`', ""))
}

/// A step of a guide, with the portal's terms in the reader's language.
pub(crate) fn step(text: &str, catalog: &Catalog) -> String {
    let parts = spans(text).into_iter().map(|span| match span {
        Span::Text(it) => escape(it),
        Span::Code(it) => format!("<code>{}</code>", escape(it)),
        Span::Term(it) => {
            let own = catalog
                .get(&format!("labels.{it}"))
                .filter(|own| *own != it);
            match own {
                Some(own) => format!(
                    "<b>{}</b> <span lang=\"en\">({})</span>",
                    escape(own),
                    escape(it)
                ),
                None => format!("<b>{}</b>", escape(it)),
            }
        }
    });
    parts.collect()
}

/// An element with a text or with other elements inside.
pub(crate) fn element(name: &str, inner: &str) -> String {
    let tag = name.split(' ').next().unwrap_or(name);
    format!("<{name}>{inner}</{tag}>\n")
}

/// A list of items that are markup already.
pub(crate) fn list(name: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: String = items.into_iter().map(|it| element("li", &it)).collect();
    element(name, &format!("\n{items}"))
}

pub(crate) fn link(href: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(href), plain(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_become_markup() {
        assert_eq!(prose("a `<b>` & c"), "a <code>&lt;b&gt;</code> &amp; c");
        assert_eq!(plain("`x` \"y\""), "x &quot;y&quot;");
        assert_eq!(element("p class=\"x\"", "y"), "<p class=\"x\">y</p>\n");
        let catalog = Catalog::parse(r#"{"labels": {"Save": "保存"}}"#).unwrap();
        assert_eq!(
            step("[Save] `x` [Add]", &catalog),
            "<b>保存</b> <span lang=\"en\">(Save)</span> <code>x</code> <b>Add</b>"
        );
    }
}
