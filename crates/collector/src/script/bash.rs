//! The script for bash and `az rest`.

use azure::cloud::Cloud;
use diagnosis::question::Question;

use super::template::{COLLECTED, TRIES, WAIT, fill};
use crate::plan::{Each, From, How, ME, SINCE, Step, UNTIL};

pub(super) fn script(question: &Question, cloud: Cloud, head: &str, steps: &[Step]) -> String {
    let lines: Vec<String> = steps.iter().map(line).collect();
    fill(
        include_str!("bash.sh"),
        &[
            ("HOST", &quoted(cloud.arm_host())),
            ("VM", &quoted(question.vm.as_str())),
            ("FILE", &quoted(COLLECTED)),
            ("HEAD", &quoted(head)),
            ("PYTHON", include_str!("collect.py").trim_end()),
            ("TRIES", &TRIES.to_string()),
            ("WAIT", &WAIT.to_string()),
            ("STEPS", &lines.join("\n")),
        ],
    )
}

fn line(step: &Step) -> String {
    let how = match step.how {
        How::Get | How::List(_) => "get",
        How::AdminRules => "admin_rules",
        How::Effective => "effective",
    };
    let (name, pages) = (step.name, step.how.pages());
    let read = match &step.from {
        From::Start(path) => format!("{how} {name} {pages} {}", with_marks(path)),
        From::Each(it) => format!("each {how} {name} {pages} {}", ids(it)),
    };
    let only = step.unless.map(|it| format!("note ok {it} || "));
    let needs_me = matches!(&step.from, From::Start(path) if path.contains(ME));
    let only_known = if needs_me { "[ -z \"$ME\" ] || " } else { "" };
    format!("{}{only_known}{read}", only.unwrap_or_default())
}

fn ids(each: &Each) -> String {
    let places: Vec<String> = each.at.iter().map(|it| quoted(it)).collect();
    format!(
        "{} {} {} {} {} {} {}",
        each.of,
        each.cut.name(),
        quoted(&each.prefix),
        quoted(&each.suffix),
        quoted(each.not_in.unwrap_or_default()),
        each.most,
        places.join(" "),
    )
}

/// A path, with what the script knows in place of the marks.
fn with_marks(path: &str) -> String {
    let mut quoted = quoted(path);
    for (mark, variable) in [(ME, "ME"), (SINCE, "SINCE"), (UNTIL, "UNTIL")] {
        quoted = quoted.replace(mark, &format!("'\"${variable}\"'"));
    }
    quoted
}

/// In quotation marks within which bash changes nothing.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
