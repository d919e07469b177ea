//! `npm ci`, and `npm install` without names: what a lock file tells.

use syntax::shell::Invocation;

/// One command that installs a project's packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeInstall {
    /// `--prefix`, as written.
    pub folder: Option<String>,
    /// Kinds that are left out (`--omit=dev`) and brought back (`--include=dev`).
    pub omit: Vec<String>,
    pub include: Vec<String>,
    /// `--registry`
    pub registry: Option<String>,
    /// `--cache`, as written.
    pub cache: Option<String>,
    pub ignores_scripts: bool,
}

/// Reads an invocation of npm; `None` unless it installs what the project locks.
pub fn node_install(invocation: &Invocation<'_>) -> Option<NodeInstall> {
    const CLEAN: [&str; 6] = ["ci", "clean-install", "ic", "install-clean", "isntall-clean", "sit"];
    const INSTALL: [&str; 5] = ["install", "i", "add", "in", "isntall"];
    if invocation.program != "npm" {
        return None;
    }
    let words = operands(invocation);
    let (verb, names) = words.split_first()?;
    let is_global = invocation.has_option(&["-g", "--global", "--location"]);
    if !(CLEAN.contains(verb) || (INSTALL.contains(verb) && names.is_empty() && !is_global)) {
        return None;
    }
    let values = |name: &str| -> Vec<String> {
        invocation.option_values(&[name]).into_iter().map(str::to_owned).collect()
    };
    let mut omit = values("--omit");
    let is_production = |value: &&str| matches!(*value, "prod" | "production");
    if invocation.args.iter().any(|arg| matches!(arg.value.as_str(), "--production" | "--production=true"))
        || invocation.option_values(&["--only"]).iter().any(is_production)
    {
        omit.push("dev".to_owned());
    }
    if invocation.has_option(&["--no-optional"]) {
        omit.push("optional".to_owned());
    }
    Some(NodeInstall {
        folder: values("--prefix").pop(),
        omit,
        include: values("--include"),
        registry: values("--registry").pop(),
        cache: values("--cache").pop(),
        ignores_scripts: invocation.has_option(&["--ignore-scripts"]),
    })
}

/// Words that are neither options nor their values.
fn operands<'s>(invocation: &Invocation<'s>) -> Vec<&'s str> {
    const WITH_VALUE: [&str; 10] = [
        "--prefix",
        "--omit",
        "--include",
        "--only",
        "--registry",
        "--cache",
        "--loglevel",
        "--fetch-timeout",
        "--fetch-retries",
        "--maxsockets",
    ];
    let mut after_option = false;
    let is_operand = |word: &&str| {
        let is_value = std::mem::replace(&mut after_option, WITH_VALUE.contains(word));
        !is_value && !word.starts_with('-')
    };
    invocation.args.iter().map(|arg| arg.value.as_str()).filter(is_operand).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::continuation::Joined;
    use syntax::shell::Script;

    fn install(text: &str) -> Option<NodeInstall> {
        let script = Script::parse(&Joined::plain(text, 0));
        node_install(&script.commands[0].invocation()?)
    }

    #[test]
    fn projects_are_told_from_packages() {
        for (text, omit) in [
            ("npm ci", &[][..]),
            ("npm --loglevel warn ci --omit=dev --omit optional", &["dev", "optional"]),
            ("npm install --production", &["dev"]),
            ("npm i --only=prod --no-optional --ignore-scripts", &["dev", "optional"]),
            ("npm install --prefix web", &[]),
        ] {
            assert_eq!(
                install(text).map(|found| found.omit),
                Some(omit.iter().map(|one| (*one).into()).collect()),
                "{text}"
            );
        }
        let found =
            install("npm ci --prefix web --registry=https://r.example --cache /c").expect("it installs");
        assert_eq!(
            (found.folder.as_deref(), found.registry.as_deref()),
            (Some("web"), Some("https://r.example"))
        );
        assert_eq!(found.cache.as_deref(), Some("/c"));
        for text in ["npm install lodash", "npm install -g npm", "npm run ci", "yarn install", "npm"] {
            assert_eq!(install(text), None, "{text}");
        }
    }
}
