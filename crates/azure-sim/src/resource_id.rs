//! ARM's resource ids: how they nest and what type they name. Ids compare
//! without case; every function here takes them in any.

/// A path below `/providers/`, split where ARM splits it. An item has as many
/// names as types; a collection, or an action on an item, has one type more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourcePath {
    /// What the provider part hangs on: a subscription, a group, a resource,
    /// or nothing (the tenant).
    pub(crate) scope: String,
    pub(crate) namespace: String,
    pub(crate) types: Vec<String>,
    pub(crate) names: Vec<String>,
}

impl ResourcePath {
    /// `None` for a path that ends in no provider.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let at = path.to_ascii_lowercase().rfind("/providers/")?;
        let (scope, tail) = path.split_at(at);
        let mut segments = tail.split('/').skip(2).filter(|s| !s.is_empty());
        let namespace = segments.next()?.to_owned();
        let (mut types, mut names) = (Vec::new(), Vec::new());
        for (index, segment) in segments.enumerate() {
            if index % 2 == 0 {
                &mut types
            } else {
                &mut names
            }
            .push(segment.to_owned());
        }
        Some(Self {
            scope: scope.to_owned(),
            namespace,
            types,
            names,
        })
    }

    pub(crate) fn is_item(&self) -> bool {
        !self.types.is_empty() && self.types.len() == self.names.len()
    }

    /// `Microsoft.Network/virtualNetworks/subnets`, in the case of the path.
    pub(crate) fn resource_type(&self) -> String {
        let mut kind = self.namespace.clone();
        for segment in &self.types {
            kind.push('/');
            kind.push_str(segment);
        }
        kind
    }

    /// `virtualMachines/vm-1`, as ARM's messages name a resource.
    pub(crate) fn local_name(&self) -> String {
        let mut local = self.types.join("/");
        for name in &self.names {
            local.push('/');
            local.push_str(name);
        }
        local
    }
}

/// The type that an id names, in lower case; empty for a text that is no id.
pub(crate) fn resource_type(id: &str) -> String {
    if let Some(path) = ResourcePath::parse(id) {
        return path.resource_type().to_ascii_lowercase();
    }
    match id.split('/').filter(|s| !s.is_empty()).count() {
        2 => "microsoft.resources/subscriptions".to_owned(),
        4 => "microsoft.resources/subscriptions/resourcegroups".to_owned(),
        _ => String::new(),
    }
}

/// The segment after a keyword, such as the name after `resourceGroups`.
fn after<'a>(path: &'a str, keyword: &str, index: usize) -> Option<&'a str> {
    let mut segments = path.split('/').filter(|s| !s.is_empty()).skip(index);
    segments
        .next()
        .filter(|segment| segment.eq_ignore_ascii_case(keyword))?;
    segments.next()
}

pub(crate) fn subscription(path: &str) -> Option<&str> {
    after(path, "subscriptions", 0)
}

pub(crate) fn group(path: &str) -> Option<&str> {
    subscription(path).and_then(|_| after(path, "resourceGroups", 2))
}

pub(crate) fn name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Whether what holds at `scope` reaches `id`. The tenant's root and every
/// management group reach all: an estate has one hierarchy only.
pub(crate) fn covers(scope: &str, id: &str) -> bool {
    let scope = scope.trim_end_matches('/');
    let is_within = |rest: &str| rest.is_empty() || rest.starts_with('/');
    scope.is_empty()
        || without("/providers/Microsoft.Management/managementGroups/", scope).is_some()
        || without(scope, id).is_some_and(is_within)
}

/// What follows a prefix, whose case counts nothing.
fn without<'a>(prefix: &str, text: &'a str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VM: &str =
        "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/vm";

    #[test]
    fn an_extension_hangs_on_its_resource() {
        let path = ResourcePath::parse(&format!(
            "{VM}/providers/Microsoft.Security/assessments/key"
        ))
        .unwrap();
        assert_eq!(path.scope, VM);
        assert_eq!(path.resource_type(), "Microsoft.Security/assessments");
        assert!(path.is_item());
    }

    #[test]
    fn types_of_ids() {
        for (id, kind) in [
            (VM, "microsoft.compute/virtualmachines"),
            ("/subscriptions/s", "microsoft.resources/subscriptions"),
            (
                "/subscriptions/s/resourceGroups/g",
                "microsoft.resources/subscriptions/resourcegroups",
            ),
            (
                "/providers/Microsoft.Authorization/policyDefinitions/p",
                "microsoft.authorization/policydefinitions",
            ),
            ("nonsense", ""),
        ] {
            assert_eq!(resource_type(id), kind, "{id}");
        }
        assert_eq!(subscription(VM), Some("s"));
        assert_eq!(group(VM), Some("RG"));
        assert_eq!(group("/subscriptions/s/providers/Microsoft.Security"), None);
    }

    #[test]
    fn a_scope_covers_what_is_below_it_and_no_namesake() {
        assert!(covers("/subscriptions/S/resourcegroups/rg", VM));
        assert!(covers("/", VM));
        assert!(covers(VM, VM));
        assert!(!covers("/subscriptions/s/resourceGroups/R", VM));
        assert!(!covers(VM, "/subscriptions/s/resourceGroups/RG"));
    }
}
