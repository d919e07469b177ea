//! The fields of METADATA that a resolver needs.

use analysis::facts::WheelMetadata;

/// Reads the header of a METADATA file; the description after it is of no interest.
pub fn parse(text: &str) -> WheelMetadata {
    let mut metadata = WheelMetadata::default();
    // A folded field may hold lines of blanks (licences do); only an empty line ends the header.
    for line in text.lines().take_while(|line| !line.is_empty()) {
        let is_folded = line.starts_with([' ', '\t']);
        let Some((name, value)) = line.split_once(':').filter(|_| !is_folded) else { continue };
        let value = value.trim().to_owned();
        match name.to_ascii_lowercase().as_str() {
            "requires-dist" => metadata.requires.push(value),
            "provides-extra" => metadata.extras.push(value),
            _ => {}
        }
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_not_read() {
        let text = "Metadata-Version: 2.1\r\nLicense: BSD\r\n        \r\n        \
                    requires-dist: no\r\nRequires-Dist: a>=1; extra == 'x'\r\nProvides-Extra: x\r\n\
                    requires-dist: b\r\n\r\nRequires-Dist: c\r\n";
        let metadata = parse(text);
        assert_eq!(metadata.requires, ["a>=1; extra == 'x'", "b"]);
        assert_eq!(metadata.extras, ["x"]);
    }
}
