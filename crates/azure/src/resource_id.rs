//! Ids of ARM resources: parsed once, compared without case everywhere.
//!
//! ARM answers with the same id in different casing from one provider to the
//! next, so a plain string comparison of ids is always a bug.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    iter,
};

use crate::plain::is_disguise;

/// A full resource id such as
/// `/subscriptions/{s}/resourceGroups/{g}/providers/{namespace}/{type}/{name}`,
/// or a scope above a resource (a resource group or a subscription).
///
/// The text is kept as it was given; equality, order and hashing ignore case.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(transparent)]
pub struct ResourceId(String);

/// Why a text is not a resource id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceIdError {
    /// There is no `/subscriptions/{id}` at the start.
    NoSubscription,
    /// The subscription id is not a GUID.
    SubscriptionNotGuid,
    /// A key without its value, or an empty segment.
    Malformed,
    /// Characters or segments that no id has, and that could make what is asked for
    /// another resource than the one that is shown.
    Foreign,
}

impl ResourceIdError {
    /// The name under which the text catalogue words this error.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoSubscription => "no_subscription",
            Self::SubscriptionNotGuid => "subscription_not_guid",
            Self::Malformed => "malformed",
            Self::Foreign => "foreign",
        }
    }
}

impl ResourceId {
    /// Parses an id as ARM writes it, in any casing.
    pub fn parse(text: &str) -> Result<Self, ResourceIdError> {
        let text = text.trim().trim_end_matches('/');
        let path = text
            .strip_prefix('/')
            .ok_or(ResourceIdError::NoSubscription)?;
        let is_foreign = |it: char| {
            is_disguise(it)
                || it.is_whitespace()
                || "%?#\\<>\"\u{fffd}\u{200c}\u{200d}".contains(it)
        };
        if path.contains(is_foreign) {
            return Err(ResourceIdError::Foreign);
        }
        let segments: Vec<&str> = path.split('/').collect();
        match segments.as_slice() {
            [key, id, ..] if key.eq_ignore_ascii_case("subscriptions") => {
                if !is_guid(id) {
                    return Err(ResourceIdError::SubscriptionNotGuid);
                }
            }
            _ => return Err(ResourceIdError::NoSubscription),
        }
        // A browser leaves such segments out, and what stands before them.
        if segments.iter().any(|it| [".", ".."].contains(it)) {
            return Err(ResourceIdError::Foreign);
        }
        // Every key has its value: `providers/{namespace}` counts as a pair too.
        if segments.len() % 2 == 1 || segments.contains(&"") {
            return Err(ResourceIdError::Malformed);
        }
        Ok(Self(text.to_owned()))
    }

    /// Finds the VM's id in what a reader may paste: an id, or the address of
    /// one of the VM's portal pages, whose fragment holds
    /// `…/resource{id}/overview`.
    pub fn from_pasted(text: &str) -> Result<Self, ResourceIdError> {
        let decoded = percent_encoding::percent_decode_str(text.trim()).decode_utf8_lossy();
        let start = find_ignoring_case(&decoded, "/subscriptions/")
            .ok_or(ResourceIdError::NoSubscription)?;
        let path = decoded[start..]
            .split(['?', '#', '&', '"'])
            .next()
            .unwrap_or_default();
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        // A portal address goes on after the resource with the page's name, so
        // an odd segment at the end is not part of the id.
        let whole = segments.len() - segments.len() % 2;
        Self::parse(&format!("/{}", segments[..whole].join("/")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The GUID of the subscription.
    pub fn subscription(&self) -> &str {
        self.pairs().next().map_or("", |(_, id)| id)
    }

    /// The id of the subscription as a scope.
    pub fn subscription_scope(&self) -> Self {
        Self(format!("/subscriptions/{}", self.subscription()))
    }

    pub fn resource_group(&self) -> Option<&str> {
        let (key, group) = self.pairs().nth(1)?;
        key.eq_ignore_ascii_case("resourceGroups").then_some(group)
    }

    /// The id of the resource group as a scope.
    pub fn resource_group_scope(&self) -> Option<Self> {
        self.resource_group().map(|group| {
            Self(format!(
                "/subscriptions/{}/resourceGroups/{group}",
                self.subscription()
            ))
        })
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.pairs().last().map_or("", |(_, name)| name)
    }

    /// The full type, such as `Microsoft.Compute/virtualMachines`, of the last
    /// provider in the id; empty for a subscription or a resource group.
    pub fn resource_type(&self) -> String {
        let mut types = Vec::new();
        for (key, value) in self.pairs() {
            if is_providers(key) {
                types = vec![value];
            } else if !types.is_empty() {
                types.push(key);
            }
        }
        types.join("/")
    }

    pub fn is_type(&self, resource_type: &str) -> bool {
        self.resource_type().eq_ignore_ascii_case(resource_type)
    }

    /// The enclosing resource: of a subnet, its virtual network.
    pub fn parent(&self) -> Option<Self> {
        // The pair of the namespace, the pair of the parent, and the own pair.
        let depth = self.pairs().fold(0, |depth, (key, _)| match depth {
            _ if is_providers(key) => 1,
            0 => 0,
            depth => depth + 1,
        });
        let (own, _) = self.0.rsplit_once('/')?;
        let (parent, _) = own.rsplit_once('/')?;
        (depth > 2).then(|| Self(parent.to_owned()))
    }

    /// Whether `self` is `scope` or lies below it.
    pub fn is_within(&self, scope: &Self) -> bool {
        let own = self.0.to_ascii_lowercase();
        let scope = scope.0.to_ascii_lowercase();
        own.strip_prefix(&scope)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The keys and their values. A value may be called as a key is: a resource
    /// group may have the name `providers`.
    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut segments = self.0.split('/').skip(1);
        iter::from_fn(move || Some((segments.next()?, segments.next()?)))
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ResourceId {}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

/// Without case, as they are equal.
impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        let (own, others) = (self.0.bytes().map(lower), other.0.bytes().map(lower));
        own.cmp(others)
    }
}

impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for ResourceId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("a resource id was expected"))
    }
}

