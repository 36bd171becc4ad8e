//! The script by which the main module fetches parts. The splitter writes one that knows
//! the chunks as it made them; this one has its first half and knows our files.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{
    Split,
    openings::{Opening, PAGES},
};
use crate::site::texts;

/// What the main module imports.
pub(in crate::site) const LOADER: &str = "./__wasm_split.js";

/// The files of a build.
pub(in crate::site) struct Addresses {
    /// Of the list of all packs, by their numbers. It is a file of its own because the
    /// front, and whatever comes with an opening, shows without it.
    pub(in crate::site) packs: String,
    /// Each by its name.
    pub(in crate::site) openings: BTreeMap<&'static str, String>,
}

/// Writes the script into the folder of the bound page. `work` holds the splitter's;
/// `module` is the address of the script that fetches files.
pub(in crate::site) fn write(
    work: &Path,
    split: &Split,
    addresses: &Addresses,
    module: &str,
    into: &Path,
) -> Result<()> {
    let script = fs::read_to_string(work.join(LOADER))?;
    let mut text = rewritten(&script, &split.parts, module)?;
    text.push_str(&offer(&split.openings, addresses, &texts::languages()?));
    Ok(fs::write(into.join(LOADER), text)?)
}

fn rewritten(script: &str, parts: &BTreeMap<String, Vec<usize>>, module: &str) -> Result<String> {
    // Its functions end where the chunks begin.
    let first = ["\n/* ", "\nconst __chunk", "\nexport const"];
    let end = first.iter().filter_map(|it| script.find(it)).min();
    let end = end.context("the splitter's script holds no chunk")?;
    let mut text = format!("import {{ fetched, has, offer }} from {};\n", json!(module));
    // The page says why a part could not be fetched.
    text.push_str(&script[..end].replace("console.error(e);", ""));
    text.push('\n');
    let count = parts.values().flatten().max().map_or(0, |it| it + 1);
    // Writing to a `String` cannot fail.
    let _ = write!(
        text,
        "const files = Array.from({{ length: {count} }}, (_, it) => makeLoad(() => fetched(it), []));\n\
         const part = (set) => wrapAsyncCb(() => Promise.all(files.filter((_, it) => has(set, it)).map((it) => it())));\n"
    );
    for (part, numbers) in parts {
        let set = json!(set(numbers));
        let _ = writeln!(text, "export const __wasm_split_load_{part} = part({set});");
    }
    Ok(text)
}

/// Numbers as one hexadecimal number, one bit each: less than half as long as a list, and
/// every page fetches these.
fn set<'a>(numbers: impl IntoIterator<Item = &'a usize>) -> String {
    let mut digits: Vec<usize> = vec![0];
    for number in numbers {
        let at = number / 4;
        digits.resize(digits.len().max(at + 1), 0);
        digits[at] |= 1 << (number % 4);
    }
    let digits = digits.iter().rev().map(|it| format!("{it:x}"));
    format!("0x{}", digits.collect::<String>())
}

/// Tells where the list of packs is, and which file holds all that a first page takes, for
/// each first word of an address.
/// Pairs, for any word may stand in an address, `constructor` too.
fn offer(
    openings: &BTreeMap<&'static str, Opening>,
    addresses: &Addresses,
    languages: &[String],
) -> String {
    let mut pairs = Vec::new();
    for page in PAGES {
        let address = addresses.openings.get(page.name);
        let (Some(opening), Some(address)) = (openings.get(page.name), address) else {
            continue;
        };
        let packs = set(&opening.packs);
        for word in page.words {
            let kind = json!([address, packs, page.takes_session]);
            pairs.push(json!([word, kind]));
        }
    }
    let [packs, pairs] = [json!(addresses.packs), json!(pairs)];
    format!("offer({packs}, {pairs}, {});\n", json!(languages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_functions_and_names_our_files() {
        let script = "import { initSync } from \"./jit-doctor.js\";\nfunction makeLoad() {}\n/* check */\nconst __chunk_1 = makeLoad(1);\nexport const __wasm_split_load_check = 1;\n";
        let parts = [("check", vec![0, 2]), ("result", vec![2])];
        let parts = parts.map(|(part, packs)| (part.to_owned(), packs));
        let parts = BTreeMap::from(parts);
        let text = rewritten(script, &parts, "./module.js").unwrap();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "import { fetched, has, offer } from \"./module.js\";",
                "import { initSync } from \"./jit-doctor.js\";",
                "function makeLoad() {}",
                "const files = Array.from({ length: 3 }, (_, it) => makeLoad(() => fetched(it), []));",
                "const part = (set) => wrapAsyncCb(() => Promise.all(files.filter((_, it) => has(set, it)).map((it) => it())));",
                "export const __wasm_split_load_check = part(\"0x5\");",
                "export const __wasm_split_load_result = part(\"0x4\");",
            ]
        );
        assert!(rewritten("nothing", &parts, "./m.js").is_err());
    }

    #[test]
    fn each_first_word_of_an_address_has_the_file_of_its_page() {
        let opening = |packs: &[usize]| Opening {
            packs: packs.iter().copied().collect(),
            module: Vec::new(),
        };
        let openings = [("words", opening(&[0, 12])), ("check", opening(&[0]))];
        let addresses = Addresses {
            packs: "p.json".to_owned(),
            openings: BTreeMap::from([
                ("words", "w.wasm".to_owned()),
                ("check", "c.wasm".to_owned()),
            ]),
        };
        let languages = ["en".to_owned(), "ja".to_owned()];
        assert_eq!(
            offer(&BTreeMap::from(openings), &addresses, &languages),
            "offer(\"p.json\", [[\"ask\",[\"w.wasm\",\"0x1001\",false]],\
             [\"demo\",[\"w.wasm\",\"0x1001\",false]],\
             [\"trust\",[\"w.wasm\",\"0x1001\",false]],\
             [\"check\",[\"c.wasm\",\"0x1\",true]]], [\"en\",\"ja\"]);\n"
        );
    }
}
