//! The change that explains the cause, as it may leave the page: each value is redacted by
//! what it is, so that nobody's name goes along, and no other that was not let out.

use diagnosis::what_changed::Explanation;

use super::redact::Redactor;

pub(super) fn redacted(redactor: &mut Redactor, change: &Explanation) -> Explanation {
    change.map(|kind, value| redactor.typed(kind, value))
}

#[cfg(test)]
mod tests {
    use azure::{
        timestamp::{Duration, Timestamp},
        value::{Kind, Value},
    };
    use diagnosis::what_changed::{DeedKind, Doer, Mark, TargetKind};
    use miniz_oxide::inflate::decompress_to_vec;
    use proptest::prelude::*;
    use serde_json::{Value as Tree, json};

    use super::*;
    use crate::{
        link::{self, Found, LinkError},
        report::{self, Detail, Include, NotReport, Report},
    };

    /// As version 0.1.0 made it.
    const OLD: &str = "jd1.78.fRWjnw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiASMREREREREhEBEQESERMQAREgIuAAIFAYUDBgEKAQ";

    fn base() -> Report {
        match link::find(OLD) {
            Ok(Found::Report(report)) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn with(change: Explanation, include: Include) -> Report {
        let mut report = base();
        // What was let in of the rest doesn't matter here.
        report.include = include;
        report.explained_by = Some(change);
        report
    }

    /// A value of a kind, as Azure could give it.
    fn value(kind: Kind, text: &str, at: Timestamp) -> Value {
        let text = text.to_owned();
        match kind {
            Kind::Time => Value::Time(at),
            Kind::Name(noun) => Value::Name(noun, text),
            Kind::Written(noun) => Value::Written(noun, text),
            Kind::Id(noun) => Value::Id(noun, text),
            Kind::Word => Value::Word(text),
            Kind::Field => Value::Field(text, None),
            Kind::Address => Value::Address(text),
            _ => Value::Unknown(text),
        }
    }

    fn texts() -> impl Strategy<Value = String> {
        const KNOWN: [&str; 25] = [
            "",
            "-",
            "–",
            "∌",
            "vm-1",
            "value-99999",
            "nsg-web",
            "a, b",
            "007",
            "3389",
            "123456",
            "Allow",
            "free",
            "Azure CLI",
            "HashiCorp Terraform",
            "megan@contoso.com",
            "c1f4d8a6-5b0e-4f37-9d2c-7a61e83b5f90",
            "10.0.0.4",
            "10.0.0.0/8",
            "priority",
            "2026-11-24T09:00:00Z",
            "/subscriptions/c1f4d8a6-5b0e-4f37-9d2c-7a61e83b5f90/resourceGroups/rg",
            "eyJhbGciOi",
            "\u{202e}gnp",
            "null",
        ];
        prop_oneof![
            prop::sample::select(&KNOWN[..]).prop_map(str::to_owned),
            "[a-zA-Z0-9_.-]{0,40}",
            ".{0,30}",
        ]
    }

    fn changes() -> impl Strategy<Value = Explanation> {
        let kinds = (
            prop::sample::select(&Mark::ALL[..]),
            prop::sample::select(&TargetKind::ALL[..]),
            prop::sample::select(&Doer::ALL[..]),
            prop::sample::select(&DeedKind::ALL[..]),
        );
        let values = prop::collection::vec(texts(), 8);
        (kinds, values, -40_000_i64..40_000).prop_map(|(kinds, texts, minutes)| {
            let (mark, target, by, deed) = kinds;
            let at = base().made + Duration::minutes(minutes);
            let mut texts = texts.into_iter();
            let made = Explanation::new(mark, target, by, deed, |_, kind| {
                Ok::<_, ()>(value(kind, &texts.next().unwrap_or_default(), at))
            });
            made.unwrap()
        })
    }

    fn includes() -> impl Strategy<Value = Include> {
        prop::sample::subsequence(Detail::IN_LINK.to_vec(), 0..=4)
            .prop_map(|it| it.into_iter().fold(Include::NONE, Include::with))
    }

    proptest! {
        #[test]
        fn whatever_explains_reads_back(change in changes(), include in includes()) {
            let told = redacted(&mut Redactor::new(include, base().made), &change);
            prop_assert!(told.is_sound());
            // Its kinds are those of this program, and say nothing of whose Azure it is.
            prop_assert_eq!(
                (told.mark, told.target, told.by, told.deed),
                (change.mark, change.target, change.by, change.deed)
            );
            let report = with(told, include);
            let read = link::find(&link::write(&report));
            prop_assert_eq!(read, Ok(Found::Report(Box::new(report.clone()))));
            prop_assert_eq!(report::read(&report::write(&report)), Ok(report));
        }

        #[test]
        fn who_it_was_never_leaves(change in changes()) {
            let all = Detail::ALL.into_iter().fold(Include::NONE, Include::with);
            let told = redacted(&mut Redactor::new(all, base().made), &change);
            let is_person = matches!(told.by, Doer::Person | Doer::Other);
            let is_withheld = match told.who() {
                Value::Alias(..) | Value::Nothing => true,
                // Nothing is written as it is.
                Value::Word(text) => ["", "-"].contains(&text.as_str()),
                _ => false,
            };
            prop_assert!(!is_person || is_withheld, "{told:?}");
        }
    }

    /// The body of a link before it is deflated.
    fn plain(report: &Report) -> Vec<u8> {
        let body = link::body(report);
        match body[0] {
            0 => body[1..].to_vec(),
            _ => decompress_to_vec(&body[1..]).unwrap(),
        }
    }

    #[test]
    fn a_link_is_the_same_but_for_a_bit_and_what_comes_last() {
        let (without, with) = (plain(&base()), plain(&sample(Include::NONE)));
        let rest = with[..without.len()].iter().zip(&without);
        let other: Vec<u8> = rest.map(|(one, other)| one ^ other).collect();
        let other: Vec<u8> = other.into_iter().filter(|it| *it != 0).collect();
        assert_eq!(other, [1 << 6]);
        // A program that knows nothing of it takes it for a detail of another version.
        assert_eq!(Include::from_bits(1 << 6), None);
        assert_eq!(Include::from_bits(1 << 6 | 1), None);
        let file: Tree = serde_json::from_str(&report::write(&base())).unwrap();
        assert_eq!(file["version"], 1);
        assert_eq!(file.get("explained_by"), None);
    }

    fn sample(include: Include) -> Report {
        let deed = DeedKind::from_name("rule_removed.jit_allow").unwrap();
        let (target, by) = (TargetKind::Group, Doer::Application);
        let at = base().made - Duration::minutes(20);
        let made = Explanation::new(Mark::Explains, target, by, deed, |_, kind| {
            let id = "c1f4d8a6-5b0e-4f37-9d2c-7a61e83b5f90";
            let text = match kind {
                Kind::Id(_) => id,
                Kind::Word => "ARM Template",
                _ => "nsg-web",
            };
            Ok::<_, ()>(value(kind, text, at))
        });
        let mut redactor = Redactor::new(include, base().made);
        with(redacted(&mut redactor, &made.unwrap()), include)
    }

    #[test]
    fn a_file_that_tells_half_of_it_is_refused() {
        let whole: Tree = serde_json::from_str(&report::write(&sample(Include::NONE))).unwrap();
        assert_eq!(whole["version"], 5);
        let edited = |pointer: &str, value: Option<Tree>| {
            let mut file = whole.clone();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let parent = file.pointer_mut(parent).unwrap();
            match value {
                Some(value) => parent[key] = value,
                None => drop(parent.as_object_mut().unwrap().remove(key)),
            }
            report::read(&file.to_string()).map(|_| ())
        };
        let (foreign, other) = (Err(NotReport::Foreign), Err(NotReport::OtherVersion));
        for (pointer, value, said) in [
            ("/explained_by", None, foreign),
            ("/explained_by", Some(Tree::Null), foreign),
            ("/version", Some(json!(1)), foreign),
            ("/version", Some(json!(4)), foreign),
            ("/version", Some(json!(6)), other),
            ("/explained_by/mark", Some(json!("proves")), other),
            ("/explained_by/target", Some(json!("disk")), other),
            ("/explained_by/by", Some(json!("ghost")), other),
            ("/explained_by/deed", Some(json!("rule_eaten")), other),
            ("/explained_by/deed", Some(json!("deleted")), foreign),
            ("/explained_by/by", Some(json!("system")), foreign),
            ("/explained_by/mark", None, foreign),
            ("/explained_by/args", None, foreign),
            ("/explained_by/args/at", None, foreign),
            ("/explained_by/args/rule", None, foreign),
            ("/explained_by/args/at", Some(json!("–")), foreign),
            (
                "/explained_by/args/at",
                Some(json!("2026-11-24T09:00:00Z")),
                foreign,
            ),
            ("/explained_by/args/name", Some(json!("nsg-web")), foreign),
            (
                "/explained_by/args/name",
                Some(json!("nsg-1, nsg-2")),
                foreign,
            ),
            (
                "/explained_by/args/who",
                Some(json!("Megan Bowen")),
                foreign,
            ),
            ("/explained_by/args/field", Some(json!("access")), foreign),
            ("/explained_by/more", Some(json!("x")), foreign),
        ] {
            assert_eq!(edited(pointer, value.clone()), said, "{pointer} {value:?}");
        }
        let (at, name) = (json!("hours-before-3"), json!("nsg-7"));
        assert_eq!(edited("/explained_by/args/at", Some(at)), Ok(()));
        assert_eq!(edited("/explained_by/args/name", Some(name)), Ok(()));
    }

    #[test]
    fn a_link_with_a_kind_of_another_version_says_so() {
        let report = sample(Include::NONE);
        let body = [vec![0], plain(&report)].concat();
        assert_eq!(link::read_body(&body), Ok(report));
        let begin = 1 + plain(&base()).len();
        for (place, kinds) in [(0, 2), (1, 8), (2, 5), (3, 43)] {
            let mut other = body.clone();
            other[begin + place] = kinds;
            assert_eq!(
                link::read_body(&other),
                Err(LinkError::OtherVersion),
                "{place}"
            );
        }
        let mut cut = body.clone();
        cut.pop();
        assert_eq!(link::read_body(&cut), Err(LinkError::Foreign));
        let mut long = body;
        long.push(0);
        assert_eq!(link::read_body(&long), Err(LinkError::Foreign));
    }

    #[test]
    fn what_is_let_out_is_told() {
        let names = |it: &Report| it.explained_by.clone().unwrap().name().to_string();
        let who = |it: &Report| it.explained_by.clone().unwrap().who().to_string();
        let client = |it: &Report| it.explained_by.clone().unwrap().client().to_string();
        let (none, all) = (
            sample(Include::NONE),
            sample(Include::NONE.with(Detail::Names).with(Detail::Ids)),
        );
        assert_eq!((names(&none), who(&none)), ("nsg-1".into(), "id-1".into()));
        let id = "c1f4d8a6-5b0e-4f37-9d2c-7a61e83b5f90";
        assert_eq!((names(&all), who(&all)), ("nsg-web".into(), id.into()));
        // A program of Microsoft's says nothing of whose Azure it is.
        assert_eq!(client(&none), "ARM Template");
    }
}
