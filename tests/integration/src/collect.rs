//! The collector's plan carried out natively, as its scripts do: the file that one of them
//! would have written.

use std::{collections::HashSet, time::Duration};

use azure::{
    arm::{Clock, Method, Request, Response, encoded_path},
    timestamp,
};
use collector::{
    file::{Answer, Collected, KIND, Reader, ReaderKind, Tool, VERSION},
    plan::{Cut, Each, From, How, ME, SINCE, Step, UNTIL, plan},
};
use diagnosis::question::Asked;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::{Case, block_on, start};

struct Collecting<'a> {
    case: &'a Case,
    token: String,
    host: String,
    answers: Vec<(&'static str, Answer)>,
}

/// What a script collects for the question of the case.
pub fn collect(case: &Case) -> Collected {
    let estate = case.simulation.borrow().estate.clone();
    let token = case.simulation.borrow().token(&estate.ask.person).unwrap();
    let claims = case.context.claims.clone().unwrap_or_default();
    let question = case.context.question.clone();
    let mut collecting = Collecting {
        case,
        token,
        host: format!("https://{}", case.context.cloud.arm_host()),
        answers: Vec::new(),
    };
    let me = claims.object_id.clone();
    for step in plan(&question) {
        collecting.step(&step, me.as_deref());
    }
    Collected {
        at: start(),
        cloud: case.context.cloud,
        tool: Tool::Bash,
        reader: Reader {
            kind: if claims.is_app == Some(true) {
                ReaderKind::ServicePrincipal
            } else {
                ReaderKind::User
            },
            tenant: claims.tenant,
            object_id: me,
        },
        question,
        answers: collecting.answers.into_iter().map(|it| it.1).collect(),
    }
}

impl Collecting<'_> {
    fn step(&mut self, step: &Step, me: Option<&str>) {
        if step.unless.is_some_and(|it| !self.good(it).is_empty()) {
            return;
        }
        let paths = match &step.from {
            From::Start(path) if path.contains(ME) && me.is_none() => Vec::new(),
            From::Start(path) => vec![
                path.replace(ME, me.unwrap_or_default())
                    .replace(SINCE, "2026-11-17T10%3A00%3A00Z")
                    .replace(UNTIL, "2026-11-24T10%3A00%3A00Z"),
            ],
            From::Each(each) => self.paths(each),
        };
        for path in paths {
            match step.how {
                How::Get => self.get(step.name, path, 1),
                How::List(pages) => self.get(step.name, path, pages),
                How::AdminRules => self.admin_rules(step.name, &path),
                How::Effective => self.effective(step.name, &path),
            }
        }
    }

    fn good(&self, name: &str) -> Vec<&Value> {
        let of = self.answers.iter().filter(|it| it.0 == name);
        of.filter(|it| it.1.status == Some(200))
            .filter_map(|it| it.1.body.as_ref())
            .collect()
    }

    fn paths(&self, each: &Each) -> Vec<String> {
        let vm = self.case.context.question.vm.as_str();
        let listed: HashSet<String> = each
            .not_in
            .iter()
            .flat_map(|it| self.good(it))
            .flat_map(|it| texts_at(it, "value[].id", vm))
            .map(|it| it.to_lowercase())
            .collect();
        let mut seen = HashSet::new();
        let found = self.good(each.of).into_iter().flat_map(|body| {
            let at = each.at.iter();
            at.flat_map(|it| texts_at(body, it, vm)).collect::<Vec<_>>()
        });
        let parts = found
            .filter(|it| it.starts_with('/') && !listed.contains(&it.to_lowercase()))
            .filter_map(|it| cut(each.cut, &it))
            .filter(|it| seen.insert(it.to_lowercase()));
        parts
            .take(each.most)
            .map(|it| format!("{}{}{}", each.prefix, encoded_path(&it), each.suffix))
            .collect()
    }

    fn is_new(&self, method: &str, path: &str) -> bool {
        let mut answers = self.answers.iter().map(|it| &it.1);
        !answers.any(|it| it.method == method && it.path.eq_ignore_ascii_case(path))
    }

    fn get(&mut self, name: &'static str, path: String, pages: usize) {
        let mut next = Some(path);
        for _ in 0..pages {
            let Some(path) = next.take().filter(|it| self.is_new("GET", it)) else {
                return;
            };
            let (status, body) = self.send(Method::Get, &path, None);
            let link = body.as_ref().and_then(|it| it["nextLink"].as_str());
            let link = link.filter(|_| status == Some(200));
            next = link.and_then(|it| {
                it.replacen(":443/", "/", 1)
                    .strip_prefix(&self.host)
                    .map(str::to_owned)
            });
            self.keep(name, "GET", path, status, body);
        }
    }

    fn admin_rules(&mut self, name: &'static str, path: &str) {
        if !self.is_new("POST", path) {
            return;
        }
        let mut token = String::new();
        loop {
            let asked = json!({ "skipToken": token });
            let (status, body) = self.send(Method::Post, path, Some(asked));
            let next = body.as_ref().and_then(|it| it["skipToken"].as_str());
            let next = next.unwrap_or_default().to_owned();
            let at = if token.is_empty() {
                path.to_owned()
            } else {
                path_of_page(path, &token)
            };
            self.keep(name, "POST", at, status, body);
            if next.is_empty() || next == token {
                return;
            }
            token = next;
        }
    }

    fn effective(&mut self, name: &'static str, path: &str) {
        if !self.is_new("POST", path) {
            return;
        }
        let batch = json!({"requests": [{"httpMethod": "POST", "name": "0", "url": path}]});
        let asked = "/batch?api-version=2020-06-01";
        let (status, body) = self.send(Method::Post, asked, Some(batch));
        let part = body.as_ref().map(|it| it["responses"][0].clone());
        let Some(part) = part.filter(|it| status == Some(200) && it.is_object()) else {
            return self.keep(name, "POST", path.to_owned(), status, body);
        };
        let mut status = part["httpStatusCode"]
            .as_u64()
            .and_then(|it| it.try_into().ok());
        let mut content = part.get("content").cloned();
        let location = part["headers"]["Location"].as_str().unwrap_or_default();
        let location = location.replacen(&self.host, "", 1);
        for _ in 0..12 {
            if status != Some(202) || location.is_empty() {
                break;
            }
            self.wait();
            (status, content) = self.send(Method::Get, &location, None);
        }
        self.keep(name, "POST", path.to_owned(), status, content);
    }

    /// `az rest` tells a success by its body, and a refusal by its phrase.
    fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (Option<u16>, Option<Value>) {
        let request = Request {
            method,
            url: format!("{}{path}", self.host),
            body: body.map(|it| it.to_string()),
            bearer: Some(self.token.clone()),
            language: None,
            run: 0,
        };
        for _ in 1..12 {
            let (status, body) = self.send_once(&request);
            if !matches!(status, Some(429 | 500 | 502 | 503 | 504)) {
                return (status, body);
            }
            self.wait();
        }
        self.send_once(&request)
    }

    fn send_once(&self, request: &Request) -> (Option<u16>, Option<Value>) {
        let sent = self.case.transport().send(request.clone());
        match block_on(&self.case.clock, sent) {
            Ok(Response { status, body, .. }) => (Some(status), serde_json::from_str(&body).ok()),
            Err(_) => (None, None),
        }
    }

    fn wait(&self) {
        let clock = self.case.clock.clone();
        block_on(&self.case.clock, async move {
            Clock::sleep(&clock, Duration::from_secs(5)).await;
        });
    }

    fn keep(
        &mut self,
        name: &'static str,
        method: &str,
        path: String,
        status: Option<u16>,
        body: Option<Value>,
    ) {
        let answer = Answer {
            method: method.to_owned(),
            path,
            status,
            time: start(),
            body,
        };
        self.answers.push((name, answer));
    }
}

