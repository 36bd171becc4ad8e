//! A page of the Azure portal as it is drawn beside a step: what stands on it,
//! as data, with the reader's own names in it and one place marked. Knows no
//! markup.
//!
//! A scene is a JSON file under `scenes/`. A label in it is the portal's
//! English term, which is also its key in the other languages' dictionary;
//! behind ` #` it may carry the name of a place that a step can point to. What
//! stands in braces is one of the reader's names. An empty label is a grey
//! line: what the portal writes there does not matter.

use serde::Deserialize;
use serde_json::Value;
use text::fill;

/// The file is no scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadScene;

/// A page of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The month in which the portal, or Microsoft's description of it, looked
    /// like this: `YYYY-MM`.
    pub seen: String,
    /// The page's heading; its last part is the chosen entry of the menu.
    pub title: Vec<Label>,
    pub menu: Vec<MenuGroup>,
    pub body: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuGroup {
    pub heading: Label,
    pub items: Vec<Label>,
}

/// A word on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// In the reader's language, names filled in.
    pub text: String,
    /// The English term, where it differs.
    pub english: Option<String>,
    /// Whether the step points here.
    pub is_marked: bool,
}

/// A part of the page, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Commands above a list.
    Bar(Vec<Label>),
    Tabs {
        items: Vec<Label>,
        on: Option<usize>,
    },
    Text(Label),
    /// That many grey lines.
    Lines(usize),
    Banner {
        text: Label,
        button: Label,
    },
    Table {
        columns: Vec<Label>,
        rows: Vec<TableRow>,
    },
    Fields(Vec<(Label, Label)>),
    /// Round choices, one of them chosen.
    Choices {
        items: Vec<Label>,
        on: Option<usize>,
    },
    Cards(Vec<(Label, Label)>),
    /// Buttons below; the first is the one that goes on.
    Buttons(Vec<Label>),
    /// A menu that opened at a row or a button.
    Popup(Vec<Label>),
    /// What slid in from the side.
    Pane {
        title: Label,
        body: Vec<Block>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// `None` where rows have no box to tick.
    pub ticked: Option<bool>,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// One below the other.
    Labels(Vec<Label>),
    /// A switch and its position.
    Switch { label: Label, on: bool },
}

/// A scene as its file has it: labels are texts, names are not filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seen: String,
    title: Vec<String>,
    /// Groups of entries, the first of each its heading.
    #[serde(default)]
    menu: Vec<Vec<String>>,
    body: Vec<Part>,
}

/// A block as its file has it: the one field that is no detail names its kind.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Part {
    bar: Option<Vec<String>>,
    tabs: Option<Vec<String>>,
    text: Option<String>,
    lines: Option<usize>,
    banner: Option<String>,
    table: Option<Vec<String>>,
    fields: Option<Vec<(String, String)>>,
    choices: Option<Vec<String>>,
    cards: Option<Vec<(String, String)>>,
    buttons: Option<Vec<String>>,
    popup: Option<Vec<String>>,
    pane: Option<String>,
    /// Of tabs and choices: which one is chosen.
    on: Option<usize>,
    /// Of a banner.
    button: Option<String>,
    /// Of a table.
    rows: Vec<Vec<Words>>,
    /// Of a table: the rows whose box is ticked.
    ticked: Option<Vec<usize>>,
    /// Of a pane.
    body: Vec<Part>,
}

/// What stands in a cell: a label, or several one below the other.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Many(Vec<String>),
}

/// What a scene is read for.
pub struct Look<'a> {
    /// The place that the step points to.
    pub mark: &'a str,
    /// The portal's term in the reader's language; `None` in English.
    pub translate: &'a dyn Fn(&str) -> Option<String>,
    /// The reader's name for a placeholder; what to show where it is not known
    /// is the caller's to say.
    pub name: &'a dyn Fn(&str) -> String,
}

