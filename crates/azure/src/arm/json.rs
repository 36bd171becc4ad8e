//! Reading JSON whose shape ARM promises and sometimes breaks.
//!
//! Unknown fields pass through; `null` is the same as absent; a field of the
//! wrong type is an error with its path, never a default: a body that is not
//! understood must not be mistaken for one that says "none".

use serde_json::Value;

use crate::resource_id::ResourceId;

/// A place in an answer, present or not.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    value: Option<&'a Value>,
    path: String,
}

/// The path at which an answer lacks what its type promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexpected(pub String);

impl<'a> Node<'a> {
    pub fn new(value: &'a Value) -> Self {
        Self {
            value: Some(value),
            path: String::new(),
        }
    }

    /// The place below, by a dotted path. Casing of field names differs
    /// between providers (`id`, `Id`), so it is ignored where it must be.
    pub fn at(&self, path: &str) -> Self {
        let mut value = self.value;
        for key in path.split('.') {
            value = value.and_then(|it| field(it, key));
        }
        let join = if self.path.is_empty() { "" } else { "." };
        Self {
            value: value.filter(|it| !it.is_null()),
            path: format!("{}{join}{path}", self.path),
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn value(&self) -> Option<&'a Value> {
        self.value
    }

    pub fn exists(&self) -> bool {
        self.value.is_some()
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

    pub fn optional_id(&self) -> Result<Option<ResourceId>, Unexpected> {
        self.optional_text()?
            .map(|text| ResourceId::parse(text).map_err(|_| self.unexpected()))
            .transpose()
    }

    /// The items of a list that must be there.
    pub fn items(&self) -> Result<Vec<Self>, Unexpected> {
        if self.value.is_none() {
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
                value: Some(value),
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
        Unexpected(self.path.clone())
    }

    fn optional<T>(
        &self,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Unexpected> {
        self.value
            .map(|it| read(it).ok_or_else(|| self.unexpected()))
            .transpose()
    }
}

fn field<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
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
            Err(Unexpected("a.n".into()))
        );
        assert_eq!(root.at("a.b").text(), Err(Unexpected("a.b".into())));
        assert_eq!(root.at("a.t").optional_bool(), Ok(Some(true)));
        assert_eq!(root.at("a.c").text(), Ok("x"));
        assert_eq!(
            root.at("l").items().unwrap()[0].at("y").text(),
            Err(Unexpected("l[0].y".into()))
        );
        assert_eq!(root.at("m").items().unwrap_err(), Unexpected("m".into()));
        assert!(root.at("m").optional_items().unwrap().is_empty());
    }
}
