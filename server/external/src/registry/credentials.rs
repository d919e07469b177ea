//! Credentials from the Docker client's own configuration.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use tokio::sync::oneshot;

/// How long an answer of the configuration stands: helpers may be slow, and `docker login` happens.
const REMEMBER: Duration = Duration::from_secs(60);
/// How long a credential helper may think.
const HELPER_LIMIT: Duration = Duration::from_secs(5);

/// What identifies the user to one registry. No `Debug`.
#[derive(Clone)]
pub enum Credential {
    UserPassword(String, String),
    /// A refresh token, exchanged at the token service.
    Identity(String),
}

/// `DOCKER_CONFIG`, else `.docker` in the home folder.
pub fn default_dir() -> Option<PathBuf> {
    let named = std::env::var_os("DOCKER_CONFIG").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(etcetera::home_dir().ok()?.join(".docker")))
}

/// Looks credentials up, and remembers them for a short while.
pub struct Credentials {
    dir: Option<PathBuf>,
    known: Mutex<HashMap<String, (Instant, Option<Credential>)>>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive() // never the secrets
    }
}

impl Credentials {
    pub fn new(dir: Option<PathBuf>) -> Self {
        Self { dir, known: Mutex::default() }
    }

    /// The credential under the first of these names that has one.
    pub async fn get(&self, names: &[String]) -> Option<Credential> {
        let first = names.first()?.clone();
        let file = self.dir.as_ref()?.join("config.json");
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&first).filter(|(since, _)| since.elapsed() < REMEMBER).cloned();
        if let Some((_, credential)) = known {
            return credential;
        }
        let credential = look_up_apart(file, names.to_vec()).await;
        lock().insert(first, (Instant::now(), credential.clone()));
        credential
    }
}

/// On a thread of its own: a helper that hangs must hold up neither the runtime nor its end.
async fn look_up_apart(file: PathBuf, names: Vec<String>) -> Option<Credential> {
    let (send, receive) = oneshot::channel();
    let look_up = move || {
        let _ = send.send(names.iter().find_map(|name| look_up(&file, name)));
    };
    std::thread::Builder::new().name("docker-credential".into()).spawn(look_up).ok()?;
    match tokio::time::timeout(HELPER_LIMIT, receive).await {
        Ok(found) => found.ok().flatten(),
        Err(_) => {
            tracing::warn!("the Docker credential helper did not answer in time; going on without it");
            None
        }
    }
}

fn look_up(file: &Path, name: &str) -> Option<Credential> {
    let reader = BufReader::new(File::open(file).ok()?);
    match get_credential_from_reader(reader, name) {
        Ok(DockerCredential::UsernamePassword(user, password)) if !user.is_empty() => {
            Some(Credential::UserPassword(user, password))
        }
        Ok(DockerCredential::IdentityToken(token)) if !token.is_empty() => Some(Credential::Identity(token)),
        Ok(_) => None,
        Err(CredentialRetrievalError::NoCredentialConfigured) => None,
        Err(error) => {
            // The helper's own output may hold a secret: say only what kind of failure it was.
            let kind = match error {
                CredentialRetrievalError::HelperFailure { .. } => "the helper failed".to_owned(),
                other => other.to_string(),
            };
            tracing::debug!("no Docker credential for {name}: {kind}");
            None
        }
    }
}
