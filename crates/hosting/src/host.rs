//! Which host this may be, so that the way to fix things can be its own.

use crate::answer::Answer;

/// Hosts that docs/hosting.md has steps for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Nginx,
    Caddy,
    StaticWebApps,
    FrontDoor,
    GitHubPages,
    Cloudflare,
    Netlify,
    Other,
}

impl Host {
    pub const ALL: [Self; 8] = [
        Self::Nginx,
        Self::Caddy,
        Self::StaticWebApps,
        Self::FrontDoor,
        Self::GitHubPages,
        Self::Cloudflare,
        Self::Netlify,
        Self::Other,
    ];

    /// The name under which texts are kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::StaticWebApps => "static_web_apps",
            Self::FrontDoor => "front_door",
            Self::GitHubPages => "github_pages",
            Self::Cloudflare => "cloudflare",
            Self::Netlify => "netlify",
            Self::Other => "other",
        }
    }

    /// What an answer and the host's own name give away. It is a guess: what stands in
    /// front of a server may speak for it.
    pub fn guess(domain: &str, answer: &Answer) -> Self {
        let ends = |it: &str| domain.ends_with(it);
        let server = answer.header("server").to_ascii_lowercase();
        let has = |it: &str| !answer.header(it).is_empty();
        if ends(".azurestaticapps.net") {
            Self::StaticWebApps
        } else if has("x-azure-ref") || ends(".azurefd.net") || ends(".web.core.windows.net") {
            Self::FrontDoor
        } else if ends(".github.io") || server == "github.com" {
            Self::GitHubPages
        } else if server == "netlify" || has("x-nf-request-id") {
            Self::Netlify
        } else if server == "cloudflare" {
            Self::Cloudflare
        } else if server.starts_with("caddy") {
            Self::Caddy
        } else if server.starts_with("nginx") {
            Self::Nginx
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_gives_away_is_taken() {
        let says = |domain: &str, name: &str, value: &str| {
            Host::guess(domain, &Answer::new(200, [(name, value)]))
        };
        for (domain, name, value, host) in [
            ("jit.example", "Server", "nginx/1.22.1", Host::Nginx),
            ("jit.example", "Server", "Caddy", Host::Caddy),
            ("a.azurestaticapps.net", "x", "y", Host::StaticWebApps),
            ("jit.example", "X-Azure-Ref", "1", Host::FrontDoor),
            ("a.github.io", "Server", "GitHub.com", Host::GitHubPages),
            ("jit.example", "Server", "cloudflare", Host::Cloudflare),
            ("jit.example", "Server", "Netlify", Host::Netlify),
            ("jit.example", "x", "y", Host::Other),
        ] {
            assert_eq!(says(domain, name, value), host, "{domain} {name}: {value}");
        }
    }
}
