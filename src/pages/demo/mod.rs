//! The demo: its scenarios, opening one, and the banner that says that nothing
//! of it is real.

mod banner;
mod list;
mod scenario;

use leptos::prelude::*;

pub(crate) use self::banner::DemoBanner;
use self::{list::DemoPage, scenario::ScenarioPage};
use crate::{
    part::{Deferred, part},
    route::Place,
};

part!(
    small,
    fn demo_page(find: Option<String>) -> Deferred {
        Box::new(move || view! { <DemoPage find /> }.into_any())
    }
);

part!(
    small,
    fn scenario_page(name: String, place: Option<Place>) -> Deferred {
        Box::new(move || view! { <ScenarioPage name place /> }.into_any())
    }
);
