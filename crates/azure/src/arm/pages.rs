//! Lists in pages, and how much of one is read.

use std::{collections::HashSet, rc::Rc};

use serde_json::Value;

use super::{Answer, ArmError, ArmErrorKind, Method, channel::Channel, json::Unexpected};

const MEGABYTE: usize = 1024 * 1024;

/// What is left to be read of a list. No list that is asked for here comes near
/// its limit in a tenant of any real size.
pub struct ListLimit {
    pages: usize,
    bytes: usize,
}

impl ListLimit {
    /// For a list that is held as JSON, which takes several times its bytes.
    pub(super) const HELD: Self = Self::new(2_000, 64 * MEGABYTE);
    /// For a list of which each page is reduced to what is needed.
    pub(super) const REDUCED: Self = Self::new(2_000, 256 * MEGABYTE);

    const fn new(pages: usize, bytes: usize) -> Self {
        Self { pages, bytes }
    }

    /// For a list of so many pages, each reduced to what is needed.
    pub fn of_pages(pages: usize) -> Self {
        Self::new(pages, Self::REDUCED.bytes)
    }

    /// Counts a page. `has_next` tells whether the list says that it goes on.
    pub fn count(&mut self, page: &Answer, has_next: bool) -> Result<(), ArmError> {
        self.pages = self.pages.saturating_sub(1);
        let bytes = self.bytes.checked_sub(page.bytes);
        self.bytes = bytes.unwrap_or_default();
        if bytes.is_none() || (has_next && self.pages == 0) {
            return Err(failed(&page.request, ArmErrorKind::ListTooLong));
        }
        Ok(())
    }
}

/// A list being read page by page.
pub struct Pages {
    channel: Channel,
    next: Option<String>,
    seen: HashSet<String>,
    limit: ListLimit,
}

impl Pages {
    pub(super) fn new(channel: Channel, url: String, limit: ListLimit) -> Self {
        Self {
            channel,
            next: Some(url),
            seen: HashSet::new(),
            limit,
        }
    }

    pub fn is_done(&self) -> bool {
        self.next.is_none()
    }

    /// The items of the next page, none when there is no further one.
    pub async fn next(&mut self) -> Result<(Vec<Value>, Answer), ArmError> {
        let url = self.next.take().unwrap_or_default();
        let mut answer = self.channel.ask(Method::Get, url.clone(), None).await?;
        let unexpected = |it| failed(&answer.request, ArmErrorKind::Unexpected(it));
        let next = answer.node().at("nextLink").optional_text();
        let next = next
            .map_err(unexpected)?
            .filter(|it| !it.is_empty())
            .map(str::to_owned);
        self.limit.count(&answer, next.is_some())?;
        let mut page = std::mem::take(&mut answer.json);
        let items = take_items(Rc::make_mut(&mut page)).map_err(unexpected)?;
        self.seen.insert(url);
        if next.as_ref().is_some_and(|it| self.seen.contains(it)) {
            return Err(failed(&answer.request, ArmErrorKind::EndlessList));
        }
        self.next = next;
        Ok((items, answer))
    }

    /// All that is left, as one answer, whose JSON is the array of all items.
    pub(super) async fn whole(mut self) -> Result<Answer, ArmError> {
        let (mut items, first) = self.next().await?;
        while !self.is_done() {
            items.extend(self.next().await?.0);
        }
        Ok(Answer {
            json: Rc::new(Value::Array(items)),
            ..first
        })
    }
}

fn failed(request: &str, kind: ArmErrorKind) -> ArmError {
    ArmError {
        request: request.to_owned(),
        kind,
        correlation_id: None,
    }
}

/// The items of a page, out of it. Some providers write an empty page as
/// `null`; without `value` it is no page.
fn take_items(page: &mut Value) -> Result<Vec<Value>, Unexpected> {
    let name = || "value".to_owned();
    let fields = page.as_object_mut().into_iter().flatten();
    let found = fields
        .into_iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("value"));
    let (_, value) = found.ok_or_else(|| Unexpected::Missing(name()))?;
    match value.take() {
        Value::Array(items) => Ok(items),
        Value::Null => Ok(Vec::new()),
        _ => Err(Unexpected::Wrong(name())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_says_that_it_is_empty() {
        for (page, items) in [
            (json!({"value": [1, 2]}), Some(2)),
            (json!({"Value": [1]}), Some(1)),
            (json!({"value": []}), Some(0)),
            (json!({"value": null}), Some(0)),
            (json!({"value": {}}), None),
            (json!({"value": "x"}), None),
            (json!({"values": []}), None),
            (json!({}), None),
            (json!([]), None),
            (json!(null), None),
        ] {
            let taken = take_items(&mut page.clone());
            assert_eq!(taken.ok().map(|it| it.len()), items, "{page}");
        }
    }

    #[test]
    fn a_list_has_its_limits() {
        let page = Answer {
            json: Rc::default(),
            request: "GET /a".to_owned(),
            date: None,
            bytes: 10,
        };
        let counted = |mut limit: ListLimit, pages: usize| {
            (1..=pages)
                .map(|it| limit.count(&page, it < pages).is_ok())
                .collect::<Vec<_>>()
        };
        assert_eq!(counted(ListLimit::new(3, 30), 3), [true; 3]);
        assert_eq!(counted(ListLimit::new(2, 30), 3), [true, false, true]);
        assert_eq!(counted(ListLimit::new(3, 29), 3), [true, true, false]);
    }
}
