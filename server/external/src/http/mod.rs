//! The HTTP client: one exchange under a deadline, with bounds on size, hosts and redirects.
//!
//! What reqwest would do by itself (redirects, decompression, retries) is done here by hand,
//! because a Dockerfile decides which hosts are asked.

mod address;
mod body;
mod client;
mod error;
mod gate;
mod pieces;
mod policy;
mod request;

pub use address::{Reach, is_loopback_host};
pub use body::{Download, inflate_bounded};
pub use client::HttpClient;
pub use error::FetchError;
pub use pieces::Pieces;
pub use request::{Reply, Request, authority, basic_authorization};
pub use reqwest::Url;
