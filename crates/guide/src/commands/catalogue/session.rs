//! Signing in, tenants and subscriptions.

use super::{Lines, Task, get, look};

pub(crate) const SIGN_IN: Task = look(
    "sign_in",
    Lines::Script(&["az login --tenant <tenant>"]),
    Lines::Script(&["Connect-AzAccount -Tenant <tenant> -Subscription <subscription>"]),
    &[],
);

pub(crate) const GET_TOKEN: Task = look(
    "get_token",
    Lines::Script(&["az account get-access-token --tenant <tenant> --output json"]),
    Lines::Script(&[
        "(Get-AzAccessToken -TenantId <tenant> -AsSecureString).Token | ConvertFrom-SecureString -AsPlainText",
    ]),
    &[],
);

pub(crate) const LIST_TENANTS: Task = look(
    "list_tenants",
    Lines::Rest,
    Lines::Script(&["Get-AzTenant"]),
    &[get("/tenants?api-version=2022-12-01")],
);

pub(crate) const LIST_SUBSCRIPTIONS: Task = look(
    "list_subscriptions",
    Lines::Script(&["az account list --all --refresh --output table"]),
    Lines::Script(&["Get-AzSubscription"]),
    &[get("/subscriptions?api-version=2022-12-01")],
);

pub(crate) const SHOW_SUBSCRIPTION: Task = look(
    "show_subscription",
    Lines::Rest,
    Lines::Script(&["Get-AzSubscription -SubscriptionId <subscription>"]),
    &[get("<subscription_id>?api-version=2022-12-01")],
);
