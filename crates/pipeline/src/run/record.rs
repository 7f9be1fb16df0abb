//! How a run is remembered: one document a run in the lake's folder `runs`, for people and programs to look at.
//!
//! Nothing depends on them: what was done is told by the zones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use weather::{Day, Time};
use zone::{Documents, Error, Kind, Lake, Result};

use super::{Cancel, Request, RunReport, Step, text};

/// How far work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for its turn.
    Queued,
    /// It goes on.
    Running,
    /// All was done.
    Done,
    /// It went on to the end, but part of it failed; the report tells what.
    PartlyFailed,
    /// It ended before its end; the error tells why.
    Failed,
    /// It was cancelled; what was committed before stays.
    Cancelled,
}

impl State {
    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    /// The state of work that ended.
    pub fn ended(outcome: &Result<()>, complete: bool, cancel: &Cancel) -> Self {
        match outcome {
            Err(_) if cancel.is_cancelled() => Self::Cancelled,
            Err(_) => Self::Failed,
            Ok(()) if complete => Self::Done,
            Ok(()) => Self::PartlyFailed,
        }
    }

    /// Its name, for people and programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::PartlyFailed => "partly_failed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// An error as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// Its kind: `not_found`, `conflict`, `unavailable`, `invalid`, `corrupt` or `unsupported`.
    pub kind: String,
    /// What happened.
    pub what: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        let hint = error.next_step().map(str::to_owned);
        Self { kind: error.kind().name().to_owned(), what: error.to_string(), hint }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == fault.kind).unwrap_or(Kind::Unavailable);
        let error = Self::new(kind, fault.what);
        match fault.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// A run as it is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunRecord {
    /// Its id: `run-`, the time it was asked for, a number.
    pub id: String,
    /// How far it has come.
    pub state: State,
    /// The first day.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub from: Day,
    /// The last day, included.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub to: Day,
    /// Whom to ask: `auto` or a provider.
    pub source: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// When it was asked for.
    #[serde(with = "text")]
    #[schemars(with = "String")]
    pub asked_time: Time,
    /// When it ended.
    #[serde(default, with = "ended", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub ended_time: Option<Time>,
    /// What it did.
    pub report: RunReport,
    /// Why it ended before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Fault>,
}

impl RunRecord {
    /// A run that waits for its turn.
    fn new(id: &str, request: &Request, asked_time: Time) -> Self {
        Self {
            id: id.to_owned(),
            state: State::Queued,
            from: request.plan.from,
            to: request.plan.to,
            source: request.plan.source.to_string(),
            steps: Step::ALL.into_iter().filter(|step| request.steps.contains(step)).collect(),
            asked_time,
            ended_time: None,
            report: RunReport::default(),
            error: None,
        }
    }

    /// How it ended.
    pub fn end(&mut self, outcome: &Result<()>, cancel: &Cancel, now: Time) {
        self.state = State::ended(outcome, self.report.is_complete(), cancel);
        self.error = outcome.as_ref().err().map(Fault::from);
        self.ended_time = Some(now);
    }
}

/// The runs of a lake.
#[derive(Debug, Clone)]
pub struct Runs {
    documents: Documents,
}

impl Runs {
    /// Those of this lake.
    pub fn of(lake: &Lake) -> Self {
        Self { documents: lake.documents("runs") }
    }

    /// Remembers a run that was asked for at `asked`, and gives it an id; `fill` tells what is known of it already.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&self, request: &Request, asked: Time, fill: impl Fn(&mut RunRecord)) -> Result<RunRecord> {
        self.documents.create("run", asked, |id| {
            let mut record = RunRecord::new(id, request, asked);
            fill(&mut record);
            record
        })
    }

    /// Remembers how far a run has come.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, record: &RunRecord) -> Result<()> {
        self.documents.write(&record.id, record)
    }

    /// A run; `None` if there is none of this id.
    ///
    /// # Errors
    /// `Corrupt` if it is not what was written.
    pub fn read(&self, id: &str) -> Result<Option<RunRecord>> {
        self.documents.read(id)
    }

    /// The ids of all runs, the newest first.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub fn ids(&self) -> Result<Vec<String>> {
        self.documents.names()
    }

    /// Forgets all but the newest runs.
    ///
    /// # Errors
    /// If one cannot be deleted.
    pub fn keep_newest(&self, count: usize) -> Result<()> {
        self.ids()?.iter().skip(count).try_for_each(|id| self.documents.delete(id))
    }
}

/// The time of the end, where there is one.
mod ended {
    use serde::{Deserialize, Deserializer, Serializer};
    use weather::Time;

    pub(super) fn serialize<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_some(&time.map(|time| time.to_string()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
