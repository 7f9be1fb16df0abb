//! When something is tried again, and how long is waited before.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::store::Attempts;
use crate::{Kind, Result};

/// How patient a [`Retry`](super::Retry) is: only what is `Unavailable` is tried again.
#[derive(Clone)]
pub struct Policy {
    attempts: Attempts,
    /// A random number from 0 to 1.
    jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Policy {
    /// So many attempts with such waits; `jitter` gives a random number from 0 to 1 and keeps those who wait apart.
    pub fn new(attempts: Attempts, jitter: Arc<dyn Fn() -> f64 + Send + Sync>) -> Self {
        Self { attempts, jitter }
    }

    /// Makes a call until it does not end in `Unavailable`, or the last attempt did.
    pub(super) async fn run<T, F: Future<Output = Result<T>>>(&self, call: impl Fn() -> F) -> Result<T> {
        let mut attempt = 1;
        loop {
            match call().await {
                Err(error) if error.kind() == Kind::Unavailable => match self.wait(attempt) {
                    Some(wait) => tokio::time::sleep(wait).await,
                    None => return Err(error),
                },
                outcome => return outcome,
            }
            attempt += 1;
        }
    }

    /// How long to wait after the attempt of this number, counted from 1; `None` if it was the last one.
    pub(super) fn wait(&self, attempt: u32) -> Option<Duration> {
        (attempt < self.attempts.max).then(|| {
            let wait = self.attempts.delay(attempt, (self.jitter)());
            tracing::info!(attempt, ?wait, "the storage did not answer; trying again");
            wait
        })
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").field("attempts", &self.attempts).finish_non_exhaustive()
    }
}
