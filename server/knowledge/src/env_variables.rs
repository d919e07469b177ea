//! Environment variables that matter in images for machine learning, and their usual values.

use crate::table::{Table, cells, known, table};

pub(crate) const TABLE: Table = table!("env_variables");

/// A variable that programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvVariable {
    pub name: &'static str,
    /// Whose it is: `nvidia`, `torch`, `hf`, `pip`, …
    pub subject: &'static str,
    values: &'static str,
    /// What it does.
    pub about: &'static str,
    /// A warning or remark.
    pub note: Option<&'static str>,
    /// The variable that replaces it, when it is deprecated.
    pub instead: Option<&'static str>,
}

impl EnvVariable {
    /// Typical values, the most usual first.
    pub fn values(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.values.split(' ').filter(|value| !value.is_empty())
    }

    /// Whether its value is a secret, which must not stay in an image.
    pub fn is_secret(&self) -> bool {
        self.note.is_some_and(|note| note.to_ascii_lowercase().contains("a secret:"))
    }

    /// The whole entry as Markdown, for a hover.
    pub fn markdown(&self) -> String {
        let mut text = self.about.to_owned();
        if let Some(note) = self.note {
            text.push_str("\n\n");
            text.push_str(note);
        }
        if let Some(instead) = self.instead {
            text.push_str(&format!("\n\nUse `{instead}` instead."));
        }
        text
    }
}

pub(crate) fn read(row: &'static str) -> Option<EnvVariable> {
    let [name, subject, values, about, note, instead] = cells(row)?;
    (!subject.is_empty() && !about.is_empty()).then_some(EnvVariable {
        name,
        subject,
        values,
        about,
        note: known(note),
        instead: known(instead),
    })
}

/// All variables, sorted by name.
pub fn all() -> impl Iterator<Item = EnvVariable> {
    TABLE.rows().filter_map(read)
}

/// A variable by its exact name.
pub fn find(name: &str) -> Option<EnvVariable> {
    TABLE.find(name).next().and_then(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_variables() {
        assert_eq!(find("TRANSFORMERS_CACHE").and_then(|v| v.instead), Some("HF_HOME"));
        assert!(find("HF_TOKEN").expect("known").is_secret());
        assert!(!find("HF_HOME").expect("known").is_secret());
        let values: Vec<_> = find("NVIDIA_DRIVER_CAPABILITIES").expect("known").values().collect();
        assert_eq!(values[0], "compute,utility");
        assert_eq!(find("hf_home"), None);
    }

    #[test]
    fn replacements_are_known_themselves() {
        for variable in all() {
            assert!(variable.instead.is_none_or(|name| find(name).is_some()), "{variable:?}");
            assert!(variable.about.ends_with('.'), "{variable:?}");
        }
    }
}
