//! Every case has a page in every language, and every symptom leads to cases that are
//! there, with words for what tells them apart.

use std::collections::HashSet;

use casebook::{CasePage, Kinship, address, named, page};
use text::Language;

use crate::texts::catalog;

fn pages(language: Language) -> Vec<CasePage> {
    let (catalog, symptoms) = (catalog(language), symptoms::all());
    let of =
        |it| page(it, &catalog, &symptoms).unwrap_or_else(|| panic!("{} has no page", address(it)));
    casebook::all().map(of).collect()
}

#[test]
fn every_case_has_a_page_that_says_how_to_look_or_why_not() {
    for language in Language::ALL {
        for page in pages(language) {
            let id = address(page.of);
            let has_fix = page.ways.is_some() || !page.words.fix.is_empty();
            assert!(has_fix, "{id} has no way to fix it");
            assert!(
                page.look.commands.iter().all(|it| !it.changes),
                "{id} changes something"
            );
            let knows_roles = page.needs.is_empty() == page.roles.is_empty();
            assert!(knows_roles, "{id} takes what no role gives");
        }
    }
}

#[test]
fn what_stands_beside_a_case_is_another_and_comes_once() {
    for page in pages(Language::English) {
        let id = address(page.of);
        let mut seen = HashSet::from([id.clone()]);
        for it in &page.related {
            assert!(
                seen.insert(address(it.of)),
                "{id} has {} twice",
                address(it.of)
            );
            assert!(!it.headline.is_empty());
        }
        let same = |it: &casebook::Related| it.of.check.id == page.of.check.id;
        let others = page
            .related
            .iter()
            .filter(|it| it.kinship == Kinship::SameCheck);
        assert!(others.into_iter().all(same), "{id}");
    }
}

#[test]
fn every_symptom_leads_to_cases_and_says_what_tells_them_apart() {
    for language in Language::ALL {
        let catalog = catalog(language);
        for it in symptoms::all() {
            for case in &it.cases {
                assert!(
                    named(case).is_some(),
                    "{} leads to {case}, which is none",
                    it.id
                );
            }
            for key in [
                format!("why.apart.{}", it.apart),
                format!("why.where.{}", it.told_by),
            ] {
                assert!(catalog.get(&key).is_some(), "no text {key}");
            }
        }
    }
}

/// Each sentence is for some symptom.
#[test]
fn no_sentence_is_left_over() {
    let symptoms = symptoms::all();
    let catalog = catalog(Language::English);
    for key in catalog.keys() {
        if let Some(apart) = key.strip_prefix("why.apart.") {
            assert!(symptoms.iter().any(|it| it.apart == apart), "{key}");
        }
    }
}

/// Texts that people met, from public threads and manuals, which the table was not
/// written from: each leads to what it was.
#[test]
fn texts_that_the_table_was_not_written_from_lead_to_their_cause() {
    let all = symptoms::all();
    for (text, case) in UNSEEN {
        let found = symptoms::recognise(text, &all);
        let cases = symptoms::cases(&found);
        assert_eq!(cases.first(), Some(&case), "{text}");
    }
}

#[rustfmt::skip]
const UNSEEN: [(&str, &str); 13] = [
    // Azure/azure-sdk-for-java#2560
    (r#"Status code 409, {"error":{"code":"ScopeLocked","message":"The scope '/subscriptions/removed/resourceGroups/RG/providers/Microsoft.Storage/storageAccounts/x' cannot perform write operation because following scope(s) are locked: '/subscriptions/removed/resourceGroups/RG'. Please remove the lock and try again."}}"#, "change.lock/read_only"),
    // Azure/apiops#606
    (r#"failed with status code 409. Content is '{"error":{"code":"ScopeLocked","message":"The scope '/subscriptions/***/resourceGroups/***/groups/administrators' cannot perform delete operation because following scope(s) are locked: '/subscriptions/***/resourceGroups/***'. Please remove the lock and try again."}}'."#, "change.lock/can_not_delete"),
    // Azure/azure-kusto-python#89
    (r#"AdalError: Get Token request returned http error: 400 and server response: {"error":"interaction_required","error_description":"AADSTS50079: The user is required to use multi-factor authentication.\r\nTrace ID: 8d4704cf-5c83-42bb-860b-7a2180d1fa00"}"#, "session.mfa/no_mfa"),
    // stgeorgi/wvdquickstart#4
    ("Connect-AzAccount : AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access\n'797f4846-ba00-4fd7-ba43-dac1f8f63013'. At line:51 char:1\n+ Connect-AzAccount -Environment 'AzureCloud'", "session.mfa/no_mfa"),
    // A managed application's resource group, as its users met it.
    ("The access is denied because of the deny assignment with name '605x' and Id '605x' at scope '/subscriptions/xxx/resourceGroups/mrgname '.", "access.denied/deny_assignment"),
    // sassoftware/viya4-iac-azure#391
    ("Error: Resource 'sas-iot-aks-ssh' was disallowed by policy. Reasons: 'You are trying to create non-compliant resource.\n\nEnsure that NSG rule you are creating has defined source IP and destination port.'", "change.policy/stopped_request"),
    // A Japanese lab of AZ-400.
    ("サブスクリプションは名前空間 'Microsoft.Web' を使用するように登録されていません。", "subscription.provider/not_registered"),
    // The Azure CLI in Azure Government.
    ("(InvalidAuthenticationTokenAudience) The 'EvolvedSecurityTokenService' access token has been obtained for wrong audience or resource 'https://management.azure.com'. It should exactly match with one of the allowed audiences 'https://management.core.usgovcloudapi.net/'", "session.token/wrong_audience"),
    // The Azure SDK, as a Japanese guide quotes it.
    ("RESPONSE 403: 403 Forbidden\nERROR CODE: AuthorizationFailed\n{ \"error\": { \"code\": \"AuthorizationFailed\", \"message\": \"The client '...' with object id '...' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/start/action' over scope '/subscriptions/.../virtualMachines...' or the scope is invalid.", "vm.running/deallocated"),
    // docs.azure.cn, "Resolve errors for resource provider registration"
    ("Code: AuthorizationFailed\nMessage: The client '<identifier>' with object id '<identifier>' does not have authorization to perform\naction 'Microsoft.Compute/virtualMachines/read' over scope ...", "access.read_vm/missing_action"),
    // PowerShell, wrapped by its window.
    ("Enter-PSSession : Connecting to remote server INTRANET failed with the following error message : WinRM cannot complete\nthe operation. Verify that the specified computer name is valid, that the computer is accessible over the network, and\nthat a firewall exception for the WinRM service is enabled", "request.open/none"),
    // learn.microsoft.com/ja-jp, "RDP を使用して Azure VM に接続するときの認証エラー"
    ("このコンピューターはリモート コンピューターに接続できません。 接続を再試行してください。問題が解決しない場合は、リモート コンピューターの所有者またはネットワーク管理者にお問い合わせください。", "request.open/none"),
    // OpenSSH on macOS.
    ("$ ssh azureuser@203.0.113.10\nssh: connect to host 203.0.113.10 port 22: Operation timed out", "request.open/none"),
];
