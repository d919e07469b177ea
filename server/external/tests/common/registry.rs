//! Debian's `docker-registry` on loopback, filled by our own pushes.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use analysis::reference::{Repository, parse_repository};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// A running registry; it ends with this value.
pub struct RealRegistry {
    process: Child,
    pub port: u16,
    folder: tempfile::TempDir,
    client: reqwest::Client,
    authorization: Option<String>,
}

impl Drop for RealRegistry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl RealRegistry {
    /// Starts one, with this `auth:` section; `None`, said aloud, where it is not installed.
    /// Pushes carry the `Authorization` header given.
    pub async fn start(auth: impl Fn(&Path) -> String, authorization: Option<&str>) -> Option<Self> {
        if Command::new("docker-registry").arg("--version").stdout(Stdio::null()).status().is_err() {
            println!("skipped: docker-registry not found");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\n  accesslog:\n    disabled: true\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: 127.0.0.1:{port}\n{}",
            folder.path().join("data").display(),
            auth(folder.path()),
        );
        let path = folder.path().join("config.yml");
        std::fs::write(&path, config).expect("writable");
        let process = Command::new("docker-registry")
            .arg("serve")
            .arg(&path)
            .env("OTEL_TRACES_EXPORTER", "none")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("docker-registry was just found");
        let registry =
            Self { process, port, folder, client: client(), authorization: authorization.map(str::to_owned) };
        registry.wait_until_ready().await;
        Some(registry)
    }

    pub fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn repository(&self, path: &str) -> Repository {
        parse_repository(&format!("{}/{path}", self.authority())).expect("valid")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn wait_until_ready(&self) {
        for _ in 0..200 {
            if self.client.get(self.url("/v2/")).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("docker-registry did not begin to answer");
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.authority())
    }

    fn request(&self, method: reqwest::Method, url: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, url);
        match &self.authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        }
    }

    /// Pushes a blob and returns its descriptor.
    pub async fn push_blob(&self, repository: &str, media_type: &str, bytes: &[u8]) -> String {
        let digest = digest(bytes);
        let begun =
            self.request(reqwest::Method::POST, &self.url(&format!("/v2/{repository}/blobs/uploads/")));
        let begun = begun.send().await.expect("the registry runs").error_for_status().expect("accepted");
        let location = begun.headers()["location"].to_str().expect("ASCII").to_owned();
        let mut location = reqwest::Url::parse(&location).expect("a URL");
        location.query_pairs_mut().append_pair("digest", &digest);
        let put = self.request(reqwest::Method::PUT, location.as_str()).body(bytes.to_vec());
        put.send().await.expect("the registry runs").error_for_status().expect("accepted");
        format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{}}}"#, bytes.len())
    }

    /// Pushes a manifest or index under a tag and returns its descriptor's beginning.
    pub async fn push_manifest(&self, repository: &str, tag: &str, media_type: &str, json: &str) -> String {
        let url = self.url(&format!("/v2/{repository}/manifests/{tag}"));
        let put =
            self.request(reqwest::Method::PUT, &url).header("content-type", media_type).body(json.to_owned());
        put.send().await.expect("the registry runs").error_for_status().expect("accepted");
        let size = json.len();
        format!(r#""mediaType":"{media_type}","digest":"{}","size":{size}"#, digest(json.as_bytes()))
    }

    /// Gives a tag more names, in the registry's own storage: a thousand pushes take too long.
    pub fn copy_tag(&self, repository: &str, tag: &str, names: impl Iterator<Item = String>) {
        let tags = format!("data/docker/registry/v2/repositories/{repository}/_manifests/tags");
        let tags = self.folder().join(tags);
        let link = std::fs::read(tags.join(tag).join("current/link")).expect("just pushed");
        for name in names {
            let folder = tags.join(name).join("current");
            std::fs::create_dir_all(&folder).expect("our own folder");
            std::fs::write(folder.join("link"), &link).expect("our own folder");
        }
    }

    /// Pushes an image of these layers under a tag and returns its descriptor's beginning.
    pub async fn push_image(&self, repository: &str, tag: &str, config: &str, layers: &[Layer]) -> String {
        let config_type = "application/vnd.oci.image.config.v1+json";
        let config = self.push_blob(repository, config_type, config.as_bytes()).await;
        let mut pushed = Vec::new();
        for layer in layers {
            pushed.push(self.push_blob(repository, layer.media_type, &layer.blob).await);
        }
        let media_type = "application/vnd.oci.image.manifest.v1+json";
        let manifest = format!(
            r#"{{"schemaVersion":2,"mediaType":"{media_type}","config":{config},"layers":[{}]}}"#,
            pushed.join(",")
        );
        self.push_manifest(repository, tag, media_type, &manifest).await
    }
}

/// A layer as pushed.
pub struct Layer {
    pub media_type: &'static str,
    pub blob: Vec<u8>,
    /// Bytes of the tar stream.
    pub tar_bytes: u64,
}

impl Layer {
    /// A gzip layer of these files. A path that ends in `/` is a folder.
    pub fn gzip(files: &[(&str, &[u8])]) -> Self {
        let tar = tar_of(files);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&tar).expect("memory");
        Self {
            media_type: "application/vnd.oci.image.layer.v1.tar+gzip",
            blob: encoder.finish().expect("memory"),
            tar_bytes: tar.len() as u64,
        }
    }

    pub fn digest(&self) -> String {
        digest(&self.blob)
    }
}

pub fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        let is_folder = path.ends_with('/');
        header.set_entry_type(if is_folder { tar::EntryType::Directory } else { tar::EntryType::Regular });
        builder.append_data(&mut header, path, *content).expect("memory");
    }
    builder.into_inner().expect("memory")
}

pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256_of(bytes))
}

/// As hex digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

fn client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports them")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().expect("a client")
}
