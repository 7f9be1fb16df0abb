//! How the server behaves: `[serve]` in the settings file.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use server::writing;

use super::seconds;
use crate::error::CommandError;

/// How the server behaves; times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one.
    pub(crate) listen: String,
    /// Whether everyone may read who can reach the server.
    pub(crate) open: bool,
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
    /// The base address of an OTLP collector; empty for no traces.
    pub(crate) otlp_endpoint: String,
}

impl Default for Serve {
    fn default() -> Self {
        let (server, writing) = (server::Settings::default(), writing::Settings::default());
        Self {
            listen: "127.0.0.1:8000".to_owned(),
            open: false,
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
            otlp_endpoint: String::new(),
        }
    }
}

impl Serve {
    /// What the server needs of them.
    ///
    /// # Errors
    /// `Usage`, naming the setting, if a time is no time or a limit would let nothing through.
    pub(crate) fn limits(&self) -> Result<server::Settings, CommandError> {
        Ok(server::Settings {
            connections_max: some("connections_max", self.connections_max)?,
            requests_at_once: some("requests_at_once", self.requests_at_once)?,
            header_timeout: time("header_timeout_s", self.header_timeout_s)?,
            request_timeout: time("request_timeout_s", self.request_timeout_s)?,
            write_timeout: time("write_timeout_s", self.write_timeout_s)?,
            shutdown_timeout: seconds("serve.shutdown_timeout_s", self.shutdown_timeout_s)?,
            requests_per_second: self.requests_per_second,
            requests_burst: self.requests_burst,
            body_bytes_max: some("body_bytes_max", self.body_bytes_max)?,
            cors_origins: self.cors_origins.clone(),
        })
    }

    /// What writing needs of them.
    ///
    /// # Errors
    /// As [`limits`](Self::limits).
    pub(crate) fn writing(&self) -> Result<writing::Settings, CommandError> {
        Ok(writing::Settings {
            upload_bytes_max: self.upload_bytes_max,
            upload_files_max: some("upload_files_max", self.upload_files_max)?,
            upload_idle: time("upload_idle_s", self.upload_idle_s)?,
            uploads_at_once: some("uploads_at_once", self.uploads_at_once)?,
            wait_for_writer: seconds("serve.wait_for_writer_s", self.wait_for_writer_s)?,
            jobs_kept: self.jobs_kept,
            runs_kept: self.runs_kept,
            answers_kept: self.answers_kept,
            answers_kept_for: seconds("serve.answers_kept_for_s", self.answers_kept_for_s)?,
        })
    }
}

/// A number that is not 0.
fn some(name: &str, value: usize) -> Result<usize, CommandError> {
    match value {
        0 => Err(CommandError::Usage(format!("serve.{name} is 0: nothing could be served; give 1 or more"))),
        value => Ok(value),
    }
}

/// A time that is not 0.
fn time(name: &str, value: f64) -> Result<Duration, CommandError> {
    match seconds(&format!("serve.{name}"), value)? {
        time if time.is_zero() => {
            Err(CommandError::Usage(format!("serve.{name} is 0: nothing could be served; give more than 0")))
        }
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::Serve;

    #[test]
    fn the_defaults_are_those_of_the_server() {
        assert_eq!(Serve::default().limits().expect("limits"), server::Settings::default());
        assert_eq!(Serve::default().writing().expect("limits"), server::writing::Settings::default());
    }

    #[test]
    fn a_limit_that_lets_nothing_through_is_refused_by_name() {
        let refused = |serve: Serve| serve.limits().expect_err("refused").to_string();
        assert!(refused(Serve { connections_max: 0, ..Serve::default() }).contains("serve.connections_max"));
        assert!(refused(Serve { header_timeout_s: 0.0, ..Serve::default() }).contains("serve.header_timeout_s"));
        assert!(refused(Serve { request_timeout_s: -1.0, ..Serve::default() }).contains("serve.request_timeout_s"));
    }
}
