//! New GUIDs, for what the page gives a name to.

use web_sys::window;

/// A random GUID (version 4); `None` where the browser has no randomness to give.
pub(crate) fn new() -> Option<String> {
    let mut bytes = [0; 16];
    let crypto = window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(of(bytes))
}

fn of(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::new();
    for (at, byte) in bytes.into_iter().enumerate() {
        if [4, 6, 8, 10].contains(&at) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 0x0f] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use azure::resource_id::is_guid;

    use super::of;

    #[test]
    fn the_version_stands_where_it_belongs() {
        assert_eq!(of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(of([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert!(is_guid(&of([0x5a; 16])));
    }
}
