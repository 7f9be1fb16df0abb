//! A job that waits or goes on: its state, its events, and the wish that it should end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pipeline::Cancel;
use pipeline::run::State;
use tokio::sync::watch;

use super::events::{Event, EventId, Log, Numbered};
use super::job::{Job, Progress};

/// A job of this process.
pub(crate) struct Live {
    /// Its id.
    pub(crate) id: String,
    /// The wish that it should end.
    pub(crate) cancel: Cancel,
    unwanted: AtomicBool,
    inner: Mutex<Inner>,
    told: watch::Sender<()>,
    gone: watch::Sender<bool>,
}

struct Inner {
    job: Job,
    log: Log,
}

impl Live {
    pub(super) fn new(job: Job) -> Self {
        let mut log = Log::of_attempt(job.attempts);
        log.push(Event::State(Box::new(job.clone())));
        Self {
            id: job.id.clone(),
            cancel: Cancel::default(),
            unwanted: AtomicBool::new(false),
            inner: Mutex::new(Inner { job, log }),
            told: watch::channel(()).0,
            gone: watch::channel(false).0,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The job as it is now.
    pub(crate) fn job(&self) -> Job {
        self.inner().job.clone()
    }

    /// Somebody wants it to end: it does at its next safe point.
    pub(crate) fn withdraw(&self) {
        self.unwanted.store(true, Ordering::Release);
        self.cancel.cancel();
    }

    /// Withdraws it if it still waits; `false` if it goes on already.
    pub(crate) fn withdraw_if_waiting(&self) -> bool {
        let inner = self.inner();
        let waits = inner.job.state == State::Queued;
        if waits {
            self.withdraw();
        }
        waits
    }

    /// Whether somebody wanted it to end, and not the server.
    pub(super) fn is_unwanted(&self) -> bool {
        self.unwanted.load(Ordering::Acquire)
    }

    /// This process has nothing more to do with it.
    pub(super) fn leave(&self) {
        self.gone.send_replace(true);
    }

    /// Waits until this process has nothing more to do with it, and all that is to be remembered of it is.
    pub(crate) async fn left(&self) {
        // The sender is ours: it cannot be gone.
        drop(self.gone.subscribe().wait_for(|gone| *gone).await);
    }

    /// Its turn has come.
    pub(super) fn begin(&self) {
        self.change(|job| job.state = State::Running);
    }

    /// Tells how far it has come.
    pub(super) fn progress(&self, hear: impl FnOnce(&mut Progress)) {
        let mut inner = self.inner();
        let before = inner.job.progress;
        hear(&mut inner.job.progress);
        if inner.job.progress != before {
            let progress = inner.job.progress;
            inner.log.push(Event::Progress(progress));
            drop(inner);
            self.told.send_replace(());
        }
    }

    /// Changes the job and tells it.
    pub(super) fn change(&self, change: impl FnOnce(&mut Job)) -> Job {
        let mut inner = self.inner();
        change(&mut inner.job);
        inner.job.last_event = inner.log.next_number();
        let job = inner.job.clone();
        let told = Box::new(job.clone());
        inner.log.push(if job.state.is_over() { Event::End(told) } else { Event::State(told) });
        drop(inner);
        self.told.send_replace(());
        job
    }

    /// Waits until it is in a state that `is` accepts, or this process has nothing more to do with it.
    pub(crate) async fn until(&self, is: impl Fn(State) -> bool) {
        let mut changes = self.told.subscribe();
        loop {
            changes.mark_unchanged();
            if is(self.job().state) {
                return;
            }
            tokio::select! {
                biased;
                // The sender is ours: it cannot be gone.
                _ = changes.changed() => {}
                () = self.left() => return,
            }
        }
    }

    /// The events after a place, as far as there are any.
    pub(super) fn log_after(&self, place: EventId) -> Vec<Numbered> {
        self.inner().log.after(place)
    }

    /// Waits for events after a place; several at once if there are, none where none will follow.
    pub(crate) async fn events_after(&self, place: EventId) -> Vec<Numbered> {
        let mut changes = self.told.subscribe();
        loop {
            changes.mark_unchanged();
            let events = self.log_after(place);
            if !events.is_empty() {
                return events;
            }
            tokio::select! {
                biased;
                _ = changes.changed() => {}
                () = self.left() => return Vec::new(),
            }
        }
    }
}
