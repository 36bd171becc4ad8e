//! What a script writes, read strictly: it comes from outside, and may be cut, foreign
//! or hostile. Nothing in it is believed beyond what Azure's answers are.

use azure::{
    cloud::Cloud,
    resource_id::is_guid,
    timestamp::{self, Duration, Timestamp},
};
use diagnosis::question::{Asked, Question};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::Value;

/// What tells the file from every other.
pub const KIND: &str = "jit-doctor-collection";
pub const VERSION: u32 = 1;
/// No VM's answers come near it, and a browser can hold it.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
const MOST_ANSWERS: usize = 2000;
/// How long a script may run, and how wrong a clock may be.
const MOST_APART: Duration = Duration::DAY;

/// What was collected.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected {
    /// When the script ran, by the clock of the machine on which it did.
    pub at: Timestamp,
    pub cloud: Cloud,
    pub tool: Tool,
    pub reader: Reader,
    pub question: Question,
    pub answers: Vec<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tool {
    Bash,
    PowerShell,
}

impl Tool {
    pub const ALL: [Self; 2] = [Self::Bash, Self::PowerShell];

    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::PowerShell => "powershell",
        }
    }
}

/// Who was signed in where the script ran: of what kind, and by which IDs Azure knows
/// them. No name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reader {
    pub kind: ReaderKind,
    pub tenant: Option<String>,
    pub object_id: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReaderKind {
    User,
    ServicePrincipal,
    ManagedIdentity,
    #[default]
    Unknown,
}

impl ReaderKind {
    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ServicePrincipal => "service_principal",
            Self::ManagedIdentity => "managed_identity",
            Self::Unknown => "unknown",
        }
    }
}

/// One request, and what Azure answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub method: String,
    /// Encoded, with its query.
    pub path: String,
    /// `None` where the tool did not tell.
    pub status: Option<u16>,
    /// When it came.
    pub time: Timestamp,
    /// `None` for none, and for what is no JSON.
    pub body: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAnswer {
    method: String,
    path: String,
    status: Option<u16>,
    time: String,
    body: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    /// [`Head`] has looked at these.
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    #[serde(rename = "version")]
    _version: IgnoredAny,
    collected: String,
    cloud: Cloud,
    tool: Tool,
    reader: Reader,
    /// As in the address of a check.
    question: String,
    answers: Vec<WrittenAnswer>,
}

/// What every version of the file says of itself.
#[derive(Deserialize)]
struct Head {
    kind: Option<Value>,
    version: Option<Value>,
}

/// Why a text is no such file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCollected {
    TooLarge,
    /// It begins like one and ends too early.
    Cut,
    /// Something else.
    Foreign,
    /// Of a later version of the script.
    OtherVersion,
    /// It names itself one, and its content isn't.
    Damaged,
    /// Two different answers to one request.
    Twice,
    /// By a clock, it was collected in the future.
    Future,
}

impl NotCollected {
    /// The name under which the text catalogue words it.
    pub fn key(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Cut => "cut",
            Self::Foreign => "foreign",
            Self::OtherVersion => "other_version",
            Self::Damaged => "damaged",
            Self::Twice => "twice",
            Self::Future => "future",
        }
    }
}

/// Whether a text names itself a collected file, whole or not.
pub fn is_collected(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') && text.contains(&format!("\"{KIND}\""))
}

