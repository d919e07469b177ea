//! Copies the doc comment of every rule out of its source file, so that pages and code cannot part.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let rules = Path::new("src/lint/rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    // Cargo sets OUT_DIR for every build script.
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules");
    for category in fs::read_dir(rules)? {
        let category = category?.path();
        if !category.is_dir() {
            continue;
        }
        let target = out.join(category.file_name().unwrap_or_default());
        fs::create_dir_all(&target)?;
        for file in fs::read_dir(&category)? {
            let file = file?.path();
            let page = doc_comment(&fs::read_to_string(&file)?);
            fs::write(target.join(file.with_extension("md").file_name().unwrap_or_default()), page)?;
        }
    }
    Ok(())
}

/// The leading `//!` lines without their marker.
fn doc_comment(source: &str) -> String {
    source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect()
}
