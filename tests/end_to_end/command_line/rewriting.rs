//! `fix` and `format`: what they write, print or compare.

use layerwise_tests::Folder;

use super::{UNTIDY, layerwise};

#[test]
fn fix_writes_prints_or_compares() {
    let folder = Folder::with(&[("Dockerfile", UNTIDY)]);
    let fixed = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n";
    let fix = |more: &[&str]| {
        layerwise(folder.path(), &[&["fix", "--offline", "--only", "DL3009"], more, &["Dockerfile"]].concat())
    };
    let shown = fix(&["--stdout"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(0), fixed));
    let diff = fix(&["--diff"]).stdout;
    assert!(diff.starts_with("--- a/Dockerfile\n+++ b/Dockerfile\n@@ "), "{diff}");
    assert_eq!(folder.read("Dockerfile"), UNTIDY, "nothing is written with --stdout or --diff");
    assert_eq!(fix(&[]).code, Some(0));
    assert_eq!(folder.read("Dockerfile"), fixed);
    let again = fix(&["--diff"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""));
}

#[test]
#[cfg(unix)]
fn fix_keeps_permissions_and_links_and_leaves_no_rubbish() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/Dockerfile", UNTIDY)]);
    let real = folder.file("real/Dockerfile");
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o640)).expect("permissions are set");
    symlink("real/Dockerfile", folder.file("Dockerfile")).expect("a link");
    let output = layerwise(folder.path(), &["fix", "--offline", "--only", "apt-lists-kept", "Dockerfile"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert!(folder.file("Dockerfile").is_symlink());
    assert!(folder.read("real/Dockerfile").contains("rm -rf"));
    assert_eq!(std::fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(folder.file("real")).expect("readable").count(), 1);
}

#[test]
fn format_writes_prints_or_checks() {
    let folder = Folder::with(&[("Dockerfile", "from   a\nrun true\n")]);
    let formatted = "FROM a\nRUN true\n";
    let format = |more: &[&str]| layerwise(folder.path(), &[&["format"], more, &["Dockerfile"]].concat());
    assert_eq!(format(&["--check"]).code, Some(1));
    assert_eq!(format(&["--stdout"]).stdout, formatted);
    assert_eq!(folder.read("Dockerfile"), "from   a\nrun true\n");
    assert_eq!(format(&[]).code, Some(0));
    assert_eq!(folder.read("Dockerfile"), formatted);
    assert_eq!(format(&["--check"]).code, Some(0));
}
