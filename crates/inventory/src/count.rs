//! Numbers that never say more than was read.

/// How many there are of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Count {
    Exact(u64),
    /// This many were seen, and there may be more. Never zero.
    AtLeast(u64),
    Unknown,
}

impl Count {
    /// So many were seen; `is_whole` when nothing can be missing.
    pub fn seen(n: u64, is_whole: bool) -> Self {
        match (is_whole, n) {
            (true, n) => Self::Exact(n),
            (false, 0) => Self::Unknown,
            (false, n) => Self::AtLeast(n),
        }
    }

    /// The least that it can be.
    pub fn least(self) -> u64 {
        match self {
            Self::Exact(n) | Self::AtLeast(n) => n,
            Self::Unknown => 0,
        }
    }

    pub fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        let is_whole = self.is_exact() && other.is_exact();
        Self::seen(self.least().saturating_add(other.least()), is_whole)
    }

    /// What is left of these without the others, which are among them. Two numbers that
    /// contradict each other leave nothing that is known.
    pub fn without(self, others: Self) -> Self {
        match (self, others) {
            (Self::Exact(all), Self::Exact(others)) => {
                all.checked_sub(others).map_or(Self::Unknown, Self::Exact)
            }
            (Self::AtLeast(all), Self::Exact(others)) => {
                Self::seen(all.saturating_sub(others), false)
            }
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Count;

    /// A count, and a truth that it may stand for.
    fn count() -> impl Strategy<Value = (Count, u64)> {
        (0..1_000_u64, 0..1_000_u64, 0..3).prop_map(|(seen, unseen, kind)| match kind {
            0 => (Count::Exact(seen), seen),
            1 => (Count::seen(seen, false), seen + unseen),
            _ => (Count::Unknown, unseen),
        })
    }

    fn is_true(count: Count, truth: u64) -> bool {
        match count {
            Count::Exact(n) => n == truth,
            Count::AtLeast(n) => 0 < n && n <= truth,
            Count::Unknown => true,
        }
    }

    proptest! {
        #[test]
        fn what_follows_from_true_counts_is_true((a, x) in count(), (b, y) in count()) {
            prop_assert!(is_true(a.plus(b), x + y));
            if y <= x {
                prop_assert!(is_true(a.without(b), x - y), "{a:?} without {b:?} of {x} and {y}");
            }
        }
    }

    #[test]
    fn more_than_all_is_not_known() {
        assert_eq!(Count::Exact(1).without(Count::Exact(2)), Count::Unknown);
        assert_eq!(Count::seen(0, false), Count::Unknown);
    }
}
