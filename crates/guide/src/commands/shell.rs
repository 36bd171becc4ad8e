//! How a value is written so that a shell, a query or an address takes it as
//! that value and nothing else. Knows no command.

use std::fmt::Write as _;

use azure::plain::is_disguise;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything but RFC 3986's unreserved characters, and the slash, which parts
/// the segments of an id.
const PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Whether a value may stand in a command at all. Refused is what could make a
/// command look like another one to the person who pastes it: control and line
/// separating characters, and those that turn the direction of the text.
/// Refused as well is what makes the Azure CLI read a local file: an `@` at the
/// beginning or after an equals sign. No name of an Azure resource has any of
/// these.
pub(super) fn is_usable(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(is_disguise)
        && !text.starts_with('@')
        && !text.contains("=@")
}

/// One word for a POSIX shell. Between single quotes nothing is special but the
/// single quote itself.
pub(super) fn bash(word: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "_-./:=,@%+".contains(it);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A literal for PowerShell, of any shape. PowerShell takes the curly single
/// quotes for quotes too, so each of them is doubled.
pub(super) fn powershell(value: &Value) -> String {
    match value {
        Value::Null => "$null".to_owned(),
        Value::Bool(true) => "$true".to_owned(),
        Value::Bool(false) => "$false".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => {
            let mut quoted = String::with_capacity(text.len() + 2);
            quoted.push('\'');
            for it in text.chars() {
                quoted.push(it);
                if matches!(it, '\'' | '\u{2018}'..='\u{201b}') {
                    quoted.push(it);
                }
            }
            quoted.push('\'');
            quoted
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(powershell).collect();
            format!("@({})", items.join(", "))
        }
        Value::Object(fields) => {
            let mut hash = String::from("@{");
            for (at, (name, value)) in fields.iter().enumerate() {
                let separator = if at == 0 { "" } else { ";" };
                // Every key here is a plain word of ours.
                let _ = write!(hash, "{separator} {name} = {}", powershell(value));
            }
            hash.push_str(" }");
            hash
        }
    }
}

/// A JSON literal in a `JMESPath` expression, where backticks enclose it.
pub(super) fn jmespath(value: &Value) -> String {
    format!("`{}`", value.to_string().replace('`', r"\`"))
}

/// A part of an address.
pub(super) fn url(text: &str) -> String {
    utf8_percent_encode(text, &PATH).to_string()
}
