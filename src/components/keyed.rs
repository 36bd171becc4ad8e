//! A list whose pieces stay in the document for as long as their keys stay in the list.
//!
//! `For` is compiled anew for each type that it is given, which is thirty kilobytes for
//! the lists of a check; here it is given one.

use leptos::prelude::*;

/// A key, unique in its list, and what makes the view when the key is new.
pub(crate) type Piece = (String, Box<dyn FnOnce() -> AnyView + Send>);

pub(crate) fn piece(key: String, make: impl FnOnce() -> AnyView + Send + 'static) -> Piece {
    (key, Box::new(make))
}

pub(crate) fn keyed(pieces: impl Fn() -> Vec<Piece> + Send + 'static) -> AnyView {
    list(Box::new(pieces))
}

fn list(each: Box<dyn Fn() -> Vec<Piece> + Send>) -> AnyView {
    view! { <For each key=|(key, _)| key.clone() children=|(_, make)| make() /> }.into_any()
}
