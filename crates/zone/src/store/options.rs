//! How buckets are reached: what the binary gathered from settings, environment and profiles.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// How buckets are reached. Its form for debugging tells no value: they may be secrets.
#[derive(Clone, Default)]
pub struct Options {
    /// For `s3://`, by the names of `object_store` (`access_key_id`, `endpoint`, …); unknown names are passed over.
    pub s3: BTreeMap<String, String>,
    /// For `gs://`, likewise.
    pub gs: BTreeMap<String, String>,
    /// For `az://`, likewise.
    pub az: BTreeMap<String, String>,
    /// Whether a bucket is made where it is missing (S3 only).
    pub create_bucket: bool,
    /// How often a request is tried.
    pub attempts: Attempts,
    /// How long to wait for a connection, and for an answer to begin; the usual times if `None`.
    pub timeout: Option<Duration>,
}

/// How often something is tried, and how long is waited in between: each wait is twice the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// The number of tries, at least 1.
    pub max: u32,
    /// The wait after the first try.
    pub delay_base: Duration,
    /// The longest wait.
    pub delay_max: Duration,
}

impl Attempts {
    /// The wait after the try of this number, counted from 1, with `jitter` from 0 (half of it) to 1 (all of it).
    pub fn delay(&self, attempt: u32, jitter: f64) -> Duration {
        let doubled = self.delay_base.saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        doubled.min(self.delay_max).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self { max: 5, delay_base: Duration::from_millis(200), delay_max: Duration::from_secs(10) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |options: &BTreeMap<String, String>| options.keys().cloned().collect::<Vec<_>>();
        f.debug_struct("Options")
            .field("s3", &names(&self.s3))
            .field("gs", &names(&self.gs))
            .field("az", &names(&self.az))
            .field("create_bucket", &self.create_bucket)
            .field("attempts", &self.attempts)
            .field("timeout", &self.timeout)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let attempts = Attempts { max: 9, delay_base: Duration::from_secs(1), delay_max: Duration::from_secs(5) };
        let waits = [1, 2, 3, 4, 99].map(|attempt| attempts.delay(attempt, 1.0).as_secs());
        assert_eq!(waits, [1, 2, 4, 5, 5]);
        assert_eq!(attempts.delay(1, 0.0), Duration::from_millis(500));
    }

    #[test]
    fn debugging_tells_no_secret() {
        let secret = ("secret_access_key".to_owned(), "hunter2".to_owned());
        let options = Options { s3: [secret].into(), ..Options::default() };
        let text = format!("{options:?}");
        assert!(text.contains("secret_access_key") && !text.contains("hunter2"), "{text}");
    }
}
