//! Exchanges: policy, redirects, retries and deadlines around reqwest.

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, LOCATION};
use reqwest::{Client, Method, Response, StatusCode, Url, redirect};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::time::{Instant, timeout_at};

use super::address::{ForbiddenAddress, Reach, ReachResolver, proxy_hosts};
use super::body::Download;
use super::error::FetchError;
use super::gate::{Gate, PATIENCE};
use super::policy::Policy;
use super::request::{Reply, Request, authority};
use crate::config::Config;

const USER_AGENT: &str = concat!("layerwise/", env!("CARGO_PKG_VERSION"));
const MAX_REDIRECTS: usize = 5;
/// The pause before the one retry of a reset connection or a 5xx.
const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// Sends requests within the limits of a [`Config`]. Clones share connections and limits.
#[derive(Debug, Clone)]
pub struct HttpClient {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    timeout: Duration,
    policy: Policy,
    gate: Gate,
    /// One per [`Reach`], made on first use: loading the system's certificates takes a while.
    clients: [OnceLock<Result<Client, FetchError>>; 3],
    tls: OnceLock<rustls::ClientConfig>,
}

impl HttpClient {
    /// A client that keeps to the settings.
    pub fn new(config: &Config) -> Self {
        let inner = Inner {
            timeout: config.timeout,
            policy: Policy::new(config),
            gate: Gate::new(config.max_concurrent),
            clients: Default::default(),
            tls: OnceLock::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Sends a request and reads the whole answer, whatever its status below 500.
    pub async fn send(&self, request: Request) -> Result<Reply, FetchError> {
        self.open(request).await?.into_reply().await
    }

    /// Sends a request and reads the whole answer, which must be a success.
    pub async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        self.send(request).await?.success()
    }

    /// Sends a request and returns as soon as the final answer begins.
    pub async fn open(&self, mut request: Request) -> Result<Download, FetchError> {
        let mut deadline = None;
        let mut hops = 0;
        let mut tries = 0;
        loop {
            let reach = self.inner.policy.check(&request)?;
            let authority = authority(&request.url);
            let pass = self.inner.gate.enter(&authority).await?;
            let timeout = request.timeout.unwrap_or(self.inner.timeout);
            // Waiting for a place is the queue's time, not the host's.
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + timeout);
            let outcome = self.exchange(&request, reach, &authority, deadline).await.and_then(judge);
            let pause = retry_pause(&outcome, &request.method).filter(|_| tries == 0);
            if let Some(pause) = pause.filter(|pause| Instant::now() + *pause < deadline) {
                tries += 1;
                drop(pass);
                tokio::time::sleep(pause).await;
                continue;
            }
            let response = outcome?;
            let peer = response.remote_addr().and_then(|peer| Reach::of(peer.ip()));
            let reach = peer.unwrap_or(reach).min(reach);
            let Some(target) = redirect_target(&response, &request)? else {
                let limit = request.limit;
                return Ok(Download { response, reach, deadline, limit, received: 0, _pass: pass });
            };
            hops += 1;
            if hops > MAX_REDIRECTS {
                return Err(FetchError::Broken(format!(
                    "{authority} redirects more than {MAX_REDIRECTS} times"
                )));
            }
            request = request.redirected(target, reach)?;
        }
    }

    /// The status of one answer, whatever it is: no retry, no redirect.
    pub async fn status(&self, request: &Request) -> Result<StatusCode, FetchError> {
        let reach = self.inner.policy.check(request)?;
        let authority = authority(&request.url);
        let _pass = self.inner.gate.enter(&authority).await?;
        let deadline = Instant::now() + self.inner.timeout;
        Ok(self.exchange(request, reach, &authority, deadline).await?.response.status())
    }

    /// One request and the head of its answer.
    async fn exchange(
        &self,
        request: &Request,
        reach: Reach,
        authority: &str,
        deadline: Instant,
    ) -> Result<Exchanged, FetchError> {
        let client = self.inner.client(reach)?;
        let encoding = if request.compressed { "gzip" } else { "identity" };
        let mut builder = client
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone())
            .header(ACCEPT_ENCODING, encoding);
        if let Some(form) = &request.form {
            builder = builder.body(form.clone());
        }
        let Ok(sent) = timeout_at(deadline, builder.send()).await else {
            let why = format!("{authority} did not answer in time");
            self.inner.gate.observe_timeout(authority, &why);
            return Err(FetchError::Unreachable(why));
        };
        let response = sent.map_err(|error| self.inner.failure(authority, &error))?;
        let wait = self.inner.gate.observe(authority, response.status(), response.headers());
        Ok(Exchanged { response, wait, authority: authority.to_owned() })
    }
}

