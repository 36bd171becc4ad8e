//! Writes the page of every cause as a plain file, in every language, for people and
//! search engines without scripts: `pages <texts> <out> <policy>`.
//!
//! English is at `why/<check>/<case>/`, and every other language below its own tag, as
//! in `ja/why/<check>/<case>/`. All addresses are relative, so that the site works in any
//! folder of a host. `<policy>` is the security policy's element.

mod case;
mod frame;
mod html;
mod list;

use std::{
    env, fs,
    io::{Error, Result},
    path::{Path, PathBuf},
};

use symptoms::Symptom;
use text::{Catalog, Language};

use frame::Frame;

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [texts, out, policy] = args.as_slice() else {
        return Err(Error::other("pages <texts> <out> <policy>"));
    };
    let symptoms = symptoms::all();
    for language in Language::ALL {
        let catalog = catalog(&Path::new(texts).join(language.tag()))?;
        let site = Site {
            language,
            catalog: &catalog,
            symptoms: &symptoms,
            policy,
        };
        site.write(Path::new(out))?;
    }
    Ok(())
}

/// The pages of one language.
struct Site<'a> {
    language: Language,
    catalog: &'a Catalog,
    symptoms: &'a [Symptom],
    policy: &'a str,
}

impl Site<'_> {
    fn write(&self, out: &Path) -> Result<()> {
        let list = self.frame("");
        put(out, &list.folder(), &list::page(&list))?;
        for of in casebook::all() {
            let frame = self.frame(&casebook::address(of));
            let page = casebook::page(of, self.catalog, self.symptoms)
                .ok_or_else(|| Error::other(format!("{} has no words", frame.address)))?;
            put(out, &frame.folder(), &case::page(&frame, &page))?;
        }
        Ok(())
    }

    fn frame(&self, address: &str) -> Frame<'_> {
        Frame {
            language: self.language,
            catalog: self.catalog,
            address: address.to_owned(),
            policy: self.policy,
        }
    }
}

fn put(out: &Path, folder: &str, html: &str) -> Result<()> {
    let folder = out.join(folder);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("index.html"), html)
}

/// Every text of a language.
fn catalog(folder: &Path) -> Result<Catalog> {
    let mut all = Catalog::default();
    for path in files(folder)? {
        let part = Catalog::parse(&fs::read_to_string(&path)?)
            .map_err(|_| Error::other(format!("{} is no catalogue", path.display())))?;
        all.extend(part);
    }
    Ok(all)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
