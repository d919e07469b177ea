//! Ports of EXPOSE, read as BuildKit reads them: `[IP:][HOST:]PORT[-PORT][/PROTOCOL]`.

use std::net::IpAddr;

/// The parts of a port that BuildKit accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port<'t> {
    /// `8080` or `8000-8010`.
    pub container: &'t str,
    /// As written; empty without one, which means TCP.
    pub protocol: &'t str,
    /// An address or a port of the host stands in front.
    pub names_host: bool,
}

/// Reads one port. The error says what is wrong with it and what to write.
pub fn parse(text: &str) -> Result<Port<'_>, String> {
    let (address, host, rest) = split(text);
    let (container, protocol) = rest.split_once('/').unwrap_or((rest, ""));
    if container.is_empty() {
        return Err("the port is missing; write a number such as 8080".to_owned());
    }
    if !matches!(protocol.to_ascii_lowercase().as_str(), "" | "tcp" | "udp" | "sctp") {
        return Err(format!("{protocol} is no protocol; write tcp, udp or sctp"));
    }
    let address = address.trim_start_matches('[').trim_end_matches(']');
    if !address.is_empty() && address.parse::<IpAddr>().is_err() {
        return Err(format!("{address} is no IP address; write the port alone"));
    }
    let ports = range(container)?;
    if !host.is_empty() {
        let host_ports = range(host)?;
        if ports.1 - ports.0 != host_ports.1 - host_ports.0 && ports.0 != ports.1 {
            return Err(format!("{host} and {container} differ in length; write the port alone"));
        }
    }
    Ok(Port { container, protocol, names_host: !(address.is_empty() && host.is_empty()) })
}

fn split(text: &str) -> (&str, &str, &str) {
    let Some((before, container)) = text.rsplit_once(':') else { return ("", "", text) };
    match before.rsplit_once(':') {
        Some((address, host)) => (address, host, container),
        None => ("", before, container),
    }
}

fn range(text: &str) -> Result<(u16, u16), String> {
    let (start, end) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(start)?, number(end)?);
    if last < first {
        return Err(format!("{text} ends before it begins; write the smaller port first"));
    }
    Ok((first, last))
}

fn number(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("{text} is no port; write a number from 0 to 65535"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn ports_are_read_as_buildkit_reads_them() {
        for text in
            ["80", "80/tcp", "80/UDP", "8000-8010", "0", "127.0.0.1:80:8080", "80:8080", "80:", "[::1]:80:90"]
        {
            assert_eq!(parse(text).is_ok(), text != "80:", "{text}");
        }
        for text in ["x", "65536", "-1", "80/http", "9-8", "a:80:90", "1-2:1-5", "/tcp"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("80:8080").is_ok_and(|port| port.names_host && port.container == "8080"));
    }
}