/// What of an id is used; `None` where it has no such thing.
fn cut(cut: Cut, id: &str) -> Option<String> {
    let segments: Vec<&str> = id.split('/').collect();
    let first = |count: usize| {
        let part = segments.get(..count).filter(|it| it.len() > 2);
        part.map(|it| it.join("/"))
    };
    match cut {
        Cut::Whole => Some(id.to_owned()),
        Cut::Parent => first(segments.len().checked_sub(2)?),
        Cut::Group => first(5),
        Cut::Last => segments.last().map(|it| (*it).to_owned()),
    }
}

/// The strings at a place of an answer, as [`Each::at`] writes it.
fn texts_at(answer: &Value, at: &str, vm: &str) -> Vec<String> {
    let mut found = vec![answer];
    for step in at.split('.') {
        let (key, items) = step
            .split_once('[')
            .map_or((step, None), |(key, rest)| (key, Some(rest)));
        let fields = found.into_iter().filter_map(|it| {
            let fields = it.as_object()?;
            fields
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map(|(_, it)| it)
        });
        found = match items {
            None => fields.collect(),
            Some(which) => fields
                .filter_map(Value::as_array)
                .flatten()
                .filter(|it| which != "vm]" || names(it, vm))
                .collect(),
        };
    }
    let texts = found.into_iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// Whether one of the item's machines is the VM.
fn names(item: &Value, vm: &str) -> bool {
    let all = texts_at(item, "properties.virtualMachines[].id", vm);
    all.iter().any(|it| it.eq_ignore_ascii_case(vm))
}

/// Where an entry for a page of [`How::AdminRules`] is kept.
fn path_of_page(path: &str, token: &str) -> String {
    let token = utf8_percent_encode(token, NON_ALPHANUMERIC);
    format!("{path}&skipToken={token}")
}

/// The file as a script writes it.
pub fn written(collected: &Collected) -> String {
    let kind = match collected.reader.kind {
        ReaderKind::User => "user",
        ReaderKind::ServicePrincipal => "servicePrincipal",
        ReaderKind::ManagedIdentity => "managedIdentity",
        ReaderKind::Unknown => "unknown",
    };
    let answers = collected.answers.iter().map(|it| {
        json!({
            "method": it.method,
            "path": it.path,
            "status": it.status,
            "time": timestamp::format(it.time),
            "body": it.body,
        })
    });
    let file = json!({
        "kind": KIND,
        "version": VERSION,
        "collected": timestamp::format(collected.at),
        "cloud": collected.cloud,
        "tool": collected.tool,
        "reader": {
            "kind": kind,
            "tenant": collected.reader.tenant,
            "objectId": collected.reader.object_id,
        },
        "question": Asked::from(collected.question.clone()).to_query(),
        "answers": answers.collect::<Vec<_>>(),
    });
    file.to_string()
}
