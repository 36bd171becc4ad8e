//! The host over TLS and HTTP/2, as real ones are: many files at once over one connection
//! is what the page is made for.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

pub(super) async fn serve(listener: TcpListener, app: Router) -> Result<()> {
    let acceptor = acceptor()?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(connection(stream, acceptor.clone(), app.clone()));
    }
}

/// With a certificate of its own, made anew at every start.
fn acceptor() -> Result<TlsAcceptor> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, app: Router) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    // Browsers close connections whenever they like.
    let _ = Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
        .await;
}
