//! Addresses and ranges as people and ARM write them: `203.0.113.7`,
//! `10.0.0.0/8`. A single address is a range of one.

use ipnet::IpNet;

/// An address or a range in CIDR notation.
pub fn parse(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse::<std::net::IpAddr>()
        .map(IpNet::from)
        .or_else(|_| text.parse::<IpNet>())
        .map(|net| net.trunc())
        .ok()
}

/// A range of one address is shown as that address.
pub fn show(range: IpNet) -> String {
    if range.prefix_len() == range.max_prefix_len() {
        range.addr().to_string()
    } else {
        range.to_string()
    }
}
