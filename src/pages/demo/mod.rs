//! The demo: its scenarios, opening one, and the banner that says that nothing
//! of it is real.

mod banner;
mod list;
mod scenario;

pub(crate) use self::{banner::DemoBanner, list::DemoPage, scenario::ScenarioPage};
