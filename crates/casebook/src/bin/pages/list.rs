//! The list of all causes, by area.

use checklist::headline;
use diagnosis::engine::Area;
use text::Neutral;

use crate::{
    frame::Frame,
    html::{element, link, list, plain, prose},
};

pub(crate) fn page(frame: &Frame) -> String {
    let neutral = Neutral::of(frame.catalog);
    let areas = Area::ALL.into_iter().map(|area| {
        let title = frame.catalog.text(&format!("areas.{}", area.name()));
        let items = casebook::of_area(area).map(|of| {
            let headline = headline(&neutral, of.check.id, of.case.name).unwrap_or_default();
            link(&frame.to(&casebook::address(of)), &headline)
        });
        let section = element("h2", &plain(&title)) + &list("ul", items);
        element("section", &format!("\n{section}"))
    });
    let title = frame.t("list.title");
    let live = link(&frame.live("why"), &frame.t("case.live"));
    let main = element("h1", &plain(&title))
        + &element("p class=\"lead\"", &prose(&frame.t("list.lead")))
        + &element("p", &live)
        + &areas.collect::<String>();
    frame.page(&title, &frame.t("site.list_description"), &main)
}
