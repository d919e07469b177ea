//! npm's settings in an image: variables, then `.npmrc` of the project, then that of the user.

use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::size::run::{Call, Walk};

/// The settings that a command finds, besides its own options.
pub(super) struct Configuration<'w> {
    walk: &'w Walk<'w>,
    call: &'w Call<'w>,
    /// Lines of the project's file, then of the user's.
    lines: Vec<(String, String)>,
}

impl<'w> Configuration<'w> {
    /// The settings for a project.
    pub fn of(walk: &'w Walk<'w>, call: &'w Call<'w>, folder: &str) -> Self {
        let files = [absolute(Some(folder), ".npmrc"), absolute(Some(walk.home()), ".npmrc")];
        let texts = files.iter().filter_map(|file| context_file(walk.stages.analysis, walk.info, file));
        let lines = texts.flat_map(|file| settings(&file.text, &|name| walk.variable(name))).collect();
        Self { walk, call, lines }
    }

    /// The value of a setting: of `npm_config_NAME` in either case, else of the files.
    pub fn get(&self, name: &str) -> Option<String> {
        let variable = format!("npm_config_{}", name.replace('-', "_"));
        let of_variable = self.variable(&variable).or_else(|| self.variable(&variable.to_ascii_uppercase()));
        let of_files = || self.lines.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        of_variable.filter(|value| !value.is_empty()).or_else(of_files)
    }

    /// The value of a variable: of `NAME=value npm …` before the shell's.
    pub fn variable(&self, name: &str) -> Option<String> {
        let own = self.call.command.assignments.iter().rfind(|assignment| assignment.name == name);
        match own {
            Some(own) => Some(own.value.as_ref().filter(|value| value.is_literal)?.value.clone()),
            None => self.walk.variable(name),
        }
    }

    /// The registry of a package: its scope's before the general one.
    pub fn registry(&self, package: &str, general: Option<&str>) -> Option<String> {
        let scope = package.split_once('/').map(|(scope, _)| scope).filter(|scope| scope.starts_with('@'));
        let of_scope = scope.and_then(|scope| self.get(&format!("{scope}:registry")));
        of_scope.or_else(|| general.map(str::to_owned))
    }

    /// Whether a setting is switched on.
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !matches!(value.as_str(), "false" | "null" | "0" | ""))
    }
}

/// `key = value` lines with `${VARIABLE}` replaced; one whose variable has no value is left out.
fn settings(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';']));
    let pair = |line: &str| {
        let (key, value) = line.split_once('=')?;
        let key = key.trim().trim_end_matches("[]").to_owned();
        Some((key, replaced(value.trim().trim_matches('"'), variable)?))
    };
    lines.filter_map(pair).collect()
}

fn replaced(value: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut whole = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}')?;
        whole.push_str(before);
        whole.push_str(&variable(name)?);
        rest = behind;
    }
    Some(whole + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_npmrc() {
        let text = "; note\nregistry=https://r.example/\n@own:registry = \"https://${HOST}/npm\"\nomit[]=dev\n\
            //r.example/:_authToken=${TOKEN}\nbroken\n";
        let variable = |name: &str| (name == "HOST").then(|| "own.example".to_owned());
        let found = settings(text, &variable);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(
            found,
            [
                ("registry", "https://r.example/"),
                ("@own:registry", "https://own.example/npm"),
                ("omit", "dev")
            ]
        );
    }
}
