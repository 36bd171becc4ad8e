//! The text catalogues: `crates/text` keeps a folder a language and a file an area; a
//! reader fetches one language as one file, and each folder in it as another,
//! for what is not needed at once.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use super::compress::files;
use crate::place;

/// The tags of the languages.
pub(super) fn languages() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(place::root().join(FOLDER))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

const FOLDER: &str = "crates/text/languages";

/// Writes `<language>.json` for every language, and `<language>.<folder>.json`
/// for every folder in it.
pub(crate) fn write(into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    let texts = place::root().join(FOLDER);
    for path in files(&texts)? {
        let parts = path.strip_prefix(&texts)?.parent().context("no language")?;
        let name = parts
            .iter()
            .map(|it| it.to_string_lossy())
            .collect::<Vec<_>>();
        let out = into.join(format!("{}.json", name.join(".")));
        let mut all: Map<String, Value> = if out.is_file() {
            serde_json::from_slice(&fs::read(&out)?)?
        } else {
            Map::new()
        };
        let area: Map<String, Value> = serde_json::from_slice(&fs::read(&path)?)
            .with_context(|| format!("{} is no JSON object", path.display()))?;
        merge(&mut all, area).with_context(|| path.display().to_string())?;
        fs::write(out, serde_json::to_vec(&all)?)?;
    }
    for language in languages()? {
        let of_area = |area: &str| into.join(format!("{language}.{area}.json"));
        let checks = of_area("checks");
        let mut all: Value = serde_json::from_slice(&fs::read(&checks)?)?;
        let steps = taken(&mut all, STEPS).with_context(|| format!("no {STEPS} in {language}"))?;
        fs::write(&checks, serde_json::to_vec(&all)?)?;
        fs::write(of_area(STEPS), serde_json::to_vec(&steps)?)?;
    }
    Ok(())
}

/// What is to be done about a case stands beside its other texts, and is a file of its
/// own: most readers of a verdict open the steps of one case only.
const STEPS: &str = "fix";

/// Takes all that has this key out of a tree, and gives it in the same branches.
fn taken(from: &mut Value, key: &str) -> Option<Value> {
    let branches = from.as_object_mut()?;
    let mut taken_out = Map::new();
    for (name, branch) in branches.iter_mut() {
        if let Some(found) = taken(branch, key) {
            taken_out.insert(name.clone(), found);
        }
    }
    if let Some(found) = branches.remove(key) {
        taken_out.insert(key.to_owned(), found);
    }
    (!taken_out.is_empty()).then_some(Value::Object(taken_out))
}

/// Adds the texts; areas may share a branch, but not a text.
fn merge(all: &mut Map<String, Value>, area: Map<String, Value>) -> Result<()> {
    for (key, value) in area {
        match (all.get_mut(&key), value) {
            (None, value) => {
                all.insert(key, value);
            }
            (Some(Value::Object(branch)), Value::Object(more)) => {
                merge(branch, more).context(key)?;
            }
            (Some(_), _) => bail!("the text {key:?} is there twice"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn areas_share_branches() {
        let mut all = object(json!({ "a": { "b": "1" } }));
        merge(&mut all, object(json!({ "a": { "c": "2" }, "d": "3" }))).unwrap();
        assert_eq!(
            Value::Object(all),
            json!({ "a": { "b": "1", "c": "2" }, "d": "3" })
        );
    }

    #[test]
    fn what_is_taken_out_keeps_its_branch() {
        let mut all = json!({ "a": { "b": { "fix": ["1"], "who": "x" } }, "c": { "who": "y" } });
        let steps = taken(&mut all, "fix").unwrap();
        assert_eq!(steps, json!({ "a": { "b": { "fix": ["1"] } } }));
        assert_eq!(
            all,
            json!({ "a": { "b": { "who": "x" } }, "c": { "who": "y" } })
        );
        assert_eq!(taken(&mut all, "fix"), None);
    }

    #[test]
    fn a_text_that_is_there_twice_is_refused() {
        let mut all = object(json!({ "a": { "b": "1" } }));
        let error = merge(&mut all, object(json!({ "a": { "b": "2" } }))).unwrap_err();
        assert!(format!("{error:#}").contains("\"b\""));
    }
}
