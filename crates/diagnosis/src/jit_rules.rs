//! Which rules JIT has written, told by their names: an underscore after
//! `JITRule` stands in those that deny, a hyphen in those that allow. Anybody
//! can copy a description, so it makes no rule JIT's.
//!
//! Source: learn.microsoft.com, Defender for Cloud release notes (the rules
//! were renamed; those of before keep the old name), and rules seen in public.

use azure::security_rules::{Access, Rule};

/// What a rule of JIT's is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jit {
    /// Keeps the port closed.
    Deny,
    /// Opens it for one request.
    Allow,
}

const PREFIXES: [&str; 2] = [
    "MicrosoftDefenderForCloud-JITRule",
    "SecurityCenter-JITRule",
];

impl Jit {
    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Allow => "allow",
        }
    }

    /// `None` for a rule that JIT has not written, or that somebody has turned
    /// into its opposite.
    pub fn of(rule: &Rule) -> Option<Self> {
        let jit = Self::of_name(&rule.name)?;
        let expected = match jit {
            Self::Deny => Access::Deny,
            Self::Allow => Access::Allow,
        };
        (rule.access == Some(expected)).then_some(jit)
    }

    /// By the name alone, whatever the rule does by now.
    pub fn of_name(name: &str) -> Option<Self> {
        let rest = PREFIXES.iter().find_map(|prefix| {
            let head = name.get(..prefix.len())?;
            head.eq_ignore_ascii_case(prefix)
                .then(|| &name[prefix.len()..])
        })?;
        let (jit, separator) = match rest.chars().next()? {
            '_' => (Self::Deny, '_'),
            '-' => (Self::Allow, '-'),
            _ => return None,
        };
        // The number can be negative.
        let (number, digits) = rest[1..].rsplit_once(separator)?;
        let number = number.strip_prefix('-').unwrap_or(number);
        let is_number = !number.is_empty() && number.chars().all(|it| it.is_ascii_digit());
        let is_hex = digits.len() == 32 && digits.chars().all(|it| it.is_ascii_hexdigit());
        (is_number && is_hex).then_some(jit)
    }
}

/// The VM that the description of one of JIT's rules names.
pub fn vm_of_description(description: &str) -> Option<&str> {
    let (_, rest) = description.rsplit_once(" of VM '")?;
    rest.split('\'').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_old_and_new_tell_deny_from_allow() {
        use Jit::{Allow, Deny};
        for (name, expected) in [
            (
                "MicrosoftDefenderForCloud-JITRule_-2067478764_5E77E019CF124A01A903DB731487CE93",
                Some(Deny),
            ),
            (
                "MicrosoftDefenderForCloud-JITRule_2114225062_213199037216425d9204c19e2158183d",
                Some(Deny),
            ),
            (
                "MicrosoftDefenderForCloud-JITRule-72283894-6B4F27F3A1664D3F5639D63DE7957782",
                Some(Allow),
            ),
            (
                "MicrosoftDefenderForCloud-JITRule--72283894-6B4F27F3A1664D3F5639D63DE7957782",
                Some(Allow),
            ),
            (
                "SecurityCenter-JITRule_-36095858_14C0018BC44A4D82B37173F30C4ECE26",
                Some(Deny),
            ),
            (
                "SecurityCenter-JITRule-1170687618-8C18BF8921F041989344B4F1E3A0C370",
                Some(Allow),
            ),
            ("Block All rdp access to VM", None),
            ("MicrosoftDefenderForCloud-JITRule", None),
            ("MicrosoftDefenderForCloud-JITRule-copy", None),
            ("MicrosoftDefenderForCloud-JITRule-1-6B4F", None),
            (
                "MicrosoftDefenderForCloud-JITRule_x_6B4F27F3A1664D3F5639D63DE7957782",
                None,
            ),
            (
                "My-SecurityCenter-JITRule-1-8C18BF8921F041989344B4F1E3A0C370",
                None,
            ),
            (
                "日本語-JITRule-1-8C18BF8921F041989344B4F1E3A0C370日本語日本語",
                None,
            ),
        ] {
            assert_eq!(Jit::of_name(name), expected, "{name}");
        }
    }

    #[test]
    fn descriptions_name_the_vm() {
        for (text, vm) in [
            (
                "MDC JIT Network Access rule for policy 'default' of VM 'vm-1'.",
                Some("vm-1"),
            ),
            (
                "ASC JIT Network Access rule created by an initiation request for policy 'p of VM 'x' of VM 'WIN'.",
                Some("WIN"),
            ),
            ("mine", None),
        ] {
            assert_eq!(vm_of_description(text), vm, "{text}");
        }
    }
}
