//! How a scene is written down, and how it is read.

use serde::Deserialize;
use serde_json::Value;

use super::{BadScene, Block, Cell, Label, Look, MenuGroup, Scene};

/// A scene as its file has it: labels are texts, names are not filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seen: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    path: Vec<String>,
    title: Vec<String>,
    #[serde(default)]
    kind: String,
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
    filter: Option<Vec<String>>,
    table: Option<Vec<String>>,
    fields: Option<Vec<(String, String)>>,
    facts: Option<Vec<(String, String)>>,
    choices: Option<Vec<String>>,
    cards: Option<Vec<(String, String)>>,
    buttons: Option<Vec<String>>,
    popup: Option<Vec<String>>,
    pane: Option<String>,
    /// Of tabs and choices: which one is chosen.
    on: Option<usize>,
    /// Of a banner and a filter.
    button: String,
    /// Of a table.
    rows: Vec<Vec<Words>>,
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
            search: look.label(&file.search),
            path: look.labels(&file.path),
            title: look.labels(&file.title),
            kind: look.label(&file.kind),
            menu: menu.collect::<Result<_, _>>()?,
            body: look.blocks(file.body)?,
            seen: file.seen,
        })
    }
}

impl Look<'_> {
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
        let button = &part.button;
        let block = if let Some(it) = &part.bar {
            Block::Bar(self.labels(it))
        } else if let Some(it) = &part.tabs {
            let (items, on) = self.chosen(it, on);
            Block::Tabs { items, on }
        } else if let Some(it) = &part.text {
            Block::Text(self.label(it))
        } else if let Some(it) = part.lines {
            Block::Lines(it)
        } else if let Some(it) = &part.banner {
            Block::Banner {
                text: self.label(it),
                button: self.label(button),
            }
        } else if let Some(it) = &part.filter {
            Block::Filter {
                items: self.labels(it),
                button: self.label(button),
            }
        } else if let Some(it) = &part.table {
            Block::Table {
                columns: it.iter().map(|it| self.cell(it)).collect(),
                rows: part.rows.iter().map(|it| self.row(it)).collect(),
            }
        } else if let Some(it) = &part.fields {
            Block::Fields(self.pairs(it))
        } else if let Some(it) = &part.facts {
            Block::Facts(self.pairs(it))
        } else if let Some(it) = &part.choices {
            let (items, on) = self.chosen(it, on);
            Block::Choices { items, on }
        } else if let Some(it) = &part.cards {
            Block::Cards(self.pairs(it))
        } else if let Some(it) = &part.buttons {
            Block::Buttons(self.labels(it))
        } else if let Some(it) = &part.popup {
            Block::Popup(self.labels(it))
        } else if let Some(it) = &part.pane {
            Block::Pane {
                title: self.label(it),
                body: self.blocks(part.body)?,
            }
        } else {
            return Err(BadScene);
        };
        Ok(block)
    }

    /// What a step points to is chosen, else what the file says.
    fn chosen(&self, texts: &[String], on: Option<usize>) -> (Vec<Label>, Option<usize>) {
        let items = self.labels(texts);
        let marked = items.iter().position(|it| it.number.is_some());
        (items, marked.or(on))
    }

    fn row(&self, row: &[Words]) -> Vec<Cell> {
        let cell = |it: &Words| match it {
            Words::Many(texts) => Cell::Labels(self.labels(texts)),
            Words::One(text) => self.cell(text),
        };
        row.iter().map(cell).collect()
    }

    /// A label; a switch: `~On` or `~Off`; or a box: `[x]` or `[ ]`.
    fn cell(&self, text: &str) -> Cell {
        if let Some(position) = text.strip_prefix('~') {
            return Cell::Switch {
                label: self.label(position),
                on: position.starts_with("On"),
            };
        }
        for (sign, on) in [("[x]", true), ("[ ]", false)] {
            if let Some(name) = text.strip_prefix(sign) {
                let label = self.label(name);
                return Cell::Box { label, on };
            }
        }
        Cell::Labels(vec![self.label(text)])
    }
}
