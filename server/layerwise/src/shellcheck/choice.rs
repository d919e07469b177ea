//! The program for given settings: looked for once, used by every document with the same ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{OnChange, Shellcheck, find::find};
use crate::failure::Failure;
use crate::settings::ShellcheckSettings;

/// The programs of a run or session, by their settings; `None` where none was found.
#[derive(Default)]
pub struct Shellchecks {
    known: Mutex<HashMap<ShellcheckSettings, Option<Arc<Shellcheck>>>>,
}

impl Shellchecks {
    /// The program, where the settings ask for one and it is there. `on_change` is for a new one.
    ///
    /// # Errors
    /// When it is wanted and missing, the first time.
    pub fn get(
        &self,
        settings: &ShellcheckSettings,
        on_change: impl FnOnce() -> Option<OnChange>,
    ) -> Result<Option<Arc<Shellcheck>>, Failure> {
        if !settings.enabled {
            return Ok(None);
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(settings) {
            return Ok(known.clone());
        }
        let made = make(settings, on_change());
        known.insert(settings.clone(), made.as_ref().ok().cloned());
        made.map(Some)
    }
}

fn make(settings: &ShellcheckSettings, on_change: Option<OnChange>) -> Result<Arc<Shellcheck>, Failure> {
    let program = find(settings.path.as_deref())
        .map_err(|(problem, advice)| Failure::new("shellcheck", problem, advice))?;
    let shellcheck = Shellcheck::new(program, on_change).map_err(|error| {
        let problem = format!("no folder for temporary files ({error})");
        Failure::new("shellcheck", problem, "check TMPDIR")
    })?;
    Ok(Arc::new(shellcheck))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_told_once() {
        let shellchecks = Shellchecks::default();
        let off = ShellcheckSettings { enabled: false, path: Some("x".to_owned()) };
        assert!(shellchecks.get(&off, || None).is_ok_and(|found| found.is_none()));
        let wanted = ShellcheckSettings { enabled: true, ..off };
        let told = shellchecks.get(&wanted, || None).err().map(|failure| failure.to_string());
        let expected =
            "layerwise: shellcheck: `shellcheck.path` is x, no absolute path; name the program in full";
        assert_eq!(told.as_deref(), Some(expected));
        assert!(shellchecks.get(&wanted, || None).is_ok_and(|found| found.is_none()));
    }
}
