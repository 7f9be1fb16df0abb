//! Everything that writes: uploads, runs, and the jobs that carry both on to the end.
//!
//! An upload lands in the raw zone as it arrives; what comes after, staging and curating, is a job, as is a run. Jobs
//! take turns: one writes at a time, in the order of their asking, and whoever has the turn takes in all that has landed
//! so far, so that those behind it find theirs done. Jobs are documents in the lake's folder, and go on after a restart.

mod answers;
mod events;
mod ingest;
mod job;
mod jobs;
mod live;
mod perform;
mod settings;
#[cfg(test)]
pub(crate) mod tests;
mod turn;
mod upload;

pub(crate) use answers::{Answer, Claim, Key};
pub(crate) use events::{Numbered, Subscription};
pub(crate) use ingest::IngestReport;
pub(crate) use job::{Destination, Failed, Job, Work};
pub(crate) use live::Live;
pub use settings::Settings;
pub(crate) use upload::{Landed, Upload, too_large};

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use pipeline::run::{Runner, Runs};
use tokio::sync::Semaphore;
use weather::Time;
use zone::{Lake, Result};

use self::answers::Answers;
use self::jobs::Jobs;
use self::turn::Turns;

/// What writing is made of.
pub struct Parts {
    /// The lake's folder, whose lock a writer takes.
    pub lake: Lake,
    /// The arrows, as the settings want them.
    pub runner: Runner,
    /// Who says in the lake's lock that it writes: "`meteolake serve`, process 123".
    pub holder: String,
    /// Limits and patience.
    pub settings: Settings,
}

/// The writing half of the service; cheap to clone.
#[derive(Clone)]
pub struct Writing {
    inner: Arc<Inner>,
}

/// What clones of [`Writing`] share; for the handlers.
pub struct Inner {
    pub(crate) runner: Runner,
    pub(crate) settings: Settings,
    pub(crate) jobs: Jobs,
    pub(crate) runs: Runs,
    pub(crate) answers: Answers,
    pub(crate) turns: Turns,
    pub(crate) uploads: Semaphore,
    /// Runs go one after the other: the providers are asked once at a time.
    one_run: Semaphore,
    /// Whether the server is ending.
    stopping: AtomicBool,
    last_fetch: Mutex<Time>,
}

impl Writing {
    /// Writing over a lake. Nothing goes on until [`resume`](Self::resume).
    ///
    /// # Errors
    /// If the documents of earlier jobs and answers cannot be listed.
    pub fn open(parts: Parts) -> Result<Self> {
        let Parts { lake, runner, holder, settings } = parts;
        let inner = Inner {
            jobs: Jobs::new(lake.documents("jobs"), settings.jobs_kept),
            runs: Runs::of(&lake),
            answers: Answers::open(lake.documents("answers"), &settings)?,
            turns: Turns::new(lake, holder),
            uploads: Semaphore::new(settings.uploads_at_once.max(1)),
            one_run: Semaphore::new(1),
            stopping: AtomicBool::new(false),
            last_fetch: Mutex::new(Time::from_unix(0)),
            settings,
            runner,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// When what comes in now counts as fetched: the time, and never the same twice, so that of two uploads that
    /// disagree it is always known which is the later one. Many in a second run ahead of the clock.
    pub(crate) fn fetch_time(&self) -> Time {
        let mut last = self.last_fetch.lock().unwrap_or_else(PoisonError::into_inner);
        *last = self.now().max(last.plus_seconds(1));
        *last
    }

    /// The time.
    pub(crate) fn now(&self) -> Time {
        (self.runner.clock)()
    }
}

impl std::ops::Deref for Writing {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Runs what blocks on a small file away from the threads that answer.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let stopped = |error| zone::Error::new(zone::Kind::Unavailable, format!("a small file of the lake: {error}"));
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
