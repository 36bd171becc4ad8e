//! A page of the Azure portal as it is drawn beside its steps: what stands on it,
//! as data, with the reader's own names in it and the places of the steps numbered.
//! Knows no markup.
//!
//! A scene is a JSON file under `scenes/`, read by `file`. A label in it
//! is the portal's English term, which is also its key in the other languages'
//! dictionary; behind ` #` it may carry the name of a place that a step can point to.
//! What stands in braces is one of the reader's names. An empty label is a grey line:
//! what the portal writes there does not matter, or is not known.

mod file;

use text::fill;

use crate::portal_steps::Step;

/// The file is no scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadScene;

/// A page of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The month in which the portal, or Microsoft's description of it, looked
    /// like this: `YYYY-MM`.
    pub seen: String,
    /// What is typed into the search box at the top.
    pub search: Label,
    /// The pages that one came through, behind the portal's first.
    pub path: Vec<Label>,
    /// The page's heading; its last part is the chosen entry of the menu.
    pub title: Vec<Label>,
    /// What kind of thing the page is about.
    pub kind: Label,
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
    /// The number of the step that points here.
    pub number: Option<usize>,
}

impl Label {
    /// The portal's English term.
    pub fn term(&self) -> &str {
        self.english.as_deref().unwrap_or(&self.text)
    }
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
    /// A search box, what a list is narrowed to, and a button at the end of the row.
    Filter {
        items: Vec<Label>,
        button: Label,
    },
    Table {
        columns: Vec<Cell>,
        rows: Vec<Vec<Cell>>,
    },
    /// Names with values that can be changed.
    Fields(Vec<(Label, Label)>),
    /// Names with values that are only shown.
    Facts(Vec<(Label, Label)>),
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
pub enum Cell {
    /// One below the other.
    Labels(Vec<Label>),
    /// A switch and its position.
    Switch { label: Label, on: bool },
    /// A box to tick; the label is what it is read out as and is not drawn.
    Box { label: Label, on: bool },
}

impl Cell {
    pub fn labels(&self) -> &[Label] {
        match self {
            Self::Labels(labels) => labels,
            Self::Switch { label, .. } | Self::Box { label, .. } => std::slice::from_ref(label),
        }
    }
}

/// What a scene is read for.
pub struct Look<'a> {
    /// The steps that this drawing shows, and the number of the first.
    pub steps: &'a [Step],
    pub first: usize,
    /// The portal's term in the reader's language; `None` in English.
    pub translate: &'a dyn Fn(&str) -> Option<String>,
    /// The reader's name for a placeholder; `None` where it is not known.
    pub name: &'a dyn Fn(&str) -> Option<String>,
    /// What stands for such a name where a step points to it.
    pub missing: &'a dyn Fn(&str) -> String,
}

impl Look<'_> {
    fn label(&self, text: &str) -> Label {
        let (term, place) = match text.rsplit_once(" #") {
            Some((term, place)) => (term, Some(place)),
            None => (text, None),
        };
        let at = self.steps.iter().position(|it| Some(it.mark) == place);
        let number = at.map(|it| self.first + it);
        let translated = (self.translate)(term).filter(|it| it != term);
        let is_marked = number.is_some();
        let english = translated.is_some().then(|| self.named(term, is_marked));
        Label {
            text: self.named(translated.as_deref().unwrap_or(term), is_marked),
            english,
            number,
        }
    }

    /// With the reader's names. A label with one that is not known says nothing,
    /// unless a step points to it.
    fn named(&self, text: &str, is_marked: bool) -> String {
        let mut names = Vec::new();
        for name in text::placeholders(text) {
            match (self.name)(name) {
                Some(value) => names.push((name, self.value(name, value))),
                None if is_marked => names.push((name, (self.missing)(name))),
                None => return String::new(),
            }
        }
        fill(text, names)
    }

    /// A value that the portal words itself is in the reader's language; a name never is.
    fn value(&self, name: &str, value: String) -> String {
        if !WORDED_BY_PORTAL.contains(&name) {
            return value;
        }
        (self.translate)(&value).unwrap_or(value)
    }
}

/// Placeholders whose value is one of the portal's own words, such as "Any".
const WORDED_BY_PORTAL: [&str; 7] = [
    "rule_action",
    "rule_from",
    "rule_ports",
    "rule_protocol",
    "rule_sources",
    "lock_type",
    "power",
];

impl Scene {
    /// The words that steps point to, in the order of the steps: what the text says
    /// that stands for the picture.
    pub fn marked(&self) -> Vec<&Label> {
        let menu = self.menu.iter().flat_map(|it| &it.items);
        let mut labels: Vec<&Label> = self.title.iter().chain(menu).collect();
        labels.extend([&self.search, &self.kind]);
        collect(&self.body, &mut labels);
        labels.retain(|it| it.number.is_some());
        labels.sort_by_key(|it| it.number);
        labels
    }
}