impl Scene {
    pub fn read(json: &str, look: &Look) -> Result<Self, BadScene> {
        // Read from a tree, not from the text: less code for each type.
        let tree: Value = serde_json::from_str(json).map_err(|_| BadScene)?;
        let file = File::deserialize(tree).map_err(|_| BadScene)?;
        let menu = file.menu.iter().map(|group| {
            let (heading, items) = group.split_first().ok_or(BadScene)?;
            Ok(MenuGroup {
                heading: look.label(heading),
                items: look.labels(items),
            })
        });
        Ok(Self {
            title: look.labels(&file.title),
            menu: menu.collect::<Result<_, _>>()?,
            body: look.blocks(file.body)?,
            seen: file.seen,
        })
    }

    /// The marked word, for the text that stands for the picture.
    pub fn marked(&self) -> Option<&Label> {
        let menu = self.menu.iter().flat_map(|it| &it.items);
        self.title
            .iter()
            .chain(menu)
            .find(|it| it.is_marked)
            .or_else(|| marked_in(&self.body))
    }
}

fn marked_in(blocks: &[Block]) -> Option<&Label> {
    blocks.iter().find_map(|block| {
        let labels: Vec<&Label> = match block {
            Block::Bar(items)
            | Block::Tabs { items, .. }
            | Block::Choices { items, .. }
            | Block::Buttons(items)
            | Block::Popup(items) => items.iter().collect(),
            Block::Text(label) => vec![label],
            Block::Lines(_) => Vec::new(),
            Block::Banner { text, button } => vec![text, button],
            Block::Table { columns, rows } => {
                let cells = rows.iter().flat_map(|it| &it.cells);
                columns.iter().chain(cells.flat_map(Cell::labels)).collect()
            }
            Block::Fields(pairs) | Block::Cards(pairs) => {
                pairs.iter().flat_map(|(one, other)| [one, other]).collect()
            }
            Block::Pane { title, body } => {
                return Some(title)
                    .filter(|it| it.is_marked)
                    .or_else(|| marked_in(body));
            }
        };
        labels.into_iter().find(|it| it.is_marked)
    })
}

impl Cell {
    fn labels(&self) -> &[Label] {
        match self {
            Self::Labels(labels) => labels,
            Self::Switch { label, .. } => std::slice::from_ref(label),
        }
    }
}

