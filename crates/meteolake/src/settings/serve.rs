//! Settings of `serve`: where it listens, and how it treats its clients.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::seconds;
use crate::error::CommandError;

/// How the server behaves; times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Serve {
    pub(crate) listen: String,
    pub(crate) connections_max: usize,
    pub(crate) requests_at_once: usize,
    pub(crate) header_timeout_s: f64,
    pub(crate) request_timeout_s: f64,
    pub(crate) write_timeout_s: f64,
    pub(crate) shutdown_timeout_s: f64,
    pub(crate) requests_per_second: u32,
    pub(crate) requests_burst: u32,
    pub(crate) body_bytes_max: usize,
    pub(crate) cors_origins: Vec<String>,
    pub(crate) upload_bytes_max: u64,
    pub(crate) upload_files_max: usize,
    pub(crate) upload_idle_s: f64,
    pub(crate) uploads_at_once: usize,
    pub(crate) wait_for_writer_s: f64,
    pub(crate) jobs_kept: usize,
    pub(crate) runs_kept: usize,
    pub(crate) answers_kept: usize,
    pub(crate) answers_kept_for_s: f64,
    pub(crate) log_format: String,
    pub(crate) otlp_endpoint: String,
}

impl Default for Serve {
    fn default() -> Self {
        let (server, writing) = (server::Settings::default(), server::writing::Settings::default());
        Self {
            listen: "127.0.0.1:8000".to_owned(),
            connections_max: server.connections_max,
            requests_at_once: server.requests_at_once,
            header_timeout_s: server.header_timeout.as_secs_f64(),
            request_timeout_s: server.request_timeout.as_secs_f64(),
            write_timeout_s: server.write_timeout.as_secs_f64(),
            shutdown_timeout_s: server.shutdown_timeout.as_secs_f64(),
            requests_per_second: server.requests_per_second,
            requests_burst: server.requests_burst,
            body_bytes_max: server.body_bytes_max,
            cors_origins: server.cors_origins,
            upload_bytes_max: writing.upload_bytes_max,
            upload_files_max: writing.upload_files_max,
            upload_idle_s: writing.upload_idle.as_secs_f64(),
            uploads_at_once: writing.uploads_at_once,
            wait_for_writer_s: writing.wait_for_writer.as_secs_f64(),
            jobs_kept: writing.jobs_kept,
            runs_kept: writing.runs_kept,
            answers_kept: writing.answers_kept,
            answers_kept_for_s: writing.answers_kept_for.as_secs_f64(),
            log_format: "text".to_owned(),
            otlp_endpoint: String::new(),
        }
    }
}

impl Serve {
    /// Where to listen.
    ///
    /// # Errors
    /// `Usage` if it is no address.
    pub(crate) fn address(&self) -> Result<SocketAddr, CommandError> {
        self.listen.parse().map_err(|_| {
            CommandError::Usage(format!(
                "serve.listen is `{}`: give an address and a port, 127.0.0.1:8000",
                self.listen
            ))
        })
    }

    /// What the server needs of them.
    ///
    /// # Errors
    /// `Usage` if a time is no time.
    pub(crate) fn server(&self) -> Result<server::Settings, CommandError> {
        Ok(server::Settings {
            connections_max: self.connections_max.max(1),
            requests_at_once: self.requests_at_once.max(1),
            header_timeout: time("header_timeout_s", self.header_timeout_s)?,
            request_timeout: time("request_timeout_s", self.request_timeout_s)?,
            write_timeout: time("write_timeout_s", self.write_timeout_s)?,
            shutdown_timeout: time("shutdown_timeout_s", self.shutdown_timeout_s)?,
            requests_per_second: self.requests_per_second,
            requests_burst: self.requests_burst,
            body_bytes_max: self.body_bytes_max,
            cors_origins: self.cors_origins.clone(),
        })
    }

    /// What writing needs of them.
    ///
    /// # Errors
    /// `Usage` if a time is no time.
    pub(crate) fn writing(&self) -> Result<server::writing::Settings, CommandError> {
        Ok(server::writing::Settings {
            upload_bytes_max: self.upload_bytes_max,
            upload_files_max: self.upload_files_max,
            upload_idle: time("upload_idle_s", self.upload_idle_s)?,
            uploads_at_once: self.uploads_at_once,
            wait_for_writer: time("wait_for_writer_s", self.wait_for_writer_s)?,
            jobs_kept: self.jobs_kept,
            runs_kept: self.runs_kept,
            answers_kept: self.answers_kept,
            answers_kept_for: time("answers_kept_for_s", self.answers_kept_for_s)?,
        })
    }
}

fn time(name: &str, value: f64) -> Result<Duration, CommandError> {
    seconds(&format!("serve.{name}"), value)
}
