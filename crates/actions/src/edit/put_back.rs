//! A plan from a log: every policy as it was before, where it still is as the log's run
//! left it. One that somebody has changed since is left alone.

use azure::{
    arm::ArmClient,
    security::{StoredPolicy, read_stored},
};
use futures::future::join_all;

use super::{
    log::{Log, LoggedPolicy},
    plan::{Job, Plan, Unfit},
    run::PolicyState,
};

/// Reads every policy of the log that was tried, whatever came of it, for an answer may
/// have got lost. The requests of a policy that was deleted do not come back: Azure writes those
/// itself. Nothing is written.
pub async fn put_back(arm: &ArmClient, log: &Log) -> Plan {
    let arm = arm.renewed();
    let tried = |it: &&LoggedPolicy| it.state != PolicyState::NotTried.name();
    let tried: Vec<&LoggedPolicy> = log.policies.iter().filter(tried).collect();
    let read = tried.iter().map(|it| read_stored(&arm, &it.policy));
    let read = join_all(read).await;
    let mut plan = Plan::default();
    for (logged, now) in tried.into_iter().zip(read) {
        match now {
            Ok(now) => back(logged, now, &mut plan),
            Err(why) => {
                let id = logged.policy.clone();
                plan.unfit.push((id, Unfit::NotRead(why)));
            }
        }
    }
    plan
}

fn back(logged: &LoggedPolicy, now: Option<StoredPolicy>, plan: &mut Plan) {
    let id = logged.policy.clone();
    let own = now.as_ref().map(StoredPolicy::settings);
    let before = logged.before.as_ref().map(StoredPolicy::settings);
    if own == before {
        plan.same.push(id);
    } else if own == logged.after {
        plan.jobs.push(Job::new(id, now, before, Vec::new()));
    } else {
        plan.unfit.push((id, Unfit::ChangedSince));
    }
}
