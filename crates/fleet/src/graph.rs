//! The rows of a query of Azure Resource Graph, each handed on as it comes. An answer that
//! does not hold as many rows as it says is no whole answer.

use azure::{
    answer::{Reason, Unavailable},
    arm::{
        ArmClient, GraphPage, GraphPages, GraphQuery, GraphRest,
        json::{Node, Unexpected},
    },
};

/// Resource Graph gives no more rows at once.
const ROWS: usize = 1_000;
/// A hundred thousand rows.
const PAGES: usize = 100;

pub(super) struct Query<'a> {
    /// None for all of the tenant.
    pub(super) subscriptions: Option<Vec<&'a str>>,
    pub(super) text: String,
    /// How many rows are wanted, where not all are.
    pub(super) most: Option<usize>,
}

/// Hands on the rows of the answer, and tells how many there are in all.
pub(super) async fn rows(
    arm: &ArmClient,
    query: Query<'_>,
    mut on_row: impl FnMut(&Node) -> Result<(), Unexpected>,
) -> Result<u64, Unavailable> {
    let Query {
        subscriptions,
        text,
        most,
    } = query;
    let query = GraphQuery {
        subscriptions,
        text,
        rows: most.unwrap_or(ROWS),
    };
    let mut pages = GraphPages::new(arm, query, PAGES);
    let mut seen = 0;
    loop {
        let page = pages.next().await?;
        let read = read(&page, &mut on_row);
        let (rows, total) =
            read.map_err(|at| Unavailable::unexpected(&page.answer.request, &at))?;
        seen += rows;
        if most.is_some() {
            return Ok(total);
        }
        match page.rest {
            GraphRest::More => {}
            GraphRest::Again => return Err(page.endless()),
            GraphRest::None if seen == total => return Ok(total),
            GraphRest::None | GraphRest::Cut => {
                let why = Unavailable::new(Reason::OnlyPartRead);
                return Err(why.during(&page.answer.request));
            }
        }
    }
}

/// How many rows a page has, and how many there are in all.
fn read(
    page: &GraphPage,
    on_row: &mut impl FnMut(&Node) -> Result<(), Unexpected>,
) -> Result<(u64, u64), Unexpected> {
    let node = page.answer.node();
    let rows = node.at("data").items()?;
    let total = node.at("totalRecords");
    let total = u64::try_from(total.number()?).map_err(|_| total.unexpected())?;
    for row in &rows {
        on_row(row)?;
    }
    Ok((rows.len().try_into().unwrap_or(u64::MAX), total))
}
