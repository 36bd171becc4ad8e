//! Notifications of the reader's system, which they allow or not.

use js_sys::{Reflect, global};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Whether this page may show notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    Granted,
    Refused,
    /// The reader wasn't asked yet.
    Open,
    /// This browser has none for pages.
    Missing,
}

/// How it stands, without asking.
pub(crate) fn permission() -> Permission {
    let is_there = Reflect::has(&global(), &"Notification".into()).unwrap_or(false);
    if !is_there {
        return Permission::Missing;
    }
    of(Notification::permission())
}

/// Asks the reader. Browsers want a click before that.
pub(crate) async fn ask() -> Permission {
    if let Ok(asked) = Notification::request_permission() {
        // What was answered is read below; one that fails to answer leaves it open.
        let _ = JsFuture::from(asked).await;
    }
    permission()
}

/// Shows a text, where the reader allows it. A newer one of the same kind takes the place
/// of the last. Some browsers for phones have notifications, and refuse to show one here.
pub(crate) fn show(title: &str, kind: &str, text: &str) -> Permission {
    let permission = permission();
    if permission != Permission::Granted {
        return permission;
    }
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag(&format!("jit-doctor-{kind}"));
    match Notification::new_with_options(title, &options) {
        Ok(_) => Permission::Granted,
        Err(_) => Permission::Missing,
    }
}

fn of(permission: NotificationPermission) -> Permission {
    match permission {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Default => Permission::Open,
        _ => Permission::Refused,
    }
}
