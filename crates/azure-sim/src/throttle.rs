//! ARM's token buckets: per principal, per subscription (or tenant) and per
//! kind of operation. Public source: the learn.microsoft.com page
//! "Understand how Azure Resource Manager throttles requests".

use std::collections::HashMap;

use serde::Deserialize;
use time::OffsetDateTime;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limit {
    /// Requests that a full bucket holds.
    pub bucket: u32,
    pub refill_per_second: f64,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    pub reads: Limit,
    pub writes: Limit,
    pub deletes: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let change = Limit {
            bucket: 200,
            refill_per_second: 10.0,
        };
        Self {
            reads: Limit {
                bucket: 250,
                refill_per_second: 25.0,
            },
            writes: change,
            deletes: change,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    Read,
    Write,
    Delete,
}

impl Operation {
    pub(crate) fn of(method: &str) -> Self {
        match method {
            "GET" | "HEAD" => Self::Read,
            "DELETE" => Self::Delete,
            _ => Self::Write,
        }
    }

    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }

    fn limit(self, limits: &Limits) -> Limit {
        match self {
            Self::Read => limits.reads,
            Self::Write => limits.writes,
            Self::Delete => limits.deletes,
        }
    }
}

#[derive(Debug, Clone)]
struct Level {
    tokens: f64,
    at: OffsetDateTime,
}

/// The buckets in use, each filled by the time that has passed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buckets(HashMap<(String, String, Operation), Level>);

impl Buckets {
    /// Takes one request from the bucket: how many are left, or how many
    /// seconds to wait.
    pub(crate) fn take(
        &mut self,
        limits: &Limits,
        (principal, scope, operation): (&str, &str, Operation),
        now: OffsetDateTime,
    ) -> Result<u32, u32> {
        let limit = operation.limit(limits);
        let full = f64::from(limit.bucket);
        let level = self
            .0
            .entry((principal.to_owned(), scope.to_owned(), operation))
            .or_insert(Level {
                tokens: full,
                at: now,
            });
        let passed = (now - level.at).as_seconds_f64().max(0.0);
        level.tokens = (level.tokens + passed * limit.refill_per_second).min(full);
        level.at = now;
        if level.tokens >= 1.0 {
            level.tokens -= 1.0;
            return Ok(whole(level.tokens));
        }
        let missing = 1.0 - level.tokens;
        Err(whole((missing / limit.refill_per_second).ceil()).clamp(1, 3_600))
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "levels lie between zero and a bucket's size; the cast saturates"
)]
fn whole(level: f64) -> u32 {
    level as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limits = Limits {
            reads: Limit {
                bucket: 2,
                refill_per_second: 0.5,
            },
            ..Limits::default()
        };
        let mut buckets = Buckets::default();
        let now = OffsetDateTime::UNIX_EPOCH;
        let key = ("me", "sub", Operation::Read);
        assert_eq!(buckets.take(&limits, key, now), Ok(1));
        assert_eq!(buckets.take(&limits, key, now), Ok(0));
        assert_eq!(buckets.take(&limits, key, now), Err(2));
        assert_eq!(
            buckets.take(&limits, ("you", "sub", Operation::Read), now),
            Ok(1)
        );
        assert_eq!(
            buckets.take(&limits, ("me", "sub", Operation::Write), now),
            Ok(199)
        );
        let later = now + Duration::seconds(2);
        assert_eq!(buckets.take(&limits, key, later), Ok(0));
        assert_eq!(
            buckets.take(&limits, key, later + Duration::hours(1)),
            Ok(1)
        );
    }
}
