//! Which addresses may be contacted.
//!
//! A Dockerfile is untrusted input that names hosts, and hosts name further hosts (redirects,
//! token services, files of an index). The rule: what the user or the file names may lie on a
//! private range, since private registries do; what a host names may lie only where that host
//! could be itself. Link-local and metadata addresses are never contacted.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// How far inwards an exchange may go; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    Public,
    Private,
    Loopback,
}

impl Reach {
    pub(super) const ALL: [Reach; 3] = [Reach::Public, Reach::Private, Reach::Loopback];

    /// The level of one address; `None` where no exchange may go.
    pub fn of(address: IpAddr) -> Option<Self> {
        match address {
            IpAddr::V4(v4) => reach_of_v4(v4),
            IpAddr::V6(v6) => match embedded_v4(v6) {
                Some(v4) => reach_of_v4(v4),
                None => reach_of_v6(v6),
            },
        }
    }

    /// Whether an exchange of this reach may contact the address.
    pub fn permits(self, address: IpAddr) -> bool {
        Reach::of(address).is_some_and(|needed| needed <= self)
    }
}

/// Metadata services of clouds outside the link-local range: Alibaba, Oracle, Azure.
const METADATA_V4: [Ipv4Addr; 3] =
    [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192), Ipv4Addr::new(168, 63, 129, 16)];

/// AWS's metadata service.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn reach_of_v4(v4: Ipv4Addr) -> Option<Reach> {
    let [a, b, ..] = v4.octets();
    let carrier_grade = a == 100 && (64..128).contains(&b);
    if v4.is_link_local() || a == 0 || a >= 224 || METADATA_V4.contains(&v4) {
        None
    } else if v4.is_loopback() {
        Some(Reach::Loopback)
    } else if v4.is_private() || carrier_grade {
        Some(Reach::Private)
    } else {
        Some(Reach::Public)
    }
}

fn reach_of_v6(v6: Ipv6Addr) -> Option<Reach> {
    if v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_multicast() || v6 == METADATA_V6 {
        None
    } else if v6.is_loopback() {
        Some(Reach::Loopback)
    } else if v6.is_unique_local() {
        Some(Reach::Private)
    } else {
        Some(Reach::Public)
    }
}

/// The IPv4 address inside a mapped (`::ffff:0:0/96`), compatible (`::/96`), NAT64 (`64:ff9b::/96` and
/// `64:ff9b:1::/48`) or 6to4 (`2002::/16`) address.
fn embedded_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, high, low] = v6.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] | [0x64, 0xff9b, 1, ..] => Some(from(high, low)),
        [0, 0, 0, 0, 0, 0] if high != 0 => Some(from(high, low)), // not `::` and `::1`
        [0x2002, ..] => Some(from(b, c)),
        _ => None,
    }
}

/// `localhost`, a name below it, or a loopback address; brackets of IPv6 allowed.
pub fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    if host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost") {
        return true;
    }
    parse_address(host).is_some_and(|address| Reach::of(address) == Some(Reach::Loopback))
}

/// An address written in place of a name.
pub(super) fn parse_address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Resolves names by the system and drops the addresses that the reach does not permit.
#[derive(Debug)]
pub(super) struct ReachResolver {
    pub reach: Reach,
    /// Hosts of the environment's proxies, which the user chose and which may be anywhere.
    pub proxies: Vec<String>,
}

/// Host names in the proxy variables that reqwest honours.
pub(super) fn proxy_hosts() -> Vec<String> {
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
        .iter()
        .flat_map(|name| [(*name).to_owned(), name.to_ascii_lowercase()])
        .filter_map(|name| std::env::var(name).ok())
        .filter_map(|value| {
            let url = if value.contains("://") { value } else { format!("http://{value}") };
            reqwest::Url::parse(&url).ok()?.host_str().map(str::to_owned)
        })
        .collect()
}

impl Resolve for ReachResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        let is_proxy = self.proxies.iter().any(|proxy| proxy.eq_ignore_ascii_case(name.as_str()));
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let permitted: Vec<SocketAddr> =
                found.iter().copied().filter(|found| is_proxy || reach.permits(found.ip())).collect();
            if permitted.is_empty() && !found.is_empty() {
                return Err(ForbiddenAddress(name.as_str().to_owned()).into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}

/// A name that leads only to addresses which the exchange may not contact.
#[derive(Debug)]
pub(super) struct ForbiddenAddress(pub String);

impl std::fmt::Display for ForbiddenAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} leads to an internal address that may not be contacted", self.0)
    }
}

impl std::error::Error for ForbiddenAddress {}

impl From<ForbiddenAddress> for io::Error {
    fn from(error: ForbiddenAddress) -> Self {
        io::Error::other(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_reach() {
        for (address, reach) in [
            ("93.184.216.34", Some(Reach::Public)),
            ("2606:4700::1", Some(Reach::Public)),
            ("10.1.2.3", Some(Reach::Private)),
            ("172.31.0.1", Some(Reach::Private)),
            ("100.64.0.1", Some(Reach::Private)),
            ("fd12::1", Some(Reach::Private)),
            ("127.8.8.8", Some(Reach::Loopback)),
            ("::1", Some(Reach::Loopback)),
            ("::ffff:127.0.0.1", Some(Reach::Loopback)),
            ("169.254.169.254", None),
            ("::ffff:169.254.169.254", None),
            ("64:ff9b::a9fe:a9fe", None),
            ("64:ff9b:1::a9fe:a9fe", None),
            ("::169.254.169.254", None),
            ("2002:a9fe:a9fe::1", None),
            ("2002:7f00:1::1", Some(Reach::Loopback)),
            ("fd00:ec2::254", None),
            ("100.100.100.200", None),
            ("0.0.0.0", None),
            ("fe80::1", None),
            ("224.0.0.1", None),
        ] {
            let parsed: IpAddr = address.parse().expect("the table holds addresses");
            assert_eq!(Reach::of(parsed), reach, "{address}");
        }
    }

    #[tokio::test]
    async fn names_that_lead_inside_are_refused() {
        let resolve = |reach| {
            let resolver = ReachResolver { reach, proxies: Vec::new() };
            resolver.resolve("localhost".parse().expect("a name"))
        };
        assert!(resolve(Reach::Loopback).await.is_ok());
        for reach in [Reach::Private, Reach::Public] {
            let refused = resolve(reach).await.err().expect("it leads to this machine");
            assert!(refused.to_string().contains("internal address"), "{refused}");
        }
    }

    #[test]
    fn loopback_hosts() {
        for host in ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "[::1]", "127.1.2.3"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in ["localhost.example.org", "10.0.0.1", "127.0.0.1.example.org", "example.org"] {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}
