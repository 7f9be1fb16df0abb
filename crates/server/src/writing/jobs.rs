//! The jobs of a lake: those that wait or go on, and documents of all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pipeline::run::State;
use weather::Time;
use zone::{Documents, Result};

use super::blocking;
use super::job::{Job, Links, Progress, Work};
use super::live::Live;

/// What is said of a job that was under way when its server was killed.
const KILLED: &str = "the server ended while it ran; it was begun again, which changes nothing that was done before";

/// The jobs.
pub(crate) struct Jobs {
    documents: Documents,
    kept: usize,
    live: Mutex<BTreeMap<String, Arc<Live>>>,
}

impl Jobs {
    pub(super) fn new(documents: Documents, kept: usize) -> Self {
        Self { documents, kept, live: Mutex::default() }
    }

    fn live(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Live>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new job that waits; with `id` where it has one from elsewhere.
    pub(super) async fn add(&self, id: Option<String>, work: Work, now: Time) -> Result<Arc<Live>> {
        let make = move |id: &str| Job {
            id: id.to_owned(),
            state: State::Queued,
            links: Links::of(id, &work),
            work: work.clone(),
            asked_time: now.to_string(),
            ended_time: None,
            attempts: 1,
            last_event: 0,
            note: None,
            progress: Progress::default(),
            report: None,
            error: None,
        };
        let documents = self.documents.clone();
        let job = blocking(move || match id {
            Some(id) => documents.write(&id, &make(&id)).map(|()| make(&id)),
            None => documents.create("ingest", now, make),
        });
        Ok(self.enter(job.await?))
    }

    /// Makes a job one of those that wait.
    fn enter(&self, job: Job) -> Arc<Live> {
        let live = Arc::new(Live::new(job));
        self.live().insert(live.id.clone(), live.clone());
        live
    }

    /// The jobs that an earlier server left undone, in the order of their asking, to be begun again.
    pub(super) async fn left(&self) -> Result<Vec<Arc<Live>>> {
        let documents = self.documents.clone();
        let mut left = Vec::new();
        let ids = blocking(move || documents.names()).await?;
        for id in ids.into_iter().rev() {
            // One that cannot be read is left for people to look at; it keeps no other from going on.
            let Ok(Some(mut job)) = self.read(id).await else { continue };
            if job.state.is_over() {
                continue;
            }
            if job.state == State::Running {
                job.note = Some(KILLED.to_owned());
            }
            job.attempts += 1;
            job.state = State::Queued;
            job.progress = Progress::default();
            self.write(&job).await?;
            left.push(self.enter(job));
        }
        Ok(left)
    }

    /// Remembers how far a job has come.
    pub(super) async fn write(&self, job: &Job) -> Result<()> {
        let (documents, job) = (self.documents.clone(), job.clone());
        blocking(move || documents.write(&job.id, &job)).await
    }

    /// A job of this process is over, or goes back to the queue of the next one.
    pub(super) async fn leave(&self, live: &Live) -> Result<()> {
        let written = self.write(&live.job()).await;
        self.live().remove(&live.id);
        written?;
        let (documents, kept) = (self.documents.clone(), self.kept);
        let alive: BTreeSet<String> = self.live().keys().cloned().collect();
        blocking(move || {
            let names = documents.names()?;
            let over = names.iter().filter(|name| !alive.contains(*name));
            over.skip(kept).try_for_each(|name| documents.delete(name))
        })
        .await
    }

    /// A job that waits or goes on.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Live>> {
        self.live().get(id).cloned()
    }

    /// Those that wait or go on.
    pub(super) fn all_live(&self) -> Vec<Arc<Live>> {
        self.live().values().cloned().collect()
    }

    /// A job; `None` if there is none of this id.
    pub(crate) async fn get(&self, id: &str) -> Result<Option<Job>> {
        match self.find(id) {
            Some(live) => Ok(Some(live.job())),
            None => self.read(id.to_owned()).await,
        }
    }

    async fn read(&self, id: String) -> Result<Option<Job>> {
        let documents = self.documents.clone();
        blocking(move || documents.read(&id)).await
    }

    /// The ids of all jobs, the newest first.
    pub(crate) async fn ids(&self) -> Result<Vec<String>> {
        let documents = self.documents.clone();
        blocking(move || documents.names()).await
    }
}