/// Whether the ids are of several subscriptions, so that each has to name its own.
pub fn are_of_several_subscriptions<'a>(ids: impl IntoIterator<Item = &'a ResourceId>) -> bool {
    let mut all = ids.into_iter().map(ResourceId::subscription);
    let first = all.next();
    all.any(|it| first.is_some_and(|first| !it.eq_ignore_ascii_case(first)))
}

/// Whether the text is a GUID in its usual form with hyphens.
pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, it)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                it == '-'
            } else {
                it.is_ascii_hexdigit()
            }
        })
}

fn is_providers(key: &str) -> bool {
    key.eq_ignore_ascii_case("providers")
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(needle)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachines/vm-1";

    #[test]
    fn compares_without_case() {
        let id = ResourceId::parse(VM).unwrap();
        let upper = ResourceId::parse(&VM.to_uppercase()).unwrap();
        assert_eq!(id, upper);
        assert_eq!(id.cmp(&upper), Ordering::Equal);
        let next = ResourceId::parse(&VM.replace("vm-1", "VM-2")).unwrap();
        assert!(id < next && upper < next);
        assert_eq!(id.name(), "vm-1");
        assert_eq!(id.resource_group(), Some("rg-a"));
        assert!(id.is_type("microsoft.compute/VIRTUALMACHINES"));
    }

    #[test]
    fn knows_scopes_above_it() {
        let id = ResourceId::parse(VM).unwrap();
        let group = id.resource_group_scope().unwrap();
        assert!(id.is_within(&group));
        assert!(id.is_within(&id.subscription_scope()));
        let neighbour = ResourceId::parse(&VM.replace("rg-a", "rg-ab")).unwrap();
        assert!(
            !neighbour.is_within(&group),
            "a name that only starts alike"
        );
    }

    #[test]
    fn several_subscriptions_are_told_without_case() {
        let [one, same, other] = [
            "/subscriptions/aaaaaaaa-7d84-4e19-a0c6-91e2d57b4a08",
            "/subscriptions/AAAAAAAA-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg",
            "/subscriptions/bbbbbbbb-7d84-4e19-a0c6-91e2d57b4a08",
        ]
        .map(|it| ResourceId::parse(it).unwrap());
        for (ids, expected) in [
            (&[][..], false),
            (&[&one][..], false),
            (&[&one, &same][..], false),
            (&[&one, &same, &other][..], true),
        ] {
            let ids = ids.iter().copied();
            assert_eq!(are_of_several_subscriptions(ids), expected);
        }
    }

    #[test]
    fn finds_types_of_children_and_extensions() {
        let subnet = ResourceId::parse("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s").unwrap();
        assert_eq!(
            subnet.resource_type(),
            "Microsoft.Network/virtualNetworks/subnets"
        );
        assert_eq!(subnet.parent().unwrap().name(), "v");
        assert_eq!(subnet.parent().unwrap().parent(), None);
        let lock =
            ResourceId::parse(&format!("{VM}/providers/Microsoft.Authorization/locks/l")).unwrap();
        assert_eq!(lock.resource_type(), "Microsoft.Authorization/locks");
    }

    #[test]
    fn takes_portal_addresses() {
        for text in [
            format!("https://portal.azure.com/#@contoso.com/resource{VM}/overview"),
            format!("https://portal.azure.com/#@contoso.com/resource{VM}"),
            format!("https://portal.azure.com/?l=ja#resource{VM}/connect?x=1"),
            format!("  {}  ", VM.replace('/', "%2F")),
            format!("{VM}/"),
        ] {
            assert_eq!(
                ResourceId::from_pasted(&text),
                ResourceId::parse(VM),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_id() {
        use ResourceIdError::*;
        for (text, error) in [
            ("", NoSubscription),
            ("vm-1", NoSubscription),
            ("/subscriptions/abc", SubscriptionNotGuid),
            (
                "/subscriptions//subscriptions/11111111-2222-3333-4444-555555555555",
                SubscriptionNotGuid,
            ),
            (
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups",
                Malformed,
            ),
            (
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/../x",
                Foreign,
            ),
            (
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/a?b/c",
                Foreign,
            ),
            (
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/%2e%2e",
                Foreign,
            ),
            (
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/a\u{202e}b",
                Foreign,
            ),
        ] {
            assert_eq!(ResourceId::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_pasted_address_is_decoded_once() {
        for name in [
            "%2e%2e",
            "..",
            "%252e%252e",
            "a%00b",
            "a%E2%80%AEb",
            "a%ffb",
            "a%E2%80%8Bb",
        ] {
            let text = VM.replace("rg-a", name);
            let error = ResourceId::from_pasted(&text).unwrap_err();
            assert_eq!(error, ResourceIdError::Foreign, "{name}");
        }
    }

    #[test]
    fn a_value_may_be_called_as_a_key_is() {
        let subscription = "/subscriptions/11111111-2222-3333-4444-555555555555";
        for (rest, group, resource_type) in [
            ("/resourceGroups/providers", Some("providers"), ""),
            (
                "/resourceGroups/providers/providers/Microsoft.Compute/virtualMachines/providers",
                Some("providers"),
                "Microsoft.Compute/virtualMachines",
            ),
            (
                "/providers/Microsoft.Compute/virtualMachines/resourceGroups",
                None,
                "Microsoft.Compute/virtualMachines",
            ),
            ("/providers/Providers", None, "Providers"),
        ] {
            let id = ResourceId::parse(&format!("{subscription}{rest}")).unwrap();
            assert_eq!(id.resource_group(), group, "{id}");
            assert_eq!(id.resource_type(), resource_type, "{id}");
            assert_eq!(id.parent(), None, "{id}");
        }
    }

    /// Segments that mean something, and such as an id may not have.
    fn segment() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => prop::sample::select(vec![
                "providers",
                "Providers",
                "PROVIDERS",
                "subscriptions",
                "resourceGroups",
                "RESOURCEGROUPS",
                "Microsoft.Compute",
                "virtualMachines",
                "vm-1",
                "11111111-2222-3333-4444-555555555555",
                "名前",
                "İ",
                "",
                "..",
                "%2F",
                "%2e",
                ".",
                "\u{3000}",
                "\u{202e}x",
                "a;b|c^d`{e}",
            ]).prop_map(str::to_owned),
            1 => "\\PC{0,4}",
        ]
    }

    fn path() -> impl Strategy<Value = String> {
        let start = prop::sample::select(vec![
            "/subscriptions/11111111-2222-3333-4444-555555555555",
            "/SUBSCRIPTIONS/11111111-2222-3333-4444-aaaaaaaaaaaa",
            "https://portal.azure.com/#resource/subscriptions/11111111-2222-3333-4444-555555555555",
            "",
        ]);
        let rest = prop::collection::vec(segment(), 0..9);
        (start, rest).prop_map(|(start, rest)| {
            rest.iter()
                .fold(start.to_owned(), |path, it| path + "/" + it)
        })
    }

    /// What holds of every id.
    fn check_laws(id: &ResourceId) -> Result<(), TestCaseError> {
        let again = ResourceId::parse(&id.to_string()).unwrap();
        prop_assert_eq!(again.as_str(), id.as_str());
        // What a browser asks for is what is shown.
        let url = url::Url::parse(&format!("https://management.azure.com{id}?x=1")).unwrap();
        let decoded = percent_encoding::percent_decode_str(url.path()).decode_utf8();
        prop_assert_eq!(decoded.unwrap(), id.as_str());
        prop_assert_eq!(url.query(), Some("x=1"));
        // In an address this begins a parameter.
        if !id.as_str().contains('&') {
            prop_assert_eq!(&ResourceId::from_pasted(id.as_str()), &Ok(id.clone()));
        }
        prop_assert_eq!(
            &ResourceId::parse(&id.as_str().to_ascii_uppercase()).unwrap(),
            id
        );
        prop_assert!(is_guid(id.subscription()));
        prop_assert!(!id.name().is_empty());
        prop_assert!(id.as_str().ends_with(id.name()));
        let own_type = id.resource_type();
        prop_assert!(id.is_type(&own_type.to_ascii_uppercase()));
        prop_assert!(id.is_within(id));
        let parent = id.parent();
        for scope in [
            Some(id.subscription_scope()),
            id.resource_group_scope(),
            parent.clone(),
        ] {
            let Some(scope) = scope else { continue };
            prop_assert!(id.is_within(&scope));
            prop_assert!(scope == *id || !scope.is_within(id));
            prop_assert_eq!(scope.subscription(), id.subscription());
            prop_assert_eq!(&ResourceId::parse(scope.as_str()), &Ok(scope));
        }
        if let Some(parent) = parent {
            let above = parent.resource_type() + "/";
            prop_assert!(own_type.starts_with(&above));
            prop_assert_eq!(parent.resource_group(), id.resource_group());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_id_keeps_the_laws(text in prop_oneof![path(), ".*"]) {
            let ids = [ResourceId::parse(&text), ResourceId::from_pasted(&text)];
            for id in ids.into_iter().flatten() {
                check_laws(&id)?;
            }
        }
    }
}
