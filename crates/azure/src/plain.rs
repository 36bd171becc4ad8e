//! Text from outside that is shown, copied or pasted. Must not know where it goes.

use std::borrow::Cow;

/// Whether a character makes a text look like another one to whoever reads or pastes
/// it: those that control, that part lines, that turn the direction, and that are not
/// seen. Joiners are none of them, for some scripts are written with them.
pub fn is_disguise(it: char) -> bool {
    it.is_control()
        || matches!(
            it,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_disguises_a_name_is_made_visible_and_what_writes_it_stays() {
        for (text, shown) in [
            ("vm\u{0}-web", "vm\u{fffd}-web"),
            ("vm\r\n", "vm\u{fffd}\u{fffd}"),
            ("\u{202e}bew-mv", "\u{fffd}bew-mv"),
            ("vm\u{200b}", "vm\u{fffd}"),
            ("vm\u{e0041}", "vm\u{fffd}"),
            // Persian and emoji are written with joiners.
            (
                "\u{645}\u{6cc}\u{200c}\u{62e}",
                "\u{645}\u{6cc}\u{200c}\u{62e}",
            ),
            ("web \u{2013} 日本", "web \u{2013} 日本"),
        ] {
            assert_eq!(plain(text), shown, "{text:?}");
        }
    }
}
