//! The change that explains the cause, as it goes along with a result: what happened to
//! what, by whom and when. What is a name, an id or a time is a value that says so, and is
//! redacted by that. It claims no more than the entry that it was taken from.

use azure::value::{Kind, Value};

use super::{
    deed_kind::DeedKind,
    entry::{Doer, Entry, Mark, program},
    mark::Cause,
    target::TargetKind,
};
use crate::engine::Diagnosis;

/// One change that explains a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub mark: Mark,
    pub target: TargetKind,
    pub by: Doer,
    pub deed: DeedKind,
    /// In the order of [`Explanation::slots`].
    values: Vec<Value>,
}

/// When, and the names of the resource, of who did it and of the program.
const AT: &str = "at";
const NAME: &str = "name";
const WHO: &str = "who";
const CLIENT: &str = "client";

impl Explanation {
    /// What an entry explains, if it's marked.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        let (mark, place) = entry.mark?;
        let at = entry.at?;
        let deed = entry.deeds.get(place)?;
        let target = &entry.target;
        let mut values = vec![
            (AT, Value::Time(at)),
            (
                NAME,
                Value::Name(target.kind.noun(), target.id.name().to_owned()),
            ),
            (WHO, entry.by.called()),
            (CLIENT, program(entry.client.as_deref())),
        ];
        values.extend(deed.args());
        let value = |slot: &str, _| {
            let found = values.iter().find(|(name, _)| *name == slot);
            Ok::<_, ()>(found.map_or(Value::Nothing, |(_, value)| value.clone()))
        };
        Self::new(mark, target.kind, entry.by.doer(), deed.kind(), value).ok()
    }

    /// With a value for each of the slots, in their order.
    pub fn new<E>(
        mark: Mark,
        target: TargetKind,
        by: Doer,
        deed: DeedKind,
        mut value: impl FnMut(&'static str, Kind) -> Result<Value, E>,
    ) -> Result<Self, E> {
        let slots = Self::slots(target, by, deed).into_iter();
        let values = slots.map(|(name, kind)| value(name, kind));
        Ok(Self {
            mark,
            target,
            by,
            deed,
            values: values.collect::<Result<_, E>>()?,
        })
    }

    /// What its text speaks of, and what each value is.
    pub fn slots(target: TargetKind, by: Doer, deed: DeedKind) -> Vec<(&'static str, Kind)> {
        let mut slots = vec![(AT, Kind::Time), (NAME, Kind::Name(target.noun()))];
        slots.extend(by.called().map(|kind| (WHO, kind)));
        slots.push((CLIENT, Kind::Word));
        slots.extend(deed.slots());
        slots
    }

    /// The same with other values, such as those that may leave the page.
    #[must_use]
    pub fn map(&self, mut value: impl FnMut(Kind, &Value) -> Value) -> Self {
        let values = self.values().map(|(_, kind, it)| value(kind, it)).collect();
        Self {
            values,
            ..self.clone()
        }
    }

    pub fn values(&self) -> impl Iterator<Item = (&'static str, Kind, &Value)> {
        let slots = Self::slots(self.target, self.by, self.deed).into_iter();
        let values = slots.zip(&self.values);
        values.map(|((name, kind), value)| (name, kind, value))
    }

    /// Whether it can come from an entry and a redaction: each value is one,
    /// and the time is one or stands for one.
    pub fn is_sound(&self) -> bool {
        let is_one = |it: &Value| !matches!(it, Value::List(_));
        matches!(self.at(), Value::Time(_) | Value::Alias(..)) && self.values.iter().all(is_one)
    }

    /// When it happened.
    pub fn at(&self) -> &Value {
        self.value(AT)
    }

    /// What the changed resource is called.
    pub fn name(&self) -> &Value {
        self.value(NAME)
    }

    /// What who did it is called.
    pub fn who(&self) -> &Value {
        self.value(WHO)
    }

    /// The program that it was done with.
    pub fn client(&self) -> &Value {
        self.value(CLIENT)
    }

    fn value(&self, slot: &str) -> &Value {
        let found = self.values().find(|(name, ..)| *name == slot);
        found.map_or(&Value::Nothing, |(.., value)| value)
    }
}

/// An explanation and the cause that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    cause: Cause,
    change: Explanation,
}

impl Explained {
    pub(super) fn new(cause: Cause, change: Explanation) -> Self {
        Self { cause, change }
    }

    /// What explains the cause of a diagnosis of what was read then: answers by hand may
    /// have found another cause since.
    pub fn of(&self, diagnosis: &Diagnosis) -> Option<&Explanation> {
        self.cause.is_of(diagnosis).then_some(&self.change)
    }
}
