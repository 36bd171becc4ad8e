//! One of the options of a combobox.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What it stands for; not shown.
    pub(crate) value: String,
    pub(crate) label: String,
    /// A second line; searched like the label.
    pub(crate) detail: Option<String>,
    /// A mark at the end of the line; not searched.
    pub(crate) tag: Option<String>,
}