impl Look<'_> {
    fn label(&self, text: &str) -> Label {
        let (term, place) = match text.rsplit_once(" #") {
            Some((term, place)) => (term, Some(place)),
            None => (text, None),
        };
        let translated = (self.translate)(term).filter(|it| it != term);
        let english = translated.is_some().then(|| self.named(term));
        Label {
            text: self.named(translated.as_deref().unwrap_or(term)),
            english,
            is_marked: place == Some(self.mark),
        }
    }

    fn named(&self, text: &str) -> String {
        let names = text::placeholders(text)
            .into_iter()
            .map(|it| (it, (self.name)(it)));
        fill(text, names)
    }

    fn labels(&self, texts: &[String]) -> Vec<Label> {
        texts.iter().map(|it| self.label(it)).collect()
    }

    fn pairs(&self, texts: &[(String, String)]) -> Vec<(Label, Label)> {
        texts
            .iter()
            .map(|(one, other)| (self.label(one), self.label(other)))
            .collect()
    }

    fn blocks(&self, parts: Vec<Part>) -> Result<Vec<Block>, BadScene> {
        parts.into_iter().map(|it| self.block(it)).collect()
    }

    fn block(&self, part: Part) -> Result<Block, BadScene> {
        let on = part.on;
        Ok(match part {
            Part { bar: Some(it), .. } => Block::Bar(self.labels(&it)),
            Part { tabs: Some(it), .. } => Block::Tabs {
                items: self.labels(&it),
                on,
            },
            Part { text: Some(it), .. } => Block::Text(self.label(&it)),
            Part {
                lines: Some(it), ..
            } => Block::Lines(it),
            Part {
                banner: Some(text),
                button: Some(button),
                ..
            } => Block::Banner {
                text: self.label(&text),
                button: self.label(&button),
            },
            Part {
                table: Some(columns),
                rows,
                ticked,
                ..
            } => Block::Table {
                columns: self.labels(&columns),
                rows: self.rows(&rows, ticked.as_deref()),
            },
            Part {
                fields: Some(it), ..
            } => Block::Fields(self.pairs(&it)),
            Part {
                choices: Some(it), ..
            } => Block::Choices {
                items: self.labels(&it),
                on,
            },
            Part {
                cards: Some(it), ..
            } => Block::Cards(self.pairs(&it)),
            Part {
                buttons: Some(it), ..
            } => Block::Buttons(self.labels(&it)),
            Part {
                popup: Some(it), ..
            } => Block::Popup(self.labels(&it)),
            Part {
                pane: Some(title),
                body,
                ..
            } => Block::Pane {
                title: self.label(&title),
                body: self.blocks(body)?,
            },
            _ => return Err(BadScene),
        })
    }

    fn rows(&self, rows: &[Vec<Words>], ticked: Option<&[usize]>) -> Vec<TableRow> {
        rows.iter()
            .enumerate()
            .map(|(at, row)| TableRow {
                ticked: ticked.map(|it| it.contains(&at)),
                cells: row.iter().map(|it| self.cell(it)).collect(),
            })
            .collect()
    }

    /// Labels, or a switch: `~On` or `~Off`.
    fn cell(&self, words: &Words) -> Cell {
        match words {
            Words::Many(texts) => Cell::Labels(self.labels(texts)),
            Words::One(text) => match text.strip_prefix('~') {
                Some(position) => Cell::Switch {
                    label: self.label(position),
                    on: position.starts_with("On"),
                },
                None => Cell::Labels(vec![self.label(text)]),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, mark: &str) -> Result<Scene, BadScene> {
        Scene::read(
            json,
            &Look {
                mark,
                translate: &|term| (term == "Save").then(|| "保存".to_owned()),
                name: &|name| format!("<{name}>"),
            },
        )
    }

    const PAGE: &str = r#"{
        "seen": "2026-07",
        "title": ["{vm}", "Locks"],
        "menu": [["Settings", "Locks #locks"]],
        "body": [
            {"bar": ["Save #save", ""]},
            {"table": ["Name"], "rows": [["{vm} #vm", "~On #on"]], "ticked": [0]},
            {"pane": "Port", "body": [{"fields": [["Port", "{port} #port"]]}]}
        ]
    }"#;

    #[test]
    fn one_place_is_marked() {
        for (mark, marked) in [
            ("locks", Some("Locks")),
            ("save", Some("保存")),
            ("vm", Some("<vm>")),
            ("on", Some("On")),
            ("port", Some("<port>")),
            ("", None),
            ("nowhere", None),
        ] {
            let scene = read(PAGE, mark).unwrap();
            assert_eq!(scene.marked().map(|it| it.text.as_str()), marked, "{mark}");
        }
    }

    #[test]
    fn the_english_term_stays_where_it_differs() {
        let scene = read(PAGE, "").unwrap();
        let Block::Bar(items) = &scene.body[0] else {
            panic!("{scene:?}")
        };
        assert_eq!(items[0].text, "保存");
        assert_eq!(items[0].english.as_deref(), Some("Save"));
        assert_eq!(scene.menu[0].items[0].english, None);
    }

    #[test]
    fn what_is_no_scene_is_refused() {
        for json in [
            "",
            "<html>",
            "{}",
            r#"{"seen":"2026-07","title":["a"],"body":[{"unknown":1}]}"#,
            r#"{"seen":"2026-07","title":["a"],"body":[{"bar":[1]}]}"#,
            r#"{"seen":"2026-07","title":["a"],"menu":[[]],"body":[]}"#,
        ] {
            assert_eq!(read(json, ""), Err(BadScene), "{json}");
        }
    }

    #[test]
    fn names_are_taken_as_they_are() {
        let scene = Scene::read(
            PAGE,
            &Look {
                mark: "vm",
                translate: &|_| None,
                name: &|_| "a #b {vm} \"'$ 名前".to_owned(),
            },
        )
        .unwrap();
        assert_eq!(
            scene.marked().map(|it| it.text.as_str()),
            Some("a #b {vm} \"'$ 名前")
        );
    }
}
