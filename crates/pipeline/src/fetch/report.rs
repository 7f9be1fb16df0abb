//! What a fetch did: for each download what came of it, and what to tell people.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use weather::Day;
use zone::raw::ObjectId;
use zone::{Error, Kind};

use super::download::Cost;
use super::plan::Job;
use crate::run::text;

/// What a fetch did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FetchReport {
    /// The first day asked for.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub from: Day,
    /// The last day asked for.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub to: Day,
    /// The provider that was asked first.
    pub source: String,
    /// The downloads of observations in the order of their days; after a failed one those that stood in for it.
    pub downloads: Vec<DownloadReport>,
    /// The download of the file with the day after the last one, where that is another file; see [`Outcome`].
    pub day_after: Option<DownloadReport>,
    /// The download of the station list, where the provider has one.
    pub stations: Option<DownloadReport>,
    /// What people should know, in order: the choice of the provider, failures and what was done about them.
    pub messages: Vec<String>,
}

/// What came of one download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DownloadReport {
    /// The provider's name.
    pub provider: String,
    /// The file's name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The first day it was to give.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub from: Day,
    /// The last day it was to give.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub to: Day,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Bytes received over the network, those of failed attempts included.
    pub bytes: u64,
    /// How often the provider was asked.
    pub attempts: u32,
    /// The object in the raw zone; `None` where it failed.
    #[schemars(with = "Option<String>")]
    pub object: Option<ObjectId>,
}

/// What came of a download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Bytes that the raw zone did not hold.
    New,
    /// The provider says that nothing changed since the last fetch; nothing was downloaded.
    Unchanged,
    /// Downloaded, and the raw zone held the same bytes already.
    Duplicate,
    /// Nothing came of it.
    Failed {
        /// The kind of the error.
        #[serde(serialize_with = "kind_name", deserialize_with = "kind_of_name")]
        #[schemars(with = "String")]
        kind: Kind,
        /// What happened.
        error: String,
        /// What to do next.
        hint: Option<String>,
        /// The provider that gave these days instead.
        instead: Option<String>,
    },
}

impl Outcome {
    pub(super) fn failed(error: &Error) -> Self {
        let hint = error.next_step().map(str::to_owned);
        Self::Failed { kind: error.kind(), error: error.to_string(), hint, instead: None }
    }
}

impl DownloadReport {
    pub(super) fn new(job: &Job, outcome: Outcome, object: Option<ObjectId>, cost: Cost) -> Self {
        let Job { provider, name, url, from, to, .. } = job;
        Self {
            provider: provider.name().into(),
            name: name.clone(),
            url: url.clone(),
            from: *from,
            to: *to,
            outcome,
            bytes: cost.bytes,
            attempts: cost.attempts,
            object,
        }
    }

    /// Whether nothing came of it.
    pub fn is_failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed { .. })
    }
}

impl FetchReport {
    /// Whether every day asked for was covered by a download or known to be unchanged.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// The failed downloads whose days no other provider gave.
    ///
    /// A stand-in that failed as well is in the report, but its days are missing once: by what it stood in for.
    pub fn missing(&self) -> impl Iterator<Item = &DownloadReport> {
        let is_missing = |download: &&DownloadReport| matches!(download.outcome, Outcome::Failed { instead: None, .. });
        self.downloads.iter().filter(is_missing).filter(|download| download.provider == self.source)
    }

    /// How many downloads had an outcome that `is` accepts.
    pub fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.downloads.iter().filter(|download| is(&download.outcome)).count()
    }

    /// Bytes received over the network.
    pub fn bytes(&self) -> u64 {
        self.downloads.iter().chain(&self.day_after).chain(&self.stations).map(|download| download.bytes).sum()
    }
}

fn kind_name<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

fn kind_of_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
    let name = String::deserialize(deserializer)?;
    let unknown = || serde::de::Error::custom(format!("`{name}` is no kind of error"));
    Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(unknown)
}
