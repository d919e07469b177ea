//! Embedded tables: tab-separated text, read in place.
//!
//! A table begins with `# key: value` lines, then a line of column names, then rows.
//! Nothing is parsed or unpacked before it is asked for, and cells borrow from the embedded text.

use std::cmp::Ordering;
use std::io::Read;

use flate2::read::DeflateDecoder;

/// One embedded table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The file's name without its extension.
    pub name: &'static str,
    text: fn() -> &'static str,
}

/// Embeds `data/NAME.tsv` as it is.
macro_rules! table {
    ($name:literal) => {
        $crate::table::Table::new($name, || {
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $name, ".tsv"))
        })
    };
}
pub(crate) use table;

/// Embeds `data/NAME.tsv` packed; the build script names the same tables. Unpacked once, when it is first read.
macro_rules! packed_table {
    ($name:literal) => {
        $crate::table::Table::new($name, || {
            static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                $crate::table::unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".deflate")))
            });
            &TEXT
        })
    };
}
pub(crate) use packed_table;

/// The text that the build script packed.
pub(crate) fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    let read = DeflateDecoder::new(packed).read_to_string(&mut text);
    read.expect("the build script packs tables whole, and they are UTF-8");
    text.shrink_to_fit();
    text
}

impl Table {
    /// A table over embedded text; see `table!` and `packed_table!`.
    pub const fn new(name: &'static str, text: fn() -> &'static str) -> Self {
        Table { name, text }
    }

    /// The value of a `# key: value` line at the top, such as `source` or `as_of`.
    pub fn meta(&self, key: &str) -> Option<&'static str> {
        self.head().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
    }

    /// The column names.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        let start = self.head().map(|line| line.len() + 1).sum::<usize>();
        let header = (self.text)()[start..].lines().next().unwrap_or_default();
        header.split('\t')
    }

    fn head(&self) -> impl Iterator<Item = &'static str> {
        (self.text)().lines().take_while(|line| line.starts_with('#'))
    }

    /// Everything below the column names.
    pub(crate) fn body(&self) -> &'static str {
        let mut rest = (self.text)();
        while let Some((line, below)) = rest.split_once('\n') {
            rest = below;
            if !line.starts_with('#') {
                return rest;
            }
        }
        ""
    }

    /// Whether the rows are said to be ordered by the bytes of their first cell.
    #[cfg(test)]
    pub fn is_sorted(&self) -> bool {
        (self.text)().starts_with("# sorted\n")
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = &'static str> {
        self.body().lines()
    }

    /// The rows that `read` understands; a test keeps every row readable.
    pub(crate) fn read<T>(&self, read: fn(&'static str) -> Option<T>) -> Vec<T> {
        self.rows().filter_map(read).collect()
    }

    /// The rows whose first cell is `key`, by binary search. For tables marked `# sorted`.
    pub(crate) fn find(&self, key: &str) -> impl Iterator<Item = &'static str> + use<> {
        let body = self.body();
        let start = lower_bound(body, key);
        let key = key.to_owned();
        body[start..].lines().take_while(move |row| first_cell(row) == key)
    }

    /// The rows that begin with `prefix`, by binary search. For tables marked `# sorted`.
    pub(crate) fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = &'static str> + use<> {
        let body = self.body();
        let prefix = prefix.to_owned();
        body[lower_bound(body, &prefix)..].lines().take_while(move |row| row.starts_with(&prefix))
    }
}

/// The offset of the first row whose first cell is not below `key`.
fn lower_bound(body: &str, key: &str) -> usize {
    let (mut low, mut high) = (0, body.len());
    while low < high {
        let middle = (low + high) / 2;
        let start = body.as_bytes()[..middle].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let row = body[start..].lines().next().unwrap_or_default();
        match first_cell(row).as_bytes().cmp(key.as_bytes()) {
            Ordering::Less => low = (start + row.len() + 1).min(body.len()),
            Ordering::Equal | Ordering::Greater => high = start,
        }
    }
    low
}

fn first_cell(row: &str) -> &str {
    row.split('\t').next().unwrap_or_default()
}

/// Exactly `N` cells, or nothing.
pub(crate) fn cells<const N: usize>(row: &'static str) -> Option<[&'static str; N]> {
    let mut out = [""; N];
    let mut split = row.split('\t');
    for slot in &mut out {
        *slot = split.next()?;
    }
    split.next().is_none().then_some(out)
}

/// An empty cell means "not known".
pub(crate) fn known(cell: &'static str) -> Option<&'static str> {
    (!cell.is_empty()).then_some(cell)
}

/// A number that may be unknown; `None` outside when the cell is not a number.
pub(crate) fn number(cell: &'static str) -> Option<Option<u64>> {
    match cell {
        "" => Some(None),
        digits => digits.parse().ok().map(Some),
    }
}

/// `yes`, `no` or unknown.
pub(crate) fn yes_no(cell: &'static str) -> Option<bool> {
    match cell.split([' ', ',']).next() {
        Some("yes" | "y") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Table =
        Table::new("sample", || "# sorted\n# as_of: 2026\nkey\tvalue\na\t1\nb\t2\nb\t3\nbb\t4\nc\t5\n");

    #[test]
    fn meta_and_columns() {
        assert_eq!(SAMPLE.meta("as_of"), Some("2026"));
        assert_eq!(SAMPLE.meta("source"), None);
        assert_eq!(SAMPLE.columns().collect::<Vec<_>>(), ["key", "value"]);
    }

    #[test]
    fn binary_search_finds_every_row() {
        for (key, rows) in [("a", 1), ("b", 2), ("bb", 1), ("c", 1), ("", 0), ("ba", 0), ("d", 0)] {
            assert_eq!(SAMPLE.find(key).count(), rows, "{key}");
        }
        assert_eq!(SAMPLE.find("b").next(), Some("b\t2"));
    }

    #[test]
    fn cells_are_counted() {
        assert_eq!(cells::<2>("a\t"), Some(["a", ""]));
        assert_eq!(cells::<2>("a"), None);
        assert_eq!(cells::<2>("a\tb\tc"), None);
    }
}
