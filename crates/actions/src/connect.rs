//! Where an open window lets one connect to, and the ready lines for it.

use std::net::{IpAddr, SocketAddr};

use azure::security_rules::{Match, is_private};
use diagnosis::{
    access_windows::{Status, Window, windows},
    checks::asked_port,
    facts::{FactKey, Facts},
    path::{balanced_entry, entrance, jit_firewall},
};

/// An address and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub host: IpAddr,
    pub port: u16,
    pub kind: AddressKind,
    /// The port of the VM itself, which says what listens there.
    pub service: u16,
}

/// What kind of address it is, worded under `acts.connect.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressKind {
    Public,
    /// The firewall's, on the port that it maps to the VM.
    Firewall,
    /// A load balancer's, on the port that it leads to the VM.
    Balancer,
    /// Reached only from the VM's network or one that is joined to it.
    Private,
}

impl AddressKind {
    pub const ALL: [Self; 4] = [Self::Public, Self::Firewall, Self::Balancer, Self::Private];

    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Firewall => "firewall",
            Self::Balancer => "balancer",
            Self::Private => "private",
        }
    }
}

/// Where the reader's open window lets them connect to; `None` where none is open
/// for them, or no address could be read.
pub fn endpoint(facts: &Facts) -> Option<Endpoint> {
    let (question, port) = (facts.question().ok()?, asked_port(facts).ok()?);
    let windows = windows(facts, &question.vm).ok()?;
    let is_open = |it: &&Window| it.port == port && it.status == Status::Open;
    let open = windows
        .iter()
        .filter(is_open)
        .find(|it| it.is_own(question))?;
    Endpoint::of(open, facts)
}

impl Endpoint {
    /// What it reads beside the window and what tells of it.
    pub const NEEDS: [FactKey; 2] = [FactKey::PublicAddresses, FactKey::LoadBalancers];

    /// `None` where no address could be read.
    pub fn of(window: &Window, facts: &Facts) -> Option<Self> {
        let endpoint = |host, port, kind| Self {
            host,
            port,
            kind,
            service: window.port,
        };
        if let Some(firewall) = jit_firewall(facts, window.port).ok()? {
            let port = window.mapped_port.unwrap_or(window.port);
            return Some(endpoint(firewall.address?, port, AddressKind::Firewall));
        }
        let entrance = entrance(facts);
        let public = facts.public_addresses().ok();
        let own = entrance
            .as_ref()
            .and_then(|it| it.configuration.public_address.as_ref());
        let address = public.and_then(|all| {
            let here = all.read.iter().find(|it| Some(&it.id) == own);
            here.and_then(|it| it.address)
                .or_else(|| all.read.iter().find_map(|it| it.address))
        });
        if let Some(address) = address {
            return Some(endpoint(address, window.port, AddressKind::Public));
        }
        let source = facts.question().ok()?.source;
        let is_private = source.is_some_and(|it| is_private(&it) == Match::Yes);
        if !is_private && let Ok(Some(entry)) = balanced_entry(facts, source.as_ref(), window.port)
        {
            return Some(endpoint(entry.address, entry.port, AddressKind::Balancer));
        }
        let nics = facts.nics().ok()?;
        let mut configurations = nics.iter().flat_map(|it| &it.ip_configurations);
        let address = entrance
            .map(|it| it.target.address)
            .or_else(|| configurations.find_map(|it| it.address))?;
        Some(endpoint(address, window.port, AddressKind::Private))
    }

    /// `host:port`, an IPv6 address in brackets.
    pub fn address(&self) -> String {
        SocketAddr::new(self.host, self.port).to_string()
    }

    /// The line that opens a connection, where the port has a usual program.
    /// Source: learn.microsoft.com, "mstsc"; the manual of OpenSSH.
    pub fn command(&self) -> Option<String> {
        match self.service {
            3389 => Some(format!("mstsc /v:{}", self.address())),
            22 if self.port == 22 => Some(format!("ssh USER@{}", self.host)),
            22 => Some(format!("ssh -p {} USER@{}", self.port, self.host)),
            _ => None,
        }
    }

    /// The content of an `.rdp` file for Remote Desktop. Source:
    /// learn.microsoft.com, "Supported RDP properties".
    pub fn rdp_file(&self) -> Option<String> {
        (self.service == 3389).then(|| {
            format!(
                "full address:s:{}\r\nprompt for credentials:i:1\r\n",
                self.address()
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(host: &str, port: u16, service: u16) -> Endpoint {
        Endpoint {
            host: host.parse().unwrap(),
            port,
            kind: AddressKind::Public,
            service,
        }
    }

    #[test]
    fn lines_name_the_address_and_the_port() {
        assert_eq!(
            endpoint("203.0.113.9", 3389, 3389).command().as_deref(),
            Some("mstsc /v:203.0.113.9:3389")
        );
        assert_eq!(
            endpoint("2001:db8::9", 50_001, 3389).command().as_deref(),
            Some("mstsc /v:[2001:db8::9]:50001")
        );
        assert_eq!(
            endpoint("203.0.113.9", 22, 22).command().as_deref(),
            Some("ssh USER@203.0.113.9")
        );
        assert_eq!(
            endpoint("203.0.113.9", 2222, 22).command().as_deref(),
            Some("ssh -p 2222 USER@203.0.113.9")
        );
        assert_eq!(endpoint("203.0.113.9", 5986, 5986).command(), None);
    }

    #[test]
    fn only_remote_desktop_has_a_file() {
        let file = endpoint("203.0.113.9", 3389, 3389).rdp_file().unwrap();
        assert!(file.starts_with("full address:s:203.0.113.9:3389\r\n"));
        assert_eq!(endpoint("203.0.113.9", 22, 22).rdp_file(), None);
    }
}
