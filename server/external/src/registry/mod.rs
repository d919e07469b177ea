//! A client of the OCI distribution protocol: tags, manifests, configurations, layer sizes.
//!
//! Written against the specification, not on top of `oci-client`: that crate leaves redirects to
//! reqwest and puts no bound on bodies and pages, and every bound here exists because a Dockerfile
//! chooses the host. The few JSON shapes are own structs: `oci-spec` refuses answers
//! that registries give in practice (null lists, unknown architectures).

pub(crate) mod challenge;
pub mod credentials;
mod endpoint;
mod layers;
mod manifest;
mod session;
pub(crate) mod tags;
pub(crate) mod token;
pub(crate) mod wire;

use std::sync::Arc;

use analysis::facts::{ImageDetails, Platform, TagList};
use analysis::reference::{ImageReference, Repository};

use crate::config::Config;
use crate::http::{FetchError, HttpClient};
use credentials::Credentials;
use endpoint::Endpoints;
use token::Tokens;

pub use session::Session;

/// Talks to every registry. Clones share tokens and credentials.
#[derive(Debug, Clone)]
pub struct Registry {
    http: HttpClient,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    endpoints: Endpoints,
    credentials: Credentials,
    tokens: Tokens,
}

impl Registry {
    pub fn new(http: HttpClient, config: &Config) -> Self {
        let shared = Shared {
            endpoints: Endpoints::new(config),
            credentials: Credentials::new(config.docker_config_dir.clone()),
            tokens: Tokens::default(),
        };
        Self { http, shared: Arc::new(shared) }
    }

    /// Every tag by `tags/list`, in the registry's order. Each page that arrived is kept; `progress` gets
    /// the list as it grows.
    pub async fn tags(
        &self,
        repository: &Repository,
        progress: &(dyn Fn(TagList) + Sync),
    ) -> Result<TagList, FetchError> {
        tags::list(&self.session(repository).await?, progress).await
    }

    /// Manifest, configuration and layer sizes of one platform of an image.
    pub async fn image(
        &self,
        image: &ImageReference,
        platform: &Platform,
    ) -> Result<ImageDetails, FetchError> {
        let session = self.session(&image.repository).await?;
        let mut found = manifest::read(&session, image.manifest_selector(), platform).await?;
        layers::fill_uncompressed(&session, &mut found).await;
        Ok(found.into_details())
    }

    /// The digest that a reference stands for now; `None` where the registry does not tell.
    pub async fn digest(&self, image: &ImageReference) -> Result<Option<String>, FetchError> {
        manifest::head(&self.session(&image.repository).await?, image.manifest_selector()).await
    }

    /// Whether Docker's configuration names credentials for the repository's registry.
    pub async fn has_credentials(&self, repository: &Repository) -> bool {
        match self.shared.endpoints.resolve(&self.http, &repository.registry).await {
            Ok(endpoint) => self.shared.credentials.get(&endpoint.credential_names).await.is_some(),
            Err(_) => false,
        }
    }

    /// Requests for one repository.
    pub async fn session(&self, repository: &Repository) -> Result<Session, FetchError> {
        let endpoint = self.shared.endpoints.resolve(&self.http, &repository.registry).await?;
        Ok(Session::new(self.clone(), endpoint, repository.path.clone()))
    }
}