/// An answer, and the pause that its host asks for with it.
struct Exchanged {
    response: Response,
    wait: Option<Duration>,
    authority: String,
}

/// Limits and failures of the host are errors.
fn judge(exchanged: Exchanged) -> Result<Response, FetchError> {
    let Exchanged { response, wait, authority } = exchanged;
    match (response.status().as_u16(), wait) {
        (429 | 503, Some(wait)) => Err(FetchError::Limited { host: authority, wait }),
        (code @ 500..=599, _) => Err(FetchError::Transient(format!("{authority} answered {code}"))),
        _ => Ok(response),
    }
}

impl Inner {
    fn client(&self, reach: Reach) -> Result<&Client, FetchError> {
        let index = Reach::ALL.iter().position(|each| *each == reach).unwrap_or_default();
        let client = self.clients[index].get_or_init(|| self.build(reach));
        client.as_ref().map_err(Clone::clone)
    }

    fn build(&self, reach: Reach) -> Result<Client, FetchError> {
        let tls = self.tls.get_or_init(tls_config).clone();
        let mut builder = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.timeout)
            .pool_idle_timeout(Duration::from_secs(30))
            .dns_resolver(ReachResolver { reach, proxies: proxy_hosts() })
            .tls_backend_preconfigured(tls);
        if reach == Reach::Loopback {
            builder = builder.no_proxy(); // a proxy cannot see this machine's own services
        }
        let refuse = |error: reqwest::Error| FetchError::Refused(format!("no HTTP client: {error}"));
        builder.build().map_err(refuse)
    }

    /// Turns a failed exchange into words without the URL, which may hold a token.
    fn failure(&self, authority: &str, error: &reqwest::Error) -> FetchError {
        let mut source: &dyn Error = error;
        while let Some(deeper) = source.source() {
            source = deeper;
        }
        if let Some(forbidden) = source.downcast_ref::<ForbiddenAddress>() {
            return FetchError::Refused(forbidden.to_string());
        }
        let why = format!("{authority}: {source}");
        if error.is_connect() {
            self.gate.observe_unreachable(authority, &why);
            return FetchError::Unreachable(why);
        }
        FetchError::Transient(why)
    }
}

/// TLS with the system's trust. A system without certificates trusts nobody, which fails each
/// https exchange with a clear error and leaves loopback alone.
fn tls_config() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = || {
        rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("ring supports TLS 1.2 and 1.3")
    };
    match builder().with_platform_verifier() {
        Ok(config) => config.with_no_client_auth(),
        Err(error) => {
            tracing::warn!("the system's certificates cannot be read, https will fail: {error}");
            builder().with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
        }
    }
}

/// When to try once more: a reset or 5xx may pass at once, a short limit when it says.
/// A POST is never sent twice.
fn retry_pause(outcome: &Result<Response, FetchError>, method: &Method) -> Option<Duration> {
    match outcome {
        _ if *method == Method::POST => None,
        Err(FetchError::Transient(_)) => Some(RETRY_PAUSE),
        Err(FetchError::Limited { wait, .. }) if *wait <= PATIENCE => Some(*wait),
        _ => None,
    }
}

/// Where an answer sends us, if it does.
fn redirect_target(response: &Response, request: &Request) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) || request.method == Method::POST {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|location| request.url.join(location).ok());
    let host = request.url.host_str().unwrap_or_default();
    target.map(Some).ok_or_else(|| FetchError::Broken(format!("{host} redirects to nowhere")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_public_name_that_leads_inwards_is_refused() {
        let client = HttpClient::new(&Config::default());
        let url = Url::parse("http://localhost:1/").expect("an address");
        let outcome = client.fetch(Request::get(url).named_by(Reach::Public)).await;
        match outcome {
            Err(FetchError::Refused(why)) => assert!(why.contains("internal address"), "{why}"),
            other => panic!("{other:?}"),
        }
    }
}
