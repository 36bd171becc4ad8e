//! The page, in two parts: [`front`] is all that somebody needs before there is
//! a session, and [`app`] everything else, fetched when a session begins. So
//! the first load stays small however much the rest grows. Both are made of
//! the same pages and components.
#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into modules of every kind"
)]

mod acts;
pub mod app;
mod bootstrap;
mod browser;
mod build_id;
mod components;
mod config;
pub mod front;
mod guide;
mod pages;
mod recent;
mod route;
mod run;
mod scenes;
mod session;
mod task_slot;
mod words;

pub use browser::crash::show_panics;
