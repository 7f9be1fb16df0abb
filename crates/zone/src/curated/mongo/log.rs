//! The log of the zone's writes: the one place where writers meet, and what readers take the zone's state from.
//!
//! One document a step, numbered by `_id`; the highest number is the state. A step is taken by inserting the next
//! number, which a server lets only one do, with or without transactions. A write takes two: one that says it writes,
//! and one that says what is true afterwards. Old steps are removed, but not the recent ones: a writer that slept
//! through many steps must find its number taken.

use std::time::Duration;

use mongodb::bson::{Document, doc};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use uuid::Uuid;
use weather::Time;
use weather::day::DayDefinition;

use super::errors::{Told, is_duplicate, persist};
use super::server::{LOG, Server};
use crate::curated::{Watermark, YearSummary};
use crate::{Error, Kind, Result};

/// How many steps are kept at least, and for how long.
const STEPS_KEPT: i64 = 200;
const SECONDS_KEPT: i64 = 7 * 86_400;

/// How often a writer shows that it is alive.
const BEAT: Duration = Duration::from_secs(1);

/// How often another writer is looked at while it may still be alive.
const LOOKS: u32 = 20;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// Its number.
    #[serde(rename = "_id")]
    pub(super) number: i64,
    /// When it was taken, in seconds since 1970, by the clock of who took it.
    time: i64,
    /// Who took it.
    owner: String,
    /// The number of the write that documents stand for: what readers call the revision. 0 before the first.
    pub(super) revision: i64,
    /// The staging zone whose days are being written; the document's fields above still tell what is finished.
    pub(super) writing: Option<String>,
    /// Grows while they are.
    #[serde(default)]
    beat: i64,
    /// The staging zones of writes that began and did not finish: the next write from each leaves no document as it is.
    pub(super) unfinished: Vec<String>,
    watermarks: Vec<Mark>,
    years: Vec<Year>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    staging: String,
    revision: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Year {
    period: String,
    year: i32,
    documents: i64,
}

impl Step {
    /// The state before the first step.
    fn none() -> Self {
        let (unfinished, watermarks, years) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            number: 0,
            time: 0,
            owner: String::new(),
            revision: 0,
            writing: None,
            beat: 0,
            unfinished,
            watermarks,
            years,
        }
    }

    /// How far a staging zone was followed.
    pub(super) fn watermark(&self, staging: &str) -> Option<i64> {
        self.watermarks.iter().find(|mark| mark.staging == staging).map(|mark| mark.revision)
    }

    /// Whether nothing is left to do for a watermark when there are no documents.
    pub(super) fn is_finished(&self, watermark: &Watermark) -> bool {
        let is_unfinished = self.unfinished.contains(&watermark.staging) || self.writing.is_some();
        !is_unfinished && self.watermark(&watermark.staging) == Some(watermark.revision)
    }

    fn mark(&mut self, watermark: &Watermark) {
        match self.watermarks.iter_mut().find(|mark| mark.staging == watermark.staging) {
            Some(mark) => mark.revision = watermark.revision,
            None => self.watermarks.push(Mark { staging: watermark.staging.clone(), revision: watermark.revision }),
        }
    }

    /// The definitions and years that have documents, in order.
    ///
    /// # Errors
    /// `Corrupt` if somebody changed the log.
    pub(super) fn years(&self) -> Result<Vec<YearSummary>> {
        let summary = |year: &Year| {
            let damaged = |error| Error::new(Kind::Corrupt, format!("{LOG}: step {}: {error}", self.number));
            let definition = year.period.parse().map_err(damaged)?;
            Ok(YearSummary { definition, year: year.year, documents: year.documents.unsigned_abs() })
        };
        self.years.iter().map(summary).collect()
    }

    /// How many documents a definition and year has; `None` where none was ever written.
    pub(super) fn documents(&self, (definition, year): (DayDefinition, i32)) -> Option<u64> {
        let found = self.years.iter().find(|other| (other.period.as_str(), other.year) == (definition.name(), year));
        found.map(|year| year.documents.unsigned_abs())
    }

    /// Notes how many documents years have.
    pub(super) fn count(&mut self, counted: &[YearSummary]) {
        for summary in counted {
            self.years.retain(|year| (year.period.as_str(), year.year) != (summary.definition.name(), summary.year));
            let documents = i64::try_from(summary.documents).unwrap_or(i64::MAX);
            self.years.push(Year { period: summary.definition.name().to_owned(), year: summary.year, documents });
        }
        self.years.retain(|year| year.documents > 0);
        let order = |year: &Year| (year.period.parse::<DayDefinition>().ok(), year.year);
        self.years.sort_by_key(order);
    }
}

/// The log.
#[derive(Debug, Clone)]
pub(super) struct Log<'a> {
    server: &'a Server,
    /// How long a writer that gives no sign of life is waited for.
    patience: Duration,
}

/// The right to write, until somebody takes it away.
#[derive(Debug)]
pub(super) struct Turn {
    /// The step that says so; documents are written under its number.
    pub(super) step: Step,
    /// Whether a write from the same staging zone did not finish.
    pub(super) is_thorough: bool,
    _beating: Beating,
}

/// Shows that a writer is alive, as long as it is.
#[derive(Debug)]
struct Beating(JoinHandle<()>);

impl Beating {
    fn start(server: Server, number: i64) -> Self {
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                // One that is lost matters little: the next comes soon.
                if let Ok(log) = server.collection::<Step>(LOG).await {
                    let beat = doc! { "$inc": { "beat": 1_i64 } };
                    log.update_one(doc! { "_id": number }, beat).await.ok();
                }
            }
        }))
    }
}

