//! The curated zone on a MongoDB server, or one that speaks its protocol: a document a day in `WeatherStats`.
//!
//! Months stand in `WeatherMonths`, normals in `WeatherNormals`, and what is finished in `WeatherLog`, which is what
//! makes a write one thing: `docs/decisions/curated-mongodb.md` says how without transactions.

mod address;
mod errors;
mod examine;
mod log;
mod read;
mod scan;
mod server;
mod stored;
#[cfg(test)]
pub(super) mod tests;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use url::Url;
use weather::Time;
use weather::climate::MonthPartial;
use weather::day::DayDefinition;

use self::address::Address;
use self::log::Log;
use self::scan::Scan;
use self::server::Server;
use self::write::Spool;
use super::{CuratedZone, DayRequest, DocumentIterator, MonthRequest, Watermark, Written, YearIterator, YearSummary};
use crate::{Error, Finding, Kind, Result};

/// How long another writer that shows no sign of life is waited for. It shows one every second.
const PATIENCE: Duration = Duration::from_secs(5);

/// The curated zone in a MongoDB database.
#[derive(Debug, Clone)]
pub struct MongoCurated {
    server: Server,
    scratch: Option<Arc<Path>>,
    patience: Duration,
}

impl MongoCurated {
    /// The zone at `mongodb://USER:PASSWORD@HOST:PORT/DATABASE`, in the database `curated` if the address names none.
    /// Nothing is asked of the server yet.
    ///
    /// # Errors
    /// `Unsupported` for `mongodb+srv://`, `Invalid` if it is no such address.
    pub fn new(url: &Url) -> Result<Self> {
        let server = Server::new(Address::parse(url)?);
        Ok(Self { server, scratch: None, patience: PATIENCE })
    }

    /// With scratch files in `folder` and not where the system keeps them.
    #[must_use]
    pub fn with_scratch(mut self, folder: PathBuf) -> Self {
        self.scratch = Some(folder.into());
        self
    }

    fn log(&self) -> Log<'_> {
        Log::new(&self.server, self.patience)
    }
}

#[async_trait]
impl CuratedZone for MongoCurated {
    async fn write(&self, years: YearIterator, watermark: Watermark, now: Time) -> Result<Written> {
        self.server.ready().await?;
        let log = self.log();
        // What is computed from now on is of this state; a write that ends before this one begins makes it stale.
        let seen = log.state().await?;
        let scratch = self.scratch.clone();
        let drained = tokio::task::spawn_blocking(move || Spool::drain(scratch.as_deref(), years));
        let stopped = |error| Error::new(Kind::Invalid, format!("curating stopped: {error}"));
        let spooled = drained.await.map_err(stopped)??;
        if spooled.is_empty() && seen.is_finished(&watermark) {
            return Ok(Written::default());
        }
        write::write(&self.server, &log, (seen, spooled), &watermark, now).await
    }

    async fn revision(&self) -> Result<i64> {
        Ok(self.log().state().await?.revision)
    }

    async fn watermark(&self, staging: &str) -> Result<Option<i64>> {
        Ok(self.log().state().await?.watermark(staging))
    }

    async fn years(&self) -> Result<Vec<YearSummary>> {
        self.log().state().await?.years()
    }

    async fn read(&self, definition: DayDefinition, year: i32, request: DayRequest) -> Result<DocumentIterator> {
        let years = self.years().await?;
        if !years.iter().any(|summary| (summary.definition, summary.year) == (definition, year)) {
            return Ok(Box::new(std::iter::empty()));
        }
        Ok(read::documents(self.server.clone(), Scan::days(self.server.clone(), definition, year, &request)))
    }

    async fn months(&self, request: MonthRequest) -> Result<Vec<MonthPartial>> {
        read::months(&self.server, &request).await
    }

    async fn check(&self) -> Result<()> {
        self.log().state().await.map(drop)
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        examine::examine(&self.server, now).await
    }
}
