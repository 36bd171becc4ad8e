//! Reading JSON whose shape ARM promises and sometimes breaks.
//!
//! Unknown fields pass through; `null` is the same as absent; a field of the
//! wrong type is an error with its path, never a default: a body that is not
//! understood must not be mistaken for one that says "none".

use serde_json::{Map, Value};

use crate::resource_id::{ResourceId, ResourceIdError};

/// A place in an answer, present or not.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    found: Found<'a>,
    path: String,
}

#[derive(Clone, Debug)]
enum Found<'a> {
    Value(&'a Value),
    /// Not there, or `null`.
    Nothing,
    /// What stands above it is neither an object nor absent, at this path. So
    /// whether there is anything here was not said.
    Wrong(String),
}

/// Where an answer breaks what its type promises, by the path of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unexpected {
    Missing(String),
    /// Something else stands there: of another type, or a text that is no value of
    /// this kind.
    Wrong(String),
}

impl<'a> Node<'a> {
    pub fn new(value: &'a Value) -> Self {
        Self {
            found: Found::of(Some(value)),
            path: String::new(),
        }
    }

    /// The place below, by a dotted path. Casing of field names differs
    /// between providers (`id`, `Id`), so it is ignored where it must be.
    pub fn at(&self, path: &str) -> Self {
        path.split('.').fold(self.clone(), Self::below)
    }

    fn below(self, key: &str) -> Self {
        let found = match self.found {
            Found::Value(Value::Object(fields)) => Found::of(field(fields, key)),
            Found::Value(_) => Found::Wrong(self.path.clone()),
            nothing_or_wrong => nothing_or_wrong,
        };
        let join = if self.path.is_empty() { "" } else { "." };
        Self {
            found,
            path: format!("{}{join}{key}", self.path),
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn value(&self) -> Option<&'a Value> {
        match self.found {
            Found::Value(value) => Some(value),
            Found::Nothing | Found::Wrong(_) => None,
        }
    }

    /// Whether something is said here, right or wrong.
    pub fn exists(&self) -> bool {
        !matches!(self.found, Found::Nothing)
    }

    pub fn text(&self) -> Result<&'a str, Unexpected> {
        self.optional_text()?.ok_or_else(|| self.unexpected())
    }

    pub fn optional_text(&self) -> Result<Option<&'a str>, Unexpected> {
        self.optional(Value::as_str)
    }

    /// A text that may be absent, as an owned one, empty when absent.
    pub fn text_or_empty(&self) -> Result<String, Unexpected> {
        Ok(self.optional_text()?.unwrap_or_default().to_owned())
    }

    /// A text that says something: an empty one is no value.
    pub fn filled_text(&self) -> Result<&'a str, Unexpected> {
        let text = self.text()?;
        if text.is_empty() {
            return Err(self.unexpected());
        }
        Ok(text)
    }

    pub fn number(&self) -> Result<i64, Unexpected> {
        self.optional(Value::as_i64)?
            .ok_or_else(|| self.unexpected())
    }

    /// Booleans come as such, and as the texts `"True"` and `"False"`.
    pub fn optional_bool(&self) -> Result<Option<bool>, Unexpected> {
        self.optional(|it| match it {
            Value::Bool(value) => Some(*value),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        })
    }

    pub fn id(&self) -> Result<ResourceId, Unexpected> {
        self.optional_id()?.ok_or_else(|| self.unexpected())
    }

    /// The id of one of many; `None` when it is one that this program does not
    /// take, such as one with a space in a name, so that it spoils no list.
    /// Nothing that is looked at here has or lies below such an id.
    pub fn id_in_list(&self) -> Result<Option<ResourceId>, Unexpected> {
        self.taken_id(self.text()?)
    }

    /// The id that stands in this text, as [`Self::id_in_list`] takes it.
    pub fn taken_id(&self, text: &str) -> Result<Option<ResourceId>, Unexpected> {
        match ResourceId::parse(text) {
            Ok(id) => Ok(Some(id)),
            Err(ResourceIdError::Malformed | ResourceIdError::Foreign) => Ok(None),
            Err(_) => Err(self.unexpected()),
        }
    }

    pub fn optional_id(&self) -> Result<Option<ResourceId>, Unexpected> {
        self.optional_text()?
            .map(|text| ResourceId::parse(text).map_err(|_| self.unexpected()))
            .transpose()
    }

    /// The id in an object that refers to something. The object may be absent; one
    /// without an id does not say that it refers to nothing.
    pub fn reference(&self) -> Result<Option<ResourceId>, Unexpected> {
        if self.exists() {
            self.at("id").id().map(Some)
        } else {
            Ok(None)
        }
    }

    /// The items of a list that must be there.
    pub fn items(&self) -> Result<Vec<Self>, Unexpected> {
        if !self.exists() {
            return Err(self.unexpected());
        }
        self.optional_items()
    }

    /// The items of a list that may be absent.
    pub fn optional_items(&self) -> Result<Vec<Self>, Unexpected> {
        let list = self.optional(Value::as_array)?;
        Ok(list
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(at, value)| Self {
                found: Found::of(Some(value)),
                path: format!("{}[{at}]", self.path),
            })
            .collect())
    }

    /// The texts of a list that may be absent.
    pub fn texts(&self) -> Result<Vec<String>, Unexpected> {
        self.optional_items()?
            .iter()
            .map(|it| it.text().map(str::to_owned))
            .collect()
    }

    pub fn unexpected(&self) -> Unexpected {
        match &self.found {
            Found::Nothing => Unexpected::Missing(self.path.clone()),
            Found::Value(_) => Unexpected::Wrong(self.path.clone()),
            Found::Wrong(path) => Unexpected::Wrong(path.clone()),
        }
    }

    fn optional<T>(
        &self,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Unexpected> {
        match &self.found {
            Found::Nothing => Ok(None),
            Found::Value(value) => read(value).map(Some).ok_or_else(|| self.unexpected()),
            Found::Wrong(_) => Err(self.unexpected()),
        }
    }
}

