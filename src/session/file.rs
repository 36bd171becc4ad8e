//! A session with a collected file: what it holds answers in the place of Azure, as of
//! when it was collected. Nothing is sent.

use std::{rc::Rc, sync::Arc};

use collector::{
    file::{Collected, NotCollected},
    replay::{NoToken, Replay, claims},
};

use super::{
    access::Access,
    present::{Session, Source},
    request_history::RequestHistory,
};

/// The session of a file.
pub(crate) fn of_file(collected: &Collected) -> Result<Session, NotCollected> {
    let source = Source {
        at: collected.at,
        reader: collected.reader.kind.name(),
    };
    let access = Access {
        cloud: collected.cloud,
        claims: claims(&collected.reader),
        tokens: Rc::new(NoToken),
        transport: Some(Rc::new(Replay::new(collected)?)),
        at: Some(collected.at),
        history: RequestHistory::default(),
    };
    Ok(Session::File(Arc::new(source), access))
}
