//! The reader may read the VM's interfaces and public addresses, which may
//! stand in another resource group than the VM. Source: learn.microsoft.com,
//! "Enable just-in-time access on VMs" (permissions needed to request access):
//! of the two documented sets this is the narrower one.
//! Azure's list of permissions is held against the interfaces and addresses: if that was
//! read, a list that lacks the action came short.

use azure::{
    authorization::ScopePermissions,
    rbac::{READ_NIC, READ_PUBLIC_ADDRESS},
};

use super::granted::{self, Wanted};
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note, not_applicable},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.read_network",
    wire: 25,
    area: Area::Access,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["vm.exists", "vm.deployment", "vm.kind", "access.read_vm"],
    needs: FactSet::of(&[FactKey::NetworkPermissions]),
    cases: &[Case::blocker(
        44,
        "missing_action",
        &[args::ACTION.name, args::SCOPE.name],
    )],
    notes: &[Note::new(2, "star_read")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let wanted = wanted(facts.network_permissions()?);
    if wanted.is_empty() {
        return Ok(not_applicable());
    }
    granted::granted(&wanted)
}

/// The action that reads each interface and address.
pub(super) fn wanted(at: &[ScopePermissions]) -> Vec<Wanted<'_>> {
    at.iter()
        .map(|it| {
            let is_address = it.scope.is_type("Microsoft.Network/publicIPAddresses");
            (
                if is_address {
                    READ_PUBLIC_ADDRESS
                } else {
                    READ_NIC
                },
                it,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        args,
        checks::testing::{
            Facts, healthy, judged, known, nic_id, permissions, resource, unavailable, verdict,
        },
        engine::Verdict,
        facts::Update,
    };

    const READ_NIC: &str = "Microsoft.Network/networkInterfaces/read";
    const READ_ADDRESS: &str = "Microsoft.Network/publicIPAddresses/read";

    fn may(at_nic: &[&str], at_address: &[&str]) -> Facts {
        let address = resource("Microsoft.Network/publicIPAddresses/pip-web-01");
        healthy().with(Update::NetworkPermissions(known(vec![
            permissions(&nic_id(), at_nic),
            permissions(&address, at_address),
        ])))
    }

    #[test]
    fn every_interface_and_address_has_its_action() {
        assert_eq!(verdict(&CHECK, &may(&[READ_NIC], &[READ_ADDRESS])), "pass");
        for (snapshot, action, scopes) in [
            (may(&[], &[READ_ADDRESS]), READ_NIC.to_owned(), 1),
            (may(&[READ_NIC], &[READ_NIC]), READ_ADDRESS.to_owned(), 1),
            (may(&[], &[]), format!("{READ_NIC}, {READ_ADDRESS}"), 2),
        ] {
            let Verdict::Fail(finding) = judged(&CHECK, &snapshot) else {
                panic!("it should fail");
            };
            assert_eq!(finding.case, "missing_action");
            let args: Vec<_> = finding.args.texts().collect();
            assert_eq!(args[0], ("action", action));
            assert_eq!(finding.args.get(args::SCOPE).unwrap().items().len(), scopes);
        }
    }

    #[test]
    fn without_an_interface_there_is_nothing_to_read() {
        let bare = healthy().with(Update::NetworkPermissions(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &bare), "not-applicable");
    }

    #[test]
    fn without_the_permissions_nothing_is_said() {
        let unread = healthy().with(Update::NetworkPermissions(unavailable(Reason::NoVm)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