impl Drop for Beating {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<'a> Log<'a> {
    pub(super) fn new(server: &'a Server, patience: Duration) -> Self {
        Self { server, patience }
    }

    fn told<T>(&self, outcome: mongodb::error::Result<T>) -> Result<T> {
        outcome.told(&self.server.name(LOG))
    }

    /// The state.
    pub(super) async fn state(&self) -> Result<Step> {
        let log = self.server.collection::<Step>(LOG).await?;
        let ask = || log.find_one(doc! {}).sort(doc! { "_id": -1 });
        Ok(self.told(persist(ask).await)?.unwrap_or_else(Step::none))
    }

    /// Takes the right to write on the state `seen`.
    ///
    /// # Errors
    /// `Conflict` if a write finished since `seen`, or another writer is at work and goes on.
    pub(super) async fn begin(&self, seen: &Step, staging: &str, now: Time) -> Result<Turn> {
        loop {
            let state = self.state().await?;
            if state.revision != seen.revision {
                return Err(self.taken());
            }
            if state.writing.is_some() && self.goes_on(&state).await? {
                continue;
            }
            let mut step = self.after(&state, now);
            if let Some(other) =
                step.writing.replace(staging.to_owned()).filter(|other| !step.unfinished.contains(other))
            {
                step.unfinished.push(other);
            }
            step.beat = 0;
            let is_thorough = step.unfinished.iter().any(|unfinished| unfinished == staging);
            if self.insert(&step).await? {
                let beating = Beating::start(self.server.clone(), step.number);
                return Ok(Turn { step, is_thorough, _beating: beating });
            }
        }
    }

    /// Whether the writer of a step shows that it is alive; waits as long as it takes to be sure it is not.
    async fn goes_on(&self, seen: &Step) -> Result<bool> {
        for _ in 0..LOOKS {
            tokio::time::sleep(self.patience / LOOKS).await;
            if self.state().await? != *seen {
                return Ok(true);
            }
        }
        tracing::warn!(
            "{}: a write of {} did not finish; it is made good",
            self.server.name(LOG),
            Time::from_unix(seen.time)
        );
        Ok(false)
    }

    /// Makes sure that a writer still has its turn.
    ///
    /// # Errors
    /// `Conflict` if somebody took it.
    pub(super) async fn hold(&self, turn: &Turn) -> Result<()> {
        if self.state().await?.number == turn.step.number { Ok(()) } else { Err(self.taken()) }
    }

    /// Ends a turn: what was written is true now.
    ///
    /// # Errors
    /// `Conflict`, and nothing is true that was not, if somebody took the turn.
    pub(super) async fn finish(
        &self,
        turn: &Turn,
        watermark: &Watermark,
        counted: &[YearSummary],
        now: Time,
    ) -> Result<()> {
        let mut step = self.after(&turn.step, now);
        step.writing = None;
        step.revision = turn.step.number;
        step.unfinished.retain(|unfinished| *unfinished != watermark.staging);
        step.mark(watermark);
        step.count(counted);
        self.end(turn, step, now).await
    }

    /// Gives a turn back after which nothing is different.
    pub(super) async fn release(&self, turn: &Turn, now: Time) -> Result<()> {
        let mut step = self.after(&turn.step, now);
        step.writing = None;
        self.end(turn, step, now).await
    }

    /// Gives a turn back after which some documents are written and others not.
    pub(super) async fn abandon(&self, turn: &Turn, now: Time) -> Result<()> {
        let mut step = self.after(&turn.step, now);
        if let Some(staging) = step.writing.take().filter(|staging| !step.unfinished.contains(staging)) {
            step.unfinished.push(staging);
        }
        self.end(turn, step, now).await
    }

    async fn end(&self, turn: &Turn, step: Step, now: Time) -> Result<()> {
        // The number after a turn can be free again only when it is long past; then this says so.
        if self.state().await?.number != turn.step.number || !self.insert(&step).await? {
            return Err(self.taken());
        }
        let log = self.server.collection::<Document>(LOG).await?;
        let old = doc! { "_id": { "$lt": step.number - STEPS_KEPT }, "time": { "$lt": now.unix() - SECONDS_KEPT } };
        if let Err(error) = log.delete_many(old).await {
            tracing::debug!("{}: old steps stay: {error}", self.server.name(LOG));
        }
        Ok(())
    }

    fn after(&self, state: &Step, now: Time) -> Step {
        let owner = Uuid::new_v4().to_string();
        Step { number: state.number + 1, time: now.unix(), owner, ..state.clone() }
    }

    /// Takes a step, unless its number is taken.
    async fn insert(&self, step: &Step) -> Result<bool> {
        let log = self.server.majority::<Step>(LOG).await?;
        match persist(|| log.insert_one(step)).await {
            Ok(_) => Ok(true),
            Err(error) if is_duplicate(&error) => {
                // Tried twice, the first try may have come through.
                let ask = || log.find_one(doc! { "_id": step.number });
                Ok(self.told(persist(ask).await)?.is_some_and(|found| found.owner == step.owner))
            }
            Err(error) => self.told(Err(error)),
        }
    }

    /// What a writer is told whose turn was taken.
    pub(super) fn taken(&self) -> Error {
        Error::new(Kind::Conflict, format!("{}: another process wrote meanwhile", self.server.name("the curated zone")))
            .hint("run the command again")
    }
}
