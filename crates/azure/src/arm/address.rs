//! The address of a request, made in one place: whatever an id holds, the browser
//! sends the request to that resource and to no other.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::cloud::Cloud;

/// All but what RFC 3986 lets stand in a segment, and the slash between segments.
/// So a percent sign of a name is encoded too, and begins no escape.
const PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// The path as it is sent. `path` holds ids as they are read, which have no question
/// mark; behind it stands a query that is encoded already.
pub fn encoded(path: &str) -> String {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut encoded = utf8_percent_encode(path, &PATH).to_string();
    if let Some(query) = query {
        encoded.push('?');
        encoded.push_str(query);
    }
    encoded
}

pub(super) fn url(cloud: Cloud, path: &str) -> String {
    format!("https://{}{}", cloud.arm_host(), encoded(path))
}

/// What of an address may be shown: no host, no query, and names as they are read.
pub(super) fn shown(url: &str) -> Cow<'_, str> {
    let path = url
        .strip_prefix("https://")
        .and_then(|rest| rest.find('/').map(|at| &rest[at..]))
        .unwrap_or(url);
    let path = path.split('?').next().unwrap_or_default();
    percent_decode_str(path).decode_utf8_lossy()
}

/// Whether a browser would send the request to another path than the one written:
/// it resolves dot segments, in every spelling, and drops or turns some characters.
pub(super) fn is_rewritten(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.contains(|it: char| it == '\\' || it.is_control())
        || path.split('/').any(|it| {
            let plain = it.to_ascii_lowercase().replace("%2e", ".");
            plain == "." || plain == ".."
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::resource_id::ResourceId;

    const SCOPE: &str = "/subscriptions/11111111-2222-3333-4444-555555555555";

    fn segment() -> impl Strategy<Value = String> {
        prop_oneof![
            prop::sample::select(vec![
                "%2e%2e",
                "%2E",
                "%2f",
                "%252e%252e",
                "%",
                "%zz",
                "..",
                ".",
                "...",
                "名前",
                "a\u{202e}b",
                "a;b",
                "a&b=c",
                "(x)",
                "@",
                ":",
                "a|b",
                "{a}",
                "`",
                "^",
                "\u{feff}",
            ])
            .prop_map(str::to_owned),
            "\\PC{1,8}",
            any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn a_request_goes_to_the_resource_that_is_shown(
            segments in prop::collection::vec(segment(), 0..7),
            action in prop::sample::select(vec!["", "/start"]),
        ) {
            let text = segments.iter().fold(SCOPE.to_owned(), |it, next| format!("{it}/{next}"));
            let Ok(id) = ResourceId::parse(&text) else { return Ok(()) };
            let path = format!("{id}{action}");
            for cloud in Cloud::ALL {
                let sent = url(cloud, &format!("{path}?api-version=1&$filter=a%20eq%20'b'"));
                prop_assert!(!is_rewritten(&sent), "{}", sent);
                prop_assert_eq!(shown(&sent), path.as_str());
                let read = Url::parse(&sent).unwrap();
                // A browser changes nothing of the address.
                let asked = read.path();
                let whole = format!("https://{}{asked}", cloud.arm_host());
                prop_assert_eq!(&whole, sent.split('?').next().unwrap());
                prop_assert_eq!(read.host_str(), Some(cloud.arm_host()));
                prop_assert_eq!(read.query(), Some("api-version=1&$filter=a%20eq%20%27b%27"));
                prop_assert_eq!(read.fragment(), None);
                let parts: Vec<_> = read.path_segments().unwrap()
                    .map(|it| percent_decode_str(it).decode_utf8().unwrap().into_owned())
                    .collect();
                let expected: Vec<_> = path.split('/').skip(1).collect();
                prop_assert_eq!(parts, expected);
            }
        }
    }

    #[test]
    fn what_a_browser_rewrites_is_known() {
        for (path, is) in [
            ("/a/b", false),
            ("/a/..b/...", false),
            ("/a/%252e%252e/b", false),
            ("/a?x=/../", false),
            ("/a/../b", true),
            ("/a/.%2E/b", true),
            ("/a/%2e", true),
            ("/a\\..\\b", true),
            ("/a/.\t./b", true),
        ] {
            assert_eq!(is_rewritten(path), is, "{path}");
        }
    }
}
