//! One run: every file of a plan, and what other providers have of the same days where one fails.

use std::sync::{Mutex, PoisonError};

use futures::{StreamExt, TryStreamExt, stream};
use zone::Result;
use zone::raw::RawZone;

use super::plan::{Job, Route};
use super::report::{DownloadReport, Outcome};
use super::{Event, Fetch, Progress, Upstream, transfer};

/// How long, in hours, what a killed process left behind may still be somebody's.
const LEFTOVERS_HOURS: i64 = 24;
/// How long, in hours, the beginning of a file is worth keeping.
const JOURNALS_HOURS: i64 = 7 * 24;

/// What the downloads of a run share.
pub(super) struct Run<'a> {
    pub(super) fetch: &'a Fetch,
    pub(super) raw: &'a dyn RawZone,
    pub(super) progress: Progress<'a>,
    messages: Mutex<Vec<String>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(fetch: &'a Fetch, raw: &'a dyn RawZone, progress: Progress<'a>) -> Self {
        Self { fetch, raw, progress, messages: Mutex::default() }
    }

    /// Tells people something, now and in the report.
    pub(super) fn say(&self, message: String) {
        (self.progress)(Event::Said { message: &message });
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }

    /// What was said.
    pub(super) fn messages(self) -> Vec<String> {
        self.messages.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deletes what killed runs left behind. That it cannot be is told and stops nothing.
    pub(super) async fn sweep(&self) {
        let now = (self.fetch.now)();
        if let Err(error) = self.raw.sweep(now.plus_hours(-LEFTOVERS_HOURS)).await {
            self.say(format!("leftovers of earlier runs could not be deleted: {error}"));
        }
        let folder = &self.fetch.scratch;
        if let Err(error) = transfer::sweep(folder, now.plus_hours(-JOURNALS_HOURS)) {
            self.say(format!("old downloads in {} could not be deleted: {error}", folder.display()));
        }
    }

    /// Downloads the station list, where there is one. A failure is told and nothing more.
    pub(super) async fn stations(&self, job: Option<Job>) -> Result<Option<DownloadReport>> {
        let Some(job) = job else { return Ok(None) };
        let report = self.download(&job).await?;
        if let Outcome::Failed { error, .. } = &report.outcome {
            let provider = job.provider.name();
            self.say(format!("{} of {provider} failed, stations keep what is known of them: {error}", job.name));
        }
        Ok(Some(report))
    }

    /// Downloads the file with the day after the last one, where there is one. A failure is told and nothing more: the
    /// days asked for are there, the last one without what the next morning says of it.
    pub(super) async fn day_after(&self, job: Option<Job>) -> Result<Option<DownloadReport>> {
        let Some(job) = job else { return Ok(None) };
        let report = self.download(&job).await?;
        if let Outcome::Failed { error, .. } = &report.outcome {
            let (last, name) = (job.from.plus_days(-1), &job.name);
            self.say(format!("{last} may lack its last hours: {name}, which has the day after, failed: {error}"));
        }
        Ok(Some(report))
    }

    /// Downloads every file, a few at once.
    pub(super) async fn parts(&self, route: &Route<'_>, jobs: Vec<Job>) -> Result<Vec<DownloadReport>> {
        let parts = jobs.into_iter().enumerate().map(|(place, job)| async move {
            let reports = self.part(route, &job).await?;
            Ok::<_, zone::Error>((place, reports))
        });
        let at_once = self.fetch.settings.downloads_at_once.max(1);
        let mut parts: Vec<_> = stream::iter(parts).buffer_unordered(at_once).try_collect().await?;
        parts.sort_by_key(|(place, _)| *place);
        Ok(parts.into_iter().flat_map(|(_, reports)| reports).collect())
    }

    /// Downloads a file; where it fails, what the other providers have of its days.
    async fn part(&self, route: &Route<'_>, job: &Job) -> Result<Vec<DownloadReport>> {
        let mut reports = vec![self.download(job).await?];
        let today = (self.fetch.now)().day();
        for other in route.others.iter().filter(|other| other.provider.serves(job.from, job.to, today)) {
            let Outcome::Failed { error, .. } = &reports[0].outcome else { break };
            let (provider, name) = (job.provider.name(), other.provider.name());
            self.say(format!("{} of {provider} failed: {error}; asking {name} for its days", job.name));
            let stand_ins = self.stand_in(other, job).await?;
            let complete = !stand_ins.is_empty() && !stand_ins.iter().any(DownloadReport::is_failed);
            reports.extend(stand_ins);
            if let (true, Outcome::Failed { instead, .. }) = (complete, &mut reports[0].outcome) {
                *instead = Some(name.into());
                break;
            }
        }
        self.say_missing(&reports[0]);
        Ok(reports)
    }

    /// Downloads, one after the other, what another provider has of a file's days.
    async fn stand_in(&self, other: &Upstream, job: &Job) -> Result<Vec<DownloadReport>> {
        let mut reports = Vec::new();
        for job in other.jobs(job.from, job.to) {
            reports.push(self.download(&job).await?);
        }
        Ok(reports)
    }

    fn say_missing(&self, report: &DownloadReport) {
        if let Outcome::Failed { error, instead: None, .. } = &report.outcome {
            let DownloadReport { provider, name, from, to, .. } = report;
            self.say(format!("{from} to {to} are missing: {name} of {provider} failed: {error}"));
        }
    }
}
