//! The arguments of cases, and those that every text may use. Links name an
//! argument by its number: a new one takes the next that is free here and in
//! `azure::reason_args`, and none is ever given again.

use azure::value::ArgName;

pub use azure::reason_args::{ACTION, CODE, FIELD, PATH, SCOPE, STATUS, VALUE};

azure::arguments! {
    0 VM = "vm": Name(Vm);
    1 SUBSCRIPTION = "subscription": Id(Subscription);
    2 GROUP = "group": Name(Group);
    3 PORT = "port": Number;
    4 SOURCE = "source": Address;
    12 TOKEN_TENANT = "token_tenant": Id(Tenant);
    13 ASKED_TENANT = "asked_tenant": Id(Tenant);
    14 TENANTS = "tenants": Id(Tenant);
    15 EXPIRED_AT = "expired_at": Time;
    16 AUDIENCE = "audience": Written(Resource);
    17 METHODS = "methods": Word;
    18 STATE = "state": Word;
    19 SUB_PLAN = "sub_plan": Word;
    20 OWN_PLAN = "own_plan": Word;
    21 VM_ID = "vm_id": Scope;
    22 WHERE = "where": Name(Group);
    23 NIC = "nic": Name(Nic);
    24 FIREWALL = "firewall": Name(Firewall);
    25 POLICY = "policy": Name(Policy);
    26 POLICIES = "policies": Name(Policy);
    27 POLICY_GROUP = "policy_group": Name(Group);
    28 POLICY_REGION = "policy_region": Name(Region);
    29 VM_REGION = "vm_region": Name(Region);
    30 MEMBERS = "members": Name(Vm);
    31 COUNT = "count": Number;
    32 LENGTH = "length": Number;
    33 LAST_REQUEST = "last_request": Time;
    34 PORTS = "ports": Number;
    35 PROTOCOL = "protocol": Word;
    36 ALLOWED = "allowed": Address;
    37 ASKED = "asked": Number;
    38 LONGEST = "longest": Number;
    39 NAME = "name": Written(DenyAssignment);
    40 ROLE = "role": Word;
    41 LOCK = "lock": Written(Lock);
    42 OPERATION = "operation": Word;
    43 ASSIGNMENT = "assignment": Written(Assignment);
    44 AT = "at": Time;
    45 ADDRESS = "address": Address;
    46 ADDRESSES = "addresses": Address;
    47 APPLIANCE = "appliance": Address;
    48 ENDED = "ended": Time;
    49 GROUPS = "groups": Name(Nsg);
    50 MAPPED_PORT = "mapped_port": Number;
    51 MINUTES = "minutes": Number;
    52 NSG = "nsg": Name(Nsg);
    53 PREFIX = "prefix": Address;
    54 PRIORITY = "priority": Number;
    55 RULE = "rule": Name(Rule);
    56 RULE_ADDRESS = "rule_address": Address;
    57 STARTED = "started": Time;
    58 TABLE = "table": Name(RouteTable);
    69 DIRECTORY = "directory": Id(Tenant);
    70 TOLD = "told": Word;
    75 UNTIL = "until": Time;
}

/// What every text may use, whatever its case declares.
pub const COMMON: [&ArgName; 5] = [
    VM.name,
    SUBSCRIPTION.name,
    GROUP.name,
    PORT.name,
    SOURCE.name,
];

/// Every argument, of cases and of reasons.
pub fn all() -> impl Iterator<Item = &'static ArgName> {
    azure::reason_args::ALL.iter().chain(ALL).copied()
}
