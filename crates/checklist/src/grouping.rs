//! One row a cause: checks that could not run for one reason are told of in one
//! row, and what follows from the root cause is told of in the row of that. Which
//! reason a check has is for the diagnosis to say; nothing is judged here.

use azure::{
    reason_args,
    timestamp::{Duration, Timestamp},
    value::Value,
};
use diagnosis::engine::{Diagnosis, Obstacle, Outcome, Verdict};

use crate::{Doubt, DoubtKey, DoubtPart, Told, words::Words};

/// The checks that could not run, a group for each reason.
/// `now` is when they were read, where that is known.
pub(crate) fn doubts(diagnosis: &Diagnosis, now: Option<Timestamp>, words: &Words) -> Vec<Doubt> {
    let mut groups: Vec<Group> = Vec::new();
    let in_doubt = diagnosis.in_goal().filter(|it| it.blocked_by.is_none());
    for outcome in in_doubt {
        let Verdict::CannotTell(why) = &outcome.verdict else {
            continue;
        };
        if outcome.is_pending() {
            continue;
        }
        let key = DoubtKey::of(why);
        let group = match groups.iter_mut().find(|it| it.key == key) {
            Some(group) => group,
            None => groups.push_mut(Group::new(key)),
        };
        let wait = why.args.get(reason_args::SECONDS).and_then(Value::number);
        group.wait = group.wait.max(wait);
        let reason = words.missing(why).unwrap_or_else(|| words.reason(why));
        group.add(reason, outcome, words);
    }
    let groups = groups.into_iter().filter(|it| !it.is_one_check());
    groups.map(|it| it.in_words(now, words)).collect()
}

/// The checks that wait for this one.
pub(crate) fn told_by(cause: &str, diagnosis: &Diagnosis, words: &Words) -> Vec<Told> {
    let all = diagnosis.in_goal();
    all.filter(|it| it.blocked_by == Some(cause))
        .map(|it| told(it, words))
        .collect()
}

struct Group {
    key: DoubtKey,
    parts: Vec<DoubtPart>,
    wait: Option<u64>,
}

impl Group {
    fn new(key: DoubtKey) -> Self {
        Self {
            key,
            parts: Vec::new(),
            wait: None,
        }
    }

    fn add(&mut self, why: String, outcome: &Outcome, words: &Words) {
        let told = told(outcome, words);
        match self.parts.iter_mut().find(|it| it.why == why) {
            Some(part) => part.checks.push(told),
            None => self.parts.push(DoubtPart {
                why,
                checks: vec![told],
            }),
        }
    }

    /// A check with a reason that no other has is a row of its own.
    fn is_one_check(&self) -> bool {
        self.key.obstacle == Obstacle::Mixed && self.count() == 1
    }

    fn count(&self) -> usize {
        self.parts.iter().map(|it| it.checks.len()).sum()
    }

    fn in_words(self, now: Option<Timestamp>, words: &Words) -> Doubt {
        let count = self.count().to_string();
        let name = self.key.obstacle.name();
        let until = now.zip(self.wait).and_then(|(now, seconds)| {
            now.checked_add(Duration::seconds(i64::try_from(seconds).ok()?))
        });
        let how = until.map_or(name, |_| "throttled_until");
        // Where the words of the reason are all there is to say, all share them.
        let why = self.parts.first().map(|it| it.why.clone());
        let args = [
            ("n", count),
            ("at", until.map(|it| words.time(it)).unwrap_or_default()),
            ("why", why.unwrap_or_default()),
        ];
        Doubt {
            key: self.key,
            title: words.fill(&format!("doubts.{name}"), &args),
            how: words.fill(&format!("doubts.how.{how}"), &args),
            until,
            parts: self.parts,
        }
    }
}

fn told(outcome: &Outcome, words: &Words) -> Told {
    Told {
        check: outcome.check.id,
        title: words.title(outcome),
    }
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        reason_args, timestamp,
        value::Args,
    };
    use diagnosis::{
        checks,
        engine::{Diagnosis, Obstacle, Verdict, conclude, pass},
        question::Goal,
    };
    use text::Catalog;

    use super::doubts;
    use crate::{
        Doubt, Times,
        words::{Person, Words},
    };

    const SCOPE: &str = "/subscriptions/11111111-2222-3333-4444-555555555555";

    fn of(unknown: &[(&str, Unavailable)]) -> Vec<Doubt> {
        let diagnosis: Diagnosis = conclude(checks::ALL, Some(Goal::Connect), |check| {
            let found = unknown.iter().find(|(id, _)| *id == check.id);
            Some(found.map_or_else(pass, |(_, why)| Verdict::CannotTell(why.clone())))
        });
        let catalog = Catalog::parse(r#"{ "any": "text" }"#).unwrap();
        doubts(
            &diagnosis,
            timestamp::parse("2026-11-24T10:00:00Z"),
            &Words::new(
                &catalog,
                Person::Reader,
                Times::UTC,
                &Args::default(),
                Vec::new(),
            ),
        )
    }

    fn lacks(action: &str) -> Unavailable {
        Unavailable::new(Reason::Forbidden)
            .arg(reason_args::ACTION, action)
            .arg(reason_args::SCOPE, SCOPE)
    }

    fn checks_of(doubt: &Doubt) -> Vec<&str> {
        doubt.checks().map(|it| it.check).collect()
    }

    #[test]
    fn what_lacks_a_permission_is_one_row() {
        let all = of(&[
            ("plan.servers", lacks("A/read")),
            ("plan.tier", lacks("A/read")),
            ("change.lock", lacks("B/read")),
        ]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].key.obstacle, Obstacle::Permission);
        assert_eq!(
            checks_of(&all[0]),
            ["plan.servers", "plan.tier", "change.lock"]
        );
    }

    #[test]
    fn an_outage_is_one_row_however_it_shows() {
        let all = of(&[
            ("plan.servers", Unavailable::new(Reason::TimedOut)),
            ("vm.kind", Unavailable::new(Reason::ServerError)),
            ("change.lock", Unavailable::new(Reason::Html)),
        ]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].key.obstacle, Obstacle::NoAnswer);
        assert_eq!(checks_of(&all[0]).len(), 3);
    }

    #[test]
    fn azure_says_for_how_long_to_wait() {
        let wait = |seconds: u64| {
            Unavailable::new(Reason::ThrottledFor).arg(reason_args::SECONDS, seconds)
        };
        let all = of(&[
            ("plan.servers", wait(20)),
            ("vm.kind", wait(70)),
            ("change.lock", Unavailable::new(Reason::Throttled)),
        ]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].until, timestamp::parse("2026-11-24T10:01:10Z"));
    }

    #[test]
    fn what_is_still_read_and_what_stands_alone_is_no_group() {
        assert!(of(&[("vm.kind", Unavailable::new(Reason::Pending))]).is_empty());
        assert!(of(&[("guest.agent", Unavailable::new(Reason::NoAgent))]).is_empty());
        let two = [
            ("network.subnet", Unavailable::new(Reason::NoRule)),
            ("network.nic", Unavailable::new(Reason::NoRule)),
            ("guest.agent", Unavailable::new(Reason::NoAgent)),
        ];
        let all = of(&two);
        assert_eq!(all.len(), 1);
        assert_eq!(checks_of(&all[0]), ["network.subnet", "network.nic"]);
    }
}
