//! The house rules that no compiler holds: the first page's classes are in its own style
//! sheet, and in no crate does a file import another in a circle. A `mod.rs` or `lib.rs`
//! that only declares its modules and
//! passes their items on imports nothing by that.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};
use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, ItemUse, Macro, UseTree, Visibility, visit::Visit};

/// A module, as the names on the way to it from the crate's root.
type Module = Vec<String>;

/// What one file says of others.
#[derive(Default)]
struct Said {
    /// Paths that it uses.
    used: Vec<Vec<String>>,
    /// Paths that it passes on under their last name.
    passed_on: Vec<Vec<String>>,
}

#[test]
fn no_file_imports_another_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = vec![root.join("src")];
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        sources.push(entry.unwrap().path().join("src"));
    }
    let mut circles = Vec::new();
    for source in sources {
        for circle in circles_in(&source) {
            circles.push(format!("{}: {circle:?}", source.display()));
        }
    }
    assert!(circles.is_empty(), "\n{}", circles.join("\n"));
}

#[test]
fn a_circle_is_found() {
    let said = |used: &str| Said {
        used: vec![used.split("::").map(str::to_owned).collect()],
        passed_on: Vec::new(),
    };
    let module = |name: &str| vec![name.to_owned()];
    let mut files = BTreeMap::from([
        (module("a"), said("crate::b::B")),
        (module("b"), said("super::a::A")),
        (module("c"), said("crate::a::A")),
    ]);
    assert_eq!(circles(&files), [["a", "b"].map(str::to_owned)]);
    files.insert(module("b"), Said::default());
    assert!(circles(&files).is_empty());
}

/// What the first page is made of, below `src/`.
const FIRST_PAGE: [&str; 16] = [
    "components/copy_button.rs",
    "components/field.rs",
    "components/header.rs",
    "components/not_loaded.rs",
    "components/notice.rs",
    "components/theme_switch.rs",
    "front.rs",
    "pages/footer.rs",
    "pages/framed.rs",
    "pages/notices.rs",
    "pages/page.rs",
    "pages/session/example.rs",
    "pages/session/microsoft.rs",
    "pages/session/mod.rs",
    "pages/session/recent.rs",
    "pages/token_form.rs",
];

#[test]
fn the_classes_of_the_first_page_are_in_its_own_sheet() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sheets = ["index.css", "app.css", "signed_in.css", "many.css"];
    let [first, later @ ..] = sheets.map(|it| selectors(&root.join("style"), it));
    let later: BTreeSet<_> = later.into_iter().flatten().collect();
    let mut found = 0;
    for file in FIRST_PAGE {
        let text = fs::read_to_string(root.join("src").join(file)).unwrap();
        for class in text.split("class=\"").skip(1) {
            for class in class.split('"').next().unwrap_or_default().split(' ') {
                found += 1;
                let is_late = later.contains(class) && !first.contains(class);
                assert!(!is_late, "{file}: {class} is in a later sheet only");
            }
        }
    }
    assert!(20 < found, "only {found} classes were found");
}

/// The classes that a sheet and what it imports have rules for.
fn selectors(style: &Path, sheet: &str) -> BTreeSet<String> {
    let sheet = fs::read_to_string(style.join(sheet)).unwrap();
    let files = sheet.split("@import \"./").skip(1);
    let files = files.filter_map(|it| it.split('"').next());
    let text: String = files
        .map(|it| fs::read_to_string(style.join(it)).unwrap())
        .collect();
    let ends = |it: char| !it.is_ascii_alphanumeric() && it != '-';
    text.split('.')
        .skip(1)
        .filter_map(|it| it.split(ends).next())
        .map(str::to_owned)
        .collect()
}

