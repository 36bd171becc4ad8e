//! The small signs in a picture, drawn for it on a square of 16 units: simple shapes
//! that tell what an entry is about. None of them is the portal's own.

use leptos::prelude::*;

/// The sign that a term of the portal has; a dot where it has none.
pub(super) fn glyph(term: &str) -> AnyView {
    view! {
        <svg class="scene-glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=drawing(term) />
        </svg>
    }
    .into_any()
}

fn drawing(term: &str) -> &'static str {
    match term {
        // The frame of every page
        "home" => "M2 8 8 2.5 14 8M4 7v6.5h8V7",
        "menu" => "M2 4h12M2 8h12M2 12h12",
        "search" => "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14",
        "account" => "M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6M2.5 14a5.5 5.5 0 0 1 11 0",
        "close" => "M3.5 3.5l9 9M12.5 3.5l-9 9",
        // Commands
        "Add" | "Add environment" => "M8 2.5v11M2.5 8h11",
        "Save" => "M2.5 2.5h9l2 2v9h-11zM5 2.5v4h5v-4M5 13.5v-4h6v4",
        "Refresh" => "M13.25 8a5.25 5.25 0 1 1-1.6-3.8M13.25 1.75v3h-3",
        "Restart" => "M2.75 8a5.25 5.25 0 1 0 1.6-3.8M2.75 1.75v3h3",
        "Start" => "M4.5 2.5v11L13 8z",
        "Stop" => "M3.5 3.5h9v9h-9z",
        "Connect" | "Associate" | "Register" => {
            "M6.5 9.5 9.5 6.5M7 4.5l2-2a3 3 0 0 1 4.5 4.5l-2 2M9 11.5l-2 2A3 3 0 0 1 2.5 9l2-2"
        }
        "Unregister" | "Unsupported" => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M4 4l8 8",
        "Delete" => "M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9",
        "Edit" => "M3 13l.5-3L11 2.5 13.5 5 6 12.5zM9.5 4 12 6.5",
        // Entries of menus
        "Overview" => "M2.5 2.5h5v5h-5zM9.5 2.5h4v5h-4zM2.5 9.5h5v4h-5zM9.5 9.5h4v4h-4z",
        "Activity log" | "Activity Log" => "M2.5 2.5h11v11h-11zM5 5.5h6M5 8h6M5 10.5h3.5",
        "Access control (IAM)" | "Groups" | "Select members" | "Microsoft Entra roles" => {
            "M6 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M1.5 13.5a4.5 4.5 0 0 1 9 0M11 3a2.3 2.3 0 0 1 0 4.5M12 9.5a4 4 0 0 1 2.5 4"
        }
        "Tags" => "M2.5 2.5H8l5.5 5.5L8 13.5 2.5 8zM5.5 5.5v.1",
        "Bastion" => "M2.5 13.5V4l2 1.5 1.7-2L8 5.5l1.8-2 1.7 2 2-1.5v9.5zM6.5 13.5V10h3v3.5",
        "Network settings" | "Network interfaces" | "Subnets" | "Networking" => {
            "M6 2h4v3.5H6zM2 10.5h4V14H2zM10 10.5h4V14h-4zM8 5.5V8M4 10.5V8h8v2.5"
        }
        "Configuration" | "Environment settings" | "Settings" => {
            "M2 4.5h6M11 4.5h3M8 3v3h3V3zM2 11.5h2M7 11.5h7M4 10v3h3v-3z"
        }
        "Locks" => "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
        "Disks" => {
            "M8 2c3 0 5.5.9 5.5 2S11 6 8 6 2.5 5.1 2.5 4 5 2 8 2M2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4"
        }
        "Recommendations" => {
            "M2.5 3.5l1 1L5 3M7 4h6.5M2.5 7.5l1 1L5 7M7 8h6.5M2.5 11.5l1 1L5 11M7 12h6.5"
        }
        "Security alerts" => "M8 2.5 14 13.5H2zM8 6.5v3M8 11.3v.1",
        "JIT VM access configuration"
        | "Request access"
        | "Security posture"
        | "Workload protections"
        | "Defender plans"
        | "Just-in-time VM access" => {
            "M8 1.75 13.5 4v4c0 3-2.3 5.2-5.5 6.25C4.8 13.2 2.5 11 2.5 8V4zM5.5 8l1.8 1.8L10.5 6.5"
        }
        "Security policies" | "Definitions" | "Assignments" | "Exemptions" => {
            "M3.5 2h6l3 3v9h-9zM9.5 2v3h3M5.5 8h5M5.5 10.5h5"
        }
        "Inbound security rules" => "M8 2v7M4.5 6 8 9.5 11.5 6M2.5 13.5h11",
        "Outbound security rules" => "M8 9.5V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
        "Virtual machine" => "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
        "Network security group" => {
            "M8 1.75 13.5 4v4c0 3-2.3 5.2-5.5 6.25C4.8 13.2 2.5 11 2.5 8V4zM8 4v8M4.5 7.5h7"
        }
        "Subscription" => {
            "M10.5 2a3.5 3.5 0 1 1-1.5 6.7L4.6 13H2.5v-2.1l4.4-4.4A3.5 3.5 0 0 1 10.5 2"
        }
        "Resource group" | "Azure resources" | "Resource providers" => {
            "M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6"
        }
        _ => "M8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3",
    }
}
