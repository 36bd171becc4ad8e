//! Work that need not be done twice: a result is kept beside the hash of what
//! it was made from.

use std::{fmt::Write as _, fs, io::ErrorKind, path::Path};

use anyhow::Result;
use sha2::{Digest as _, Sha256};

/// The bytes made from `inputs`, from the last time when these are unchanged.
/// `name` is a file name, one for each thing that is made.
pub(crate) fn remembered(
    store: &Path,
    name: &str,
    inputs: &[&[u8]],
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let stamp = store.join(format!("{name}.inputs"));
    let kept = store.join(name);
    let hash = hash(inputs);
    if fs::read_to_string(&stamp).is_ok_and(|it| it == hash)
        && let Ok(bytes) = fs::read(&kept)
    {
        return Ok(bytes);
    }
    let bytes = make()?;
    fs::create_dir_all(store)?;
    // The stamp goes first and comes last, so that an interrupted write is
    // never taken for a result.
    match fs::remove_file(&stamp) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    fs::write(kept, &bytes)?;
    fs::write(stamp, hash)?;
    Ok(bytes)
}

/// A name for these bytes, in hexadecimal.
pub(crate) fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// The bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_again_only_when_an_input_changed() {
        let store = std::env::temp_dir().join(format!("xtask-memo-{}", std::process::id()));
        let mut made = 0;
        let mut ask = |input: &[u8]| {
            remembered(&store, "thing", &[input], || {
                made += 1;
                Ok(input.to_ascii_uppercase())
            })
            .unwrap()
        };
        assert_eq!(ask(b"a"), b"A");
        assert_eq!(ask(b"a"), b"A");
        assert_eq!(ask(b"b"), b"B");
        assert_eq!(made, 2);
        fs::remove_dir_all(store).unwrap();
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    }
}
