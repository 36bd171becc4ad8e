//! What a host said about one file, as plain data.

/// The status and the headers of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub(crate) headers: Vec<(String, String)>,
}

impl Answer {
    /// Names of headers compare without case; one that was sent twice is one list.
    pub fn new<N: AsRef<str>, V: Into<String>>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.as_ref().to_ascii_lowercase(), value.into()));
        Self {
            status,
            headers: headers.collect(),
        }
    }

    /// The value of a header; empty where the host sent none.
    pub fn header(&self, name: &str) -> String {
        let all = self.headers.iter().filter(|it| it.0 == name);
        let all: Vec<_> = all.map(|it| it.1.as_str()).collect();
        all.join(", ")
    }

    /// Whether the header has this word, between commas, semicolons or spaces.
    pub(crate) fn says(&self, name: &str, word: &str) -> bool {
        self.header(name)
            .split([',', ';', ' '])
            .any(|it| it.trim().eq_ignore_ascii_case(word))
    }
}
