//! Sockets: HTTP/1.1 and HTTP/2 over TLS, one task a connection.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{Server, tls};
use crate::http::{Delivery, Request, Response};

const LARGEST_REQUEST: usize = 8 << 20;

/// Serves until the process ends.
pub async fn serve(server: Arc<Server>, listener: TcpListener) -> Result<(), tls::Failure> {
    let acceptor = tls::acceptor()?;
    loop {
        // A connection that breaks while it is made is the client's affair.
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(server.clone(), acceptor.clone(), stream));
        }
    }
}

async fn connection(server: Arc<Server>, acceptor: TlsAcceptor, stream: TcpStream) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let service = service_fn(move |request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(exchange(&server, request).await) }
    });
    // Likewise: browsers close connections whenever they like.
    let _ = Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(server: &Server, request: hyper::Request<Incoming>) -> hyper::Response<Payload> {
    let response = match read(request).await {
        Some(request) => server.answer(&request, OffsetDateTime::now_utc()),
        None => Response::empty(413),
    };
    tokio::time::sleep(Duration::from_millis(response.delay_ms)).await;
    if response.delivery == Delivery::Never {
        pending::<()>().await;
    }
    write(response)
}

/// The request as plain data; `None` when its body is too long or breaks off.
async fn read(request: hyper::Request<Incoming>) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let host = parts.uri.authority().map(ToString::to_string).or_else(|| {
        let host = parts.headers.get(HOST)?;
        host.to_str().ok().map(str::to_owned)
    });
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let body = Limited::new(body, LARGEST_REQUEST).collect().await.ok()?;
    Some(Request {
        method: parts.method.to_string(),
        url: format!("https://{}{path}", host.unwrap_or_default()),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: body.to_bytes().to_vec(),
    })
}

fn write(response: Response) -> hyper::Response<Payload> {
    let mut answer = hyper::Response::new(Payload {
        data: Some(Bytes::from(response.body)),
        cut: response.delivery == Delivery::Cut,
    });
    if let Ok(status) = hyper::StatusCode::from_u16(response.status) {
        *answer.status_mut() = status;
    }
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}

/// A body that is sent whole, or breaks off after what there is.
struct Payload {
    data: Option<Bytes>,
    cut: bool,
}

impl Body for Payload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(match self.data.take() {
            Some(data) => Some(Ok(Frame::data(data))),
            None if self.cut => Some(Err(io::ErrorKind::ConnectionAborted.into())),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        match &self.data {
            Some(data) if !self.cut => SizeHint::with_exact(data.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