fn circles_in(source: &Path) -> Vec<Vec<String>> {
    let mut files = BTreeMap::new();
    for path in rust_files(source) {
        let parts = path.strip_prefix(source).unwrap().with_extension("");
        let mut module: Module = parts
            .iter()
            .map(|it| it.to_str().unwrap().to_owned())
            .collect();
        // A program is a crate of its own.
        if module[0] == "bin" || module == ["main"] && source.join("lib.rs").exists() {
            continue;
        }
        if matches!(
            module.last().map(String::as_str),
            Some("mod" | "lib" | "main")
        ) {
            module.pop();
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut reader = Reader::default();
        reader.visit_file(&syn::parse_file(&text).unwrap());
        files.insert(module, reader.said);
    }
    circles(&files)
}

fn circles(files: &BTreeMap<Module, Said>) -> Vec<Vec<String>> {
    let mut passed_on = BTreeMap::new();
    for (module, said) in files {
        for path in &said.passed_on {
            if let Some((to, [name, ..])) = resolve(files, module, path) {
                passed_on.insert((module.clone(), name.clone()), to);
            }
        }
    }
    let names: BTreeMap<&Module, String> = files.keys().map(|it| (it, it.join("::"))).collect();
    let mut graph: DiGraphMap<&str, ()> = DiGraphMap::new();
    for (module, said) in files {
        for path in &said.used {
            let Some((mut to, rest)) = resolve(files, module, path) else {
                continue;
            };
            while let Some(next) = rest
                .first()
                .and_then(|name| passed_on.get(&(to.clone(), name.clone())))
            {
                to = next.clone();
            }
            if to != *module {
                graph.add_edge(names[module].as_str(), names[&to].as_str(), ());
            }
        }
    }
    tarjan_scc(&graph)
        .into_iter()
        .filter(|it| it.len() > 1)
        .map(|circle| {
            let circle: BTreeSet<String> = circle.into_iter().map(str::to_owned).collect();
            circle.into_iter().collect()
        })
        .collect()
}

/// The module that a path leads to, and what of the path lies inside it.
fn resolve<'a>(
    files: &BTreeMap<Module, Said>,
    from: &Module,
    path: &'a [String],
) -> Option<(Module, &'a [String])> {
    let mut at = from.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            at.clear();
            rest = &path[1..];
        }
        "super" => {
            while rest.first().is_some_and(|it| it == "super") {
                at.pop();
                rest = &rest[1..];
            }
        }
        "self" => rest = &path[1..],
        child => {
            at.push(child.to_owned());
            if !files.contains_key(&at) {
                return None;
            }
            rest = &path[1..];
        }
    }
    while let Some(child) = rest.first() {
        at.push(child.clone());
        if !files.contains_key(&at) {
            at.pop();
            break;
        }
        rest = &rest[1..];
    }
    Some((at, rest))
}

#[derive(Default)]
struct Reader {
    said: Said,
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Mod(it) => &it.attrs,
            Item::Use(it) => &it.attrs,
            Item::Fn(it) => &it.attrs,
            Item::Impl(it) => &it.attrs,
            _ => &[],
        };
        let is_test = |it: &Attribute| {
            it.path().is_ident("cfg")
                && it
                    .meta
                    .require_list()
                    .is_ok_and(|it| it.tokens.to_string() == "test")
        };
        if !attributes.iter().any(is_test) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let paths = match item.vis {
            Visibility::Inherited => &mut self.said.used,
            Visibility::Public(_) | Visibility::Restricted(_) => &mut self.said.passed_on,
        };
        flatten(&item.tree, &mut Vec::new(), paths);
    }

    /// `pub(super)` names a module, and takes nothing from it.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // A single name is a local one, and no way to another file.
        if path.segments.len() > 1 {
            let names = path.segments.iter().map(|it| it.ident.to_string());
            self.said.used.push(names.collect());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, it: &'ast Macro) {
        paths_in(it.tokens.clone(), &mut self.said.used);
    }
}

fn flatten(tree: &UseTree, way: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(it) => {
            way.push(it.ident.to_string());
            flatten(&it.tree, way, paths);
            way.pop();
        }
        UseTree::Name(it) if it.ident == "self" => paths.push(way.clone()),
        UseTree::Name(it) => paths.push([way.as_slice(), &[it.ident.to_string()]].concat()),
        UseTree::Rename(it) => paths.push([way.as_slice(), &[it.ident.to_string()]].concat()),
        UseTree::Glob(_) => paths.push(way.clone()),
        UseTree::Group(it) => it.items.iter().for_each(|it| flatten(it, way, paths)),
    }
}

/// The paths among the tokens of a macro, which no parser knows.
fn paths_in(tokens: TokenStream, paths: &mut Vec<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if colons != 2 {
                    paths.push(std::mem::take(&mut path));
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Punct(it) if it.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                paths.push(std::mem::take(&mut path));
                paths_in(group.stream(), paths);
                colons = 0;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {
                paths.push(std::mem::take(&mut path));
                colons = 0;
            }
        }
    }
    paths.push(path);
    paths.retain(|it| it.len() > 1);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries
        .flat_map(|it| {
            if it.is_dir() {
                rust_files(&it)
            } else {
                vec![it]
            }
        })
        .filter(|it| it.extension().is_some_and(|it| it == "rs"))
        .collect()
}
