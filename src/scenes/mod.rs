//! Drawn pages of the Azure portal. A drawing is one picture to a reader's
//! assistive technology, with a text of its own; nothing in it can be pressed.

mod blocks;
mod figure;
mod glyph;
mod shell;
mod table;
mod word;

pub(crate) use figure::SceneFigure;
