//! A patient curated zone. A write is repeated only while it has taken no documents: they pass once.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use weather::Time;
use weather::climate::MonthPartial;
use weather::day::DayDefinition;

use super::Retry;
use crate::curated::{
    CuratedZone, DayRequest, DocumentIterator, MonthRequest, Watermark, Written, YearDays, YearIterator, YearSummary,
};
use crate::{Finding, Kind, Result};

#[async_trait]
impl<Z: CuratedZone + ?Sized> CuratedZone for Retry<Z> {
    async fn write(&self, years: YearIterator, watermark: Watermark, now: Time) -> Result<Written> {
        let source = Arc::new(Mutex::new(Source { years, taken: false }));
        let mut attempt = 1;
        loop {
            let years = Box::new(Handed(source.clone()));
            let error = match self.inner.write(years, watermark.clone(), now).await {
                Err(error) if error.kind() == Kind::Unavailable => error,
                outcome => return outcome,
            };
            let taken = source.lock().unwrap_or_else(PoisonError::into_inner).taken;
            match self.policy.wait(attempt).filter(|_| !taken) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(error),
            }
            attempt += 1;
        }
    }

    async fn revision(&self) -> Result<i64> {
        self.policy.run(|| self.inner.revision()).await
    }

    async fn watermark(&self, staging: &str) -> Result<Option<i64>> {
        self.policy.run(|| self.inner.watermark(staging)).await
    }

    async fn years(&self) -> Result<Vec<YearSummary>> {
        self.policy.run(|| self.inner.years()).await
    }

    async fn read(&self, definition: DayDefinition, year: i32, request: DayRequest) -> Result<DocumentIterator> {
        self.policy.run(|| self.inner.read(definition, year, request.clone())).await
    }

    async fn months(&self, request: MonthRequest) -> Result<Vec<MonthPartial>> {
        self.policy.run(|| self.inner.months(request.clone())).await
    }

    async fn check(&self) -> Result<()> {
        self.policy.run(|| self.inner.check()).await
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        self.inner.examine(now).await
    }
}

/// Documents on their way, and whether any was asked for.
struct Source {
    years: YearIterator,
    taken: bool,
}

/// The documents, as one attempt is handed them.
struct Handed(Arc<Mutex<Source>>);

impl Iterator for Handed {
    type Item = Result<YearDays>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        source.taken = true;
        source.years.next()
    }
}
