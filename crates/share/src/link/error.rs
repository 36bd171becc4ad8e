//! Why a text is no link that can be read.

/// Why no result can be read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It holds nothing that looks like a result.
    Nothing,
    /// The end is missing.
    Cut,
    /// Something in the middle was changed.
    Changed,
    /// Another version of this program made it, and it holds entries that this
    /// version does not know.
    OtherVersion,
    /// Longer than any result.
    TooLong,
    /// The checksum is right, but no version of this program writes such data.
    Foreign,
}

impl LinkError {
    pub const ALL: [Self; 6] = [
        Self::Nothing,
        Self::Cut,
        Self::Changed,
        Self::OtherVersion,
        Self::TooLong,
        Self::Foreign,
    ];

    /// The name under which the text catalogue words it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Cut => "cut",
            Self::Changed => "changed",
            Self::OtherVersion => "other_version",
            Self::TooLong => "too_long",
            Self::Foreign => "foreign",
        }
    }
}
