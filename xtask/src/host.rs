//! A static host for `dist/` that does what `dist/_headers` says, so that what
//! is looked at and tested is what ships.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use tower_http::services::{ServeDir, ServeFile};

mod secure;

/// A path, `*` at its end for all below it, and the headers of its answers.
type Rules = Vec<(String, Vec<(HeaderName, HeaderValue)>)>;

/// Serves the folder on this port of loopback, until the process ends.
pub(crate) fn host(port: u16, dist: &Path, config: Option<&Path>) -> Result<()> {
    let listener = listen(port).with_context(|| format!("port {port} is not free"))?;
    println!("http://localhost:{port}/");
    serve(listener, dist, config)
}

/// A listener that a browser reaches as `localhost`.
pub(crate) fn listen(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// The first port from `first` on that nobody listens on.
pub(crate) fn free_port(first: u16) -> Result<(TcpListener, u16)> {
    (first..first + 20)
        .find_map(|port| listen(port).ok().map(|it| (it, port)))
        .with_context(|| format!("no port from {first} on is free"))
}

/// Serves the folder; `config` stands in for its config.json.
pub(crate) fn serve(listener: TcpListener, dist: &Path, config: Option<&Path>) -> Result<()> {
    let app = app(dist, config)?;
    on_this_thread(listener, async |listener| {
        Ok(axum::serve(listener, app).await?)
    })
}

/// Serves the folder as real hosts do: over TLS and HTTP/2, with a certificate that no
/// browser trusts.
pub(crate) fn serve_over_tls(listener: TcpListener, dist: &Path) -> Result<()> {
    let app = app(dist, None)?;
    on_this_thread(listener, async |listener| {
        secure::serve(listener, app).await
    })
}

fn on_this_thread(
    listener: TcpListener,
    serve: impl AsyncFnOnce(tokio::net::TcpListener) -> Result<()>,
) -> Result<()> {
    listener.set_nonblocking(true)?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async { serve(tokio::net::TcpListener::from_std(listener)?).await })
}

fn app(dist: &Path, config: Option<&Path>) -> Result<Router> {
    let rules = fs::read_to_string(dist.join("_headers")).with_context(|| {
        format!(
            "{} holds no release: run `cargo xtask build`",
            dist.display()
        )
    })?;
    let rules = Arc::new(parse(&rules)?);
    let files = ServeDir::new(dist)
        .precompressed_br()
        .precompressed_gzip()
        .not_found_service(ServeFile::new(dist.join("404.html")));
    let mut app = Router::new().fallback_service(files);
    if let Some(config) = config {
        app = app.route_service("/config.json", ServeFile::new(config));
    }
    Ok(app.layer(middleware::from_fn(move |request, next| {
        with_headers(Arc::clone(&rules), request, next)
    })))
}

async fn with_headers(rules: Arc<Rules>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // Real hosts keep their header files to themselves.
    let mut response = if path == "/_headers" {
        StatusCode::NOT_FOUND.into_response()
    } else {
        next.run(request).await
    };
    for (pattern, headers) in rules.iter() {
        if matches(pattern, &path) {
            for (name, value) in headers {
                response.headers_mut().append(name, value.clone());
            }
        }
    }
    response
}

/// Whether a path of `_headers` means this path.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => pattern == path,
    }
}

fn parse(text: &str) -> Result<Rules> {
    let mut rules = Rules::new();
    for line in text
        .lines()
        .filter(|it| !it.trim().is_empty() && !it.starts_with('#'))
    {
        if !line.starts_with(char::is_whitespace) {
            rules.push((line.trim().to_owned(), Vec::new()));
            continue;
        }
        let (name, value) = line
            .split_once(':')
            .with_context(|| format!("_headers: {line:?} has no colon"))?;
        let (_, headers) = rules
            .last_mut()
            .context("_headers: a header before any path")?;
        headers.push((name.trim().parse()?, value.trim().parse()?));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_paths_and_their_headers() {
        let rules = parse("/*\n  X-A: 1\n/assets/*\n  X-B: a: b\n  X-C: 2\n").unwrap();
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[1].0, "/assets/*");
        assert_eq!(rules[1].1[0].1, "a: b");
        assert_eq!(rules[1].1.len(), 2);
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        assert!(parse("  X-A: 1\n").is_err());
        assert!(parse("/*\n  no colon\n").is_err());
    }

    #[test]
    fn a_star_stands_for_all_below() {
        assert!(matches("/*", "/a/b"));
        assert!(matches("/assets/*", "/assets/a.js"));
        assert!(!matches("/assets/*", "/assetsx"));
        assert!(!matches("/", "/index.html"));
    }
}
