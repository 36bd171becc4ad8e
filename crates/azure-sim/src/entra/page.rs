//! The pages that a person sees: plain HTML without any script.

use std::fmt::Write as _;

use crate::estate::Estate;

/// Makes a text fit to stand in HTML, attributes included.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    )
}

/// Asks who is to be signed in. Every other field of the request is kept.
pub(super) fn sign_in<'a>(
    action: &str,
    kept: &[(String, String)],
    estates: impl Iterator<Item = &'a str>,
    chosen: &str,
    estate: &Estate,
) -> String {
    let mut hidden = String::new();
    for (name, value) in kept {
        let _ = write!(
            hidden,
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escape(name),
            escape(value)
        );
    }
    let mut options = String::new();
    for name in estates {
        let selected = if name == chosen { " selected" } else { "" };
        let name = escape(name);
        let _ = write!(
            options,
            "<option value=\"{name}\"{selected}>{name}</option>"
        );
    }
    let mut people = String::new();
    // The one whom the estate is about comes first.
    let asking = &estate.ask.person;
    let (first, others): (Vec<_>, Vec<_>) =
        estate.people.iter().partition(|(key, _)| *key == asking);
    for (key, person) in first.into_iter().chain(others) {
        let key = escape(key);
        let _ = write!(
            people,
            "<li><button name=\"person\" value=\"{key}\">{} ({})</button> {key}</li>",
            escape(&person.name),
            escape(&person.upn)
        );
    }
    let (action, chosen) = (escape(action), escape(chosen));
    page(
        "Sign in to the simulator",
        &format!(
            "<form action=\"{action}\">{hidden}<label>Estate <select name=\"estate\">{options}</select></label> \
             <button>Show its people</button></form>\
             <h2>Pick an account</h2>\
             <form action=\"{action}\">{hidden}<input type=\"hidden\" name=\"estate\" value=\"{chosen}\"><ul>{people}</ul></form>"
        ),
    )
}

/// An answer in the form that posts itself; without script, the reader sends it.
pub(super) fn form_post(action: &str, fields: &[(&str, String)]) -> String {
    let mut inputs = String::new();
    for (name, value) in fields {
        let _ = write!(
            inputs,
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escape(value)
        );
    }
    page(
        "Signed in",
        &format!(
            "<form method=\"post\" action=\"{}\">{inputs}<button>Continue</button></form>",
            escape(action)
        ),
    )
}

pub(super) fn refusal(message: &str) -> String {
    page(
        "Sorry, but we’re having trouble signing you in.",
        &format!("<p>{}</p>", escape(message)),
    )
}

pub(super) fn signed_out() -> String {
    page(
        "You signed out of your account",
        "<p>You can close this window.</p>",
    )
}
