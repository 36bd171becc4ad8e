//! A network security group has one name for the reader, the one of its own answer,
//! however an interface or a subnet spells it.

use std::rc::Rc;

use azure::arm::{Request, Response, Transport, TransportError};
use checklist::{Times, checklist};
use diagnosis::{checks, engine::diagnose, facts::Facts, path::rule_traces};
use futures::{FutureExt, future::LocalBoxFuture};
use integration_tests::{Case, opened};
use serde_json::Value;
use text::Language;

use crate::texts::catalog;

/// Azure, in which whatever names a security group names it in capitals.
struct Shouting(Rc<dyn Transport>);

impl Transport for Shouting {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        let answer = self.0.send(request);
        async move {
            let mut answer = answer.await?;
            if let Ok(mut body) = serde_json::from_str::<Value>(&answer.body) {
                shout(&mut body);
                answer.body = body.to_string();
            }
            Ok(answer)
        }
        .boxed_local()
    }
}

fn shout(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.get_mut("id") {
                    Some(Value::String(id)) if name == "networkSecurityGroup" => {
                        *id = in_capitals(id);
                    }
                    _ => shout(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(shout),
        _ => {}
    }
}

/// The id with its name in capitals.
fn in_capitals(id: &str) -> String {
    let (of, name) = id.rsplit_once('/').unwrap();
    format!("{of}/{}", name.to_uppercase())
}

#[test]
fn a_name_has_one_spelling() {
    for (estate, check) in [
        ("subnet-user-deny", "network.subnet"),
        ("rule-missing", "network.rule"),
        ("group-full", "change.room"),
        ("window-open", ""),
    ] {
        let case = Case::through(opened(estate), |it| Rc::new(Shouting(it)));
        let snapshot = case.snapshot();
        let question = &case.context.question;
        let diagnosis = diagnose(checks::EVALUATORS, &snapshot, question.goal);
        if !check.is_empty() {
            let root = diagnosis.root_cause().unwrap();
            assert_eq!(root.check.id, check, "{estate}");
        }
        let facts = Facts::new(&snapshot);
        let groups = facts.security_groups().unwrap();
        let traces = rule_traces(&facts).unwrap();
        assert!(!traces.is_empty(), "{estate}");
        for it in traces {
            let own = groups.read.iter().find(|own| own.id == it.group).unwrap();
            assert_eq!(own.id.as_str(), it.group.as_str());
        }
        for language in Language::ALL {
            let list = checklist(
                &diagnosis,
                question,
                &snapshot,
                &catalog(language),
                Times::UTC,
            );
            let rows = list.groups.iter().flat_map(|it| &it.items);
            let texts = rows.flat_map(|it| [Some(it.title.clone()), it.what.clone()]);
            let texts = texts.flatten().chain([list.card.headline, list.card.what]);
            for text in texts {
                assert!(!text.contains("NSG-"), "{estate}: {text}");
            }
        }
    }
}
