//! Puts values into a task's templates. A template names a value as `<slot>`;
//! where the value goes decides how it is written: a word of bash, a literal of
//! PowerShell, a part of an address (`<slot|url>`) or of a query
//! (`<slot|json>`). `<path0>` and `<body0>` are the task's own first request.

use serde_json::Value;

use super::{
    lines::{Lines, Request},
    shell,
    values::{Placeholder, Slot, Values},
};

/// The value of a slot that holds JSON, with what it is made of.
pub(crate) fn json(values: &Values, slot: &'static str) -> Value {
    Filler::new(&[], values).json(&Value::from(format!("<{slot}>")))
}

pub(super) struct Filler<'a> {
    requests: &'a [Request],
    values: &'a Values,
    pub(super) placeholders: Vec<Placeholder>,
}

impl<'a> Filler<'a> {
    pub(super) fn new(requests: &'a [Request], values: &'a Values) -> Self {
        Self {
            requests,
            values,
            placeholders: Vec::new(),
        }
    }

    pub(super) fn cli(&mut self, lines: &Lines) -> String {
        let lines: Vec<String> = match lines {
            Lines::Rest => (0..self.requests.len())
                .map(|at| {
                    let Request { method, body, .. } = &self.requests[at];
                    let method = method.to_ascii_lowercase();
                    let body = if body.is_empty() {
                        String::new()
                    } else {
                        format!(" --body <body{at}>")
                    };
                    self.bash(&format!("az rest --method {method} --url <path{at}>{body}"))
                })
                .collect(),
            Lines::Script(lines) | Lines::InContext(lines) => {
                lines.iter().map(|it| self.bash(it)).collect()
            }
        };
        lines.join("\n")
    }

    pub(super) fn powershell(&mut self, lines: &Lines) -> String {
        let lines: Vec<String> = match lines {
            Lines::Rest => (0..self.requests.len())
                .map(|at| {
                    let Request { method, body, .. } = &self.requests[at];
                    let body = if body.is_empty() {
                        String::new()
                    } else {
                        format!(" -Payload <body{at}>")
                    };
                    self.literals(&format!(
                        "Invoke-AzRestMethod -Method {method} -Path <path{at}>{body}"
                    ))
                })
                .collect(),
            Lines::Script(lines) => lines.iter().map(|it| self.literals(it)).collect(),
            Lines::InContext(lines) => self.in_context(lines),
        };
        lines.join("\n")
    }

    /// One block, for of lines that are pasted each is run whatever became of
    /// those before it.
    fn in_context(&mut self, lines: &[&str]) -> Vec<String> {
        let before = [
            "$ErrorActionPreference = 'Stop'",
            "Set-AzContext -Subscription <subscription> | Out-Null",
        ];
        let within = before.iter().chain(lines);
        let mut block = vec!["& {".to_owned()];
        block.extend(within.map(|it| format!("  {}", self.literals(it))));
        block.push("}".to_owned());
        block
    }

    /// The requests as HTTP has them.
    pub(super) fn rest(&mut self) -> Option<String> {
        let requests: Vec<String> = (0..self.requests.len())
            .map(|at| {
                let method = self.requests[at].method;
                let path = self.path(at);
                let host = self.values.arm_host();
                let head = format!("{method} https://{host}{path}");
                match self.body(at) {
                    Some(body) => {
                        format!("{head}\nContent-Type: application/json\n\n{body:#}")
                    }
                    None => head,
                }
            })
            .collect();
        (!requests.is_empty()).then(|| requests.join("\n\n"))
    }

    /// A line for bash. It is parted into words before any value is put in, so
    /// a value never makes two words of one.
    fn bash(&mut self, template: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        for template in template.split(' ') {
            if matches!(template, "&&" | ">") {
                words.push(template.to_owned());
                continue;
            }
            let word = self.text(template, |value, form| match form {
                "url" => shell::url(&plain(value)),
                "json" => shell::jmespath(value),
                _ => plain(value),
            });
            match words.last_mut() {
                // Otherwise the CLI would take the value for an option.
                Some(option) if word.starts_with('-') && template.starts_with('<') => {
                    *option = shell::bash(&format!("{option}={word}"));
                }
                _ => words.push(shell::bash(&word)),
            }
        }
        words.join(" ")
    }

    /// A line for PowerShell, in which every value becomes a literal.
    fn literals(&mut self, template: &str) -> String {
        self.text(template, |value, _| shell::powershell(value))
    }

    fn path(&mut self, at: usize) -> String {
        let path = self.text(self.requests[at].path, |value, _| shell::url(&plain(value)));
        // The scope of the whole tenant is a slash of its own.
        match path.strip_prefix("//") {
            Some(rest) => format!("/{rest}"),
            None => path,
        }
    }

    fn body(&mut self, at: usize) -> Option<Value> {
        let template = serde_json::from_str(self.requests[at].body).ok()?;
        Some(self.json(&template))
    }

    /// Fills a text; `write` puts a value into the form that its place asks for.
    fn text(&mut self, template: &str, write: impl Fn(&Value, &str) -> String) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, slot, after)) = next_slot(rest) {
            filled.push_str(before);
            let (name, form) = slot.split_once('|').unwrap_or((slot, ""));
            filled.push_str(&write(&self.value(name), form));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    /// Fills the texts of a JSON template. One that is a single slot becomes
    /// the slot's value, whatever its shape.
    pub(super) fn json(&mut self, template: &Value) -> Value {
        match template {
            Value::String(text) => match next_slot(text) {
                Some(("", name, "")) => self.value(name),
                _ => Value::String(self.text(text, |value, _| plain(value))),
            },
            Value::Array(items) => items.iter().map(|it| self.json(it)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, it)| (name.clone(), self.json(it)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => other.clone(),
        }
    }

    fn value(&mut self, name: &str) -> Value {
        if let Some(at) = name.strip_prefix("path").and_then(|it| it.parse().ok()) {
            return self.path(at).into();
        }
        if let Some(at) = name.strip_prefix("body").and_then(|it| it.parse().ok()) {
            return self.body(at).unwrap_or_default().to_string().into();
        }
        if let Some(known) = self.values.known(name) {
            return known.clone();
        }
        match Values::fallback(name) {
            Slot::Text(template) => self.text(template, |value, _| plain(value)).into(),
            Slot::Json(template) => {
                let template = serde_json::from_str(template).unwrap_or_default();
                self.json(&template)
            }
            Slot::Word => {
                let placeholder = self.values.placeholder(name);
                let word = placeholder.word.clone();
                if !self.placeholders.contains(&placeholder) {
                    self.placeholders.push(placeholder);
                }
                word.into()
            }
        }
    }
}

/// A value as a plain text: a text as it is, anything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The next slot of a template: a lower-case word in angle brackets.
fn next_slot(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (slot, after) = rest.split_once('>')?;
    Some((before, slot, after))
}
