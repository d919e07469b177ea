//! Layerwise in Zed: finds the server and hands it the person's settings.

mod binary;
mod platform;

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, LanguageServerId, Result, Worktree, serde_json};

/// The name of the server in Zed's settings: `"lsp": { "layerwise": { … } }`.
const SERVER: &str = "layerwise";

struct Layerwise {
    /// The server that was downloaded, so that a restart does not ask for a release again.
    downloaded: Option<String>,
}

impl zed::Extension for Layerwise {
    fn new() -> Self {
        Self { downloaded: None }
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<zed::Command> {
        let chosen = settings(worktree).binary;
        let (path, args, env) = match chosen {
            Some(binary) => (binary.path, binary.arguments, binary.env),
            None => (None, None, None),
        };
        let command = match path.or_else(|| worktree.which(SERVER)) {
            Some(path) => path,
            None => binary::download(id, &mut self.downloaded)?,
        };
        Ok(zed::Command {
            command,
            args: args.unwrap_or_else(|| vec!["lsp".to_owned()]),
            env: env.unwrap_or_default().into_iter().collect(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = settings(worktree);
        Ok(settings.initialization_options.or(settings.settings))
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = settings(worktree).settings.unwrap_or_default();
        Ok(Some(serde_json::json!({ SERVER: settings })))
    }
}

/// What the person set under `"lsp": { "layerwise": … }`; nothing where that cannot be read.
fn settings(worktree: &Worktree) -> LspSettings {
    LspSettings::for_worktree(SERVER, worktree).unwrap_or_default()
}

zed::register_extension!(Layerwise);
