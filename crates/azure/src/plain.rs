//! Text from outside that is shown, copied or pasted. Must not know where it goes.

use std::borrow::Cow;

/// Whether a character makes a text look like another one to whoever reads or pastes
/// it: those that control, that part lines, and that turn the direction.
pub fn is_disguise(it: char) -> bool {
    it.is_control()
        || matches!(
            it,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
}

/// The text with such characters made visible.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(is_disguise) {
        Cow::Owned(text.replace(is_disguise, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
