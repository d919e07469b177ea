//! The one task that sends requests to the client: one at a time, with a limit, never from a handler.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;
use tower_lsp::Client;
use tower_lsp::ls_types::{ConfigurationItem, MessageType, Registration};

use super::configuration::{SECTION, without_section};
use super::log;
use super::state::State;

/// How long a client may take to answer.
const LIMIT: Duration = Duration::from_secs(5);
/// Files on disk that analyses depend on.
const WATCHED: [&str; 12] = [
    "**/.dockerignore",
    "**/*.dockerignore",
    "**/*requirements*.txt",
    "**/requirements/*.txt",
    "**/*constraints*.txt",
    "**/{pyproject.toml,uv.lock,poetry.lock,Pipfile.lock,environment.yml,environment.yaml}",
    "**/*compose*.{yaml,yml}",
    "**/.env",
    "**/docker-bake*.{hcl,json}",
    "**/layerwise.toml",
    "**/.hadolint.{yaml,yml}",
    "**/*{Dockerfile,Containerfile}*",
];

/// Something to say or ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// Registers for changes of settings and files, where the client has that.
    Register,
    /// Asks for the settings, where the client answers that.
    PullConfiguration,
    /// Asks the client to ask again for hints and diagnostics.
    Refresh,
    /// Shows a warning to the person.
    Warn(String),
}

/// How long facts that arrive one after the other are gathered before the client is asked to look again.
const SETTLE: Duration = Duration::from_millis(150);

/// Sends until the session ends. Letters that wait twice are sent once.
pub async fn run(state: Arc<State>, client: Client, mut letters: UnboundedReceiver<Letter>) {
    while let Some(first) = letters.recv().await {
        let mut waiting = vec![first];
        while let Ok(letter) = letters.try_recv() {
            if !waiting.contains(&letter) {
                waiting.push(letter);
            }
        }
        for letter in waiting {
            if timeout(LIMIT, send(&state, &client, letter)).await.is_err() {
                log::line("the editor did not answer a request in time");
            }
        }
    }
}

async fn send(state: &Arc<State>, client: &Client, letter: Letter) {
    let supports = state.client();
    // A client that refuses a request has said all that there is to say.
    match letter {
        Letter::Register => {
            let registrations = registrations(state);
            if !registrations.is_empty() {
                let _ = client.register_capability(registrations).await;
            }
        }
        Letter::PullConfiguration if supports.answers_configuration => {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            if let Ok(values) = client.configuration(vec![item]).await {
                values.into_iter().take(1).for_each(|value| state.configure(without_section(value)));
            }
        }
        Letter::PullConfiguration => {}
        Letter::Refresh => {
            // Neovim draws the first hints that come after a refresh, and no others until the text changes: an
            // answer to an earlier question must not be these.
            tokio::time::sleep(SETTLE).await;
            state.hints_answered().await;
            if supports.refreshes_hints {
                let _ = client.inlay_hint_refresh().await;
            }
            if supports.refreshes_lenses {
                let _ = client.code_lens_refresh().await;
            }
            if supports.pulls_diagnostics && supports.refreshes_diagnostics {
                let _ = client.workspace_diagnostic_refresh().await;
            }
        }
        Letter::Warn(text) => client.show_message(MessageType::WARNING, text).await,
    }
}

fn registrations(state: &State) -> Vec<Registration> {
    let supports = state.client();
    let registration = |method: &str, options| Registration {
        id: format!("layerwise-{method}"),
        method: method.to_owned(),
        register_options: options,
    };
    let mut all = Vec::new();
    if supports.registers_configuration {
        all.push(registration("workspace/didChangeConfiguration", Some(json!({"section": SECTION}))));
    }
    if supports.registers_watched_files {
        let watchers: Vec<_> = WATCHED.iter().map(|pattern| json!({"globPattern": pattern})).collect();
        all.push(registration("workspace/didChangeWatchedFiles", Some(json!({"watchers": watchers}))));
    }
    all
}
