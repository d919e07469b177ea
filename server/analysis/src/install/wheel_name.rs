//! File names of wheels: which fit the stage, and which pip prefers.

use super::markers::Environment;

/// `name-version[-build]-python-abi-platform.whl`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WheelName<'f> {
    /// As written: not normalised.
    pub name: &'f str,
    pub version: &'f str,
    python: &'f str,
    abi: &'f str,
    platform: &'f str,
}

impl<'f> WheelName<'f> {
    pub fn parse(filename: &'f str) -> Option<Self> {
        let mut parts = filename.strip_suffix(".whl")?.rsplitn(4, '-');
        let (platform, abi, python) = (parts.next()?, parts.next()?, parts.next()?);
        let mut head = parts.next()?.split('-');
        let (name, version) = (head.next()?, head.next()?);
        Some(Self { name, version, python, abi, platform })
    }

    /// How much pip likes the wheel in this environment; `None` where it does not fit. glibc is taken
    /// to be recent enough: images that people build for are.
    pub fn rank(&self, environment: &Environment) -> Option<(u32, u32)> {
        let interpreter =
            self.python.split('.').filter_map(|tag| self.interpreter_rank(tag, environment)).max()?;
        let platform =
            self.platform.split('.').filter_map(|tag| platform_rank(tag, &environment.machine)).max()?;
        Some((interpreter, platform))
    }

    /// The very version first, then the stable interface of older ones, then any Python.
    fn interpreter_rank(&self, tag: &str, environment: &Environment) -> Option<u32> {
        let has_abi = |wanted: &str| self.abi.split('.').any(|abi| abi == wanted);
        let Some((major, minor)) = environment.python else {
            // Unknown Python: prefer wheels that fit most.
            return (!tag.ends_with('t')).then_some(if tag.starts_with("py") { 1 } else { 2 });
        };
        if tag == format!("cp{major}{minor}") {
            // Older interpreters had flags in their tags: `cp37m`, `cp27mu`.
            let flags = ["", "m", "mu"].into_iter().any(|flag| has_abi(&format!("{tag}{flag}")));
            let own = flags || has_abi("abi3") || has_abi("none");
            return own.then_some(1000);
        }
        let older = tag.strip_prefix(&format!("cp{major}")).and_then(|minor| minor.parse::<u64>().ok());
        if let Some(older) = older {
            let fits = has_abi("abi3") && older <= minor;
            return fits.then(|| 500 + u32::try_from(older).unwrap_or_default());
        }
        let rest = tag.strip_prefix(&format!("py{major}"))?;
        let named = if rest.is_empty() { 0 } else { rest.parse::<u64>().ok()? };
        (has_abi("none") && named <= minor).then(|| 100 + u32::try_from(named).unwrap_or_default())
    }
}

/// Newer manylinux first; musl wheels are for Alpine, and left out.
fn platform_rank(tag: &str, machine: &str) -> Option<u32> {
    if tag == "any" {
        return Some(1);
    }
    let policy = tag.strip_suffix(machine)?.strip_suffix('_')?;
    Some(match policy {
        "manylinux1" => 105,
        "manylinux2010" => 112,
        "manylinux2014" => 117,
        "linux" => 2,
        _ => {
            let glibc = policy.strip_prefix("manylinux_2_")?;
            100 + glibc.parse::<u32>().ok()?
        }
    })
}

/// The version in the name of a source archive of a project.
pub(crate) fn source_version<'f>(filename: &'f str, project: &str) -> Option<&'f str> {
    let stem = [".tar.gz", ".zip", ".tar.bz2"].iter().find_map(|end| filename.strip_suffix(end))?;
    let (name, version) = stem.rsplit_once('-')?;
    (crate::install::normalized_name(name) == project).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pip_s_order_of_wheels() {
        let environment = Environment { python: Some((3, 11)), machine: "x86_64".into() };
        let ranked = [
            "a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl",
            "a-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "a-1.0-cp39-abi3-manylinux_2_17_x86_64.whl",
            "a-1.0-py3-none-manylinux1_x86_64.whl",
            "a-1.0-py2.py3-none-any.whl",
        ];
        let ranks: Vec<_> = ranked
            .iter()
            .map(|name| WheelName::parse(name).expect(name).rank(&environment).expect(name))
            .collect();
        assert!(ranks.is_sorted_by(|a, b| a > b), "{ranks:?}");
        for name in [
            "a-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
            "a-1.0-cp312-abi3-manylinux_2_17_x86_64.whl",
            "a-1.0-cp311-cp311-macosx_11_0_arm64.whl",
            "a-1.0-cp311-cp311-manylinux_2_17_aarch64.whl",
            "a-1.0-cp311-cp311-musllinux_1_2_x86_64.whl",
            "a-1.0-py2-none-any.whl",
            "a-1.0-cp311-cp311t-manylinux_2_17_x86_64.whl",
        ] {
            assert_eq!(WheelName::parse(name).and_then(|wheel| wheel.rank(&environment)), None, "{name}");
        }
        for (python, name) in [
            ((3, 7), "a-1.0-cp37-cp37m-manylinux2010_x86_64.whl"),
            ((2, 7), "a-1.0-cp27-cp27mu-manylinux2010_x86_64.whl"),
        ] {
            let older = Environment { python: Some(python), machine: "x86_64".into() };
            assert!(WheelName::parse(name).and_then(|wheel| wheel.rank(&older)).is_some(), "{name}");
        }
        let version = WheelName::parse("a_b-1.0+cu118-1-py3-none-any.whl").map(|wheel| wheel.version);
        assert_eq!(version, Some("1.0+cu118"));
        assert_eq!(source_version("A_b-2.0.tar.gz", "a-b"), Some("2.0"));
        assert_eq!(source_version("other-2.0.tar.gz", "a-b"), None);
    }
}
