//! JSON as a literal of Bicep and of Terraform's language, so that nothing in a text is
//! taken for an expression. Sources: learn.microsoft.com, "Data types in Bicep";
//! developer.hashicorp.com, "Strings and Templates".

use std::fmt::Write as _;

use serde_json::Value;

/// How a language writes its literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Bicep,
    Terraform,
}

impl Language {
    /// `at` is how deep the literal stands.
    pub(crate) fn literal(self, value: &Value, at: usize) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(it) => it.to_string(),
            Value::Number(it) => self.number(&it.to_string()),
            Value::String(it) => self.text(it),
            Value::Array(items) if items.is_empty() => "[]".to_owned(),
            Value::Array(items) => {
                // In Bicep the line ends an item.
                let end = match self {
                    Self::Bicep => "",
                    Self::Terraform => ",",
                };
                let inner = indent(at + 1);
                let items = items.iter().map(|it| {
                    let it = self.literal(it, at + 1);
                    format!("{inner}{it}{end}\n")
                });
                let items: String = items.collect();
                format!("[\n{items}{}]", indent(at))
            }
            Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
            Value::Object(fields) => {
                let sign = match self {
                    Self::Bicep => ":",
                    Self::Terraform => " =",
                };
                let inner = indent(at + 1);
                let fields = fields.iter().map(|(key, it)| {
                    let (key, it) = (self.key(key), self.literal(it, at + 1));
                    format!("{inner}{key}{sign} {it}\n")
                });
                let fields: String = fields.collect();
                format!("{{\n{fields}{}}}", indent(at))
            }
        }
    }

    /// Bicep knows whole numbers only.
    fn number(self, number: &str) -> String {
        let is_whole = number
            .strip_prefix('-')
            .unwrap_or(number)
            .chars()
            .all(|it| it.is_ascii_digit());
        match self {
            Self::Bicep if !is_whole => format!("json('{number}')"),
            Self::Bicep | Self::Terraform => number.to_owned(),
        }
    }

    fn key(self, key: &str) -> String {
        let mut chars = key.chars();
        let is_first = |it: char| it.is_ascii_alphabetic() || it == '_';
        let is_name = chars.next().is_some_and(is_first)
            && chars.all(|it| it.is_ascii_alphanumeric() || it == '_');
        if is_name {
            key.to_owned()
        } else {
            self.text(key)
        }
    }

    pub(crate) fn text(self, text: &str) -> String {
        let quote = match self {
            Self::Bicep => '\'',
            Self::Terraform => '"',
        };
        let mut literal = String::from(quote);
        let mut chars = text.chars().peekable();
        while let Some(it) = chars.next() {
            let before_brace = chars.peek() == Some(&'{');
            match it {
                '\\' => literal.push_str("\\\\"),
                '\n' => literal.push_str("\\n"),
                '\r' => literal.push_str("\\r"),
                '\t' => literal.push_str("\\t"),
                it if it == quote => {
                    literal.push('\\');
                    literal.push(it);
                }
                '$' | '%' if before_brace => match (self, it) {
                    (Self::Bicep, '$') => literal.push_str("\\$"),
                    (Self::Bicep, _) => literal.push(it),
                    (Self::Terraform, _) => {
                        literal.push(it);
                        literal.push(it);
                    }
                },
                it if it.is_control() || is_unseen(it) => {
                    let _ = match self {
                        Self::Bicep => write!(literal, "\\u{{{:x}}}", it as u32),
                        Self::Terraform if (it as u32) < 0x1_0000 => {
                            write!(literal, "\\u{:04x}", it as u32)
                        }
                        Self::Terraform => write!(literal, "\\U{:08x}", it as u32),
                    };
                }
                it => literal.push(it),
            }
        }
        literal.push(quote);
        literal
    }
}

/// Characters that turn text round or hide: nobody would see them in code.
fn is_unseen(it: char) -> bool {
    matches!(
        it,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

fn indent(at: usize) -> String {
    "  ".repeat(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let text = prop_oneof!["\\PC{0,12}", "[${}%'\"\\\\\n\t\u{202e}]{0,8}"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            text.clone().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, move |inner| {
            let fields = prop::collection::btree_map(text.clone(), inner.clone(), 0..4);
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Value::from),
                fields.prop_map(|it| Value::Object(it.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Terraform's own language reads back what was written.
        #[test]
        fn a_literal_of_terraform_is_what_it_was(value in value()) {
            let text = format!("it = {}\n", Language::Terraform.literal(&value, 0));
            let read: Value = hcl::from_str(&text).map_err(|error| {
                TestCaseError::fail(format!("{error}: {text}"))
            })?;
            prop_assert_eq!(&read["it"], &value, "{}", text);
        }

        /// No text ends its literal, or begins an expression in it.
        #[test]
        fn a_text_of_bicep_ends_where_it_ends(text in "\\PC{0,12}|[${}'\\\\\n]{0,8}") {
            let literal = Language::Bicep.text(&text);
            prop_assert_eq!(read_bicep(&literal), Some(text));
        }
    }

    /// A text of Bicep as its grammar reads it; `None` where that is another thing.
    fn read_bicep(literal: &str) -> Option<String> {
        let mut chars = literal.strip_prefix('\'')?.chars().peekable();
        let mut text = String::new();
        loop {
            match chars.next()? {
                '\'' => return chars.next().is_none().then_some(text),
                '$' if chars.peek() == Some(&'{') => return None,
                '\n' | '\r' => return None,
                '\\' => match chars.next()? {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    it @ ('\\' | '\'' | '$') => text.push(it),
                    'u' => {
                        let code: String =
                            chars.by_ref().skip(1).take_while(|it| *it != '}').collect();
                        text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                    _ => return None,
                },
                it => text.push(it),
            }
        }
    }

    #[test]
    fn what_bicep_has_no_literal_for_is_json() {
        assert_eq!(Language::Bicep.literal(&json!(1.5), 0), "json('1.5')");
        assert_eq!(Language::Bicep.literal(&json!(-2), 0), "-2");
        let object = json!({"a-b": [1], "c": {}});
        let expected = "{\n  'a-b': [\n    1\n  ]\n  c: {}\n}";
        assert_eq!(Language::Bicep.literal(&object, 0), expected);
    }
}
