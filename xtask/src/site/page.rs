//! The page itself: taken apart and bound, its script bundled into one file, and every
//! file with a name that changes with its content. Trunk makes the same page in one piece.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{
    bind,
    bundles::{self, esbuild},
    headers, imports,
    split::{self, Addresses, Split},
    wasm,
};
use crate::{cloud::Cloud, memo, place};

/// What wasm-bindgen makes of the page.
const NAME: &str = "jit-doctor";

/// What the page fetches when it is needed, its own parts aside.
const LOADED_LATER: [&str; 7] = [
    "msal.js",
    "offline.js",
    "app.css",
    "signed-in.css",
    "many.css",
    "demo/demo.js",
    "demo/demo_bg.wasm",
];

/// The main module, once it is made small.
const MAIN: &str = "page";

/// Takes away what index.html says as long as nothing runs.
const STARTED: &str = "document.getElementById(\"not-started\").remove();";

/// Where Trunk finds the page to compile.
const TRUNK_LINK: &str = "<link data-trunk";

/// The page, taken apart and bound.
pub(crate) struct Bound {
    split: Split,
    /// Of what wasm-bindgen wrote.
    folder: PathBuf,
    work: PathBuf,
}

impl Bound {
    pub(crate) fn new(compiled: &Path) -> Result<Self> {
        let work = place::work().join("split");
        let split = split::split(compiled, &work)?;
        let folder = place::work().join("page");
        super::empty(&folder)?;
        bind::bind_with_parts(&split.main, NAME, &folder)?;
        let [module, script] = [format!("{NAME}_bg.wasm"), format!("{NAME}.js")];
        let [module, script] = [module, script].map(|it| folder.join(it));
        let from = format!("./{NAME}_bg.js");
        let (short, text) =
            imports::shortened(&fs::read(&module)?, &fs::read_to_string(&script)?, &from)?;
        fs::write(module, short)?;
        fs::write(script, text)?;
        Ok(Self {
            split,
            folder,
            work,
        })
    }

    /// What has to be made small: the main module, and the files of its parts.
    pub(crate) fn modules(&self) -> Result<Vec<wasm::Module>> {
        let packs = self.split.packs.iter().enumerate();
        let packs = packs.map(|(number, bytes)| (pack(number), bytes));
        let openings = self.split.openings.iter();
        let openings = openings.map(|(name, it)| (opening(name), &it.module));
        let mut modules = vec![in_parts(MAIN, self.folder.join(format!("{NAME}_bg.wasm")))];
        for (name, bytes) in packs.chain(openings) {
            let path = self.work.join(format!("{name}.merged.wasm"));
            fs::write(&path, bytes)?;
            modules.push(in_parts(&name, path));
        }
        Ok(modules)
    }

    /// Writes the parts, and the script that fetches them.
    pub(crate) fn parts(&self, small: &wasm::Small, site: &Path) -> Result<()> {
        let assets = site.join("assets");
        fs::create_dir_all(&assets)?;
        let written = |name: &str| named_by_whole_hash(&assets, name, "wasm", small.named(name)?);
        let packs = 0..self.split.packs.len();
        let packs = packs.map(|number| written(&pack(number)));
        let packs = packs.collect::<Result<Vec<_>>>()?;
        let openings = self.split.openings.keys();
        let openings = openings.map(|name| Ok((*name, written(&opening(name))?)));
        let openings = openings.collect::<Result<BTreeMap<_, _>>>()?;
        let parts = self.split.parts.iter().map(|(part, numbers)| {
            let files = numbers.iter().map(|it| packs[*it].clone());
            (part.clone(), files.collect())
        });
        let first = openings.iter();
        let first = first.map(|(name, file)| ((*name).to_owned(), file.clone()));
        let taken = super::Taken {
            parts: parts.collect(),
            openings: first.collect(),
        };
        fs::write(super::parts_file(), serde_json::to_vec(&taken)?)?;
        let packs = serde_json::to_vec(&packs)?;
        let packs = named_by_whole_hash(&assets, "parts", "json", &packs)?;
        split::write_loader(
            &self.work,
            &self.split,
            &Addresses { packs, openings },
            &self.snippet("src/browser/module.js")?,
            &self.folder,
        )
    }

    /// The address of a script of ours, as wasm-bindgen has copied it.
    fn snippet(&self, path: &str) -> Result<String> {
        let snippets = fs::read_dir(self.folder.join("snippets"))?;
        for folder in snippets {
            let folder = folder?;
            if folder.path().join(path).is_file() {
                let folder = folder.file_name();
                return Ok(format!("./snippets/{}/{path}", folder.to_string_lossy()));
            }
        }
        anyhow::bail!("nothing imports {path}")
    }

