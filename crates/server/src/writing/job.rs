//! A job as it is remembered and shown.

use pipeline::ingest::FileReport;
use pipeline::run::{State, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::IngestReport;
use crate::problem::Problem;

/// Work that goes on after its request was answered, or while the request waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Job {
    /// Its id.
    pub(crate) id: String,
    /// How far it has come.
    pub(crate) state: State,
    /// What is to be done.
    pub(crate) work: Work,
    /// When it was asked for.
    pub(crate) asked_time: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ended_time: Option<String>,
    /// How often a server took it up: above 1 where one ended before it did.
    pub(crate) attempts: u32,
    /// The number of its last event, in this attempt.
    #[serde(default)]
    pub(crate) last_event: u64,
    /// What people should know: that it was begun again, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// How much was done so far, in this attempt.
    #[serde(default)]
    pub(crate) progress: Progress,
    /// What became of an upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) report: Option<IngestReport>,
    /// Why it ended before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Problem>,
    /// Its own address, its events, and of a run the run.
    pub(crate) links: Links,
}

/// Where more is told of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Links {
    /// The job.
    #[serde(rename = "self")]
    pub(crate) job: String,
    /// Its events, as they happen.
    pub(crate) events: String,
    /// The run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<String>,
}

/// What a job is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Work {
    /// To stage and curate files that were uploaded.
    Ingest {
        /// How far they are to go.
        to: Destination,
        /// The files, as the raw zone keeps them.
        files: Vec<FileReport>,
        /// Those that were not taken.
        failed: Vec<Failed>,
    },
    /// To fetch, stage and curate a range of days.
    Run {
        /// The first day.
        from: String,
        /// The last day, included.
        to: String,
        /// Whom to ask: `auto` or a provider.
        source: String,
        /// The steps, in order.
        steps: Vec<Step>,
        /// Whether to read and compute again what was done before.
        again: bool,
    },
}

/// How far an upload is to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Destination {
    /// The bytes are kept.
    Raw,
    /// Its observations are staged.
    Staging,
    /// Its days are computed.
    #[default]
    Curated,
}

/// A file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Failed {
    /// Its name.
    pub(crate) name: String,
    /// The kind of the error: `invalid` or `unsupported`.
    pub(crate) kind: String,
    /// Why.
    pub(crate) error: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

/// How much a job has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Progress {
    /// The arrow that is being taken.
    pub(crate) arrow: Option<Step>,
    /// Files to download, and those that came.
    pub(crate) downloads: u64,
    /// Files that were downloaded, found unchanged, or given up.
    pub(crate) downloads_done: u64,
    /// Bytes downloaded.
    pub(crate) bytes_downloaded: u64,
    /// Objects to stage.
    pub(crate) objects: u64,
    /// Objects read.
    pub(crate) objects_done: u64,
    /// Bytes of the objects to stage.
    pub(crate) bytes: u64,
    /// Bytes of the objects read.
    pub(crate) bytes_done: u64,
    /// Rows written.
    pub(crate) rows: u64,
    /// Days computed.
    pub(crate) days: u64,
}

impl Progress {
    /// Takes in what a run tells.
    pub(super) fn hear(&mut self, event: pipeline::run::Event<'_>) {
        use pipeline::run::Event;
        use pipeline::{fetch, stage};
        match event {
            Event::Step(step) => self.arrow = Some(step),
            Event::Fetch(fetch::Event::Planned { downloads }) => self.downloads = downloads as u64,
            Event::Fetch(fetch::Event::Ended { report }) => {
                self.downloads_done += 1;
                self.bytes_downloaded += report.bytes;
            }
            Event::Fetch(_) => {}
            Event::Stage(stage::Event::Planned { objects, bytes }) => {
                (self.objects, self.bytes) = (objects as u64, bytes);
            }
            Event::Stage(stage::Event::Read { object }) => {
                self.objects_done += 1;
                self.bytes_done += object.size;
            }
            Event::Stage(stage::Event::Writing { rows }) => self.rows += rows,
            Event::Days(days) => self.days = days,
        }
    }
}

impl Links {
    pub(super) fn of(id: &str, work: &Work) -> Self {
        Self {
            job: format!("/v1/jobs/{id}"),
            events: format!("/v1/jobs/{id}/events"),
            run: matches!(work, Work::Run { .. }).then(|| format!("/v1/runs/{id}")),
        }
    }
}
