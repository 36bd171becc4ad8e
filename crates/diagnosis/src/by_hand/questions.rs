//! What a person is asked: each question is one place to look at, and each answer what
//! may be seen there. An answer settles the checks that it names, so that none of them is
//! asked about again: a VM that the just-in-time page lists as configured shows that the
//! plan is on, too. The order is that of asking: what settles the most comes first.
//!
//! Names are kept in the reader's browser and are never given a second meaning.

/// Whether a question is asked at once, or only where no common cause was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rank {
    Common,
    Rare,
}

/// One place to look at. It is worded under `by_hand.questions.<name>`.
#[derive(Debug, PartialEq, Eq)]
pub struct Question {
    pub name: &'static str,
    pub rank: Rank,
    pub answers: &'static [Answer],
}

/// What may be seen there, worded under `answers.<name>` of its question. One that says
/// nothing leads on to the next question.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub name: &'static str,
    /// The checks that pass.
    pub holds: &'static [&'static str],
    /// The checks that fail, and their cases.
    pub fails: &'static [(&'static str, &'static str)],
}

impl Question {
    /// Whether an answer says something of this check.
    pub fn settles(&self, check: &str) -> bool {
        self.checks().any(|it| it == check)
    }

    /// Whether an answer says that this check fails.
    pub fn fails(&self, check: &str) -> bool {
        let mut failures = self.answers.iter().flat_map(|it| it.fails);
        failures.any(|(it, _)| *it == check)
    }

    /// The checks of which its answers speak, as often as they do.
    pub fn checks(&self) -> impl Iterator<Item = &'static str> {
        self.answers.iter().flat_map(|it| {
            let fails = it.fails.iter().map(|(check, _)| check);
            it.holds.iter().chain(fails).copied()
        })
    }
}

/// The question of this name.
pub fn question(name: &str) -> Option<&'static Question> {
    ALL.iter().find(|it| it.name == name)
}

/// What the portal does not show.
pub const NOT_FOR_PEOPLE: &[&str] = &[
    // Only a token tells how somebody signed in.
    "session.mfa",
    // The portal names neither a policy nor what else is in it.
    "policy.members",
    "policy.name",
];

const fn common(name: &'static str, answers: &'static [Answer]) -> Question {
    Question {
        name,
        rank: Rank::Common,
        answers,
    }
}

const fn rare(name: &'static str, answers: &'static [Answer]) -> Question {
    Question {
        name,
        rank: Rank::Rare,
        answers,
    }
}

/// What is as it should be.
const fn so(name: &'static str, holds: &'static [&'static str]) -> Answer {
    Answer {
        name,
        holds,
        fails: &[],
    }
}

/// What is wrong, and what is seen to be in order nevertheless.
const fn not(
    name: &'static str,
    fails: &'static [(&'static str, &'static str)],
    holds: &'static [&'static str],
) -> Answer {
    Answer { name, holds, fails }
}

/// It tells nothing by itself.
const fn on(name: &'static str) -> Answer {
    so(name, &[])
}

/// What shows where the just-in-time page lists a VM at all.
const LISTED: &[&str] = &[
    "session.token",
    "session.cloud",
    "subscription.visible",
    "vm.exists",
    "plan.servers",
];

/// What shows where it lists a VM as one that could have JIT.
const OFFERED_JIT: &[&str] = &[
    "session.token",
    "session.cloud",
    "subscription.visible",
    "vm.exists",
    "subscription.provider",
    "plan.servers",
    "plan.tier",
    "vm.deployment",
    "vm.kind",
    "vm.guard",
    "vm.firewall",
];

