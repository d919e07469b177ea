//! rpm's database in its three forms, reduced to what is installed.
//!
//! `rpmdb.sqlite` (since RHEL 9 and Fedora 33), `Packages` in Berkeley DB (RHEL 8 and before) and
//! `Packages.db` (SUSE) all hold the same package headers. Readers are bounded: a broken file gives
//! the packages found until then.

mod berkeley;
mod header;
mod ndb;
mod sqlite;

use header::Header;

/// Folders of the database, newest habit first.
const FOLDERS: [&str; 2] = ["usr/lib/sysimage/rpm", "var/lib/rpm"];
/// More packages than any image has.
const MAX_PACKAGES: usize = 50_000;

/// Whether a path is that of a database.
pub fn is_database(folder: &str, file: &str) -> bool {
    FOLDERS.contains(&folder) && matches!(file, "rpmdb.sqlite" | "Packages" | "Packages.db")
}

/// Every path that [`is_database`] accepts.
pub fn paths() -> impl Iterator<Item = String> {
    let files = ["rpmdb.sqlite", "Packages.db", "Packages"];
    FOLDERS.iter().flat_map(move |folder| files.map(|file| format!("{folder}/{file}")))
}

/// The installed packages as stanzas of `Package`, `Version` and `Provides`.
pub fn stanzas_of(database: &[u8]) -> Vec<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut each = |blob: &[u8]| {
        if let Some(stanza) = Header::read(blob).and_then(|header| stanza(&header)) {
            found.push(stanza);
        }
        found.len() < MAX_PACKAGES
    };
    // A database that breaks off keeps what was read.
    let _ = if database.starts_with(sqlite::MAGIC) {
        sqlite::each_blob(database, "Packages", &mut each)
    } else if database.starts_with(ndb::MAGIC) {
        ndb::each_blob(database, &mut each)
    } else {
        berkeley::each_blob(database, &mut each)
    };
    found
}

fn stanza(header: &Header<'_>) -> Option<Vec<(String, String)>> {
    let text = |tag: u32| header.strings(tag).next().map(str::to_owned);
    let name = text(header::NAME).filter(|name| name != "gpg-pubkey")?;
    let epoch = header.number(header::EPOCH).filter(|epoch| *epoch != 0);
    let epoch = epoch.map(|epoch| format!("{epoch}:")).unwrap_or_default();
    let version = format!("{epoch}{}-{}", text(header::VERSION)?, text(header::RELEASE)?);
    let provides: Vec<&str> = header.strings(header::PROVIDE_NAME).filter(|each| *each != name).collect();
    let pair = |field: &str, value: String| (field.to_owned(), value);
    Some(vec![pair("Version", version), pair("Provides", provides.join("\n")), pair("Package", name)])
}

/// Bytes at an offset.
fn bytes_at(data: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    data.get(at..at.checked_add(length)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// Databases that rpm 4.16 wrote, with the packages `alpha` and `beta`.
    const SQLITE: &[u8] = include_bytes!("../../../tests/data/rpmdb.sqlite.gz");
    const BERKELEY: &[u8] = include_bytes!("../../../tests/data/rpmdb.berkeley.gz");

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).expect("a fixture");
        bytes
    }

    /// The same headers as `rpmpkg.c` lays them out, since no rpm at hand writes that form.
    fn ndb() -> Vec<u8> {
        let mut blobs: Vec<Vec<u8>> = Vec::new();
        let sqlite = unpacked(SQLITE);
        sqlite::each_blob(&sqlite, "Packages", &mut |blob| {
            blobs.push(blob.to_vec());
            true
        })
        .expect("a fixture");
        let words = |magic: &[u8], words: [usize; 3]| {
            let words = words.iter().flat_map(|word| (*word as u32).to_le_bytes());
            magic.iter().copied().chain(words).collect::<Vec<u8>>()
        };
        let mut slots = words(b"RpmP", [0, 1, 1]);
        slots.resize(32, 0);
        let mut data: Vec<u8> = Vec::new();
        for (number, blob) in blobs.iter().enumerate() {
            let block = (4096 + data.len()) / 16;
            slots.extend(words(b"Slot", [number + 1, block, blob.len().div_ceil(16) + 2]));
            data.extend(words(b"BlbS", [number + 1, 1, blob.len()]));
            data.extend(blob);
            data.resize(data.len().next_multiple_of(16), 0);
        }
        slots.resize(4096, 0);
        [slots, data].concat()
    }

    fn packages(database: &[u8]) -> Vec<String> {
        let field =
            |stanza: &[(String, String)], name: &str| crate::apt::field(stanza, name).replace('\n', ",");
        let line = |stanza: Vec<(String, String)>| {
            let [name, version, provides] =
                ["Package", "Version", "Provides"].map(|name| field(&stanza, name));
            format!("{name} {version} {provides}")
        };
        let mut lines: Vec<String> = stanzas_of(database).into_iter().map(line).collect();
        lines.sort();
        lines
    }

    #[test]
    fn all_forms_tell_the_same() {
        let forms = [("sqlite", unpacked(SQLITE)), ("berkeley", unpacked(BERKELEY)), ("ndb", ndb())];
        for (form, database) in forms {
            let expected = ["alpha 1.0-1 alpha-thing", "beta 2:2.5-3 libbeta.so.1()(64bit)"];
            assert_eq!(packages(&database), expected, "{form}");
        }
    }

    #[test]
    fn broken_databases_end() {
        for whole in [unpacked(SQLITE), unpacked(BERKELEY), ndb()] {
            for cut in (0..whole.len()).step_by(whole.len() / 50 + 1) {
                packages(&whole[..cut]);
            }
            let mut random = fastrand::Rng::with_seed(7);
            for _ in 0..200 {
                let mut broken = whole.clone();
                for _ in 0..20 {
                    let at = random.usize(..broken.len());
                    broken[at] = random.u8(..);
                }
                packages(&broken);
            }
        }
    }
}
