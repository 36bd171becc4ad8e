//! What every page has around it: the head with its addresses, the way to the other
//! language, and the foot.

use std::fmt::Write as _;

use text::{Catalog, Language};

use crate::html::{element, escape, link, plain};

/// Where the pages are in their language's folder.
const FOLDER: &str = "why";

pub(crate) struct Frame<'a> {
    pub(crate) language: Language,
    pub(crate) catalog: &'a Catalog,
    /// `check/case`; empty for the list.
    pub(crate) address: String,
    pub(crate) policy: &'a str,
}

impl Frame<'_> {
    pub(crate) fn t(&self, key: &str) -> String {
        self.catalog.text(&format!("why.{key}"))
    }

    /// Where the page is, from the site's top.
    pub(crate) fn folder(&self) -> String {
        folder(self.language, &self.address)
    }

    /// The way from this page to the site's top.
    pub(crate) fn top(&self) -> String {
        "../".repeat(self.folder().split('/').count())
    }

    /// The way to another page of the same language.
    pub(crate) fn to(&self, address: &str) -> String {
        format!("{}{}/", self.top(), folder(self.language, address))
    }

    /// The way to a place of the page that runs.
    pub(crate) fn live(&self, place: &str) -> String {
        format!("{}#/{place}?lang={}", self.top(), self.language.tag())
    }

    /// The whole page.
    pub(crate) fn page(&self, title: &str, description: &str, main: &str) -> String {
        let (top, tag) = (self.top(), self.language.tag());
        let mut others = String::new();
        let mut languages = String::new();
        for language in Language::ALL {
            let href = format!("{top}{}/", folder(language, &self.address));
            let other = language.tag();
            let _ = writeln!(
                others,
                "<link rel=\"alternate\" hreflang=\"{other}\" href=\"{href}\">"
            );
            if language != self.language {
                let _ = write!(
                    languages,
                    "<a href=\"{href}\" hreflang=\"{other}\" lang=\"{other}\">{}</a>",
                    escape(language.own_name())
                );
            }
        }
        let default = format!("{top}{}/", folder(Language::English, &self.address));
        let name = element("p", &link(&top, "JIT Doctor"));
        let languages = element("p", &languages);
        let skip = format!(
            "<a class=\"skip\" href=\"#main\">{}</a>",
            plain(&self.t("site.skip"))
        );
        let footer = element("footer", &element("p", &plain(&self.t("site.footer"))));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             {policy}\n<title>{title}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"description\" content=\"{description}\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <link rel=\"canonical\" href=\"./\">\n{others}\
             <link rel=\"alternate\" hreflang=\"x-default\" href=\"{default}\">\n\
             <link rel=\"icon\" href=\"{top}favicon.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"{top}why.css\">\n</head>\n<body>\n\
             {skip}\n<header>\n{name}{languages}</header>\n\
             <main id=\"main\">\n{main}</main>\n{footer}</body>\n</html>\n",
            policy = self.policy,
            title = plain(title),
            description = plain(description),
        )
    }
}

fn folder(language: Language, address: &str) -> String {
    let mut parts = vec![FOLDER];
    if language != Language::English {
        parts.insert(0, language.tag());
    }
    parts.extend(Some(address).filter(|it| !it.is_empty()));
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_from_any_folder() {
        let catalog = Catalog::default();
        let frame = |language, address: &str| Frame {
            language,
            catalog: &catalog,
            address: address.to_owned(),
            policy: "",
        };
        let english = frame(Language::English, "a.b/c");
        assert_eq!(english.folder(), "why/a.b/c");
        assert_eq!(english.to("d.e/f"), "../../../why/d.e/f/");
        let list = frame(Language::Japanese, "");
        assert_eq!(list.folder(), "ja/why");
        assert_eq!(list.to("d.e/f"), "../../ja/why/d.e/f/");
        assert_eq!(list.live("target"), "../../#/target?lang=ja");
    }
}
