//! A certificate of the server's own, made anew at every start, for all the
//! hosts that it plays.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::cloud::Cloud;

pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn acceptor() -> Result<TlsAcceptor, Failure> {
    let hosts = Cloud::ALL
        .iter()
        .flat_map(|cloud| [cloud.arm_host(), cloud.login_host()])
        .chain(["localhost", "127.0.0.1"])
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let made = rcgen::generate_simple_self_signed(hosts)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
