//! The page as a site: the copy of it that works offline, and what its host sends.

mod host;
mod newer;
mod offline;

use leptos::prelude::*;

pub(crate) use self::newer::NewerRelease;
use self::{host::HostPage, offline::OfflinePage};
use crate::part::{Deferred, part};

part!(
    site,
    fn offline_page() -> Deferred {
        Box::new(move || view! { <OfflinePage /> }.into_any())
    }
);

part!(
    site,
    fn host_page() -> Deferred {
        Box::new(move || view! { <HostPage /> }.into_any())
    }
);
