//! No lock keeps JIT from writing its rules. Source: learn.microsoft.com,
//! "Lock your Azure resources to protect your infrastructure": a lock holds
//! for what lies below it too, whoever acts.

use azure::{
    answer::{Reason, Unavailable},
    resources::Lock,
};

use super::written_groups;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Finding, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "change.lock",
    wire: 33,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &[
        "vm.exists",
        "vm.deployment",
        "vm.kind",
        "access.read_network",
    ],
    needs: FactSet::of(&[FactKey::Locks, FactKey::Nics, FactKey::Subnets]),
    cases: &[
        Case::blocker(54, "read_only", &[args::LOCK.name, args::SCOPE.name]),
        Case::warning(55, "can_not_delete", &[args::LOCK.name, args::SCOPE.name]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let locks = facts.locks()?;
    let (groups, unknown) = written_groups(facts);
    let over_rules: Vec<&Lock> = locks
        .all
        .iter()
        .filter(|lock| groups.iter().any(|it| it.is_within(&lock.scope)))
        .collect();
    let of_level = |level: &str| {
        over_rules
            .iter()
            .find(|it| it.level.eq_ignore_ascii_case(level))
    };
    let found = |case, lock: &Lock| -> Finding {
        fail(case)
            .arg(args::LOCK, &lock.name)
            .arg(args::SCOPE, &lock.scope)
            .seen(&locks.request, "value[].properties.level", &lock.level)
            .seen(&locks.request, "value[].id", &lock.scope)
    };
    // The worst that there can be needs no more looking.
    if let Some(lock) = of_level("ReadOnly") {
        return Ok(found("read_only", lock).into());
    }
    if let Some(why) = &locks.partial {
        return Err(why.clone());
    }
    if locks.all.is_empty() {
        return Ok(pass().seen(&locks.request, "value.length", 0_usize));
    }
    if let Some(why) = unknown {
        return Err(why);
    }
    if let Some(lock) = of_level("CanNotDelete") {
        return Ok(found("can_not_delete", lock).into());
    }
    if over_rules.is_empty() {
        Ok(pass().seen(&locks.request, "value.length", locks.all.len()))
    } else {
        Err(Unavailable::new(Reason::UnknownValue)
            .arg(args::FIELD, "level")
            .during(&locks.request))
    }
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        network::{Nic, Subnet},
        resource_id::ResourceId,
        resources::Lock,
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, group, healthy, known, nic, nic_id, nsg_id, parts, subnet, subscription,
            unavailable, verdict, vm_id,
        },
        facts::{Listed, Update},
    };

    fn lock(level: &str, scope: &ResourceId) -> Lock {
        Lock {
            name: "keep".to_owned(),
            level: level.to_owned(),
            scope: scope.clone(),
        }
    }

    fn locked(facts: Facts, locks: Vec<Lock>, partial: bool) -> Facts {
        let partial = partial.then(|| Unavailable::new(Reason::Forbidden));
        facts.with(Update::Locks(known(Listed {
            all: locks,
            partial,
        })))
    }

    #[test]
    fn a_lock_above_a_security_group_counts() {
        for scope in [nsg_id(), group(), subscription()] {
            let read_only = locked(healthy(), vec![lock("ReadOnly", &scope)], false);
            assert_eq!(case(&CHECK, &read_only), "read_only");
            let keep = locked(healthy(), vec![lock("CanNotDelete", &scope)], false);
            assert_eq!(case(&CHECK, &keep), "can_not_delete");
        }
        for scope in [vm_id(), nic_id()] {
            let elsewhere = locked(healthy(), vec![lock("ReadOnly", &scope)], false);
            assert_eq!(verdict(&CHECK, &elsewhere), "pass");
        }
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
    }

    #[test]
    fn the_subnets_group_counts_too() {
        let on_subnet = healthy()
            .with(Update::Nics(known(vec![Nic {
                security_group: None,
                ..nic()
            }])))
            .with(Update::Subnets(parts(vec![Subnet {
                security_group: Some(nsg_id()),
                ..subnet()
            }])));
        let snapshot = locked(on_subnet, vec![lock("readonly", &nsg_id())], false);
        assert_eq!(case(&CHECK, &snapshot), "read_only");
    }

    #[test]
    fn the_worse_lock_is_named() {
        let both = vec![
            lock("CanNotDelete", &nsg_id()),
            lock("ReadOnly", &subscription()),
        ];
        assert_eq!(case(&CHECK, &locked(healthy(), both, false)), "read_only");
    }

    #[test]
    fn a_part_of_the_locks_tells_only_the_worst() {
        let read_only = locked(healthy(), vec![lock("ReadOnly", &group())], true);
        assert_eq!(case(&CHECK, &read_only), "read_only");
        // A worse lock may stand where nothing was read.
        for locks in [Vec::new(), vec![lock("CanNotDelete", &group())]] {
            let snapshot = locked(healthy(), locks, true);
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }

    #[test]
    fn without_the_network_only_no_lock_at_all_passes() {
        let unread = healthy()
            .with(Update::Subnets(unavailable(Reason::Throttled)))
            .with(Update::Nics(unavailable(Reason::Throttled)));
        let some = locked(unread.clone(), vec![lock("ReadOnly", &vm_id())], false);
        assert_eq!(verdict(&CHECK, &some), "cannot-tell");
        assert_eq!(verdict(&CHECK, &locked(unread, Vec::new(), false)), "pass");
        let half = healthy().with(Update::Subnets(unavailable(Reason::Throttled)));
        let known_half = locked(half, vec![lock("ReadOnly", &nsg_id())], false);
        assert_eq!(case(&CHECK, &known_half), "read_only");
    }

    #[test]
    fn a_level_that_is_not_known_decides_nothing() {
        let snapshot = locked(healthy(), vec![lock("NotSpecified", &group())], false);
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        let unread = healthy().with(Update::Locks(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
