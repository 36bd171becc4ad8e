//! The script by which the main module fetches parts. The splitter writes one that knows
//! the chunks as it made them; this one has its first half and knows our files.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::openings::{Opening, PAGES};
use crate::site::texts;

/// What the main module imports.
pub(in crate::site) const LOADER: &str = "./__wasm_split.js";

/// How the name of a pack begins; its number follows.
pub(super) const PACK: &str = "part";

/// The files of a build, by the names of what is in them.
pub(in crate::site) struct Addresses {
    pub(in crate::site) packs: BTreeMap<String, String>,
    pub(in crate::site) openings: BTreeMap<&'static str, String>,
}

/// Writes the script into the folder of the bound page. `parts` are the packs that each
/// part takes; `module` is the address of the script that fetches files.
pub(in crate::site) fn write(
    split: &Path,
    parts: &BTreeMap<String, Vec<String>>,
    openings: &BTreeMap<&'static str, Opening>,
    addresses: &Addresses,
    module: &str,
    into: &Path,
) -> Result<()> {
    let script = fs::read_to_string(split.join(LOADER))?;
    let mut text = rewritten(&script, parts, &addresses.packs, module)?;
    text.push_str(&offer(openings, &addresses.openings, &texts::languages()?));
    Ok(fs::write(into.join(LOADER), text)?)
}

fn rewritten(
    script: &str,
    parts: &BTreeMap<String, Vec<String>>,
    addresses: &BTreeMap<String, String>,
    module: &str,
) -> Result<String> {
    // Its functions end where the chunks begin.
    let first = ["\n/* ", "\nconst __chunk", "\nexport const"];
    let end = first.iter().filter_map(|it| script.find(it)).min();
    let end = end.context("the splitter's script holds no chunk")?;
    let mut text = format!("import {{ fetched, offer }} from {};\n", json!(module));
    // The page says why a part could not be fetched.
    text.push_str(&script[..end].replace("console.error(e);", ""));
    text.push('\n');
    for (name, address) in addresses {
        let address = json!(address);
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "const {name} = makeLoad(() => fetched({address}), []);"
        );
    }
    for (part, files) in parts {
        let files = files.join(", ");
        let _ = writeln!(
            text,
            "export const __wasm_split_load_{part} = wrapAsyncCb(makeLoad(() => async () => ({{}}), [{files}]));"
        );
    }
    Ok(text)
}

/// Tells which file holds all that a first page takes, for each first word of an address.
/// Pairs, for any word may stand in an address, `constructor` too.
fn offer(
    openings: &BTreeMap<&'static str, Opening>,
    addresses: &BTreeMap<&'static str, String>,
    languages: &[String],
) -> String {
    let mut pairs = Vec::new();
    for page in PAGES {
        let (Some(opening), Some(address)) = (openings.get(page.name), addresses.get(page.name))
        else {
            continue;
        };
        let numbers = opening.packs.iter().filter_map(|it| it.strip_prefix(PACK));
        let numbers = numbers.collect::<Vec<_>>().join(",");
        for word in page.words {
            let kind = json!([address, numbers, page.texts, page.takes_session]);
            pairs.push(json!([word, kind]));
        }
    }
    format!("offer({}, {});\n", json!(pairs), json!(languages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_functions_and_names_our_files() {
        let script = "import { initSync } from \"./jit-doctor.js\";\nfunction makeLoad() {}\n/* check */\nconst __chunk_1 = makeLoad(1);\nexport const __wasm_split_load_check = 1;\n";
        let parts = ["check", "result"].map(|it| (it.to_owned(), vec!["part0".to_owned()]));
        let parts = BTreeMap::from(parts);
        let addresses = BTreeMap::from([("part0".to_owned(), "assets/p.wasm".to_owned())]);
        let text = rewritten(script, &parts, &addresses, "./module.js").unwrap();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "import { fetched, offer } from \"./module.js\";",
                "import { initSync } from \"./jit-doctor.js\";",
                "function makeLoad() {}",
                "const part0 = makeLoad(() => fetched(\"assets/p.wasm\"), []);",
                "export const __wasm_split_load_check = wrapAsyncCb(makeLoad(() => async () => ({}), [part0]));",
                "export const __wasm_split_load_result = wrapAsyncCb(makeLoad(() => async () => ({}), [part0]));",
            ]
        );
        assert!(rewritten("nothing", &parts, &addresses, "./m.js").is_err());
    }

    #[test]
    fn each_first_word_of_an_address_has_the_file_of_its_page() {
        let opening = |packs: &[&str]| Opening {
            packs: packs.iter().map(|it| (*it).to_owned()).collect(),
            module: Vec::new(),
        };
        let openings = [
            ("words", opening(&["part0", "part12"])),
            ("check", opening(&["part0"])),
        ];
        let addresses = [
            ("words", "w.wasm".to_owned()),
            ("check", "c.wasm".to_owned()),
        ];
        let languages = ["en".to_owned(), "ja".to_owned()];
        assert_eq!(
            offer(
                &BTreeMap::from(openings),
                &BTreeMap::from(addresses),
                &languages
            ),
            "offer([[\"ask\",[\"w.wasm\",\"0,12\",[\"app\"],false]],\
             [\"demo\",[\"w.wasm\",\"0,12\",[\"app\"],false]],\
             [\"trust\",[\"w.wasm\",\"0,12\",[\"app\"],false]],\
             [\"check\",[\"c.wasm\",\"0\",[],true]]], [\"en\",\"ja\"]);\n"
        );
    }
}
