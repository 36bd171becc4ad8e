//! Ready-made commands: tasks that look at what failed, mend it and show that it
//! is mended, and for each task its lines for the Azure CLI (in bash), for
//! PowerShell and for the REST API.
//!
//! Tasks are data: `catalogue` holds their templates, and `template` puts
//! [`Values`] into them, quoted for the shell that reads them. No template
//! quotes anything itself. Which tasks belong to a case is said by the remedies.
//!
//! Sources: learn.microsoft.com, the references of the Azure CLI, of the Az
//! PowerShell modules and of the REST API, and "Enable just-in-time access on
//! VMs". `commands.rs` of the integration tests holds every line to what
//! the CLI's own parser knows, and every script for PowerShell to what
//! Microsoft's reference says of the cmdlets.

pub(crate) mod catalogue;
mod lines;
mod shell;
mod template;
mod values;

pub(crate) use template::json;
pub use values::{Placeholder, Values, Why, placeholder_slots};

use lines::{Lines, Request};
use template::Filler;

/// A way to carry out a task without the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shell {
    /// The Azure CLI in bash, as in Cloud Shell.
    AzureCli,
    /// The Az modules of PowerShell.
    PowerShell,
    /// Requests to Azure Resource Manager.
    Rest,
}

impl Shell {
    pub const ALL: [Self; 3] = [Self::AzureCli, Self::PowerShell, Self::Rest];

    /// The name under which the text catalogue knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AzureCli => "azure_cli",
            Self::PowerShell => "powershell",
            Self::Rest => "rest",
        }
    }
}

/// One thing to do, worded under `guide.tasks.<name>`.
#[derive(Debug)]
pub struct Task {
    pub name: &'static str,
    /// Whether it changes something in Azure, or only looks.
    pub changes: bool,
    /// What has to be known for the task to make sense.
    about: Option<&'static str>,
    cli: Lines,
    powershell: Lines,
    rest: &'static [Request],
}

/// A task's lines, ready to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    /// What stands in it instead of a value, each once, in order.
    pub placeholders: Vec<Placeholder>,
}

impl Task {
    /// Only where this is known.
    const fn about(self, slot: &'static str) -> Self {
        Self {
            about: Some(slot),
            ..self
        }
    }

    /// The task's lines. Only signing in has no REST request, and what is about
    /// something that the case does not have is no task in it.
    pub fn render(&self, way: Shell, values: &Values) -> Option<Rendered> {
        if self.about.is_some_and(|it| !values.has(it)) {
            return None;
        }
        let mut filler = Filler::new(self.rest, values);
        let text = match way {
            Shell::AzureCli => filler.cli(&self.cli),
            Shell::PowerShell => filler.powershell(&self.powershell),
            Shell::Rest => filler.rest()?,
        };
        Some(Rendered {
            text,
            placeholders: filler.placeholders,
        })
    }
}

#[cfg(test)]
mod tests;
