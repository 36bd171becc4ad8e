//! What helps a reader to mend what a check found, as plain data: the commands
//! of each step, and what to ask for where a permission is missing. Judges
//! nothing and knows no markup.

pub mod commands;
pub mod permission;
