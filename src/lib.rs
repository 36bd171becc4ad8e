//! The page. [`front`] is all that somebody needs before there is a session; `app`
//! and each of its pages are parts that are fetched when they are needed (`part`).
//! So the first load stays small however much the rest grows.
#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into modules of every kind"
)]

mod acts;
mod app;
mod bootstrap;
mod browser;
mod build_id;
mod components;
mod config;
pub mod front;
mod guide;
mod paced;
mod pages;
mod part;
mod pasted;
mod recent;
mod route;
mod run;
mod scenes;
mod session;
mod task_slot;
mod words;

pub use browser::crash::show_panics;
