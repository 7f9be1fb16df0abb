//! Run: fetch, stage and curate for a range of days.
//!
//! The steps asked for, in their order; what could not be fetched does not keep the rest from being staged. The lake's
//! lock is taken between fetch and stage, in the caller's way. [`record`] is how a run is remembered.

mod cancel;
mod record;
pub(crate) mod text;

pub use cancel::Cancel;
pub use record::{Fault, RunRecord, Runs, State};

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zone::Result;

use crate::Zones;
use crate::curate::{self, CurateReport};
use crate::fetch::{self, Clock, Fetch, FetchReport, Plan};
use crate::stage::{self, StageReport};

/// What a run did, arrow by arrow; `None` where it did not come to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunReport {
    /// The fetch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetch: Option<FetchReport>,
    /// The staging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageReport>,
    /// The curating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curate: Option<CurateReport>,
}

impl RunReport {
    /// Whether every file came and every object could be read.
    pub fn is_complete(&self) -> bool {
        let fetched = self.fetch.as_ref().is_none_or(FetchReport::is_complete);
        fetched && self.stage.as_ref().is_none_or(|stage| stage.total.failed == 0)
    }
}

/// An arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// From the providers to the raw zone.
    Fetch,
    /// From raw to staging.
    Stage,
    /// From staging to curated.
    Curate,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Fetch, Self::Stage, Self::Curate];
}

/// What to run.
#[derive(Debug, Clone)]
pub struct Request {
    /// The days, and whom to ask.
    pub plan: Plan,
    /// The steps; they are taken in the order of the arrows.
    pub steps: Vec<Step>,
}

/// What a run works with.
#[derive(Clone)]
pub struct Runner {
    /// The zones.
    pub zones: Zones,
    /// How to fetch.
    pub fetch: Fetch,
    /// How to stage.
    pub stage: stage::Options,
    /// How to curate.
    pub curate: curate::Options,
    /// Tells the time.
    pub clock: Clock,
}

/// What a run tells while it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A step begins.
    Step(Step),
    /// Of the fetch.
    Fetch(fetch::Event<'a>),
    /// Of the staging.
    Stage(stage::Event<'a>),
    /// So many days were computed.
    Days(u64),
}

/// Hears the events of a run; must not block.
pub type Progress = Arc<dyn Fn(Event<'_>) + Send + Sync>;

impl Runner {
    /// Takes the steps of a run; `lock` gives the right to write, which is held for stage and curate.
    ///
    /// `report` tells what was done, also where the run ended before its end.
    ///
    /// # Errors
    /// Those of the arrows and of `lock`. Where `cancel` was wished meanwhile, the error is that it was cancelled.
    pub async fn run<L, F: Future<Output = Result<L>>>(
        &self,
        request: &Request,
        lock: impl FnOnce() -> F,
        cancel: &Cancel,
        progress: &Progress,
        report: &mut RunReport,
    ) -> Result<()> {
        let asked = |step| request.steps.contains(&step);
        if asked(Step::Fetch) {
            report.fetch = Some(self.fetch(&request.plan, cancel, progress).await?);
        }
        if asked(Step::Stage) || asked(Step::Curate) {
            let lock = lock().await?;
            if asked(Step::Stage) {
                report.stage = Some(self.stage(cancel, progress).await?);
            }
            if asked(Step::Curate) {
                report.curate = Some(self.curate(cancel, progress).await?);
            }
            drop(lock);
        }
        Ok(())
    }

    /// Fetches. What was begun is kept for the next run where it is cancelled.
    async fn fetch(&self, plan: &Plan, cancel: &Cancel, progress: &Progress) -> Result<FetchReport> {
        progress(Event::Step(Step::Fetch));
        let hear = |event: fetch::Event<'_>| progress(Event::Fetch(event));
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Cancel::error()),
            fetched = self.fetch.fetch(self.zones.raw.as_ref(), plan, &hear) => fetched,
        }
    }

    /// Stages what waits; the caller holds the lock.
    ///
    /// # Errors
    /// The zones'; that it was cancelled.
    pub async fn stage(&self, cancel: &Cancel, progress: &Progress) -> Result<StageReport> {
        progress(Event::Step(Step::Stage));
        let hear = |event: stage::Event<'_>| progress(Event::Stage(event));
        stage::stage(&self.zones, self.stage, (self.clock)(), cancel, &hear).await
    }

    /// Curates what changed; the caller holds the lock.
    ///
    /// # Errors
    /// The zones'; that it was cancelled.
    pub async fn curate(&self, cancel: &Cancel, progress: &Progress) -> Result<CurateReport> {
        progress(Event::Step(Step::Curate));
        let progress = progress.clone();
        let hear = Arc::new(move |days| progress(Event::Days(days)));
        curate::curate(&self.zones, self.curate, (self.clock)(), cancel, hear).await
    }
}
