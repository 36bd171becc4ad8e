//! The core against the simulator, natively: every estate, faults, budgets,
//! texts. One binary, so that it links once.

mod budget;
mod client;
mod estates;
mod faults;
mod simulated;
mod texts;
