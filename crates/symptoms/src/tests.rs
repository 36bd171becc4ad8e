use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn best(text: &str) -> String {
    let all = all();
    let found = recognise(text, &all);
    found.first().map_or_else(String::new, |it| it.id.clone())
}

#[test]
fn the_table_is_whole() {
    let all = all();
    assert!(40 <= all.len(), "{} symptoms", all.len());
    let ids: HashSet<_> = all.iter().map(|it| &it.id).collect();
    assert_eq!(ids.len(), all.len());
    let texts = all.iter().flat_map(|it| &it.said);
    let (japanese, english): (Vec<&String>, Vec<&String>) =
        texts.partition(|it| it.chars().any(|it| '\u{2e7f}' < it));
    assert!(40 <= english.len() && 12 <= japanese.len());
    for it in &all {
        assert!(!it.cases.is_empty(), "{} leads nowhere", it.id);
        assert!(
            !it.codes.is_empty() || !it.said.is_empty(),
            "nothing says {}",
            it.id
        );
        assert!(it.source.starts_with("https://"), "{} has no source", it.id);
    }
}

/// A text so short would be found in many that mean something else.
#[test]
fn no_wording_is_short() {
    for it in all() {
        for said in &it.said {
            let letters = only_letters(said);
            let width = letters.chars().map(|it| 1 + usize::from('\u{2e7f}' < it));
            assert!(14 <= width.sum::<usize>(), "{}: {said}", it.id);
        }
    }
}

/// What a wording of its own leads to comes before every other.
#[test]
fn each_wording_is_recognised_as_its_own() {
    let all = all();
    for it in all.iter().filter(|it| it.with.is_empty()) {
        for said in &it.said {
            let text = said.replace('…', "/subscriptions/x/y-1");
            let found = recognise(&text, &all);
            assert_eq!(found.first().map(|it| &it.id), Some(&it.id), "{said}");
        }
    }
}

#[test]
fn the_text_may_come_in_any_shape() {
    let action = "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action";
    let message = format!(
        "The client 'a@b.c' with object id '11111111-2222-3333-4444-555555555555' does not have \
         authorization to perform action '{action}' over scope '/subscriptions/1' or the scope is \
         invalid. If access was recently granted, please refresh your credentials."
    );
    for text in [
        format!(r#"{{"error":{{"code":"AuthorizationFailed","message":"{message}"}}}}"#),
        format!("(AuthorizationFailed) {message}\nCode: AuthorizationFailed\nMessage: {message}"),
        format!(
            "Start-AzJitNetworkAccessPolicy : {}",
            message.replace(' ', "\r\n  ")
        ),
        message.to_uppercase(),
        message.replace('\'', "’"),
        format!(r#"{{"code":"AuthorizationFailed","message":"{action}"}}"#),
    ] {
        assert_eq!(best(&text), "may_not_request", "{text}");
    }
}

#[test]
fn a_code_decides_where_the_message_is_in_another_language() {
    for (text, id) in [
        (
            r#"{"error":{"code":"ScopeLocked","message":"範囲は…"}}"#,
            "locked",
        ),
        (r#"{"Code":"AuthorizationFailed","Message":"?"}"#, "may_not"),
        ("AADSTS50076: 管理者が構成を変更したため", "aadsts_mfa"),
    ] {
        assert_eq!(best(text), id);
    }
}

#[test]
fn a_deny_assignment_is_no_missing_role() {
    let text = "(AuthorizationFailed) The client 'a' with object id 'b' has permission to perform \
                action 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action' on \
                scope '/s'; however, the access is denied because of the deny assignment with name \
                'System deny assignment' and Id 'c' at scope '/s'.";
    assert_eq!(best(text), "deny_assignment");
}

#[test]
fn cases_come_once_and_the_likeliest_first() {
    let all = all();
    let found = recognise("TcpTestSucceeded : False", &all);
    assert_eq!(cases(&found)[0], "request.open/none");
    let both: Vec<_> = found.iter().chain(&found).copied().collect();
    assert_eq!(cases(&both), cases(&found));
    assert_eq!(of_case("change.lock/read_only", &all)[0].id, "locked");
    assert!(of_case("no/such", &all).is_empty());
}

proptest! {
    #[test]
    fn any_text_is_read(text in ".{0,300}") {
        recognise(&text, &all());
    }
}

/// As Microsoft's page about the Azure PowerShell module quotes it.
#[test]
fn a_policy_that_asks_for_a_second_factor_is_not_just_any() {
    let without = "Resource was disallowed by policy. Users must use MFA for Create operation.\n\
                   Users must authenticate with multi-factor authentication to create or update \
                   resources.\nRun the cmdlet below to authenticate interactively";
    assert_eq!(best(without), "mfa_by_policy");
    let with_code = format!("(RequestDisallowedByPolicy) {without}");
    assert_eq!(best(&with_code), "mfa_by_policy");
    let other = "(RequestDisallowedByPolicy) Resource 'nsg' was disallowed by policy.";
    assert_eq!(best(other), "disallowed_by_policy");
}
