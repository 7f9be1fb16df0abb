//! Carrying jobs on to their end, whatever that is.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use pipeline::fetch::Plan;
use pipeline::run::{Event, Progress, Request, RunReport, State};
use tokio::runtime::Handle;
use zone::{Error, Kind, Result};

use super::job::Work;
use super::live::Live;
use super::{Writing, blocking};
use crate::problem::Problem;

/// How long, in hours, what a killed upload left behind may still be somebody's.
const LEFTOVERS_HOURS: i64 = 24;

impl Writing {
    /// Begins what an earlier server left undone, and deletes what killed uploads left behind; says how many jobs
    /// there are to go on with.
    ///
    /// # Errors
    /// If the jobs cannot be listed.
    pub async fn resume(&self) -> Result<usize> {
        if let Err(error) = self.runner.zones.raw.sweep(self.now().plus_hours(-LEFTOVERS_HOURS)).await {
            tracing::warn!(%error, "what killed uploads left behind could not be deleted");
        }
        let left = self.jobs.left().await?;
        let count = left.len();
        left.into_iter().for_each(|live| self.start(live));
        Ok(count)
    }

    /// Ends: what runs goes back to the queue at its next safe point, to be taken up by the next server. Says whether
    /// all did within `patience`; the rest does so when the process is gone.
    pub async fn shut_down(&self, patience: Duration) -> bool {
        self.stopping.store(true, Ordering::Release);
        let live = self.jobs.all_live();
        live.iter().for_each(|live| live.cancel.cancel());
        let gone = async {
            for live in live {
                live.left().await;
            }
        };
        tokio::time::timeout(patience, gone).await.is_ok()
    }

    /// Remembers work as a job and begins it.
    pub(crate) async fn submit(&self, work: Work) -> Result<Arc<Live>> {
        if self.stopping.load(Ordering::Acquire) {
            return Err(Error::new(Kind::Unavailable, "the server is shutting down").hint("ask again when it is back"));
        }
        let now = self.now();
        let id = match self.request(&work)? {
            Some(request) => {
                let runs = self.runs.clone();
                Some(blocking(move || runs.add(&request, now, |_| ())).await?.id)
            }
            None => None,
        };
        let live = self.jobs.add(id, work, now).await?;
        self.start(live.clone());
        Ok(live)
    }

    fn start(&self, live: Arc<Live>) {
        // A server that began to stop while the job was written down told those that it knew, and not this one.
        if self.stopping.load(Ordering::Acquire) {
            live.cancel.cancel();
        }
        let writing = self.clone();
        tokio::spawn(async move {
            let outcome = writing.perform(&live).await;
            writing.end(&live, outcome).await;
        });
    }

    /// Does a job's work; says whether all of it could be done.
    async fn perform(&self, live: &Arc<Live>) -> Result<bool> {
        let job = live.job();
        let (writing, its) = (self.clone(), live.clone());
        let Some(request) = self.request(&job.work)? else {
            let turn = self.turns.take(&live.id, &live.cancel).await?;
            return on_a_thread(async move || writing.take_in(&its, &job.work, turn).await).await;
        };
        let again = matches!(job.work, Work::Run { again: true, .. });
        let _place = tokio::select! {
            biased;
            () = live.cancel.cancelled() => return Err(Error::new(Kind::Conflict, "cancelled before it began")),
            place = self.one_run.acquire() => place,
        };
        on_a_thread(async move || writing.run(&its, &request, again).await).await
    }

    /// Takes the steps of a run, and remembers what they did.
    async fn run(&self, live: &Arc<Live>, request: &Request, again: bool) -> Result<bool> {
        let mut runner = self.runner.clone();
        (runner.stage.again, runner.curate.again) = (again, again);
        self.begin(live).await;
        let mut report = RunReport::default();
        let lock = || self.turns.take(&live.id, &live.cancel);
        let outcome = runner.run(request, lock, &live.cancel, &hearing(live), &mut report).await;
        let complete = report.is_complete();
        let (runs, now, cancel, id) = (self.runs.clone(), self.now(), live.cancel.clone(), live.id.clone());
        let (back, kept) = (self.goes_back(live, &outcome), self.settings.runs_kept);
        let remembered = blocking(move || {
            if let Some(mut record) = runs.read(&id)? {
                record.report = report;
                record.end(&outcome, &cancel, now);
                if back {
                    (record.state, record.ended_time, record.error) = (State::Queued, None, None);
                }
                runs.write(&record)?;
            }
            runs.keep_newest(kept)?;
            outcome
        });
        remembered.await.map(|()| complete)
    }

    /// A job begins: remembered before anything is done, so that a kill is noticed.
    pub(super) async fn begin(&self, live: &Live) {
        live.begin();
        if let Err(error) = self.jobs.write(&live.job()).await {
            tracing::warn!(job = live.id, %error, "that a job began could not be remembered");
        }
        if live.job().links.run.is_some() {
            let (runs, id) = (self.runs.clone(), live.id.clone());
            let noted = blocking(move || match runs.read(&id)? {
                Some(record) => runs.write(&pipeline::run::RunRecord { state: State::Running, ..record }),
                None => Ok(()),
            });
            if let Err(error) = noted.await {
                tracing::warn!(job = live.id, %error, "that a run began could not be remembered");
            }
        }
    }

    /// Whether a job that stopped is to be taken up by the next server.
    fn goes_back<T>(&self, live: &Live, outcome: &Result<T>) -> bool {
        outcome.is_err() && self.stopping.load(Ordering::Acquire) && !live.is_unwanted()
    }

    async fn end(&self, live: &Live, outcome: Result<bool>) {
        let back = self.goes_back(live, &outcome);
        let now = self.now().to_string();
        live.change(|job| {
            let complete = outcome.as_ref().is_ok_and(|complete| *complete);
            let outcome = outcome.map(drop);
            if back {
                job.state = State::Queued;
                job.note = Some("the server shut down; the next one takes it up".to_owned());
                return;
            }
            job.state = State::ended(&outcome, complete, &live.cancel);
            job.ended_time = Some(now);
            job.error = outcome.err().map(Problem::from);
        });
        if let Err(error) = self.jobs.leave(live).await {
            tracing::warn!(job = live.id, %error, "the end of a job could not be remembered");
        }
        live.leave();
    }

    /// What a run is to do; `None` of other work.
    fn request(&self, work: &Work) -> Result<Option<Request>> {
        let Work::Run { from, to, source, steps, .. } = work else { return Ok(None) };
        let day = |text: &str| text.parse().map_err(|error| Error::new(Kind::Invalid, error));
        let source = source.parse().map_err(|error| Error::new(Kind::Invalid, format!("source: {error}")))?;
        let plan = Plan { from: day(from)?, to: day(to)?, source };
        Ok(Some(Request { plan, steps: steps.clone() }))
    }
}

/// Drives work on a thread of its own, where the little that it computes between its awaits keeps no answer waiting.
async fn on_a_thread<W: AsyncFnOnce() -> Result<bool> + Send + 'static>(work: W) -> Result<bool> {
    let runtime = Handle::current();
    // A job that panicked must not seem to run for ever.
    let stopped = |error| Error::new(Kind::Corrupt, format!("stopped unexpectedly: {error}"));
    tokio::task::spawn_blocking(move || runtime.block_on(work())).await.map_err(stopped)?
}

/// Hears what a job's arrows tell.
pub(super) fn hearing(live: &Arc<Live>) -> Progress {
    let live = live.clone();
    Arc::new(move |event: Event<'_>| live.progress(|progress| progress.hear(event)))
}
