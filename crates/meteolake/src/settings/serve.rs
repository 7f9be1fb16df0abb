//! How the server behaves: `[serve]` in the settings file.

use serde::{Deserialize, Serialize};

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
    /// The base address of an OTLP collector; empty for no traces.
    pub(crate) otlp_endpoint: String,
}

impl Default for Serve {
    fn default() -> Self {
        let server = server::Settings::default();
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
        let some = |name: &str, value: usize| match value {
            0 => Err(CommandError::Usage(format!("serve.{name} is 0: nothing could be served; give 1 or more"))),
            value => Ok(value),
        };
        let time = |name: &str, value| match seconds(&format!("serve.{name}"), value)? {
            time if time.is_zero() => {
                Err(CommandError::Usage(format!("serve.{name} is 0: nothing could be served; give more than 0")))
            }
            time => Ok(time),
        };
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
}

#[cfg(test)]
mod tests {
    use super::Serve;

    #[test]
    fn the_defaults_are_those_of_the_server() {
        assert_eq!(Serve::default().limits().expect("limits"), server::Settings::default());
    }

    #[test]
    fn a_limit_that_lets_nothing_through_is_refused_by_name() {
        let refused = |serve: Serve| serve.limits().expect_err("refused").to_string();
        assert!(refused(Serve { connections_max: 0, ..Serve::default() }).contains("serve.connections_max"));
        assert!(refused(Serve { header_timeout_s: 0.0, ..Serve::default() }).contains("serve.header_timeout_s"));
        assert!(refused(Serve { request_timeout_s: -1.0, ..Serve::default() }).contains("serve.request_timeout_s"));
    }
}