    /// Writes `index.html` and what belongs to it in `assets/`.
    pub(crate) fn assemble(&self, cloud: Cloud, small: &wasm::Small, into: &Path) -> Result<()> {
        let assets = into.join("assets");
        let hashes = bundles::hashes(into, &LOADED_LATER)?;
        let module = named_by_content(&assets, MAIN, "wasm", small.named(MAIN)?)?;
        let script = self.start_script(&module, &hashes)?;
        let script = named_by_content(&assets, "page", "js", &script)?;
        let style = fs::read(into.join("style.css"))?;
        fs::remove_file(into.join("style.css"))?;
        let style = named_by_content(&assets, "style", "css", &style)?;

        let html = fs::read_to_string(place::root().join("index.html"))?;
        let html = without(&html, TRUNK_LINK, ">");
        let html = replace_once(&html, "./style.css", &format!("./{style}"))?;
        let start = format!(
            "<script type=\"module\" src=\"./{script}\"></script>\n\
             <link rel=\"preload\" href=\"./{module}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
             </head>"
        );
        let html = replace_once(&html, "</head>", &start)?;
        let charset = "<meta charset=\"utf-8\">";
        let policy = format!("{charset}\n    {}", headers::meta(cloud));
        let html = replace_once(&html, charset, &policy)?;
        let html: String = html
            .lines()
            .filter(|it| !it.trim().is_empty())
            .fold(String::new(), |text, line| text + line.trim() + "\n");
        fs::write(into.join("index.html"), html)?;
        let bridge = into.join("redirect.html");
        let html = fs::read_to_string(&bridge)?;
        let policy = format!("{charset}\n    {}", headers::bridge_meta());
        fs::write(bridge, replace_once(&html, charset, &policy)?)?;
        Ok(())
    }

    /// What the page runs, with all that it imports, in one file: a policy without inline
    /// scripts can then be strict. The types policy comes first, because Leptos sets
    /// markup from its first line on.
    fn start_script(&self, module: &str, hashes: &str) -> Result<Vec<u8>> {
        let policy = place::root().join("src/browser/trusted-types.js");
        let policy = serde_json::to_string(&policy.to_string_lossy())?;
        let entry = self.folder.join("start.js");
        let out = self.folder.join("start.min.js");
        let text = format!(
            "import {policy};\nimport init from \"./{NAME}.js\";\n\
             await init({{ module_or_path: new URL(\"{module}\", document.baseURI) }});\n{STARTED}"
        );
        fs::write(&entry, text)?;
        // wasm-bindgen names the script that fetches parts once for each part.
        let named_often = "--log-override:duplicate-object-key=silent";
        esbuild(&entry, &out, &["--format=esm", named_often, hashes])?;
        Ok(fs::read(out)?)
    }
}

fn pack(number: usize) -> String {
    format!("part{number}")
}

fn opening(name: &str) -> String {
    format!("part-{name}")
}

fn in_parts(name: &str, path: PathBuf) -> wasm::Module {
    wasm::Module {
        name: name.to_owned(),
        path,
        is_whole: false,
    }
}

/// Writes `assets/<name>-<hash>.<extension>` and gives its address.
fn named_by_content(assets: &Path, name: &str, extension: &str, bytes: &[u8]) -> Result<String> {
    let hash = memo::hash(&[bytes]);
    let name = format!("{name}-{}.{extension}", &hash[..16]);
    fs::write(assets.join(&name), bytes)?;
    Ok(format!("assets/{name}"))
}

/// The same for what the page's script fetches. The name holds all of the hash, so that
/// no list of hashes is needed beside it.
fn named_by_whole_hash(assets: &Path, name: &str, extension: &str, bytes: &[u8]) -> Result<String> {
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(bytes));
    let name = format!("{name}-{hash}.{extension}");
    fs::write(assets.join(&name), bytes)?;
    Ok(format!("assets/{name}"))
}

fn cut<'a>(text: &'a str, mark: &str) -> Result<(&'a str, &'a str)> {
    text.split_once(mark)
        .with_context(|| format!("index.html has no {mark}"))
}

fn replace_once(text: &str, from: &str, to: &str) -> Result<String> {
    let (before, after) = cut(text, from)?;
    anyhow::ensure!(!after.contains(from), "index.html has {from} twice");
    Ok(format!("{before}{to}{after}"))
}

/// The text without every stretch from `start` to the next `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        kept + part.split_once(end).map_or("", |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_each_stretch() {
        assert_eq!(without("a<x 1>b<x 2>c", "<x", ">"), "abc");
        assert_eq!(without("abc", "<x", ">"), "abc");
    }

    #[test]
    fn a_mark_has_to_be_there_once() {
        assert_eq!(replace_once("abc", "b", "x").unwrap(), "axc");
        assert!(replace_once("abc", "d", "x").is_err());
        assert!(replace_once("bb", "b", "x").is_err());
    }
}
