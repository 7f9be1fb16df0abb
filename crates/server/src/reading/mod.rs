//! What the handlers that read have in common: the lake at one moment, what is asked for, and how it is answered.
//!
//! A request is read into a table and a selection ([`select`]), looked up in the lake as it is now ([`view`]), compared with
//! what the client has and answered ([`answer`]) in the form it asked for ([`form`]), page by page ([`cursor`]) or as a stream. What the rows themselves are is the business of `pipeline::export`.

pub(crate) mod about;
pub(crate) mod answer;
pub(crate) mod cursor;
pub(crate) mod form;
pub(crate) mod measured;
pub(crate) mod select;
pub(crate) mod table;
#[cfg(test)]
mod tests;
pub(crate) mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;
use weather::Variable;

use self::answer::Answers;
use self::measured::ByMonth;
use self::view::{Held, Ledger};

/// Answers kept in memory.
const ANSWERS_BYTES: usize = 64 << 20;
/// Exports streamed at the same time; each takes up to some tens of megabytes. More wait.
const STREAMS_MAX: usize = 16;

/// What readers keep between requests. All of it can be made anew from the zones.
pub(crate) struct Reading {
    ledger: Mutex<Option<Arc<Ledger>>>,
    held: Mutex<Option<(String, Arc<Held>)>>,
    /// Who reported when.
    pub(crate) reported: ByMonth<measured::Reports>,
    /// Who measured what; a variable is a bit.
    pub(crate) measured: ByMonth<u64>,
    pub(crate) answers: Answers,
    pub(crate) streams: Arc<Semaphore>,
}

// A set of variables is a number of 64 bits.
const _: () = assert!(Variable::COUNT <= 64);

impl Default for Reading {
    fn default() -> Self {
        Self {
            ledger: Mutex::default(),
            held: Mutex::default(),
            reported: ByMonth::default(),
            measured: ByMonth::default(),
            answers: Answers::new(ANSWERS_BYTES),
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
        }
    }
}

/// Locks a value that is replaced in one step, so that a panic elsewhere leaves it whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
