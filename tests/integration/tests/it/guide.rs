//! Every failing case has its steps, every step its picture and its words in
//! every language, and nothing of all that is left over.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use guide::{
    Span, drawn,
    link::Link,
    portal_steps::{self, Step},
    remedies,
    scene::{Label, Look, Scene},
    spans,
};
use text::{Catalog, Language, placeholders};

use crate::texts::catalog;

fn scenes() -> HashMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/guide/scenes");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// A page with the places of these steps, names in braces.
fn drawn(json: &str, steps: &[Step]) -> Scene {
    let look = Look {
        steps,
        first: 1,
        translate: &|_| None,
        name: &|it| Some(format!("{{{it}}}")),
        missing: &|_| String::new(),
    };
    Scene::read(json, &look).unwrap_or_else(|_| panic!("{} is no scene", steps[0].scene))
}

/// The terms and the placeholders of a scene.
fn words_of(json: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (terms, names) = (
        std::cell::RefCell::new(BTreeSet::new()),
        std::cell::RefCell::new(BTreeSet::new()),
    );
    Scene::read(
        json,
        &Look {
            steps: &[],
            first: 1,
            translate: &|term| {
                terms.borrow_mut().insert(term.to_owned());
                None
            },
            name: &|name| {
                names.borrow_mut().insert(name.to_owned());
                Some(String::new())
            },
            missing: &|_| String::new(),
        },
    )
    .unwrap();
    let terms = terms.into_inner().into_iter().filter(|it| {
        // Numbers, times and names are the same everywhere.
        placeholders(it).is_empty() && it.chars().filter(|it| it.is_alphabetic()).count() > 1
    });
    (terms.collect(), names.into_inner())
}

fn texts_of(catalog: &Catalog, portal_way: &portal_steps::PortalSteps) -> Vec<String> {
    let key = format!("guide.walks.{}.steps", portal_way.name);
    catalog.list(&key).into_iter().map(str::to_owned).collect()
}

#[test]
fn every_step_has_a_scene_that_shows_its_mark() {
    let scenes = scenes();
    let mut used = BTreeSet::new();
    for portal_way in portal_steps::ALL {
        assert!(
            !portal_way.steps.is_empty(),
            "{} has no steps",
            portal_way.name
        );
        for (_, steps) in portal_way.pages() {
            let name = steps[0].scene;
            let json = scenes
                .get(name)
                .unwrap_or_else(|| panic!("{}: no scene {name}", portal_way.name));
            let scene = drawn(json, steps);
            let marked = scene.marked();
            let numbers: Vec<_> = marked.iter().filter_map(|it| it.number).collect();
            let all: Vec<_> = (1..=steps.len()).collect();
            assert_eq!(numbers, all, "{}: the places in {name}", portal_way.name);
            assert!(marked.iter().all(|it| !it.text.is_empty()), "{name}");
            let is_month = scene.seen.len() == 7 && scene.seen.as_bytes()[4] == b'-';
            assert!(scene.seen.is_empty() || is_month, "{name}");
            used.insert(name);
        }
    }
    let left: Vec<_> = scenes
        .keys()
        .filter(|it| !used.contains(it.as_str()))
        .collect();
    assert!(left.is_empty(), "no step shows {left:?}");
}

#[test]
fn every_mark_of_a_scene_is_pointed_at() {
    for (name, json) in scenes() {
        for place in json.split(" #").skip(1) {
            let mark = place.split(['"', ',']).next().unwrap();
            let used = portal_steps::ALL
                .iter()
                .flat_map(|it| it.steps)
                .any(|it| it.scene == name && it.mark == mark);
            assert!(used, "nothing points to {mark} in {name}");
        }
    }
}

