//! Limits and patience of the server.

use std::time::Duration;

/// How the server treats its clients.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Connections at the same time; more wait until one ends.
    pub connections_max: usize,
    /// Requests answered at the same time; more are told to come again. Uploads have a limit of their own.
    pub requests_at_once: usize,
    /// How long a client may take to send the head of a request.
    pub header_timeout: Duration,
    /// How long an answer may take to begin; uploads and runs have limits of their own.
    pub request_timeout: Duration,
    /// How long a client may take none of an answer that waits for it.
    pub write_timeout: Duration,
    /// How long running requests may take to end when the server stops.
    pub shutdown_timeout: Duration,
    /// Requests that one client may send in a second, on average; 0 for no limit.
    pub requests_per_second: u32,
    /// Requests that one client may send at once.
    pub requests_burst: u32,
    /// Bytes of a body that is not an upload.
    pub body_bytes_max: usize,
    /// The sites whose pages may read the answers; `*` for all.
    pub cors_origins: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connections_max: 8_192,
            requests_at_once: 512,
            header_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(30),
            requests_per_second: 2_000,
            requests_burst: 4_000,
            body_bytes_max: 64 << 10,
            cors_origins: vec!["*".to_owned()],
        }
    }
}
