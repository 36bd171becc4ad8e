//! What is wrong with a field of a form.

use actions::field::FieldError;
use leptos::prelude::*;

use crate::{browser::location, words::tf};

/// Moves the focus to the first field that says that something is wrong with
/// it, once it says so.
pub(super) fn focus_first() {
    request_animation_frame(|| location::focus("main [aria-invalid=true]"));
}

/// The text of a field's error, or nothing.
pub(super) fn error_of(
    errors: RwSignal<Vec<FieldError>>,
    field: impl Into<String>,
) -> Signal<Option<String>> {
    let field = field.into();
    Signal::derive(move || {
        errors.with(|all| {
            let error = all.iter().find(|it| it.field == field)?;
            Some(tf(&format!("acts.fields.{}", error.key), &error.args))
        })
    })
}
