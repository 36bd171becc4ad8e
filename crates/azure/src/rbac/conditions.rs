//! Which actions the condition of a role assignment can limit. Conditions are not
//! evaluated.
//!
//! Source: learn.microsoft.com, "Azure role assignment condition format and syntax".

/// The only actions that the condition can limit, as patterns; `None` where it may limit
/// any. The portal writes conditions whose every part is `!(ActionMatches{…}) OR …`, which
/// hold for all actions that they don't name.
pub fn limited_actions(condition: &str) -> Option<Vec<&str>> {
    // A bracket within quotation marks would be taken for one of the condition's.
    let mut quoted = condition.split('\'').skip(1).step_by(2);
    let is_plain = quoted.all(|it| !it.contains(['(', ')', '{', '}', '[', ']']));
    let after = condition.split("ActionMatches{'").skip(1);
    let named: Vec<&str> = after.filter_map(|it| it.split('\'').next()).collect();
    (is_plain && !named.is_empty() && spares(condition)).then_some(named)
}

/// Whether it holds for every action that it doesn't name.
fn spares(condition: &str) -> bool {
    let condition = bare(condition);
    let all = parts(condition, ["AND", "&&"]);
    if all.len() > 1 {
        return all.into_iter().all(spares);
    }
    let any = parts(condition, ["OR", "||"]);
    if any.len() > 1 {
        return any.into_iter().any(spares);
    }
    let negated = condition.strip_prefix('!').map(bare);
    negated.is_some_and(|it| {
        let mut of = parts(it, ["AND", "&&"]).into_iter();
        parts(it, ["OR", "||"]).len() == 1 && of.any(|it| bare(it).starts_with("ActionMatches{"))
    })
}

/// Without the brackets around the whole.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let closes_last = |inner: &&str| {
        let mut depth = 0_i32;
        inner.chars().all(|it| {
            depth += i32::from(it == '(') - i32::from(it == ')');
            depth >= 0
        })
    };
    inner.filter(closes_last).map_or(text, bare)
}

/// The parts between these words, as far as no bracket is around them.
fn parts<'a>(text: &'a str, words: [&str; 2]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, it) in text.char_indices() {
        depth += i32::from("({[".contains(it)) - i32::from(")}]".contains(it));
        if depth != 0 {
            continue;
        }
        let before = text[..at].chars().next_back();
        let is_apart = before.is_none_or(|it| it.is_whitespace() || it == ')');
        let found = words.iter().find(|word| {
            text[at..]
                .get(..word.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(word))
                && text[at + word.len()..].starts_with(|it: char| it.is_whitespace() || it == '(')
        });
        if let Some(word) = found.filter(|_| is_apart && at >= start) {
            parts.push(&text[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::limited_actions;

    #[test]
    fn only_the_form_of_the_portal_spares_other_actions() {
        for (condition, named) in [
            ("(!(ActionMatches{'a/write'})) OR (x)", &["a/write"][..]),
            ("(!(ActionMatches{'a/*'}))", &["a/*"]),
            (
                "((!(ActionMatches{'a/write'} AND NOT SubOperationMatches{'b'})) OR (x)) AND \
                 ((!(ActionMatches{'c/write'})) OR (@Request[d:e] StringEquals 'f'))",
                &["a/write", "c/write"],
            ),
            (
                "((!(ActionMatches{'a/write'}) && !(ActionMatches{'b/write'})) || (x))",
                &["a/write", "b/write"],
            ),
        ] {
            assert_eq!(
                limited_actions(condition).as_deref(),
                Some(named),
                "{condition}"
            );
        }
        for condition in [
            "",
            "@Principal[b] BoolEquals true",
            "((!(ActionMatches{'a/write'})) OR (x)) AND @Principal[b] BoolEquals true",
            "ActionMatches{'a/write'}",
            "(ActionMatches{'a/write'}) OR (x)",
            "!(ActionMatches{'a/write'} OR @Principal[b] BoolEquals true)",
            "!(!(ActionMatches{'a/write'}))",
            "(!(ActionMatches{'a/write'})) OR (@Request[d] StringEquals ') AND (')",
            "(!(ActionMatches{'a/write'}",
        ] {
            assert_eq!(limited_actions(condition), None, "{condition}");
        }
    }
}
