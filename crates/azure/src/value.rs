//! The values of verdicts and reasons. Each value says what it is: a number, a
//! word of Azure's, the name of a VM, an address. How it is shown, whether it may
//! leave the page and how a link writes it follow from that. This module must not
//! know which arguments there are: each is declared as an [`Arg`] where it is used.

use std::{fmt, marker::PhantomData, net::IpAddr};

use ipnet::IpNet;

use crate::{
    ip_range,
    plain::plain,
    resource_id::ResourceId,
    timestamp::{self, Timestamp},
};

macro_rules! nouns {
    ($($name:ident = $word:literal,)*) => {
        /// The kind of thing that a name, an id or an alias belongs to. Links name
        /// a noun by its place in this list, so new lines go to the end, and no line
        /// is ever removed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Noun { $($name,)* }

        impl Noun {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

nouns! {
    Value = "value",
    Vm = "vm",
    Group = "group",
    Subscription = "subscription",
    Tenant = "tenant",
    Policy = "policy",
    Nic = "nic",
    Nsg = "nsg",
    Rule = "rule",
    Subnet = "subnet",
    Network = "network",
    PublicIp = "public-ip",
    RouteTable = "route-table",
    Route = "route",
    Firewall = "firewall",
    Lock = "lock",
    Role = "role",
    DenyAssignment = "deny-assignment",
    Assignment = "assignment",
    ManagementGroup = "management-group",
    Region = "region",
    Resource = "resource",
    Id = "id",
    Time = "time",
    PublicV4 = "public-ipv4",
    PrivateV4 = "private-ipv4",
    SharedV4 = "carrier-nat-ipv4",
    SpecialV4 = "special-ipv4",
    PublicV6 = "public-ipv6",
    PrivateV6 = "private-ipv6",
    SpecialV6 = "special-ipv6",
    ServiceTag = "service-tag",
    Request = "request",
    Type = "type",
    JitRule = "jit-rule",
    DefaultRule = "default-rule",
    PublicV4Range = "public-ipv4-range",
    PrivateV4Range = "private-ipv4-range",
    PublicV6Range = "public-ipv6-range",
    PrivateV6Range = "private-ipv6-range",
    MinutesBefore = "minutes-before",
    HoursBefore = "hours-before",
    DaysBefore = "days-before",
    MinutesAfter = "minutes-after",
    HoursAfter = "hours-after",
    DaysAfter = "days-after",
}

/// A value, with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// There is no value, or Azure does not give it.
    Nothing,
    /// A port, a priority, a count, minutes, a status.
    Number(u64),
    /// One of Azure's own words: a state, a plan, an action.
    Word(String),
    /// The name of a resource.
    Name(Noun, String),
    /// A text that somebody wrote.
    Written(Noun, String),
    /// A GUID.
    Id(Noun, String),
    /// An address or a range, a service tag, or `*`.
    Address(String),
    Time(Timestamp),
    /// An ARM id of a resource, a resource group, a subscription or another scope.
    Scope(String),
    /// The name of a field of an answer, and what it held where that matters.
    Field(String, Option<Box<Value>>),
    /// What is not in a list; with `None`, the list has no item of the kind at all.
    Lacks(Option<Box<Value>>),
    /// A text of Azure's whose meaning this program does not know.
    Unknown(String),
    /// In place of a value that is withheld: the second VM is `vm-2`.
    Alias(Noun, u32),
    List(Vec<Value>),
}

impl Value {
    /// The items of a list; a single value is its own only item, and nothing has
    /// none.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Nothing => &[],
            Self::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    /// That a list lacks this.
    pub fn lacks(what: impl Into<Self>) -> Self {
        Self::Lacks(Some(Box::new(what.into())))
    }

    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// The text of a single value; `None` for a list, for nothing, and for values
    /// that are not texts.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Word(it)
            | Self::Name(_, it)
            | Self::Written(_, it)
            | Self::Id(_, it)
            | Self::Address(it)
            | Self::Scope(it)
            | Self::Field(it, _)
            | Self::Unknown(it) => Some(it),
            Self::Nothing
            | Self::Number(_)
            | Self::Time(_)
            | Self::Alias(..)
            | Self::Lacks(_)
            | Self::List(_) => None,
        }
    }

    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Number(it) => Some(*it),
            _ => None,
        }
    }
}

/// How a list is shown, and how a report file of version 1 holds one.
pub const BETWEEN: &str = ", ";

/// How nothing is shown.
pub const NOTHING: &str = "–";