impl<'a> Found<'a> {
    fn of(value: Option<&'a Value>) -> Self {
        match value {
            None | Some(Value::Null) => Self::Nothing,
            Some(value) => Self::Value(value),
        }
    }
}

fn field<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object.get(key).or_else(|| {
        object
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_null_and_wrong_are_told_apart() {
        let body = json!({"a": {"b": null, "n": 1, "t": "True", "C": "x"}, "l": [{"x": "1"}]});
        let root = Node::new(&body);
        assert_eq!(root.at("a.b").optional_text(), Ok(None));
        assert_eq!(root.at("a.none.deeper").optional_text(), Ok(None));
        assert_eq!(
            root.at("a.n").optional_text(),
            Err(Unexpected::Wrong("a.n".into()))
        );
        assert_eq!(
            root.at("a.b").text(),
            Err(Unexpected::Missing("a.b".into()))
        );
        assert_eq!(root.at("a.t").optional_bool(), Ok(Some(true)));
        assert_eq!(root.at("a.c").text(), Ok("x"));
        assert_eq!(
            root.at("l").items().unwrap()[0].at("y").text(),
            Err(Unexpected::Missing("l[0].y".into()))
        );
        assert_eq!(
            root.at("m").items().unwrap_err(),
            Unexpected::Missing("m".into())
        );
        assert!(root.at("m").optional_items().unwrap().is_empty());
    }

    #[test]
    fn an_odd_id_of_a_list_is_left_out_and_no_id_is_an_error() {
        let below = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/x/";
        for (id, expected) in [
            (json!(format!("{below}plain")), Ok(true)),
            (json!(format!("{below}with space")), Ok(false)),
            (json!(format!("{below}with#hash")), Ok(false)),
            (json!(""), Err(())),
            (json!("plain"), Err(())),
            (json!(1), Err(())),
            (json!(null), Err(())),
        ] {
            let taken = Node::new(&id).id_in_list().map(|it| it.is_some());
            assert_eq!(taken.map_err(|_| ()), expected, "{id}");
        }
    }

    #[test]
    fn nothing_is_absent_below_what_is_no_object() {
        for wrong in [json!("x"), json!(1), json!(true), json!([]), json!([{}])] {
            let body = json!({ "a": wrong });
            let root = Node::new(&body);
            let below = root.at("a.b.c");
            assert_eq!(
                below.optional_text(),
                Err(Unexpected::Wrong("a".into())),
                "{body}"
            );
            assert_eq!(below.texts(), Err(Unexpected::Wrong("a".into())), "{body}");
            assert_eq!(
                root.at("a").at("b").optional_id(),
                Err(Unexpected::Wrong("a".into()))
            );
            assert!(below.exists(), "what is wrong is not absent: {body}");
        }
    }
}
