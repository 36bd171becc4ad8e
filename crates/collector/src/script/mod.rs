//! The plan as a script that a reader can look through before they run it. Every value is
//! quoted as the shell wants it, so that no name changes a command.

mod bash;
mod powershell;
mod template;

use azure::cloud::Cloud;
use diagnosis::question::Question;

use crate::{
    file::{KIND, Tool, VERSION, query_of},
    plan::plan,
};

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
