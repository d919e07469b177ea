//! From a challenge to an `Authorization` header, and the tokens that are still good.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderValue;
use serde::Deserialize;

use super::challenge::Challenge;
use super::credentials::Credential;
use crate::http::{FetchError, HttpClient, Reach, Request, Url, basic_authorization, is_loopback_host};

/// Lifetime of a token that does not say: the specification's minimum.
const DEFAULT_LIFETIME: u64 = 60;
/// A token is not used in its last seconds.
const MARGIN: Duration = Duration::from_secs(10);

/// Tokens by origin and repository.
#[derive(Default)]
pub struct Tokens {
    known: Mutex<HashMap<(String, String), (HeaderValue, Instant)>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive() // never the secrets
    }
}

impl Tokens {
    pub fn get(&self, origin: &str, repository: &str) -> Option<HeaderValue> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (value, until) = known.get(&(origin.to_owned(), repository.to_owned()))?;
        (Instant::now() < *until).then(|| value.clone())
    }

    pub fn put(&self, origin: &str, repository: &str, granted: &Granted) {
        let until = Instant::now() + granted.lifetime.saturating_sub(MARGIN);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (_, until)| Instant::now() < *until);
        known.insert((origin.to_owned(), repository.to_owned()), (granted.value.clone(), until));
    }
}

/// An `Authorization` header and how long it is good.
pub struct Granted {
    pub value: HeaderValue,
    pub lifetime: Duration,
}

/// Who asks whom for a token.
pub struct TokenRequest<'a> {
    pub http: &'a HttpClient,
    /// How far inwards the registry that sent the challenge is.
    pub reach: Reach,
    /// The registry's host: its own plain http realm is fine where its API is plain http.
    pub registry: &'a Url,
    pub repository: &'a str,
    pub credential: Option<Credential>,
}

#[derive(Deserialize)]
pub(crate) struct TokenReply {
    token: Option<String>,
    access_token: Option<String>,
    expires_in: Option<u64>,
}

impl TokenRequest<'_> {
    /// Answers the strongest challenge that we can. `Denied` where there is none.
    pub async fn answer(&self, challenges: &[Challenge]) -> Result<Granted, FetchError> {
        let of = |scheme: &str| challenges.iter().find(|challenge| challenge.scheme == scheme);
        match (of("bearer"), of("basic"), &self.credential) {
            (Some(bearer), _, _) => self.bearer(bearer).await,
            (None, Some(_), Some(Credential::UserPassword(user, password))) => {
                let value = basic_authorization(user, password).ok_or(FetchError::Denied)?;
                Ok(Granted { value, lifetime: Duration::from_secs(3600) })
            }
            _ => Err(FetchError::Denied),
        }
    }

    /// Asks with the credential; where that is refused, as nobody: an expired login must not
    /// hide public images.
    async fn bearer(&self, challenge: &Challenge) -> Result<Granted, FetchError> {
        let realm = self.realm(challenge)?;
        let service = challenge.parameter("service");
        let scope = self.scope(challenge);
        let request = match &self.credential {
            Some(Credential::Identity(token)) => oauth_request(&realm, service, &scope, token),
            Some(Credential::UserPassword(user, password)) => {
                token_request(&realm, service, &scope).authorize(basic_authorization(user, password))
            }
            None => token_request(&realm, service, &scope),
        };
        match (self.grant(request).await, &self.credential) {
            (Err(FetchError::Denied | FetchError::Broken(_)), Some(_)) => {
                self.grant(token_request(&realm, service, &scope)).await
            }
            (outcome, _) => outcome,
        }
    }

    async fn grant(&self, request: Request) -> Result<Granted, FetchError> {
        let reply: TokenReply = match self.http.fetch(request.named_by(self.reach)).await {
            Ok(reply) => reply.json()?,
            Err(FetchError::NotFound) => return Err(FetchError::Denied),
            Err(error) => return Err(error),
        };
        let token = reply.token.or(reply.access_token).filter(|token| !token.is_empty());
        let value = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {token}")).ok());
        let value = value.ok_or_else(|| FetchError::Broken("the token service sent no token".into()))?;
        Ok(Granted { value, lifetime: Duration::from_secs(reply.expires_in.unwrap_or(DEFAULT_LIFETIME)) })
    }

    /// The token service: https, or loopback, or the registry's own host where that is insecure.
    fn realm(&self, challenge: &Challenge) -> Result<Url, FetchError> {
        let text = challenge.parameter("realm").unwrap_or_default();
        let realm =
            Url::parse(text).map_err(|_| FetchError::Broken("the challenge names no realm".into()))?;
        let host = realm.host_str().unwrap_or_default();
        let same_plain = self.registry.scheme() == "http" && self.registry.host_str() == Some(host);
        if realm.scheme() == "https" || is_loopback_host(host) || same_plain {
            return Ok(realm);
        }
        Err(FetchError::Refused(format!("the token service {host} is not https")))
    }

    /// What the challenge asks for, else reading this repository. A scope inside the realm
    /// (nvcr.io) asks for pushing as well; reading is all we want.
    fn scope(&self, challenge: &Challenge) -> String {
        let own = || format!("repository:{}:pull", self.repository);
        challenge.parameter("scope").map_or_else(own, str::to_owned)
    }
}

/// GET with `service` and `scope`, in place of those that the realm may hold.
fn token_request(realm: &Url, service: Option<&str>, scope: &str) -> Request {
    let mut url = realm.clone();
    let kept: Vec<(String, String)> = realm
        .query_pairs()
        .filter(|(name, _)| name != "scope" && !(name == "service" && service.is_some()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .extend_pairs(service.map(|service| ("service", service)))
        .append_pair("scope", scope);
    Request::get(url)
}

/// OAuth 2 exchange of an identity token.
fn oauth_request(realm: &Url, service: Option<&str>, scope: &str, token: &str) -> Request {
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", "layerwise"),
        ("service", service.unwrap_or_default()),
        ("scope", scope),
        ("refresh_token", token),
    ];
    Request::post_form(realm.clone(), &fields)
}