#[test]
fn every_step_is_worded_in_every_language() {
    for language in Language::ALL {
        let catalog = catalog(language);
        for portal_way in portal_steps::ALL {
            assert!(
                catalog
                    .get(&format!("guide.walks.{}.title", portal_way.name))
                    .is_some()
            );
            let texts = texts_of(&catalog, portal_way);
            assert_eq!(
                texts.len(),
                portal_way.steps.len(),
                "{} {}",
                language.tag(),
                portal_way.name
            );
        }
        for caution in remedies::all_cautions() {
            for part in ["kind", "text"] {
                let key = format!("guide.cautions.{caution}.{part}");
                assert!(
                    catalog.get(&key).is_some(),
                    "{} lacks {key}",
                    language.tag()
                );
            }
        }
    }
}

#[test]
fn every_term_of_the_portal_is_translated_and_every_translation_used() {
    let japanese = catalog(Language::Japanese);
    let mut terms: BTreeSet<String> = scenes().values().flat_map(|it| words_of(it).0).collect();
    terms.extend(drawn::PORTAL_WORDS.map(str::to_owned));
    for language in Language::ALL {
        let catalog = catalog(language);
        for text in portal_steps::ALL
            .iter()
            .flat_map(|it| texts_of(&catalog, it))
        {
            for span in spans(&text) {
                if let Span::Term(term) = span {
                    terms.insert(term.to_owned());
                }
            }
        }
    }
    let known: BTreeSet<String> = japanese
        .keys()
        .filter_map(|it| it.strip_prefix("labels."))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = terms.difference(&known).collect();
    assert!(missing.is_empty(), "not translated: {missing:?}");
    let left: Vec<_> = known.difference(&terms).collect();
    assert!(left.is_empty(), "not used: {left:?}");
}

#[test]
fn every_name_has_words_for_when_it_is_not_known() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let in_scenes = scenes().into_values().flat_map(|it| words_of(&it).1);
        let in_texts = portal_steps::ALL
            .iter()
            .flat_map(|it| texts_of(&catalog, it))
            .flat_map(|it| {
                placeholders(&it)
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>();
        for name in in_scenes.chain(in_texts) {
            let key = format!("guide.missing.{name}");
            assert!(
                catalog.get(&key).is_some(),
                "{} lacks {key}",
                language.tag()
            );
        }
    }
}

#[test]
fn steps_point_to_what_their_words_name() {
    let catalog = catalog(Language::English);
    let scenes = scenes();
    for portal_way in portal_steps::ALL {
        for (step, text) in portal_way.steps.iter().zip(texts_of(&catalog, portal_way)) {
            let scene = drawn(&scenes[step.scene], std::slice::from_ref(step));
            let marked = scene.marked()[0].text.clone();
            let named = spans(&text).iter().any(|it| *it == Span::Term(&marked));
            // The reader's own names and values stand for themselves.
            let is_name = marked.starts_with('{');
            assert!(
                named || is_name,
                "{} says {text:?}, and the picture marks {marked:?}",
                portal_way.name
            );
        }
    }
}

#[test]
fn a_link_opens_the_page_on_which_the_steps_go_on() {
    let scenes = scenes();
    for portal_way in portal_steps::ALL {
        let step = &portal_way.steps[portal_way.lands - 1];
        let scene = drawn(&scenes[step.scene], std::slice::from_ref(step));
        let is_marked = |it: &Label| it.number.is_some();
        let in_menu = scene.menu.iter().flat_map(|it| &it.items).any(is_marked);
        let page = scene.title.last().map_or("", |it| it.text.as_str());
        let name = portal_way.name;
        match portal_way.start {
            // The plans are the page itself; of the others the overview opens, from
            // where the menu leads on, and the search box is on every page.
            Link::DefenderPlans => assert!(page == "Defender plans" || in_menu, "{name}"),
            Link::Portal => assert!(is_marked(&scene.search), "{name}"),
            _ => assert!(
                in_menu || page == "Overview" || is_marked(&scene.search),
                "{name}"
            ),
        }
    }
}

#[test]
fn a_scene_stays_small() {
    for (name, json) in scenes() {
        let tree: serde_json::Value = serde_json::from_str(&json).unwrap();
        let size = tree.to_string().len();
        assert!(size <= 600, "{name}: {size} bytes");
    }
}
