//! Resources that are read one by one: one that could not be read hides no other.
//! Must not know what they are read for.

use crate::{
    answer::{Known, Reason, Unavailable},
    resource_id::ResourceId,
};

/// A resource that knows where it came from.
pub trait Part {
    fn id(&self) -> &ResourceId;
    /// Method and path of the answer that it stood in.
    fn request(&self) -> &str;
}

/// Those that were read, and why each of the others was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<T> {
    pub read: Vec<T>,
    pub unread: Vec<(ResourceId, Unavailable)>,
}

impl<T: Part> Parts<T> {
    /// What came of asking for each of the ids, with all the requests.
    pub fn of(ids: Vec<ResourceId>, results: Vec<Result<T, Unavailable>>) -> Known<Self> {
        let mut parts = Self::from(Vec::new());
        for (id, result) in ids.into_iter().zip(results) {
            match result {
                Ok(part) => parts.read.push(part),
                Err(why) => parts.unread.push((id, why)),
            }
        }
        let mut requests: Vec<&str> = parts.read.iter().map(Part::request).collect();
        requests.dedup();
        let request = requests.join(", ");
        Known::new(parts, request)
    }
}

impl<T> Parts<T> {
    /// Why one of them was not read, if any was not.
    pub fn doubt(&self) -> Option<Unavailable> {
        self.unread.first().map(|(_, why)| why.clone())
    }
}

impl<T> From<Vec<T>> for Parts<T> {
    fn from(read: Vec<T>) -> Self {
        Self {
            read,
            unread: Vec::new(),
        }
    }
}

impl<T: Part> Known<Parts<T>> {
    /// The one of this id. Another answer named it, so that it is in neither list is a
    /// contradiction.
    pub fn part(&self, id: &ResourceId) -> Result<&T, Unavailable> {
        let found = self.read.iter().find(|it| it.id() == id);
        found.ok_or_else(|| {
            let mut unread = self.unread.iter();
            match unread.find(|(of, _)| of == id) {
                Some((_, why)) => why.clone(),
                None => Unavailable::new(Reason::Contradiction).during(&self.request),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Thing(ResourceId);

    impl Part for Thing {
        fn id(&self) -> &ResourceId {
            &self.0
        }

        fn request(&self) -> &'static str {
            "GET /thing"
        }
    }

    #[test]
    fn one_that_was_not_read_hides_no_other() {
        let id = |name: &str| {
            let id = format!(
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/{name}"
            );
            ResourceId::parse(&id).unwrap()
        };
        let refused = Unavailable::new(Reason::Forbidden);
        let ids = vec![id("a"), id("b")];
        let parts = Parts::of(ids, vec![Err(refused.clone()), Ok(Thing(id("b")))]);
        assert_eq!(parts.part(&id("B")), Ok(&Thing(id("b"))));
        assert_eq!(parts.part(&id("a")), Err(refused.clone()));
        assert_eq!(parts.doubt(), Some(refused));
        let why = parts.part(&id("c")).unwrap_err();
        assert_eq!(why.reason, Reason::Contradiction);
        assert_eq!(parts.request, "GET /thing");
    }
}
