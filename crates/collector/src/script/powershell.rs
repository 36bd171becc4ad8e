//! The script for PowerShell and `Invoke-AzRestMethod`.

use azure::cloud::Cloud;
use diagnosis::question::Question;

use super::template::{COLLECTED, TRIES, WAIT, fill};
use crate::plan::{Each, From, How, ME, SINCE, Step, UNTIL};

pub(super) fn script(question: &Question, cloud: Cloud, head: &str, steps: &[Step]) -> String {
    let lines: Vec<String> = steps.iter().map(line).collect();
    fill(
        include_str!("powershell.ps1"),
        &[
            ("HOST", &quoted(cloud.arm_host())),
            ("VM", &quoted(question.vm.as_str())),
            ("FILE", &quoted(COLLECTED)),
            ("HEAD", &quoted(head)),
            ("TRIES", &TRIES.to_string()),
            ("WAIT", &WAIT.to_string()),
            ("STEPS", &lines.join("\n")),
        ],
    )
}

fn line(step: &Step) -> String {
    let how = match step.how {
        How::Get | How::List(_) => "Read-Get",
        How::AdminRules => "Read-AdminRules",
        How::Effective => "Read-Effective",
    };
    let (name, pages) = (step.name, step.how.pages());
    let read = match &step.from {
        From::Start(path) => format!("{how} '{name}' {pages} {}", with_marks(path)),
        From::Each(it) => format!("Read-Each '{how}' '{name}' {pages} {}", ids(it)),
    };
    let mut conditions: Vec<String> = Vec::new();
    conditions.extend(step.unless.map(|it| format!("-not (Get-Good '{it}')")));
    if matches!(&step.from, From::Start(path) if path.contains(ME)) {
        conditions.push("$Me".to_owned());
    }
    if conditions.is_empty() {
        read
    } else {
        format!("if ({}) {{ {read} }}", conditions.join(" -and "))
    }
}

fn ids(each: &Each) -> String {
    let places: Vec<String> = each.at.iter().map(|it| quoted(it)).collect();
    format!(
        "'{}' '{}' {} {} {} {} @({})",
        each.of,
        each.cut.name(),
        quoted(&each.prefix),
        quoted(&each.suffix),
        quoted(each.not_in.unwrap_or_default()),
        each.most,
        places.join(", "),
    )
}

/// A path, with what the script knows in place of the marks.
fn with_marks(path: &str) -> String {
    let mut quoted = quoted(path);
    let mut has_mark = false;
    for (mark, variable) in [(ME, "Me"), (SINCE, "Since"), (UNTIL, "Until")] {
        has_mark |= quoted.contains(mark);
        quoted = quoted.replace(mark, &format!("' + ${variable} + '"));
    }
    if has_mark {
        format!("({quoted})")
    } else {
        quoted
    }
}

/// In quotation marks within which PowerShell changes nothing. It takes the curly ones
/// for straight ones.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for it in text.chars() {
        if matches!(it, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            quoted.push(it);
        }
        quoted.push(it);
    }
    quoted.push('\'');
    quoted
}
