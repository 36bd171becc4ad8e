//! One request per address and run: whoever asks second waits for the answer
//! to the first, so that probes need not know of each other.

use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};

use super::{
    ArmErrorKind,
    retry::Retry,
    transport::{Request, Response},
};
use crate::timestamp::Timestamp;

type Sent = Shared<LocalBoxFuture<'static, Result<Rc<Response>, ArmErrorKind>>>;

pub(super) struct Memo {
    retry: Rc<Retry>,
    sent: RefCell<HashMap<Request, Sent>>,
}

impl Memo {
    pub(super) fn new(retry: Rc<Retry>) -> Self {
        Self {
            retry,
            sent: RefCell::default(),
        }
    }

    /// A memo that remembers nothing over the same layers below.
    pub(super) fn emptied(&self) -> Self {
        Self::new(self.retry.clone())
    }

    /// Sends a request whose answer changes with time.
    pub(super) async fn send_anew(&self, request: Request) -> Result<Response, ArmErrorKind> {
        self.retry.send(request).await
    }

    pub(super) fn now(&self) -> Timestamp {
        self.retry.clock.now()
    }

    /// Waits, as long as the clock below says.
    pub(super) async fn sleep(&self, duration: Duration) {
        self.retry.clock.sleep(duration).await;
    }

    pub(super) fn send(&self, request: Request) -> Sent {
        self.sent
            .borrow_mut()
            .entry(request)
            .or_insert_with_key(|request| {
                let (retry, request) = (self.retry.clone(), request.clone());
                async move { retry.send(request).await.map(Rc::new) }
                    .boxed_local()
                    .shared()
            })
            .clone()
    }
}
