//! What installing a package means for an image: it pulls in torch, compiles CUDA code, …

use super::{normalize, releases};
use crate::table::{Table, cells, known, table};

pub(crate) const TABLE: Table = table!("ml_packages");

/// A consequence of installing a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// Installs torch, and with it CUDA as wheels unless an index says otherwise.
    PullsTorch,
    /// Compiles CUDA code when installed from source: needs nvcc.
    CompilesCuda,
    /// Its build imports torch: torch first, then pip's `--no-build-isolation`.
    NeedsTorchToBuild,
    /// Loads CUDA or cuDNN libraries of the image.
    UsesSystemCuda,
    /// Compiles CUDA code while running: nvcc and headers must stay in the image.
    CompilesAtRunTime,
    /// Needs libGL and GLib of the system.
    NeedsLibGl,
    /// The index has no wheels.
    SourceOnly,
    /// No longer installable.
    Gone,
}

/// Words of the table's `traits` column.
const WORDS: [(&str, Trait); 8] = [
    ("torch", Trait::PullsTorch),
    ("cuda-build", Trait::CompilesCuda),
    ("needs-torch-to-build", Trait::NeedsTorchToBuild),
    ("system-cuda", Trait::UsesSystemCuda),
    ("jit", Trait::CompilesAtRunTime),
    ("gl", Trait::NeedsLibGl),
    ("sdist", Trait::SourceOnly),
    ("gone", Trait::Gone),
];

/// A package that the rules for machine learning know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MlPackage {
    pub name: &'static str,
    traits: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// A remark for whoever installs it.
    pub note: Option<&'static str>,
}

impl MlPackage {
    /// The consequences of installing it.
    pub fn traits(&self) -> impl Iterator<Item = Trait> + use<> {
        self.traits.split(' ').filter_map(parse)
    }

    /// Whether installing it has this consequence.
    pub fn has(&self, wanted: Trait) -> bool {
        self.traits().any(|found| found == wanted)
    }
}

fn parse(word: &str) -> Option<Trait> {
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

pub(crate) fn read(row: &'static str) -> Option<MlPackage> {
    let [name, traits, about, note] = cells(row)?;
    let understood = traits.is_empty() || traits.split(' ').all(|word| parse(word).is_some());
    understood.then_some(MlPackage { name, traits, about, note: known(note) })
}

/// What is known of a package, by any spelling of its name.
pub fn ml_package(name: &str) -> Option<MlPackage> {
    TABLE.find(&normalize(name)).next().and_then(read)
}

/// All of them, sorted by name.
pub fn ml_packages() -> impl Iterator<Item = MlPackage> {
    TABLE.rows().filter_map(read)
}

/// Whether installing the package installs torch (torch itself included).
pub fn pulls_torch(package: &str) -> bool {
    let name = normalize(package);
    name == "torch"
        || ml_package(&name).is_some_and(|known| known.has(Trait::PullsTorch))
        || releases(&name).next().is_some_and(|newest| newest.requirement_on("torch").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consequences() {
        let table = [
            ("Flash_Attn", Trait::NeedsTorchToBuild, true),
            ("opencv-python", Trait::NeedsLibGl, true),
            ("opencv-python-headless", Trait::NeedsLibGl, false),
            ("tensorflow-gpu", Trait::Gone, true),
            ("onnxruntime-gpu", Trait::UsesSystemCuda, true),
        ];
        for (name, wanted, expected) in table {
            let package = ml_package(name).expect(name);
            assert_eq!(package.has(wanted), expected, "{name}");
        }
    }

    #[test]
    fn who_pulls_torch() {
        for name in ["torch", "torchvision", "sentence_transformers", "vllm", "bitsandbytes"] {
            assert!(pulls_torch(name), "{name}");
        }
        for name in ["numpy", "transformers", "jax", "opencv-python", "requests"] {
            assert!(!pulls_torch(name), "{name}");
        }
    }
}
