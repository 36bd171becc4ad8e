//! The names under which the script gives the page's module what the browser has.
//!
//! wasm-bindgen ends each in a hash, and each of the two hundred stands in both files:
//! five kilobytes of the first load that no compression makes smaller. Between the two
//! files of one build a number does.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, ensure};
use wasm_encoder::{
    ImportSection, Module, RawSection,
    reencode::{Reencode as _, RoundtripReencoder},
};
use wasmparser::{Parser, Payload};

/// The module and the script, which knows it as `from`, with short names.
pub(super) fn shortened(module: &[u8], script: &str, from: &str) -> Result<(Vec<u8>, String)> {
    let mut names = HashMap::new();
    let mut short = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ImportSection(it) = payload {
            let mut imports = ImportSection::new();
            for import in it.into_imports() {
                let import = import?;
                let kind = RoundtripReencoder.entity_type(import.ty)?;
                let next = names.len();
                let name = if import.module == from {
                    names
                        .entry(import.name)
                        .or_insert_with(|| format!("_{next}"))
                } else {
                    import.name
                };
                imports.import(import.module, name, kind);
            }
            short.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = &module[range];
            short.section(&RawSection { id, data });
        }
    }
    Ok((short.finish(), renamed(script, &names)?))
}

/// The script with these words replaced, each of which it has to hold.
fn renamed(script: &str, names: &HashMap<&str, String>) -> Result<String> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut text = String::new();
    let mut found = HashSet::new();
    let mut rest = script;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|it| !is_word(it)).unwrap_or(from.len()));
        let short = names.get(word);
        found.extend(short);
        text.push_str(before);
        text.push_str(short.map_or(word, String::as_str));
        rest = after;
    }
    ensure!(
        found.len() == names.len(),
        "the script lacks something that the module takes"
    );
    Ok(text + rest)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, MemoryType, TypeSection};

    use super::*;

    fn module(names: &[(&str, &str)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for (from, name) in names {
            imports.import(from, name, EntityType::Function(0));
        }
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        imports.import("env", "memory", memory);
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    #[test]
    fn both_files_know_the_short_names() {
        let long = module(&[
            ("./a.js", "now_0123"),
            ("./b.js", "now_0123"),
            ("./a.js", "now_45"),
        ]);
        let script = "return { now_45: () => now_456(), now_0123() {} };";
        let (short, script) = shortened(&long, script, "./a.js").unwrap();
        assert_eq!(script, "return { _1: () => now_456(), _0() {} };");
        let wanted = module(&[("./a.js", "_0"), ("./b.js", "now_0123"), ("./a.js", "_1")]);
        assert_eq!(short, wanted);
    }

    #[test]
    fn what_the_script_does_not_give_is_an_error() {
        let long = module(&[("./a.js", "now_0123")]);
        assert!(shortened(&long, "return { now: 1 };", "./a.js").is_err());
    }
}
