//! A page of the Azure portal as it is drawn beside a step: what stands on it,
//! as data, with the reader's own names in it and one place marked. Knows no
//! markup.
//!
//! A scene is a JSON file under `scenes/`. A label in it is the portal's
//! English term, which is also its key in the other languages' dictionary;
//! behind ` #` it may carry the name of a place that a step can point to. What
//! stands in braces is one of the reader's names. An empty label is a grey
//! line: what the portal writes there does not matter.

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
        rows: Vec<Row>,
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
pub struct Row {
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
        let scene: Value = serde_json::from_str(json).map_err(|_| BadScene)?;
        let title = look.labels(&scene["title"])?;
        let menu = match &scene["menu"] {
            Value::Null => Vec::new(),
            groups => list(groups)?
                .iter()
                .map(|group| {
                    let mut items = look.labels(group)?;
                    if items.is_empty() {
                        return Err(BadScene);
                    }
                    let heading = items.remove(0);
                    Ok(MenuGroup { heading, items })
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Self {
            seen: text(&scene["seen"])?.to_owned(),
            title,
            menu,
            body: look.blocks(&scene["body"])?,
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
    fn label(&self, value: &Value) -> Result<Label, BadScene> {
        let text = text(value)?;
        let (term, place) = match text.rsplit_once(" #") {
            Some((term, place)) => (term, Some(place)),
            None => (text, None),
        };
        let translated = (self.translate)(term).filter(|it| it != term);
        let english = translated.is_some().then(|| self.named(term));
        Ok(Label {
            text: self.named(translated.as_deref().unwrap_or(term)),
            english,
            is_marked: place == Some(self.mark),
        })
    }

    fn named(&self, text: &str) -> String {
        let names = text::placeholders(text)
            .into_iter()
            .map(|it| (it, (self.name)(it)));
        fill(text, names)
    }

    fn labels(&self, value: &Value) -> Result<Vec<Label>, BadScene> {
        list(value)?.iter().map(|it| self.label(it)).collect()
    }

    fn pairs(&self, value: &Value) -> Result<Vec<(Label, Label)>, BadScene> {
        list(value)?
            .iter()
            .map(|pair| match list(pair)? {
                [one, other] => Ok((self.label(one)?, self.label(other)?)),
                _ => Err(BadScene),
            })
            .collect()
    }

    fn blocks(&self, value: &Value) -> Result<Vec<Block>, BadScene> {
        list(value)?.iter().map(|it| self.block(it)).collect()
    }

    /// A block is an object; its first field, in this order, names its kind.
    fn block(&self, value: &Value) -> Result<Block, BadScene> {
        let field = |name: &str| value.get(name);
        let on = || {
            let place = field("on")?.as_u64()?;
            usize::try_from(place).ok()
        };
        if let Some(items) = field("bar") {
            Ok(Block::Bar(self.labels(items)?))
        } else if let Some(items) = field("tabs") {
            let items = self.labels(items)?;
            Ok(Block::Tabs { items, on: on() })
        } else if let Some(label) = field("text") {
            Ok(Block::Text(self.label(label)?))
        } else if let Some(count) = field("lines") {
            let count = count.as_u64().ok_or(BadScene)?;
            Ok(Block::Lines(usize::try_from(count).map_err(|_| BadScene)?))
        } else if let Some(text) = field("banner") {
            let (text, button) = (self.label(text)?, self.label(&value["button"])?);
            Ok(Block::Banner { text, button })
        } else if let Some(columns) = field("table") {
            self.table(columns, &value["rows"], field("ticked"))
        } else if let Some(pairs) = field("fields") {
            Ok(Block::Fields(self.pairs(pairs)?))
        } else if let Some(items) = field("choices") {
            let items = self.labels(items)?;
            Ok(Block::Choices { items, on: on() })
        } else if let Some(pairs) = field("cards") {
            Ok(Block::Cards(self.pairs(pairs)?))
        } else if let Some(items) = field("buttons") {
            Ok(Block::Buttons(self.labels(items)?))
        } else if let Some(items) = field("popup") {
            Ok(Block::Popup(self.labels(items)?))
        } else if let Some(title) = field("pane") {
            let (title, body) = (self.label(title)?, self.blocks(&value["body"])?);
            Ok(Block::Pane { title, body })
        } else {
            Err(BadScene)
        }
    }

    fn table(
        &self,
        columns: &Value,
        rows: &Value,
        ticked: Option<&Value>,
    ) -> Result<Block, BadScene> {
        let ticked = ticked.map(list).transpose()?;
        let rows = list(rows)?
            .iter()
            .enumerate()
            .map(|(at, row)| {
                Ok(Row {
                    ticked: ticked.map(|it| it.iter().any(|it| it.as_u64() == Some(at as u64))),
                    cells: list(row)?
                        .iter()
                        .map(|it| self.cell(it))
                        .collect::<Result<_, _>>()?,
                })
            })
            .collect::<Result<_, _>>()?;
        let columns = self.labels(columns)?;
        Ok(Block::Table { columns, rows })
    }

    /// A label, a list of them, or a switch: `~On` or `~Off`.
    fn cell(&self, value: &Value) -> Result<Cell, BadScene> {
        if value.is_array() {
            return Ok(Cell::Labels(self.labels(value)?));
        }
        match text(value)?.strip_prefix('~') {
            Some(position) => Ok(Cell::Switch {
                label: self.label(&Value::from(position))?,
                on: position.starts_with("On"),
            }),
            None => Ok(Cell::Labels(vec![self.label(value)?])),
        }
    }
}

fn list(value: &Value) -> Result<&[Value], BadScene> {
    value.as_array().map(Vec::as_slice).ok_or(BadScene)
}

fn text(value: &Value) -> Result<&str, BadScene> {
    value.as_str().ok_or(BadScene)
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
