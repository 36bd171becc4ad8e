//! The plan as a script that a reader can look through before they run it. Every value is
//! quoted as the shell wants it, so that no name changes a command.

mod bash;
mod powershell;

use azure::cloud::Cloud;
use diagnosis::question::Question;

use crate::{
    file::{KIND, Tool, VERSION, query_of},
    plan::plan,
};

/// How often an unfinished answer is asked for, and the seconds between.
const TRIES: u32 = 12;
const WAIT: u32 = 5;

/// The script for this question.
pub fn script(tool: Tool, question: &Question, cloud: Cloud) -> String {
    let head = head(tool, question, cloud);
    let steps = plan(question);
    match tool {
        Tool::Bash => bash::script(question, cloud, &head, &steps),
        Tool::PowerShell => powershell::script(question, cloud, &head, &steps),
    }
}

/// The name of the script as a file.
pub fn file_name(tool: Tool) -> &'static str {
    match tool {
        Tool::Bash => "jit-doctor-collect.sh",
        Tool::PowerShell => "jit-doctor-collect.ps1",
    }
}

/// What a script calls the file that it writes.
pub(crate) const COLLECTED: &str = "jit-doctor-collected.json";

/// What the file says before its answers; the script fills in the time.
fn head(tool: Tool, question: &Question, cloud: Cloud) -> String {
    serde_json::json!({
        "kind": KIND,
        "version": VERSION,
        "collected": "{now}",
        "cloud": cloud,
        "tool": tool,
        "question": query_of(question),
    })
    .to_string()
}

/// Fills a template in. What is filled in is not looked through again.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
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
