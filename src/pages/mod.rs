//! The pages, one file or folder each: they put components together and turn
//! what the reader does into a session, a run or another address.

mod ask;
mod check;
mod checked_at;
mod compare;
mod connection;
mod demo;
mod effort;
mod failure;
mod footer;
mod frame;
mod framed;
mod gallery;
mod later;
mod not_found;
mod not_loaded;
mod notices;
mod offer;
mod page;
mod requests;
mod result;
mod row_address;
mod session;
mod share;
mod sign_in_again;
mod starting;
mod subscription;
mod target;
mod tenant;
mod token_form;
mod token_help;
mod trust;
mod who_may;
mod why;

pub(crate) use ask::ask_page;
pub(crate) use check::check_page;
pub(crate) use compare::compare_page;
pub(crate) use demo::{DemoBanner, demo_page, scenario_page};
pub(crate) use frame::{LanguageNotice, SkipLink, speaker};
pub(crate) use framed::FramedPage;
pub(crate) use gallery::gallery_page;
pub(crate) use later::{later, later_in_words};
pub(crate) use not_found::NotFoundPage;
pub(crate) use not_loaded::NotLoadedPage;
pub(crate) use notices::ConfigNotices;
pub(crate) use result::result_page;
pub(crate) use session::SessionPage;
pub(crate) use sign_in_again::{SignInButton, TokenAgain};
pub(crate) use starting::StartingPage;
pub(crate) use subscription::{Reading as SubscriptionReading, subscription_page};
#[cfg(test)]
pub(crate) use target::PORTS;
pub(crate) use target::target_page;
pub(crate) use tenant::TenantNotice;
pub(crate) use trust::trust_page;
pub(crate) use why::{anything_page, why_page};
