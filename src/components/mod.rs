//! The page's building blocks: they draw plain data and hand back what the
//! reader did. None of them knows the session, a run, the address or Azure.
//!
//! Texts that a component needs for itself are `components.*` of the text
//! catalogue; all others are handed in.

mod change_timeline;
mod checklist;
mod combobox;
mod copy_button;
mod disclosure;
mod field;
mod file_place;
mod header;
mod icon;
mod keyed;
mod later;
mod not_loaded;
mod notice;
mod path_drawing;
mod progress;
mod prose;
mod radio_group;
mod rule_trace;
mod rule_trial;
mod theme_switch;
mod unique;
mod verdict_card;
mod who_may;
mod window_timeline;
mod with_texts;

pub(crate) use change_timeline::change_timeline;
pub(crate) use checklist::ChecklistView;
pub(crate) use combobox::{Choice, Combobox};
pub(crate) use copy_button::CopyButton;
pub(crate) use disclosure::Disclosure;
pub(crate) use field::{Field, FieldKind};
pub(crate) use file_place::FilePlace;
pub(crate) use header::{Account, AccountMenu, Header};
pub(crate) use icon::{Icon, IconView};
pub(crate) use keyed::{keyed, piece};
pub(crate) use later::{piece_later, when_fetched};
pub(crate) use not_loaded::{NotLoadedNotice, way_on};
pub(crate) use notice::{Notice, NoticeKind};
pub(crate) use path_drawing::PathDrawing;
pub(crate) use progress::Progress;
pub(crate) use prose::{Prose, Steps, code};
pub(crate) use radio_group::{RadioGroup, RadioOption};
pub(crate) use rule_trace::RuleTrace;
pub(crate) use rule_trial::{RuleTrial, Trying};
pub(crate) use theme_switch::ThemeSwitch;
pub(crate) use unique::unique_id;
pub(crate) use verdict_card::VerdictCard;
pub(crate) use who_may::WhoMay;
pub(crate) use window_timeline::{WindowTimeline, countdown, time};
pub(crate) use with_texts::WithTexts;