/// How a report file writes that something is not in a list. A reader gets words.
pub const LACKS: &str = "∌";

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str(NOTHING),
            Self::Number(it) => it.fmt(f),
            Self::Time(it) => f.write_str(&timestamp::format(*it)),
            Self::Alias(noun, number) => write!(f, "{}-{number}", noun.word()),
            Self::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str(BETWEEN)?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
            Self::Field(name, Some(held)) => write!(f, "{name} ({held})"),
            Self::Lacks(None) => f.write_str(LACKS),
            Self::Lacks(Some(what)) => write!(f, "{LACKS} {what}"),
            text => f.write_str(&plain(text.text().unwrap_or_default())),
        }
    }
}

/// What the values of an argument are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Word,
    /// An HTTP status, or a status as a word of Azure's.
    Status,
    Name(Noun),
    Written(Noun),
    Id(Noun),
    Address,
    Time,
    Scope,
    Field,
    Unknown,
}

impl Kind {
    /// Whether an argument of this kind may hold this value.
    pub fn holds(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::List(items)) => items.iter().all(|it| self.holds(it)),
            (_, Value::Nothing | Value::Alias(..))
            | (Self::Number, Value::Number(_))
            | (Self::Word, Value::Word(_))
            | (Self::Address, Value::Address(_))
            | (Self::Time, Value::Time(_))
            | (Self::Scope, Value::Scope(_))
            | (Self::Field, Value::Field(..))
            | (Self::Status, Value::Number(_) | Value::Word(_))
            | (Self::Unknown, _) => true,
            (Self::Name(own), Value::Name(noun, _))
            | (Self::Written(own), Value::Written(noun, _))
            | (Self::Id(own), Value::Id(noun, _) | Value::Written(noun, _)) => own == *noun,
            _ => false,
        }
    }
}

/// The declaration of an argument: the placeholder in texts, the number in
/// links, and what its values are.
#[derive(Debug, PartialEq, Eq)]
pub struct ArgName {
    pub name: &'static str,
    /// Links that were already sent hold it, so it never changes.
    pub wire: u16,
    pub kind: Kind,
}

/// An argument whose values are of the kind `K`, one of the types in [`of`].
pub struct Arg<K> {
    pub name: &'static ArgName,
    kind: PhantomData<fn() -> K>,
}

impl<K> Clone for Arg<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Arg<K> {}

impl<K> Arg<K> {
    pub const fn new(name: &'static ArgName) -> Self {
        Self {
            name,
            kind: PhantomData,
        }
    }

    /// Makes a value of this argument.
    pub fn value(self, value: impl Make<K>) -> Value {
        value.make(match self.name.kind {
            Kind::Name(noun) | Kind::Written(noun) | Kind::Id(noun) => noun,
            _ => Noun::Value,
        })
    }
}

/// The variants of [`Kind`] as types, so that the compiler checks what an
/// argument is given.
pub mod of {
    pub struct Number;
    pub struct Word;
    pub struct Status;
    pub struct Name;
    pub struct Written;
    pub struct Id;
    pub struct Address;
    pub struct Time;
    pub struct Scope;
    pub struct Field;
    pub struct Unknown;
}

/// A Rust value that can become a [`Value`] of the kind `K`.
pub trait Make<K> {
    /// `noun` says what a name, a written text or an id belongs to.
    fn make(self, noun: Noun) -> Value;
}

impl<K, T: Make<K>> Make<K> for Option<T> {
    fn make(self, noun: Noun) -> Value {
        self.map_or(Value::Nothing, |it| it.make(noun))
    }
}

/// A list with one item becomes that item.
impl<K, T: Make<K>> Make<K> for Vec<T> {
    fn make(self, noun: Noun) -> Value {
        let items: Vec<Value> = self.into_iter().map(|it| it.make(noun)).collect();
        items.into()
    }
}

macro_rules! make_texts {
    ($($kind:ident: $make:expr;)*) => {$(
        impl Make<of::$kind> for &str {
            fn make(self, noun: Noun) -> Value {
                let make: fn(Noun, String) -> Value = $make;
                make(noun, self.to_owned())
            }
        }

        impl Make<of::$kind> for &String {
            fn make(self, noun: Noun) -> Value {
                Make::<of::$kind>::make(self.as_str(), noun)
            }
        }
    )*};
}

make_texts! {
    Word: |_, text| Value::Word(text);
    Name: Value::Name;
    Written: Value::Written;
    Id: Value::Id;
    Address: |_, text| Value::Address(text);
    Scope: |_, text| Value::Scope(text);
    Field: |_, text| Value::Field(text, None);
    Status: |_, text| Value::Word(text);
    Unknown: |_, text| Value::Unknown(text);
}