/// Every question, in the order of asking.
pub const ALL: &[Question] = &[
    common(
        "vm_page",
        &[
            so(
                "opens",
                &[
                    "session.token",
                    "subscription.visible",
                    "vm.exists",
                    "vm.deployment",
                    "vm.kind",
                    "access.read_vm",
                ],
            ),
            not(
                "classic",
                &[("vm.deployment", "classic")],
                &["session.token", "subscription.visible", "vm.exists"],
            ),
            not(
                "arc",
                &[("vm.kind", "arc")],
                &[
                    "session.token",
                    "subscription.visible",
                    "vm.exists",
                    "vm.deployment",
                ],
            ),
            not(
                "scale_set",
                &[("vm.kind", "scale_set_uniform")],
                &[
                    "session.token",
                    "subscription.visible",
                    "vm.exists",
                    "vm.deployment",
                ],
            ),
            on("not_found"),
        ],
    ),
    common(
        "subscription",
        &[
            so("listed", &["session.token", "subscription.visible"]),
            not(
                "other_directory",
                &[("subscription.visible", "other_tenant")],
                &["session.token"],
            ),
            not(
                "not_listed",
                &[("subscription.visible", "not_visible")],
                &["session.token"],
            ),
        ],
    ),
    common(
        "vm_elsewhere",
        &[
            not(
                "hidden",
                &[("access.read_vm", "missing_action")],
                &["vm.exists"],
            ),
            not("other_group", &[("vm.exists", "other_group")], &[]),
            not("gone", &[("vm.exists", "not_found")], &[]),
        ],
    ),
    common(
        "jit_page",
        &[
            so(
                "configured",
                &[
                    "session.token",
                    "session.cloud",
                    "subscription.visible",
                    "vm.exists",
                    "subscription.provider",
                    "plan.servers",
                    "plan.tier",
                    "vm.deployment",
                    "vm.kind",
                    "policy.exists",
                    "access.read_policy",
                ],
            ),
            not(
                "not_configured",
                &[("policy.exists", "not_configured")],
                OFFERED_JIT,
            ),
            not("dropped", &[("policy.exists", "dropped")], OFFERED_JIT),
            not(
                "enable_offered",
                &[("plan.servers", "off")],
                &["session.cloud"],
            ),
            not(
                "unsupported_group",
                &[("vm.guard", "no_nsg_no_firewall")],
                &[
                    "session.token",
                    "session.cloud",
                    "subscription.visible",
                    "vm.exists",
                    "plan.servers",
                    "vm.deployment",
                    "vm.kind",
                ],
            ),
            not(
                "unsupported_classic",
                &[("vm.deployment", "classic")],
                LISTED,
            ),
            so("unsupported_other", LISTED),
            on("nowhere"),
        ],
    ),
    common(
        "window",
        &[
            so(
                "open",
                &[
                    "subscription.active",
                    "subscription.provider",
                    "policy.exists",
                    "policy.settled",
                    "policy.port",
                    "change.lock",
                    "change.policy",
                    "change.room",
                    "request.open",
                    "request.settled",
                ],
            ),
            not("none", &[("request.open", "none")], &["policy.exists"]),
            not(
                "expired",
                &[("request.open", "expired")],
                &["policy.exists", "policy.port"],
            ),
            not(
                "replaced",
                &[("request.open", "replaced")],
                &["policy.exists", "policy.port"],
            ),
            not(
                "revoked",
                &[("request.open", "revoked")],
                &["policy.exists", "policy.port"],
            ),
            not(
                "other_port",
                &[("request.open", "other_port")],
                &["policy.exists"],
            ),
            not(
                "stuck",
                &[("request.settled", "stuck")],
                &["policy.exists", "policy.port"],
            ),
            not(
                "failed",
                &[("request.settled", "failed")],
                &["policy.exists", "policy.port"],
            ),
        ],
    ),
    common(
        "window_source",
        &[
            so("mine", &["policy.source", "request.source"]),
            not("other", &[("request.source", "other_address")], &[]),
            not("ipv6", &[("request.source", "ipv6")], &[]),
        ],
    ),
    common(
        "subscription_state",
        &[
            so("active", &["subscription.active"]),
            not("disabled", &[("subscription.active", "disabled")], &[]),
            not("warned", &[("subscription.active", "warned")], &[]),
            not("past_due", &[("subscription.active", "past_due")], &[]),
        ],
    ),
    common(
        "plan",
        &[
            so(
                "plan2",
                &["subscription.provider", "plan.servers", "plan.tier"],
            ),
            not(
                "plan1",
                &[("plan.tier", "plan1")],
                &["subscription.provider", "plan.servers"],
            ),
            not("off", &[("plan.servers", "off")], &[]),
        ],
    ),
    common(
        "guard",
        &[
            so("group", &["vm.guard", "vm.firewall", "access.read_network"]),
            so("firewall", &["vm.guard", "access.read_network"]),
            not(
                "nothing",
                &[("vm.guard", "no_nsg_no_firewall")],
                &["access.read_network"],
            ),
            not("no_nic", &[("vm.guard", "no_nic")], &[]),
        ],
    ),
    common(
        "firewall",
        &[
            so("rules", &["vm.firewall"]),
            not("policy", &[("vm.firewall", "firewall_policy")], &[]),
            not("hub", &[("vm.firewall", "secured_hub")], &[]),
            not("other_network", &[("vm.firewall", "other_network")], &[]),
        ],
    ),
    common(
        "jit_of_vm",
        &[
            so("enabled", &["policy.exists"]),
            not("offered", &[("policy.exists", "not_configured")], &[]),
        ],
    ),
    common(
        "policy_port",
        &[
            so("fits", &["policy.port", "policy.source", "policy.duration"]),
            not("missing", &[("policy.port", "port_missing")], &[]),
            not("protocol", &[("policy.port", "protocol")], &[]),
            not("outside", &[("policy.source", "outside")], &["policy.port"]),
            not(
                "within",
                &[("policy.source", "not_exact")],
                &["policy.port"],
            ),
            not(
                "too_long",
                &[("policy.duration", "too_long")],
                &["policy.port", "policy.source"],
            ),
        ],
    ),
    common(
        "role",
        &[
            so(
                "enough",
                &[
                    "access.read_vm",
                    "access.read_network",
                    "access.read_policy",
                    "access.initiate",
                ],
            ),
            not(
                "reader",
                &[("access.initiate", "missing_action")],
                &[
                    "access.read_vm",
                    "access.read_network",
                    "access.read_policy",
                ],
            ),
            not(
                "vm_only",
                &[("access.initiate", "vm_scope_only")],
                &["access.read_vm"],
            ),
            not(
                "eligible",
                &[
                    ("access.initiate", "missing_action"),
                    ("access.eligible", "activate_role"),
                ],
                &[],
            ),
            not("none", &[("access.read_vm", "missing_action")], &[]),
        ],
    ),
    common(
        "role_to_configure",
        &[
            so("enough", &["access.configure", "access.manage_plan"]),
            not(
                "group_only",
                &[
                    ("access.configure", "group_scope_only"),
                    ("access.manage_plan", "missing_action"),
                ],
                &[],
            ),
            not(
                "eligible",
                &[
                    ("access.configure", "missing_action"),
                    ("access.eligible", "activate_role"),
                ],
                &[],
            ),
            not("none", &[("access.configure", "missing_action")], &[]),
        ],
    ),
    common(
        "power",
        &[
            so("running", &["vm.running"]),
            not("deallocated", &[("vm.running", "deallocated")], &[]),
            not("stopped", &[("vm.running", "stopped")], &[]),
            not("starting", &[("vm.running", "starting")], &[]),
            not("stopping", &[("vm.running", "stopping")], &[]),
        ],
    ),
    common(
        "rules",
        &[
            so(
                "jit_first",
                &[
                    "network.rule",
                    "network.target",
                    "network.subnet",
                    "network.nic",
                ],
            ),
            not("missing", &[("network.rule", "missing")], &[]),
            not("one_missing", &[("network.rule", "missing_in_one")], &[]),
            not(
                "other_target",
                &[("network.target", "address_changed")],
                &["network.rule"],
            ),
            not(
                "other_nic",
                &[("network.target", "other_nic")],
                &["network.rule"],
            ),
            not(
                "subnet_denies",
                &[("network.subnet", "denied_by")],
                &["network.rule", "network.target"],
            ),
            not(
                "nic_denies",
                &[("network.nic", "denied_by")],
                &["network.rule", "network.target", "network.subnet"],
            ),
        ],
    ),
    common(
        "address",
        &[
            so("reachable", &["network.address"]),
            not("none", &[("network.address", "no_public_address")], &[]),
            not("ipv6", &[("network.address", "ipv6_only")], &[]),
            not(
                "not_forwarded",
                &[("network.address", "not_forwarded")],
                &[],
            ),
        ],
    ),
    rare(
        "cloud",
        &[
            so("other", &["session.cloud"]),
            not("china", &[("session.cloud", "china_retired")], &[]),
        ],
    ),
    rare(
        "provider",
        &[
            so("registered", &["subscription.provider"]),
            not(
                "not_registered",
                &[("subscription.provider", "not_registered")],
                &[],
            ),
            not(
                "registering",
                &[("subscription.provider", "registering")],
                &[],
            ),
        ],
    ),
    rare(
        "machine_plan",
        &[
            so("inherited", &["plan.machine"]),
            not("excluded", &[("plan.machine", "excluded")], &[]),
            not("machine_only", &[("plan.machine", "machine_only")], &[]),
        ],
    ),
    rare(
        "security_policy",
        &[
            so("audited", &["vm.security_policy"]),
            not("off", &[("vm.security_policy", "off_by_policy")], &[]),
            not("exempt", &[("vm.security_policy", "exempt")], &[]),
        ],
    ),
    rare(
        "policies",
        &[
            so("one", &["policy.place", "policy.single", "policy.settled"]),
            not("updating", &[("policy.settled", "updating")], &[]),
            not("failed", &[("policy.settled", "failed")], &[]),
            not(
                "other_region",
                &[("policy.place", "other_region")],
                &["policy.single"],
            ),
            not(
                "other_group",
                &[("policy.place", "other_group")],
                &["policy.single"],
            ),
            not("several", &[("policy.single", "several")], &[]),
        ],
    ),
    rare(
        "locks",
        &[
            so("none", &["change.lock"]),
            not("read_only", &[("change.lock", "read_only")], &[]),
            not("delete", &[("change.lock", "can_not_delete")], &[]),
        ],
    ),
    rare(
        "refusals",
        &[
            so("none", &["change.denied", "change.policy", "change.room"]),
            not("policy", &[("change.policy", "stopped_request")], &[]),
            not("full", &[("change.room", "stopped_request")], &[]),
            not("denied", &[("change.denied", "rules_denied")], &[]),
        ],
    ),
    rare(
        "deny",
        &[
            so("none", &["access.denied"]),
            not("azure", &[("access.denied", "deny_assignment")], &[]),
            not("own", &[("access.denied", "own_deny_assignment")], &[]),
        ],
    ),
    rare(
        "condition",
        &[
            so("none", &["access.condition"]),
            not("some", &[("access.condition", "condition")], &[]),
        ],
    ),
    rare(
        "active_role",
        &[
            so("active", &["access.eligible"]),
            not("eligible", &[("access.eligible", "activate_role")], &[]),
            not("since", &[("access.eligible", "sign_in_again")], &[]),
        ],
    ),
    rare(
        "admin_rules",
        &[
            so("none", &["network.admin_rules"]),
            not("denied", &[("network.admin_rules", "denied")], &[]),
        ],
    ),
    rare(
        "entry",
        &[
            so("direct", &["network.firewall_entry"]),
            not(
                "mapped",
                &[("network.firewall_entry", "use_mapped_port")],
                &[],
            ),
            not(
                "balancer",
                &[("network.firewall_entry", "use_balancer_port")],
                &[],
            ),
        ],
    ),
    rare(
        "routes",
        &[
            so("direct", &["network.return_path"]),
            not(
                "appliance",
                &[("network.return_path", "forced_through_appliance")],
                &[],
            ),
            not(
                "private",
                &[("network.return_path", "private_through_appliance")],
                &[],
            ),
        ],
    ),
    rare(
        "exposure",
        &[
            so("closed", &["network.exposure"]),
            not("open", &[("network.exposure", "always_open")], &[]),
            not(
                "window",
                &[("network.exposure", "window_for_everyone")],
                &[],
            ),
        ],
    ),
    rare(
        "agent",
        &[
            so("ready", &["guest.agent"]),
            not("not_ready", &[("guest.agent", "agent_not_ready")], &[]),
        ],
    ),
];
