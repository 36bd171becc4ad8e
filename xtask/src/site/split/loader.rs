//! The script by which the main module fetches parts. The splitter writes one that knows
//! the chunks as it made them; this one has its first half and knows our files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context as _, Result};
use serde_json::json;

/// What the main module imports.
pub(in crate::site) const LOADER: &str = "./__wasm_split.js";

/// The parts that a page takes which needs no session, by the first word of its address.
/// They are fetched beside the main module, not after it.
const ROUTES: [(&str, [&str; 2]); 8] = [
    ("ask", ["app", "small"]),
    ("compare", ["app", "compare"]),
    ("demo", ["app", "small"]),
    ("gallery", ["app", "gallery"]),
    ("guide", ["app", "hand"]),
    ("result", ["app", "result"]),
    ("trust", ["app", "small"]),
    ("why", ["app", "why"]),
];

/// Writes the script into the folder of the bound page. `parts` are the files that each
/// part takes, `addresses` those of the files; `fetched` is the address of the script
/// that fetches them.
pub(in crate::site) fn write(
    split: &Path,
    parts: &BTreeMap<String, Vec<String>>,
    addresses: &BTreeMap<String, String>,
    fetched: &str,
    into: &Path,
) -> Result<()> {
    let script = fs::read_to_string(split.join(LOADER))?;
    let text = rewritten(&script, parts, addresses, fetched)?;
    Ok(fs::write(into.join(LOADER), text)?)
}

fn rewritten(
    script: &str,
    parts: &BTreeMap<String, Vec<String>>,
    addresses: &BTreeMap<String, String>,
    fetched: &str,
) -> Result<String> {
    // Its functions end where the chunks begin.
    let first = ["\n/* ", "\nconst __chunk", "\nexport const"];
    let end = first.iter().filter_map(|it| script.find(it)).min();
    let end = end.context("the splitter's script holds no chunk")?;
    let mut text = format!("import {{ fetched, prefetch }} from {};\n", json!(fetched));
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
    // Pairs, for any word may stand in an address, `constructor` too.
    let routes: Vec<(&str, BTreeSet<&str>)> = ROUTES
        .into_iter()
        .map(|(route, needed)| {
            let files = needed.iter().filter_map(|it| parts.get(*it)).flatten();
            let addresses = files.filter_map(|it| addresses.get(it));
            (route, addresses.map(String::as_str).collect())
        })
        .collect();
    let _ = writeln!(
        text,
        "prefetch(new Map({}).get(location.hash.split(/[/?]/)[1]) ?? []);",
        json!(routes)
    );
    Ok(text)
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
        let lines: Vec<&str> = text.lines().collect();
        let (prefetch, lines) = lines.split_last().unwrap();
        let result = "[\"result\",[\"assets/p.wasm\"]],[\"trust\",[]]]";
        assert!(prefetch.contains(result), "{prefetch}");
        assert_eq!(
            lines,
            [
                "import { fetched, prefetch } from \"./module.js\";",
                "import { initSync } from \"./jit-doctor.js\";",
                "function makeLoad() {}",
                "const part0 = makeLoad(() => fetched(\"assets/p.wasm\"), []);",
                "export const __wasm_split_load_check = wrapAsyncCb(makeLoad(() => async () => ({}), [part0]));",
                "export const __wasm_split_load_result = wrapAsyncCb(makeLoad(() => async () => ({}), [part0]));",
            ]
        );
        assert!(rewritten("nothing", &parts, &addresses, "./m.js").is_err());
    }
}
