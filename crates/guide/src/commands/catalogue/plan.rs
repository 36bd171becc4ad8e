//! The resource provider and the plan of Defender for Servers.

use super::{Lines, Task, bare, change, get, look, put};

pub(crate) const SHOW_PROVIDER: Task = look(
    "show_provider",
    Lines::Script(&[
        "az provider show --namespace Microsoft.Security --query registrationState --output tsv --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzResourceProvider -ProviderNamespace Microsoft.Security"]),
    &[get(
        "<subscription_id>/providers/Microsoft.Security?api-version=2021-04-01",
    )],
);

pub(crate) const REGISTER_PROVIDER: Task = change(
    "register_provider",
    Lines::Script(&[
        "az provider register --namespace Microsoft.Security --wait --subscription <subscription>",
    ]),
    Lines::InContext(&["Register-AzResourceProvider -ProviderNamespace Microsoft.Security"]),
    &[bare(
        "POST",
        "<subscription_id>/providers/Microsoft.Security/register?api-version=2021-04-01",
    )],
);

pub(crate) const SHOW_PLAN: Task = look(
    "show_plan",
    Lines::Script(&[
        "az security pricing show --name VirtualMachines --output json --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzSecurityPricing -Name VirtualMachines"]),
    &[get(
        "<subscription_id>/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01",
    )],
);

pub(crate) const TURN_PLAN_ON: Task = change(
    "turn_plan_on",
    Lines::Script(&[
        "az security pricing create --name VirtualMachines --tier standard --subplan P2 --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "Set-AzSecurityPricing -Name VirtualMachines -PricingTier Standard -SubPlan P2",
    ]),
    &[put(
        "<subscription_id>/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01",
        r#"{"properties":{"pricingTier":"Standard","subPlan":"P2"}}"#,
    )],
);

pub(crate) const SHOW_MACHINE_PLAN: Task = look(
    "show_machine_plan",
    Lines::Rest,
    Lines::Rest,
    &[get(
        "<vm_id>/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01",
    )],
);

pub(crate) const REMOVE_MACHINE_PLAN: Task = change(
    "remove_machine_plan",
    Lines::Rest,
    Lines::Rest,
    &[bare(
        "DELETE",
        "<vm_id>/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01",
    )],
);
