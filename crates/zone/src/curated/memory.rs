//! The in-memory twin of the curated zone.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use weather::climate::MonthPartial;
use weather::day::DayDefinition;
use weather::{Day, StationId, Time};

use super::{
    CuratedZone, DailyDocument, DayRequest, DocumentIterator, MonthRequest, Watermark, Written, YearIterator,
    YearSummary, months_of,
};
use crate::Result;

/// A curated zone in memory.
#[derive(Debug, Default)]
pub struct MemoryCurated {
    state: Mutex<State>,
}

type Key = (DayDefinition, StationId, Day);

#[derive(Debug, Default, Clone)]
struct State {
    days: BTreeMap<Key, DailyDocument>,
    watermarks: BTreeMap<String, i64>,
    revision: i64,
}

impl MemoryCurated {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a whole state: it is replaced in one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CuratedZone for MemoryCurated {
    async fn write(&self, years: YearIterator, watermark: Watermark, _now: Time) -> Result<Written> {
        let mut written = Written::default();
        let mut next = self.state().clone();
        for part in years {
            for document in part?.days {
                let key = (document.statistics.definition, document.statistics.station, document.statistics.day);
                if next.days.get(&key) == Some(&document) {
                    written.unchanged += 1;
                } else {
                    written.changed += 1;
                    next.days.insert(key, document);
                }
            }
        }
        next.watermarks.insert(watermark.staging, watermark.revision);
        next.revision += 1;
        *self.state() = next;
        Ok(written)
    }

    async fn revision(&self) -> Result<i64> {
        Ok(self.state().revision)
    }

    async fn watermark(&self, staging: &str) -> Result<Option<i64>> {
        Ok(self.state().watermarks.get(staging).copied())
    }

    async fn years(&self) -> Result<Vec<YearSummary>> {
        let mut counts: BTreeMap<(DayDefinition, i32), u64> = BTreeMap::new();
        for (definition, _, day) in self.state().days.keys() {
            *counts.entry((*definition, day.year())).or_default() += 1;
        }
        let summary = |((definition, year), documents)| YearSummary { definition, year, documents };
        Ok(counts.into_iter().map(summary).collect())
    }

    async fn read(&self, definition: DayDefinition, year: i32, request: DayRequest) -> Result<DocumentIterator> {
        let wanted = |(key, _): &(&Key, &DailyDocument)| {
            key.0 == definition && key.2.year() == year && request.wants(key.1, key.2)
        };
        let days: Vec<_> = self.state().days.iter().filter(wanted).map(|(_, document)| document.clone()).collect();
        Ok(Box::new(std::iter::once(Ok(days))))
    }

    async fn months(&self, request: MonthRequest) -> Result<Vec<MonthPartial>> {
        let climatological = |key: &&Key| key.0 == DayDefinition::Climatological;
        let state = self.state();
        let days: Vec<DailyDocument> =
            state.days.keys().filter(climatological).map(|key| state.days[key].clone()).collect();
        let wanted = |month: &MonthPartial| request.wants(month.station(), month.month());
        Ok(months_of(&days)?.into_iter().filter(wanted).collect())
    }

    async fn check(&self) -> Result<()> {
        Ok(())
    }
}
