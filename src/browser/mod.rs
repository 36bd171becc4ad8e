//! The browser, and the only place that names it: requests, time, storage, the
//! address bar, and the two modules that are loaded on demand. Knows neither
//! pages nor checks.

pub(crate) mod app;
pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod demo;
pub(crate) mod fetch;
pub(crate) mod files;
pub(crate) mod location;
pub(crate) mod msal;
pub(crate) mod seal;
pub(crate) mod site;
pub(crate) mod storage;
