//! Packs the large tables: they make up a tenth of the program, and most runs read none or one of them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Tables of more than 100 kB that are read as a whole, or only where no index can be asked; see
/// `packed_table!`.
const PACKED: [&str; 6] =
    ["apt_bookworm", "apt_bullseye", "apt_files", "apt_trixie", "cuda_tags", "python_wheels"];

fn main() -> io::Result<()> {
    // Cargo sets OUT_DIR for every build script.
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for name in PACKED {
        let table = Path::new("data").join(name).with_extension("tsv");
        println!("cargo::rerun-if-changed={}", table.display());
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&fs::read(&table)?)?;
        fs::write(out.join(name).with_extension("deflate"), packed.finish()?)?;
    }
    Ok(())
}
