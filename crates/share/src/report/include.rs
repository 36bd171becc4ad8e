//! Which of the details that are withheld by default the reader includes.

/// A class of details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Names of VMs, resource groups, policies, rules and the like, and regions.
    Names,
    /// Ids of subscriptions and tenants, and correlation ids.
    Ids,
    /// Addresses and ranges.
    Addresses,
    /// When something happened or ends.
    Times,
    /// The requests that were made; in a file only.
    Requests,
}

impl Detail {
    pub const ALL: [Self; 5] = [
        Self::Names,
        Self::Ids,
        Self::Addresses,
        Self::Times,
        Self::Requests,
    ];

    /// What a link can hold.
    pub const IN_LINK: [Self; 4] = [Self::Names, Self::Ids, Self::Addresses, Self::Times];

    /// The name in a report and in the text catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Ids => "ids",
            Self::Addresses => "addresses",
            Self::Times => "times",
            Self::Requests => "requests",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Whom a result is for, from which follows what goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Those who know the names anyway.
    Team,
    /// Anybody else.
    Outside,
}

impl Audience {
    pub const ALL: [Self; 2] = [Self::Outside, Self::Team];

    /// The name in the text catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Outside => "outside",
        }
    }

    pub fn include(self) -> Include {
        match self {
            Self::Team => Detail::IN_LINK
                .into_iter()
                .fold(Include::NONE, Include::with),
            Self::Outside => Include::NONE,
        }
    }

    /// The audience of a choice, where it is that of one.
    pub fn of(include: Include) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.include() == include)
    }
}

/// A set of details.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include(u8);

impl Include {
    pub const NONE: Self = Self(0);

    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self(self.0 | detail.bit())
    }

    #[must_use]
    pub fn without(self, detail: Detail) -> Self {
        Self(self.0 & !detail.bit())
    }

    pub fn has(self, detail: Detail) -> bool {
        self.0 & detail.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Detail> {
        Detail::ALL.into_iter().filter(move |it| self.has(*it))
    }

    /// The set as one number, each detail a bit.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    pub(crate) fn from_bits(bits: u8) -> Option<Self> {
        let all = Detail::ALL.into_iter().fold(0, |all, it| all | it.bit());
        (bits & !all == 0).then_some(Self(bits))
    }
}
