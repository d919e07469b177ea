//! What the tests share: a server that misbehaves on request, a real registry, small helpers.
#![allow(dead_code, unused_imports, reason = "each test binary uses its own part")]

pub mod fault_server;
pub mod registry;
pub mod zip;

use std::time::Duration;

use analysis::facts::{Fact, FactStore, TagList};
use analysis::reference::{Repository, parse_repository};
use external::{Config, Store};

pub use fault_server::{Act, FaultServer, Received};

impl FaultServer {
    pub fn repository(&self, path: &str) -> Repository {
        parse_repository(&format!("{}/{path}", self.authority())).expect("a valid repository")
    }
}

/// A configuration for tests: nothing from the environment, and limits that a busy machine keeps.
pub fn config() -> Config {
    Config { timeout: Duration::from_secs(2), download_timeout: Duration::from_secs(10), ..Config::default() }
}

pub fn store(config: Config) -> Store {
    Store::new(config, tokio::runtime::Handle::current())
}

/// A store whose index of Python packages is the server's `/simple`.
pub fn store_of_index(server: &FaultServer) -> Store {
    let mut config = config();
    config.packages.pip_index = Some(server.url("/simple"));
    store(config)
}

/// Asks, fetches, asks again.
pub async fn tags(store: &Store, repository: &Repository) -> Fact<TagList> {
    settled(store, || store.tags(repository)).await
}

/// Asks until there is an answer that needs no fetch, a few rounds at most.
pub async fn settled<T>(store: &Store, ask: impl Fn() -> Fact<T>) -> Fact<T> {
    for _ in 0..5 {
        let fact = ask();
        let report = store.fetch_wanted(Duration::from_secs(20)).await;
        if report.started == 0 && !matches!(fact, Fact::Pending) {
            return fact;
        }
    }
    ask()
}

/// The names of a list, and whether it is complete.
pub fn names(fact: &Fact<TagList>) -> (Vec<String>, bool) {
    let list = fact.value().unwrap_or_else(|| panic!("a list of tags, not {fact:?}"));
    (list.tags.iter().map(|tag| tag.name.clone()).collect(), list.complete)
}
