//! Small vocabularies: signals, ports, labels, licences.

use crate::table::{Table, cells, table};

pub(crate) const SIGNALS: Table = table!("signals");
pub(crate) const PORTS: Table = table!("ports");
pub(crate) const LABELS: Table = table!("labels");
pub(crate) const LICENSES: Table = table!("licenses");

/// A signal for STOPSIGNAL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    pub name: &'static str,
    /// Its number on Linux (amd64, arm64).
    pub number: u8,
    pub about: &'static str,
}

pub(crate) fn read_signal(row: &'static str) -> Option<Signal> {
    let [name, number, about] = cells(row)?;
    Some(Signal { name, number: number.parse().ok()?, about })
}

/// All signals, the useful ones first.
pub fn signals() -> impl Iterator<Item = Signal> {
    SIGNALS.rows().filter_map(read_signal)
}

/// A signal by number or name, with or without `SIG`, in any case.
pub fn signal(text: &str) -> Option<Signal> {
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let number = text.parse::<u8>().ok();
    signals().find(|signal| signal.name.strip_prefix("SIG") == Some(name) || Some(signal.number) == number)
}

/// A port that programs commonly listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    pub number: u16,
    /// `tcp` or `udp`.
    pub protocol: &'static str,
    /// Whether the program belongs to machine learning.
    pub ml: bool,
    pub about: &'static str,
}

pub(crate) fn read_port(row: &'static str) -> Option<Port> {
    let [number, protocol, ml, about] = cells(row)?;
    let known = matches!(protocol, "tcp" | "udp") && matches!(ml, "" | "y");
    known.then_some(Port { number: number.parse().ok()?, protocol, ml: ml == "y", about })
}

/// All common ports.
pub fn ports() -> impl Iterator<Item = Port> {
    PORTS.rows().filter_map(read_port)
}

/// What commonly listens on a port.
pub fn port(number: u16) -> Option<Port> {
    ports().find(|port| port.number == number)
}

/// A label key that tools understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    pub key: &'static str,
    pub example: &'static str,
    pub about: &'static str,
}

pub(crate) fn read_label(row: &'static str) -> Option<Label> {
    let [key, example, about] = cells(row)?;
    (!about.is_empty()).then_some(Label { key, example, about })
}

/// Label keys, the most useful first.
pub fn labels() -> impl Iterator<Item = Label> {
    LABELS.rows().filter_map(read_label)
}

pub(crate) fn read_license(row: &'static str) -> Option<&'static str> {
    let [id] = cells(row)?;
    (!id.is_empty()).then_some(id)
}

/// Whether SPDX has a licence of this short identifier, deprecated ones included. Case matters.
pub fn is_license(id: &str) -> bool {
    LICENSES.find(id).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name_and_number() {
        for text in ["SIGTERM", "term", "15"] {
            assert_eq!(signal(text).map(|signal| signal.name), Some("SIGTERM"), "{text}");
        }
        assert_eq!(signal("SIGNONSENSE"), None);
        assert!(port(8888).expect("known").ml);
        assert_eq!(port(1), None);
        assert!(is_license("Apache-2.0") && !is_license("Apache-2") && !is_license("apache-2.0"));
        assert!(labels().any(|label| label.key == "org.opencontainers.image.source"));
    }
}
