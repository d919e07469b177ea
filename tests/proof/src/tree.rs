//! What a build leaves behind: names, kinds, modes, owners and contents of every file.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// One line per path, relative to the root. Times are left out.
pub type Tree = BTreeMap<String, String>;

/// Reads a root. `/dev` is made anew for each RUN and belongs to no layer.
pub fn read(root: &Path) -> std::io::Result<Tree> {
    let mut tree = Tree::new();
    visit(root, "", &mut tree)?;
    Ok(tree)
}

fn visit(root: &Path, path: &str, tree: &mut Tree) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(path.trim_start_matches('/')))? {
        let entry = entry?;
        let name = format!("{path}/{}", entry.file_name().to_string_lossy());
        if name == "/dev" {
            continue;
        }
        let metadata = fs::symlink_metadata(entry.path())?;
        let described = if metadata.is_symlink() {
            format!("link to {}", fs::read_link(entry.path())?.display())
        } else if metadata.is_file() {
            format!("file {:?}", contents(&entry.path(), metadata.len())?)
        } else {
            "folder".to_owned()
        };
        tree.insert(
            name.clone(),
            format!("{:o} {}:{} {described}", metadata.mode(), metadata.uid(), metadata.gid()),
        );
        if metadata.is_dir() {
            visit(root, &name, tree)?;
        }
    }
    Ok(())
}

/// The bytes of a small file, the length of a large one (the shells).
fn contents(path: &Path, length: u64) -> std::io::Result<String> {
    if length > 100_000 {
        return Ok(format!("{length} bytes"));
    }
    Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())
}

/// Lines that only one of two trees has.
pub fn difference(before: &Tree, after: &Tree) -> String {
    let missing = before.iter().filter(|(path, line)| after.get(*path) != Some(line));
    let added = after.iter().filter(|(path, line)| before.get(*path) != Some(line));
    missing
        .map(|(path, line)| format!("- {path} {line}\n"))
        .chain(added.map(|(path, line)| format!("+ {path} {line}\n")))
        .collect()
}