macro_rules! make_numbers {
    ($($number:ty,)*) => {$(
        impl Make<of::Number> for $number {
            /// No argument is ever negative, so a negative number is no value.
            fn make(self, _: Noun) -> Value {
                u64::try_from(self).map_or(Value::Nothing, Value::Number)
            }
        }
    )*};
}

/// A field, with what it held.
impl<T: Into<Value>> Make<of::Field> for (&str, T) {
    fn make(self, _: Noun) -> Value {
        Value::Field(self.0.to_owned(), Some(Box::new(self.1.into())))
    }
}

impl Make<of::Status> for u16 {
    fn make(self, _: Noun) -> Value {
        Value::Number(self.into())
    }
}

/// For values of several kinds in one argument.
impl<K> Make<K> for Value {
    fn make(self, _: Noun) -> Value {
        self
    }
}

make_numbers! { u16, u32, u64, usize, i64, }

impl Make<of::Name> for &ResourceId {
    fn make(self, noun: Noun) -> Value {
        Value::Name(noun, self.name().to_owned())
    }
}

impl Make<of::Scope> for &ResourceId {
    fn make(self, _: Noun) -> Value {
        Value::Scope(self.to_string())
    }
}

impl Make<of::Address> for IpAddr {
    fn make(self, _: Noun) -> Value {
        Value::Address(self.to_string())
    }
}

impl Make<of::Address> for IpNet {
    fn make(self, _: Noun) -> Value {
        Value::Address(ip_range::show(self))
    }
}

impl Make<of::Time> for Timestamp {
    fn make(self, _: Noun) -> Value {
        Value::Time(self)
    }
}

macro_rules! from_texts {
    ($($text:ty,)*) => {$(
        impl From<$text> for Value {
            fn from(text: $text) -> Self {
                Self::Unknown(text.into())
            }
        }
    )*};
}

from_texts! { &str, String, &String, }

macro_rules! from_numbers {
    ($($number:ty,)*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Make::<of::Number>::make(number, Noun::Value)
            }
        }
    )*};
}

from_numbers! { u16, u32, usize, }

impl From<&ResourceId> for Value {
    fn from(id: &ResourceId) -> Self {
        Self::Scope(id.to_string())
    }
}

impl From<&IpAddr> for Value {
    fn from(address: &IpAddr) -> Self {
        Self::Address(address.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        let mut items: Vec<Self> = values.into_iter().map(Into::into).collect();
        match items.len() {
            0 => Self::Nothing,
            1 => items.remove(0),
            _ => Self::List(items),
        }
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Time(at)
    }
}

/// The arguments of a case or a reason, by their declarations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args(Vec<(&'static ArgName, Value)>);

impl Args {
    pub fn push<K>(&mut self, arg: Arg<K>, value: impl Make<K>) {
        self.0.push((arg.name, arg.value(value)));
    }

    /// Adds a value that was read from outside, or redacted.
    pub fn push_value(&mut self, name: &'static ArgName, value: Value) {
        self.0.push((name, value));
    }

    pub fn get<K>(&self, arg: Arg<K>) -> Option<&Value> {
        let found = self.0.iter().find(|(it, _)| it.wire == arg.name.wire);
        found.map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static ArgName, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Sorted by number, so that a report has only one form.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.0.sort_by_key(|(name, _)| name.wire);
        self
    }

    /// As texts, by placeholder.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.iter()
            .map(|(name, value)| (name.name, value.to_string()))
    }
}

impl FromIterator<(&'static ArgName, Value)> for Args {
    fn from_iter<T: IntoIterator<Item = (&'static ArgName, Value)>>(values: T) -> Self {
        Self(values.into_iter().collect())
    }
}

/// Declares arguments: number in links, constant, placeholder, kind.
#[macro_export]
macro_rules! arguments {
    ($($(#[$doc:meta])* $wire:literal $constant:ident = $name:literal: $kind:ident $(($noun:ident))?;)*) => {
        $(
            $(#[$doc])*
            pub const $constant: $crate::value::Arg<$crate::value::of::$kind> =
                $crate::value::Arg::new(&$crate::value::ArgName {
                    name: $name,
                    wire: $wire,
                    kind: $crate::value::Kind::$kind $(($crate::value::Noun::$noun))?,
                });
        )*

        /// All that are declared here.
        pub const ALL: &[&$crate::value::ArgName] = &[$($constant.name,)*];
    };
}
