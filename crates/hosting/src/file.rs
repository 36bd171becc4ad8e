//! The files that are asked for: one of each kind that a host treats in its own way.

/// A file of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// index.html, by the address of its folder.
    Page,
    /// What the host itself sets.
    Config,
    /// The script of the page, named by its content.
    Script,
    /// The program, named by its content.
    Module,
    /// The style sheet, named by its content.
    Style,
    /// Texts, under a fixed name.
    Texts,
    /// What keeps the page for offline use.
    Worker,
    /// Where a sign-in returns to.
    Bridge,
    /// A path that leads nowhere.
    Missing,
}

impl File {
    pub const ALL: [Self; 9] = [
        Self::Page,
        Self::Config,
        Self::Script,
        Self::Module,
        Self::Style,
        Self::Texts,
        Self::Worker,
        Self::Bridge,
        Self::Missing,
    ];

    /// Its path below the page's folder. `html` is the page, which names the files whose
    /// names change; `None` where it does not.
    pub fn path(self, html: &str) -> Option<String> {
        Some(match self {
            Self::Page => String::new(),
            Self::Config => "config.json".to_owned(),
            Self::Script => named(html, "assets/page-", ".js")?,
            Self::Module => named(html, "assets/page-", ".wasm")?,
            Self::Style => named(html, "assets/style-", ".css")?,
            Self::Texts => "text/en.json".to_owned(),
            Self::Worker => "sw.js".to_owned(),
            Self::Bridge => "redirect.html".to_owned(),
            Self::Missing => "not-there".to_owned(),
        })
    }

    /// What its type has to be; several where standards have renamed it.
    pub(crate) fn types(self) -> &'static [&'static str] {
        match self {
            Self::Page | Self::Bridge => &["text/html"],
            Self::Config | Self::Texts => &["application/json"],
            Self::Script | Self::Worker => &["text/javascript", "application/javascript"],
            Self::Module => &["application/wasm"],
            Self::Style => &["text/css"],
            Self::Missing => &[],
        }
    }

    /// Whether its name changes with its content.
    pub(crate) fn is_named_by_content(self) -> bool {
        matches!(self, Self::Script | Self::Module | Self::Style)
    }

    /// Whether it is large enough for compression to be felt.
    pub(crate) fn is_large(self) -> bool {
        matches!(self, Self::Script | Self::Module | Self::Texts)
    }
}

/// The first address in the page that begins and ends so, and has only letters, digits and
/// the like between.
fn named(html: &str, start: &str, end: &str) -> Option<String> {
    html.match_indices(start).find_map(|(at, _)| {
        let rest = &html[at..];
        let address = &rest[..rest.find(['"', '\''])?];
        address.ends_with(end).then(|| address.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_changes_its_name() {
        let html =
            r#"<script src="./assets/page-1a.js"></script><link href="./assets/page-2b.wasm">"#;
        assert_eq!(
            File::Script.path(html).as_deref(),
            Some("assets/page-1a.js")
        );
        assert_eq!(
            File::Module.path(html).as_deref(),
            Some("assets/page-2b.wasm")
        );
        assert_eq!(File::Style.path(html), None);
    }
}
