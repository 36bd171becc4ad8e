//! The crates against the simulator, natively: every estate, faults, budgets,
//! texts. One binary, so that it links once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod activation;
mod acts;
mod ahead;
mod attack;
mod bastion;
mod budget;
mod by_hand;
mod cards;
mod casebook;
mod changes;
mod client;
mod clock;
mod collected_scripts;
mod collector;
mod commands;
mod early;
mod edit;
mod estates;
mod explained;
mod faults;
mod fleet;
mod frozen;
mod guide;
mod hygiene;
mod infrastructure;
mod inventory;
mod linear;
mod neutral;
mod operation;
mod outlets;
mod path;
mod rows;
mod rule_trial;
mod sharing;
mod spelling;
mod strangers;
mod subject;
mod terms;
mod texts;
mod times;
mod together;
mod watch;
mod what_if;
mod wrong_types;
