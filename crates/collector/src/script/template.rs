//! What the scripts of both shells have in common: how values are filled in, and figures.

/// How often an unfinished answer is asked for, and the seconds between.
pub(super) const TRIES: u32 = 12;
pub(super) const WAIT: u32 = 5;

/// What a script calls the file that it writes.
pub(super) const COLLECTED: &str = "jit-doctor-collected.json";

/// Fills a template in. What is filled in is not looked through again.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('@') {
        filled.push_str(before);
        let found = values.iter().find_map(|(name, value)| {
            let tail = after.strip_prefix(name)?.strip_prefix('@')?;
            Some((tail, value))
        });
        rest = if let Some((tail, value)) = found {
            filled.push_str(value);
            tail
        } else {
            filled.push('@');
            after
        };
    }
    filled + rest
}