/// `now` is what the reader's clock says.
pub fn read(text: &str, now: Timestamp) -> Result<Collected, NotCollected> {
    if text.len() > MOST_BYTES {
        return Err(NotCollected::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    let head: Head =
        serde_json::from_str(text).map_err(|error| match (is_collected(text), error.is_eof()) {
            (true, true) => NotCollected::Cut,
            (true, false) => NotCollected::Damaged,
            _ => NotCollected::Foreign,
        })?;
    if head.kind.as_ref().and_then(Value::as_str) != Some(KIND) {
        return Err(NotCollected::Foreign);
    }
    match head.version.as_ref().and_then(Value::as_u64) {
        Some(it) if it == u64::from(VERSION) => {}
        Some(it) if it > u64::from(VERSION) => return Err(NotCollected::OtherVersion),
        _ => return Err(NotCollected::Damaged),
    }
    let written: Written = serde_json::from_str(text).map_err(|_| NotCollected::Damaged)?;
    checked(written, now)
}

fn checked(written: Written, now: Timestamp) -> Result<Collected, NotCollected> {
    let damaged = NotCollected::Damaged;
    if written.answers.len() > MOST_ANSWERS {
        return Err(NotCollected::TooLarge);
    }
    let (asked, bad) = Asked::from_query(&written.question);
    let question = asked.question().filter(|_| bad.is_empty()).ok_or(damaged)?;
    let Reader {
        tenant, object_id, ..
    } = &written.reader;
    if [tenant, object_id]
        .into_iter()
        .flatten()
        .any(|it| !is_guid(it))
    {
        return Err(damaged);
    }
    let at = timestamp::parse(&written.collected).ok_or(damaged)?;
    if at > now.saturating_add(MOST_APART) {
        return Err(NotCollected::Future);
    }
    let answers = written.answers.into_iter().map(|it| answer(it, at));
    Ok(Collected {
        at,
        cloud: written.cloud,
        tool: written.tool,
        reader: written.reader,
        question,
        answers: answers.collect::<Option<_>>().ok_or(damaged)?,
    })
}

/// One answer of a file that was collected then; `None` for what no script writes.
fn answer(mut written: WrittenAnswer, at: Timestamp) -> Option<Answer> {
    let is_known = matches!(&*written.method, "GET" | "POST") && written.path.starts_with('/');
    let time = timestamp::parse(&written.time)?;
    if !is_known || written.path.contains(char::is_control) || (time - at).abs() > MOST_APART {
        return None;
    }
    if let Some(body) = &mut written.body {
        without_tokens(body);
    }
    Some(Answer {
        method: written.method,
        path: written.path,
        status: written.status,
        time,
        body: written.body,
    })
}

/// No script writes a token. One that somebody put there is neither shown nor kept.
fn without_tokens(value: &mut Value) {
    match value {
        Value::String(text) if holds_token(text) => text.clear(),
        Value::Array(items) => items.iter_mut().for_each(without_tokens),
        Value::Object(fields) => {
            fields.retain(|key, _| !holds_token(key));
            fields.values_mut().for_each(without_tokens);
        }
        _ => {}
    }
}

/// Whether a signed token stands in the text: three parts, of which the first is JSON in
/// base64.
fn holds_token(text: &str) -> bool {
    let is_of_token = |it: char| it.is_ascii_alphanumeric() || "-_.=".contains(it);
    text.split(|it| !is_of_token(it)).any(|word| {
        let start = word.find("eyJ");
        start.is_some_and(|at| word[at..].matches('.').count() >= 2)
    })
}

/// The question as the address of a check has it.
pub(crate) fn query_of(question: &Question) -> String {
    Asked::from(question.clone()).to_query()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1";
    /// The claims are `{"aud":"x"}`.
    const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln";

    fn good() -> Value {
        json!({
            "kind": KIND,
            "version": 1,
            "collected": "2026-11-24T10:00:00Z",
            "cloud": "public",
            "tool": "bash",
            "reader": { "kind": "user", "tenant": null, "objectId": null },
            "question": format!("vm={VM}&port=22"),
            "answers": [
                { "method": "GET", "path": "/tenants?api-version=1", "status": 200,
                  "time": "2026-11-24T10:00:00Z", "body": { "value": [] } },
            ],
        })
    }

    /// An hour after the file was collected.
    fn now() -> Timestamp {
        timestamp::parse("2026-11-24T11:00:00Z").unwrap()
    }

    fn with(change: impl FnOnce(&mut Value)) -> String {
        let mut file = good();
        change(&mut file);
        file.to_string()
    }

    #[test]
    fn a_good_file_is_read() {
        let read_once = read(&good().to_string(), now()).unwrap();
        assert_eq!(read_once.question.port, Some(22));
        assert_eq!(read_once.answers[0].time, read_once.at);
        let marked = format!("\u{feff}{}", good());
        assert_eq!(read(&marked, now()).unwrap(), read_once);
    }

    #[test]
    fn every_other_file_is_refused_for_what_it_is() {
        use NotCollected as Not;

        let whole = good().to_string();
        let cut = &whole[..whole.len() - 40];
        let deep = with(|it| it["answers"][0]["body"] = json!("deep"));
        let deep = deep.replace("\"deep\"", &("[".repeat(9999) + &"]".repeat(9999)));
        let twice = whole.replacen("\"version\":1", "\"version\":1,\"version\":1", 1);
        for (text, why) in [
            (String::new(), Not::Foreign),
            ("GIF89a\u{0}".to_owned(), Not::Foreign),
            ("[]".to_owned(), Not::Foreign),
            ("{}".to_owned(), Not::Foreign),
            (
                r#"{"log":{"version":"1.2","entries":[]}}"#.to_owned(),
                Not::Foreign,
            ),
            (r#"{"kind":{"a":1}}"#.to_owned(), Not::Foreign),
            (format!("jd1.4.{}", "A".repeat(90)), Not::Foreign),
            (cut.to_owned(), Not::Cut),
            (deep, Not::Damaged),
            (twice, Not::Damaged),
            ("x".repeat(MOST_BYTES + 1), Not::TooLarge),
            (with(|it| it["version"] = json!(2)), Not::OtherVersion),
            (with(|it| it["version"] = json!("1")), Not::Damaged),
            (
                with(|it| it["collected"] = json!("yesterday")),
                Not::Damaged,
            ),
            (
                with(|it| it["collected"] = json!("2026-11-25T11:00:01Z")),
                Not::Future,
            ),
            (
                with(|it| it["collected"] = json!("2026-11-22T10:00:00Z")),
                Not::Damaged,
            ),
            (
                with(|it| it["answers"][0]["time"] = json!("noon")),
                Not::Damaged,
            ),
            (
                with(|it| it["answers"][0]["time"] = json!("2026-11-26T10:00:00Z")),
                Not::Damaged,
            ),
            (with(|it| it["cloud"] = json!("mine")), Not::Damaged),
            (with(|it| it["question"] = json!("vm=/x")), Not::Damaged),
            (with(|it| it["question"] = json!("port=22")), Not::Damaged),
            (
                with(|it| it["reader"]["objectId"] = json!("Jane")),
                Not::Damaged,
            ),
            (with(|it| it["answers"] = json!({})), Not::Damaged),
            (
                with(|it| it["answers"][0]["method"] = json!("PUT")),
                Not::Damaged,
            ),
            (
                with(|it| it["answers"][0]["path"] = json!("https://x")),
                Not::Damaged,
            ),
            (
                with(|it| it["answers"][0]["status"] = json!(-1)),
                Not::Damaged,
            ),
            (
                with(|it| it["answers"][0]["headers"] = json!({"a": "b"})),
                Not::Damaged,
            ),
            (
                with(|it| it["answers"] = json!(vec![it["answers"][0].clone(); 2001])),
                Not::TooLarge,
            ),
        ] {
            let start: String = text.chars().take(60).collect();
            assert_eq!(read(&text, now()).err(), Some(why), "{start}");
        }
    }

    #[test]
    fn a_token_in_a_body_is_gone() {
        let text = with(|it| {
            it["answers"][0]["body"] = json!({"a": ["x", format!("Bearer {TOKEN}.")], TOKEN: 1});
        });
        assert!(text.contains(TOKEN));
        let kept = format!("{:?}", read(&text, now()).unwrap());
        assert!(!kept.contains(TOKEN) && !kept.contains("eyJ"), "{kept}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,300}", at in 0_usize..600) {
            let _ = read(&text, now());
            let whole = good().to_string();
            if at < whole.len() {
                prop_assert_eq!(read(&whole[..at], now()).is_ok(), false);
            }
        }
    }
}
