//! What a reader has done from here: a form, the exact requests, a
//! confirmation, the wait, and how it ended. Nothing is sent before the reader
//! has pressed the button below the requests that will be sent; no address and
//! no link can press it. What an act is and does is for `actions` to say.

mod activate;
mod confirm;
mod connect_line;
mod edit;
mod field_error;
mod frame;
mod offer;
mod panel;
mod permission_gate;
mod request;
mod saved_draft;
mod state_line;
mod step;
mod switch;
mod turn_on;
mod under_way;
mod write_error;

pub(crate) use connect_line::connect_line;
pub(crate) use offer::{ActButton, ActSlot, OpenAct};
pub(crate) use saved_draft::forget as forget_draft;
pub(crate) use under_way::{LeftAct, UnderWay};
