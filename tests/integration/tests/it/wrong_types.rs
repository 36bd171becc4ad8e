//! **A field that is odd never flips a verdict.** Every field of every answer that
//! the estates give is replaced by a value of each other type, by nothing, or by itself
//! doubled, one at a time, and each verdict is the one of before or *cannot tell*.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    rc::Rc,
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

#[derive(Clone, Debug)]
enum Change {
    To(Value),
    LeftOut,
}

impl Change {
    fn apply(&self, body: &mut Value, pointer: &str) {
        let Some((parent, name)) = pointer.rsplit_once('/') else {
            return;
        };
        match self {
            Self::To(value) => {
                if let Some(place) = body.pointer_mut(pointer) {
                    *place = value.clone();
                }
            }
            Self::LeftOut => {
                let name = name.replace("~1", "/").replace("~0", "~");
                let parent = body.pointer_mut(parent).and_then(Value::as_object_mut);
                parent.map(|it| it.remove(&name));
            }
        }
    }
}

/// What goes to and fro, with one field of one answer changed.
struct Altering {
    simulated: Rc<dyn Transport>,
    changed: Option<(Field, Change)>,
    /// Every field seen, with its value, as long as none is changed.
    seen: Rc<RefCell<BTreeMap<Field, Value>>>,
}

impl Transport for Altering {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        let name = format!("{} {}", request.method, request.url);
        let changed = self.changed.clone();
        if changed.as_ref().is_some_and(|(it, _)| it.request != name) {
            return self.simulated.send(request);
        }
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
            if let Some((field, change)) = changed {
                change.apply(&mut body, &field.pointer);
                answer.body = body.to_string();
                return Ok(answer);
            }
            fields(&body, &mut String::new(), &mut |pointer, value| {
                let field = Field {
                    request: name.clone(),
                    pointer: pointer.to_owned(),
                };
                seen.borrow_mut().insert(field, value.clone());
            });
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

/// A value of each type that is not the field's own, `null` aside, which means absent.
fn other_types(_: &str, value: &Value) -> Vec<Change> {
    let types = [json!("x"), json!(7), json!(true), json!([]), json!({})];
    let odd = types.into_iter().filter(|it| !is_right(it, value));
    odd.map(Change::To).collect()
}

/// Fields by whose absence Azure says that there is none.
const MAY_BE_ABSENT: [&str; 11] = [
    "/publicIPAddress",
    "/networkSecurityGroup",
    "/routeTable",
    "/mappedPort",
    "/virtualNetworkPeerings",
    "/firewallPolicy",
    // The address of a firewall, in a JIT policy.
    "/publicIpAddress",
    // Both forms of the source are optional; without either, none is forbidden.
    "/allowedSourceAddressPrefix",
    "/subPlan",
    "/condition",
    // Whether Azure made a deny assignment: what is told without it leaves that open.
    "/isSystemProtected",
];

/// Nothing in place of the field, and of a list the same twice. That a list is
/// empty is something that Azure can say: `it/faults.rs` holds it for short lists.
fn nothing_or_twice(pointer: &str, value: &Value) -> Vec<Change> {
    let mut nothing = vec![Change::To(Value::Null), Change::LeftOut];
    if MAY_BE_ABSENT.iter().any(|it| pointer.ends_with(it)) {
        nothing.clear();
    }
    match value {
        Value::Array(items) => vec![Change::To([&items[..], &items[..]].concat().into())],
        Value::Object(_) => [&nothing[..], &[Change::To(json!({}))]].concat(),
        Value::String(_) if !nothing.is_empty() => {
            [&nothing[..], &[Change::To(json!(""))]].concat()
        }
        _ => nothing,
    }
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
    changed: Option<(Field, Change)>,
    seen: Rc<RefCell<BTreeMap<Field, Value>>>,
) -> Case {
    Case::through(opened(name), |simulated| {
        Rc::new(Altering {
            simulated,
            changed,
            seen,
        })
    })
}

/// A field with its value as it stands in one estate.
struct Told {
    estate: &'static str,
    field: Field,
    value: Value,
}

/// Every field that the estates' answers have, in order. One that says the same in an
/// earlier estate is left out.
fn all_told() -> Vec<Told> {
    let mut all = Vec::new();
    let mut known = HashSet::new();
    for estate in azure_sim::names().filter(|it| is_comparable(it)) {
        let seen = Rc::new(RefCell::new(BTreeMap::new()));
        case(estate, None, seen.clone()).snapshot();
        for (field, value) in seen.take() {
            // Of the clouds only the host differs.
            let (_, path) = field.request.split_once("://").unwrap_or_default();
            let (_, path) = path.split_once('/').unwrap_or_default();
            if known.insert(format!("{path} {} {value}", field.pointer)) {
                all.push(Told {
                    estate,
                    field,
                    value,
                });
            }
        }
    }
    all
}

/// What to try of a field, by its pointer and value.
type Changes = fn(&str, &Value) -> Vec<Change>;

fn flips(told: &Told, changes: Changes) -> Vec<String> {
    let Told {
        estate,
        field,
        value,
    } = told;
    let without = fault_free(estate);
    let mut flips = Vec::new();
    for change in changes(&field.pointer, value) {
        let one = Some((field.clone(), change.clone()));
        let with = verdicts_of(&case(estate, one, Rc::default()));
        for check in checks::ALL {
            let (before, after) = (&without[check.id], &with[check.id]);
            if after != "cannot-tell" && after != before {
                flips.push(format!(
                    "{estate}: {}: {before} became {after} with {change:?} for {value} at {} of {}",
                    check.id, field.pointer, field.request
                ));
            }
        }
    }
    flips
}

/// No change to one of these fields flips a verdict.
fn hold(told: &[Told], changes: Changes) {
    let halves = told.chunks(told.len().div_ceil(2));
    let flips: Vec<String> = std::thread::scope(|scope| {
        let of = |told: &[Told]| -> Vec<String> {
            told.iter().flat_map(|it| flips(it, changes)).collect()
        };
        let threads: Vec<_> = halves.map(|it| scope.spawn(move || of(it))).collect();
        let flips = threads.into_iter().map(|it| it.join().unwrap());
        flips.flatten().collect()
    });
    assert!(
        flips.is_empty(),
        "{} flips:\n{}",
        flips.len(),
        flips.join("\n")
    );
}

#[test]
fn each_field_of_each_answer_as_each_other_type() {
    hold(&all_told(), other_types);
}

#[test]
fn each_field_of_an_answer_left_out_empty_or_twice() {
    hold(&all_told(), nothing_or_twice);
}
