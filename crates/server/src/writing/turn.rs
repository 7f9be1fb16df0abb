//! Turns: one writes at a time. Inside the server they queue in the order of their asking; across processes the lake's
//! lock decides.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pipeline::Cancel;
use pipeline::curate::CurateReport;
use tokio::sync::{Mutex as Queue, OwnedMutexGuard};
use zone::{Attempt, Error, Kind, Lake, Result, WriteLock};

/// How often the lock is tried while another process has it. A lock that is waited for could not be given up.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// Curatings remembered for those who were waiting for them.
const CURATINGS: usize = 64;

/// Who may write.
pub(crate) struct Turns {
    lake: Lake,
    ours: String,
    queue: Arc<Queue<VecDeque<CurateReport>>>,
    holder: Mutex<String>,
}

/// The right to write, until dropped.
pub(crate) struct Turn {
    curatings: OwnedMutexGuard<VecDeque<CurateReport>>,
    _lock: WriteLock,
}

impl Turns {
    pub(super) fn new(lake: Lake, ours: String) -> Self {
        Self { lake, ours, queue: Arc::default(), holder: Mutex::default() }
    }

    /// Waits for the right to write, on behalf of a job.
    ///
    /// # Errors
    /// `Conflict` if it was cancelled meanwhile; the lock's.
    pub(crate) async fn take(&self, job: &str, cancel: &Cancel) -> Result<Turn> {
        let taking = async {
            let curatings = self.queue.clone().lock_owned().await;
            Ok(Turn { curatings, _lock: self.lock(job).await? })
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Error::new(Kind::Conflict, format!("cancelled while it waited for {}", self.holder()))),
            turn = taking => turn,
        }
    }

    async fn lock(&self, job: &str) -> Result<WriteLock> {
        let ours = format!("{}, {job}", self.ours);
        loop {
            match self.lake.try_lock(&ours)? {
                Attempt::Locked(lock) => {
                    self.note(ours);
                    return Ok(lock);
                }
                Attempt::HeldBy(other) => self.note(other),
            }
            tokio::time::sleep(TRY_AGAIN_AFTER).await;
        }
    }

    fn note(&self, holder: String) {
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = holder;
    }

    /// Who wrote last, or writes now, in its own words.
    pub(crate) fn holder(&self) -> String {
        let holder = self.holder.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if holder.is_empty() { "another process".to_owned() } else { holder }
    }
}

impl Turn {
    /// Remembers what a curating did.
    pub(crate) fn curated(&mut self, report: CurateReport) {
        self.curatings.truncate(CURATINGS - 1);
        self.curatings.push_front(report);
    }

    /// The curating that took in what was staged as `revision`: the first one to come to it.
    pub(crate) fn curating_of(&self, revision: i64) -> Option<CurateReport> {
        let reached = self.curatings.iter().take_while(|report| report.revision >= revision);
        reached.filter(|report| report.computed > 0).last().copied()
    }
}