fn collect<'a>(blocks: &'a [Block], into: &mut Vec<&'a Label>) {
    for block in blocks {
        match block {
            Block::Bar(items)
            | Block::Tabs { items, .. }
            | Block::Choices { items, .. }
            | Block::Buttons(items)
            | Block::Popup(items) => into.extend(items),
            Block::Text(label) => into.push(label),
            Block::Lines(_) => {}
            Block::Banner { text, button } => into.extend([text, button]),
            Block::Filter { items, button } => {
                into.extend(items);
                into.push(button);
            }
            Block::Table { columns, rows } => {
                let cells = columns.iter().chain(rows.iter().flatten());
                into.extend(cells.flat_map(Cell::labels));
            }
            Block::Fields(pairs) | Block::Facts(pairs) | Block::Cards(pairs) => {
                into.extend(pairs.iter().flat_map(|(one, other)| [one, other]));
            }
            Block::Pane { title, body } => {
                into.push(title);
                collect(body, into);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(mark: &'static str) -> Step {
        Step {
            scene: "page",
            mark,
        }
    }

    fn read(json: &str, marks: &[&'static str]) -> Result<Scene, BadScene> {
        let steps: Vec<Step> = marks.iter().map(|it| at(it)).collect();
        Scene::read(
            json,
            &Look {
                steps: &steps,
                first: 3,
                translate: &|term| match term {
                    "Save" => Some("保存".to_owned()),
                    "Any" => Some("任意".to_owned()),
                    _ => None,
                },
                name: &|name| match name {
                    "rule" => None,
                    "rule_from" | "group" => Some("Any".to_owned()),
                    _ => Some(format!("<{name}>")),
                },
                missing: &|name| format!("no {name}"),
            },
        )
    }

    const PAGE: &str = r#"{
        "seen": "2026-07",
        "title": ["{vm}", "Locks"],
        "search": "Policy #search",
        "menu": [["Settings", "Locks #locks"]],
        "body": [
            {"bar": ["Save #save", ""]},
            {"table": ["[ ]", "Name"], "rows": [["[x]{vm} #vm", "{rule} #rule", "~On #on"]]},
            {"pane": "Port", "body": [{"fields": [["Port", "{port} #port"]]}]}
        ]
    }"#;

    #[test]
    fn each_step_numbers_its_place() {
        for (mark, marked) in [
            ("search", &["Policy"][..]),
            ("locks", &["Locks"]),
            ("save", &["保存"]),
            ("vm", &["<vm>"]),
            ("on", &["On"]),
            ("port", &["<port>"]),
            ("", &[]),
            ("nowhere", &[]),
        ] {
            let scene = read(PAGE, &[mark]).unwrap();
            let texts: Vec<&str> = scene.marked().iter().map(|it| it.text.as_str()).collect();
            assert_eq!(texts, marked, "{mark}");
        }
        let scene = read(PAGE, &["port", "vm"]).unwrap();
        let numbers = scene.marked().into_iter().map(|it| (it.number, &*it.text));
        assert_eq!(
            numbers.collect::<Vec<_>>(),
            [(Some(3), "<port>"), (Some(4), "<vm>")]
        );
    }

    #[test]
    fn a_box_is_told_from_the_name_beside_it() {
        let scene = read(PAGE, &["vm"]).unwrap();
        let Block::Table { columns, rows } = &scene.body[1] else {
            panic!("{scene:?}")
        };
        assert!(matches!(&columns[0], Cell::Box { on: false, .. }));
        assert!(matches!(&rows[0][0], Cell::Box { on: true, label } if label.number == Some(3)));
        assert!(matches!(&rows[0][2], Cell::Switch { on: true, .. }));
    }

    #[test]
    fn a_name_that_is_not_known_is_worded_only_where_a_step_points() {
        let rule = |marks: &[&'static str]| {
            let scene = read(PAGE, marks).unwrap();
            let Block::Table { rows, .. } = &scene.body[1] else {
                panic!("{scene:?}")
            };
            rows[0][1].labels()[0].text.clone()
        };
        assert_eq!(rule(&[]), "");
        assert_eq!(rule(&["rule"]), "no rule");
    }

    #[test]
    fn what_the_portal_words_is_translated_and_a_name_is_not() {
        let scene = read(
            r#"{"seen": "2026-07", "title": ["{rule_from}", "{group}", "{vm}"], "body": []}"#,
            &[],
        );
        let texts: Vec<String> = scene.unwrap().title.into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["任意", "Any", "<vm>"]);
    }

    #[test]
    fn the_english_term_stays_where_it_differs() {
        let scene = read(PAGE, &[]).unwrap();
        let Block::Bar(items) = &scene.body[0] else {
            panic!("{scene:?}")
        };
        assert_eq!(items[0].text, "保存");
        assert_eq!(items[0].english.as_deref(), Some("Save"));
        assert_eq!(items[0].term(), "Save");
        assert_eq!(scene.menu[0].items[0].english, None);
        assert_eq!(scene.menu[0].items[0].term(), "Locks");
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
            assert_eq!(read(json, &[]), Err(BadScene), "{json}");
        }
    }

    #[test]
    fn names_are_taken_as_they_are() {
        let awkward = "a #b {vm} \"'$ [x] 名前";
        let scene = Scene::read(
            PAGE,
            &Look {
                steps: &[at("vm")],
                first: 1,
                translate: &|_| None,
                name: &|_| Some(awkward.to_owned()),
                missing: &|_| String::new(),
            },
        )
        .unwrap();
        assert_eq!(scene.marked()[0].text, awkward);
    }
}
