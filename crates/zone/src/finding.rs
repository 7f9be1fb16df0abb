//! What looking at a zone found: one line a question, for `doctor` and for whoever must mend it.

use crate::Result;

/// The answer to one question about a zone: whether it can be reached, written, trusted.
#[derive(Debug)]
pub struct Finding {
    /// What was looked at, in a few words: `answers`, `may write`, `clock`.
    pub what: &'static str,
    /// What was found, or what is wrong with it and what to do.
    pub outcome: Result<String>,
}

impl Finding {
    /// A finding.
    pub fn new(what: &'static str, outcome: Result<String>) -> Self {
        Self { what, outcome }
    }
}
