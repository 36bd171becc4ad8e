//! What became of an act that nobody stayed to watch. Azure is only asked; nothing
//! is sent again.

use azure::{
    answer::Unavailable,
    arm::ArmClient,
    resource_id::ResourceId,
    security::list_policies,
    timestamp::{Duration, Timestamp},
};
use diagnosis::access_windows::{Status, Window, all};

use crate::{
    Act,
    edit::{Editing, Log},
    request::policies,
    switch::{Switch, SwitchState},
    turn_on::Machines,
};

/// The browser's clock need not be Azure's.
const OFF_BY: Duration = Duration::minutes(2);

/// How things stand; worded under `acts.left.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum Aftermath {
    /// A window of the VM from that time is open.
    Open,
    /// Azure is still at it.
    UnderWay,
    /// Azure has ended the request.
    Closed(Status),
    /// JIT is on for so many of the VMs.
    Guarded {
        done: usize,
        total: usize,
    },
    /// So many of the policies are as they were to be.
    Edited {
        done: usize,
        total: usize,
    },
    /// What was to be turned on is on.
    On,
    /// It is not, and Azure says what it is instead.
    Off(String),
    /// The role is active.
    Active,
    /// It is not, or it does not show yet.
    Inactive,
    /// Nothing shows that Azure has got the request.
    Nothing,
    Unread(Unavailable),
}

impl Aftermath {
    pub const NAMES: [&str; 11] = [
        "open",
        "under_way",
        "closed",
        "guarded",
        "edited",
        "on",
        "off",
        "active",
        "inactive",
        "nothing",
        "unread",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::UnderWay => "under_way",
            Self::Closed(_) => "closed",
            Self::Guarded { .. } => "guarded",
            Self::Edited { .. } => "edited",
            Self::On => "on",
            Self::Off(_) => "off",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Nothing => "nothing",
            Self::Unread(_) => "unread",
        }
    }
}

/// Looks at how things stand after an act that was begun at `since`.
pub async fn aftermath(arm: &ArmClient, act: &Act, since: Timestamp, now: Timestamp) -> Aftermath {
    let found = match act {
        Act::Request(target) => of_request(arm, &target.vm, since, now).await,
        Act::TurnOn(machines) => of_machines(arm, machines).await,
        Act::Switch(switch, place) => of_switch(arm, *switch, place).await,
        Act::Activate(role) => role.is_active(arm).await.map(|is_active| {
            if is_active {
                Aftermath::Active
            } else {
                Aftermath::Inactive
            }
        }),
        Act::Edit(editing) => of_edit(arm, editing).await,
    };
    found.unwrap_or_else(Aftermath::Unread)
}

async fn of_request(
    arm: &ArmClient,
    vm: &ResourceId,
    since: Timestamp,
    now: Timestamp,
) -> Result<Aftermath, Unavailable> {
    let policies = policies(&arm.renewed(), vm).await?;
    let is_later = |it: &Window| it.start.is_none_or(|it| since.saturating_sub(OFF_BY) <= it);
    let mut windows = all(policies.iter(), now, |it| it == vm);
    windows.retain(is_later);
    let has = |status: &Status| windows.iter().any(|it| it.status == *status);
    Ok(if has(&Status::Open) {
        Aftermath::Open
    } else if has(&Status::Initiating) {
        Aftermath::UnderWay
    } else {
        let newest = windows.into_iter().next();
        newest.map_or(Aftermath::Nothing, |it| Aftermath::Closed(it.status))
    })
}

async fn of_machines(arm: &ArmClient, machines: &Machines) -> Result<Aftermath, Unavailable> {
    let arm = arm.renewed();
    let mut policies = Vec::new();
    for subscription in machines.subscriptions() {
        policies.push(list_policies(&arm, subscription.as_str()).await?);
    }
    let all = || policies.iter().flat_map(|it| it.iter());
    let is_guarded = |vm: &ResourceId| all().any(|it| it.entry(vm).is_some());
    Ok(Aftermath::Guarded {
        done: machines.iter().filter(|it| is_guarded(&it.id)).count(),
        total: machines.count(),
    })
}

/// Of a run that has a log; without one nothing was sent.
async fn of_edit(arm: &ArmClient, editing: &Editing) -> Result<Aftermath, Unavailable> {
    let log = match editing {
        Editing::Logged(text) => Log::read(text).ok(),
        Editing::Form(..) | Editing::These(_) => None,
    };
    Ok(match log {
        Some(log) => Aftermath::Edited {
            done: log.reached(arm).await?,
            total: log.policies.len(),
        },
        None => Aftermath::Nothing,
    })
}

async fn of_switch(
    arm: &ArmClient,
    switch: Switch,
    place: &ResourceId,
) -> Result<Aftermath, Unavailable> {
    Ok(match switch.state(arm, place).await? {
        SwitchState::On => Aftermath::On,
        SwitchState::Off(off) => Aftermath::Off(off.state),
    })
}
