//! **A field of the wrong type never flips a verdict.** Every field of every
//! answer that the estates give is replaced by a value of each other type, one at
//! a time, and each verdict is the one of before or *cannot tell*.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    rc::Rc,
    sync::Mutex,
};

use azure::arm::{Request, Response, Transport, TransportError};
use diagnosis::checks;
use futures::{FutureExt, future::LocalBoxFuture};
use integration_tests::{Case, opened};
use serde_json::{Value, json};

use crate::faults::{fault_free, is_comparable, verdicts_of};

/// Where a field stands: the request's method and address, and the field's JSON
/// pointer in the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Field {
    request: String,
    pointer: String,
}

/// What goes to and fro, with one field of one answer replaced.
struct Altering {
    simulated: Rc<dyn Transport>,
    replaced: Option<(Field, Value)>,
    /// Every field seen, with its value.
    seen: Rc<RefCell<BTreeMap<Field, Value>>>,
}

impl Transport for Altering {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        let name = format!("{} {}", request.method, request.url);
        let replaced = self.replaced.clone().filter(|(it, _)| it.request == name);
        let seen = self.seen.clone();
        let answer = self.simulated.send(request);
        async move {
            let mut answer = answer.await?;
            let Ok(mut body) = serde_json::from_str::<Value>(&answer.body) else {
                return Ok(answer);
            };
            if answer.status >= 400 {
                return Ok(answer);
            }
            fields(&body, &mut String::new(), &mut |pointer, value| {
                let field = Field {
                    request: name.clone(),
                    pointer: pointer.to_owned(),
                };
                seen.borrow_mut().insert(field, value.clone());
            });
            if let Some((field, value)) = replaced
                && let Some(place) = body.pointer_mut(&field.pointer)
            {
                *place = value;
                answer.body = body.to_string();
            }
            Ok(answer)
        }
        .boxed_local()
    }
}

/// Calls back with every field of an object at any depth. Of a long list the
/// first items stand for all.
fn fields(value: &Value, pointer: &mut String, on: &mut dyn FnMut(&str, &Value)) {
    let length = pointer.len();
    let mut go = |key: &str, value: &Value, is_field: bool| {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        if is_field {
            on(pointer, value);
        }
        fields(value, pointer, on);
        pointer.truncate(length);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, it)| go(key, it, true)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate().take(3) {
                go(&at.to_string(), item, false);
            }
        }
        _ => {}
    }
}

/// A value of each type, `null` aside, which means absent.
fn types() -> [Value; 5] {
    [json!("x"), json!(7), json!(true), json!([]), json!({})]
}

/// Whether the one in place of the other says something that Azure could say:
/// what was absent may be anything, and some booleans come as texts.
fn is_right(replacement: &Value, value: &Value) -> bool {
    value.is_null()
        || std::mem::discriminant(replacement) == std::mem::discriminant(value)
        || replacement.is_boolean() && matches!(value.as_str(), Some("True" | "False"))
}

fn case(
    name: &str,
    replaced: Option<(Field, Value)>,
    seen: Rc<RefCell<BTreeMap<Field, Value>>>,
) -> Case {
    Case::through(opened(name), |simulated| {
        Rc::new(Altering {
            simulated,
            replaced,
            seen,
        })
    })
}

/// Fields that say the same in an earlier estate are not tried again.
static TRIED: Mutex<Option<HashSet<String>>> = Mutex::new(None);

fn is_new(field: &Field, value: &Value) -> bool {
    let mut tried = TRIED.lock().unwrap();
    // Of the clouds only the host differs.
    let (_, path) = field.request.split_once("://").unwrap_or_default();
    let (_, path) = path.split_once('/').unwrap_or_default();
    let key = format!("{path} {} {value}", field.pointer);
    tried.get_or_insert_default().insert(key)
}

fn flips_of(name: &'static str) -> Vec<String> {
    let without = fault_free(name);
    let all = Rc::new(RefCell::new(BTreeMap::new()));
    case(name, None, all.clone()).snapshot();
    let seen = all.take();
    let mut flips = Vec::new();
    for (field, value) in seen
        .into_iter()
        .filter(|(field, value)| is_new(field, value))
    {
        for replacement in types().into_iter().filter(|it| !is_right(it, &value)) {
            let replaced = Some((field.clone(), replacement.clone()));
            let with = verdicts_of(&case(name, replaced, Rc::default()));
            for check in checks::ALL {
                let (before, after) = (&without[check.id], &with[check.id]);
                if after != "cannot-tell" && after != before {
                    flips.push(format!(
                        "{name}: {}: {before} became {after} with {replacement} for {value} at {} of {}",
                        check.id, field.pointer, field.request
                    ));
                }
            }
        }
    }
    flips
}

#[test]
fn each_field_of_each_answer_as_each_other_type() {
    let names: Vec<&str> = azure_sim::names().filter(|it| is_comparable(it)).collect();
    let halves = names.chunks(names.len().div_ceil(2));
    let flips: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = halves
            .map(|names| {
                scope.spawn(|| names.iter().flat_map(|it| flips_of(it)).collect::<Vec<_>>())
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|it| it.join().unwrap())
            .collect()
    });
    assert!(
        flips.is_empty(),
        "{} flips:\n{}",
        flips.len(),
        flips.join("\n")
    );
}
