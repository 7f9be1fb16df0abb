//! Limits and patience of writing.

use std::time::Duration;

/// How much may be written and how long one waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Bytes of files in one upload.
    pub upload_bytes_max: u64,
    /// Files in one upload.
    pub upload_files_max: usize,
    /// How long an upload may send nothing.
    pub upload_idle: Duration,
    /// Uploads received at the same time, each with up to 24 MiB of memory; more wait.
    pub uploads_at_once: usize,
    /// How long a request waits for its turn to write.
    pub wait_for_writer: Duration,
    /// Jobs remembered that are over.
    pub jobs_kept: usize,
    /// Runs remembered.
    pub runs_kept: usize,
    /// Answers to requests with an `Idempotency-Key` remembered.
    pub answers_kept: usize,
    /// How long they are remembered.
    pub answers_kept_for: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            upload_bytes_max: 16 << 30,
            upload_files_max: 1_000,
            upload_idle: Duration::from_secs(30),
            uploads_at_once: 16,
            wait_for_writer: Duration::from_secs(30),
            jobs_kept: 1_000,
            runs_kept: 1_000,
            answers_kept: 1_000,
            answers_kept_for: Duration::from_secs(24 * 3_600),
        }
    }
}
