//! What images hold: copied out of them, removed, changed.

use std::collections::BTreeMap;

use super::{best, live};
use crate::facts::{ImageListing, Listed, listing_line};
use crate::size::Estimate;
use crate::size::fake_store::FakeStore;

const MB: u64 = 1_000_000;

fn listing(skipped: u64) -> ImageListing {
    let paths = [
        ("bin", Listed::Symlink("usr/bin")),
        ("opt/app/data/x.bin", Listed::File(10 * MB)),
        ("opt/app/main", Listed::File(3 * MB)),
        ("usr/bin/prog", Listed::File(20 * MB)),
        ("usr/bin/prog-link", Listed::Symlink("prog")),
        ("usr/lib/a.so.1", Listed::File(5 * MB)),
        ("usr/lib/b.so.1", Listed::File(7 * MB)),
        ("usr/lib/sub/c.so.1", Listed::File(9 * MB)),
        ("usr/share/doc/a/readme", Listed::File(4 * MB)),
    ];
    let line = |(path, listed)| listing_line(path, listed).expect("plain names");
    let pair =
        |line: String| line.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a tab");
    ImageListing::new(&paths.into_iter().map(line).map(pair).collect::<BTreeMap<_, _>>(), skipped)
}

fn store() -> FakeStore {
    let mut store = FakeStore::default();
    store.listings.insert("example.org/tool:1".into(), listing(0));
    store.listings.insert("example.org/large:1".into(), listing(300 * MB));
    store
}

#[test]
fn copies_out_of_an_image_are_exact() {
    for (copy, megabytes, path) in [
        ("--from=example.org/tool:1 /bin/prog /x/", 20, "/bin/prog"),
        ("--from=example.org/tool:1 /usr/bin/prog-link /x", 20, "/usr/bin/prog-link"),
        ("--from=example.org/tool:1 /opt/app /x", 13, "/opt/app/data/x.bin"),
        ("--from=example.org/tool:1 /usr/lib/*.so.1 /x/", 12, "/usr/lib/b.so.1"),
        ("--from=example.org/tool:1 / /", 58, "/usr/bin/prog"),
        ("--from=tool /opt/app/main /x/", 3, "/opt/app/main"),
        ("--from=tool /usr/lib /usr/lib", 21, "/usr/lib/sub/c.so.1"),
    ] {
        let text = format!("FROM example.org/tool:1 AS tool\nFROM scratch\nCOPY {copy}\n");
        let layer = live(&text, &store());
        assert_eq!(layer.bytes, Estimate::exact(megabytes * MB), "{copy}: {layer:#?}");
        assert_eq!(layer.parts[0].what, path, "{copy}: {layer:#?}");
    }
}

#[test]
fn what_a_stage_wrote_over_its_base_counts_once() {
    let text = "FROM example.org/tool:1 AS tool\nCOPY <<EOF /usr/lib/a.so.1\n1\nEOF\nFROM scratch\nCOPY --from=tool /usr/lib /\n";
    let layer = live(text, &store());
    assert_eq!(layer.bytes, Estimate::exact(16 * MB + 2), "{layer:#?}");
}

#[test]
fn what_is_not_read_stays_unknown_and_says_why() {
    for (copy, why) in [
        (
            "--from=example.org/large:1 /opt/app /x",
            "300 MB of the layers of example.org/large:1 are above the limit",
        ),
        ("--from=example.org/other:1 /opt/app /x", "layers of example.org/other:1: not found"),
        ("--from=example.org/tool:1 /none /x", "the image example.org/tool:1 holds no such path"),
        ("--from=tool /none /x", "stage tool holds no such path"),
    ] {
        let layer = live(&format!("FROM example.org/tool:1 AS tool\nFROM scratch\nCOPY {copy}\n"), &store());
        assert!(layer.bytes.is_unknown() && layer.parts[0].source.contains(why), "{copy}: {layer:#?}");
    }
}

#[test]
fn files_of_the_base_image_stay_or_are_stored_again() {
    for (run, megabytes, note) in [
        (
            "rm -rf /usr/share/doc",
            0,
            Some("removing /usr/share/doc saves nothing: the base image holds 4.0 MB of it"),
        ),
        ("rm -rf /usr/share/doc/*", 0, Some("saves nothing")),
        ("rm -rf /var/lib/apt/lists/* /tmp/*", 0, None),
        ("rm -rf /usr/share/man", 0, None),
        ("chown -R app /opt/app", 13, Some("stores 13 MB of earlier layers again")),
        ("chmod -R a+x /usr/lib", 21, Some("stores 21 MB of earlier layers again")),
        ("mv /opt/app /srv/app", 13, Some("stores them again")),
        ("cp -r /opt/app /srv/app", 13, None),
        ("chown -R app /home/app", 0, None),
    ] {
        let layer = live(&format!("FROM example.org/tool:1\nRUN {run}\n"), &store());
        assert_eq!(
            (best(layer.bytes), layer.bytes.high),
            (megabytes * MB, Some(megabytes * MB)),
            "{run}: {layer:#?}"
        );
        match note {
            Some(note) => {
                assert!(layer.notes.iter().any(|one| one.contains(note)), "{run}: {:?}", layer.notes)
            }
            None => assert!(layer.notes.is_empty(), "{run}: {:?}", layer.notes),
        }
    }
}

#[test]
fn what_was_removed_or_stored_again_counts_once() {
    for (before, run, megabytes) in [
        ("RUN rm -rf /opt/app/data", "chown -R app /opt/app", 3),
        ("RUN chown -R app /opt/app", "chmod -R a+x /opt/app", 13),
        ("RUN chown -R app /opt/app", "mv /opt/app /srv", 13),
        ("RUN mv /opt/app /srv", "chown -R app /opt/app", 0),
        ("RUN mv /opt/app /srv", "chown -R app /srv", 13),
        ("RUN rm /opt/app/*", "cp -r /usr/lib /lib2", 21),
        ("RUN if test -d /x; then rm -rf /opt/app; fi", "chown -R app /opt/app", 13),
    ] {
        let layer = live(&format!("FROM example.org/tool:1\n{before}\nRUN {run}\n"), &store());
        assert_eq!(layer.bytes, Estimate::exact(megabytes * MB), "{before}: {run}: {layer:#?}");
    }
}
