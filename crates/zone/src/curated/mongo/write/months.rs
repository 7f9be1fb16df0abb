//! The months of the days that pass by: made anew where a day of theirs was written, put where they differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::TryStreamExt;
use mongodb::bson::{Bson, RawDocumentBuf, doc};
use weather::climate::{ClimateDay, MonthPartial, by_month};
use weather::day::DayDefinition;
use weather::{Month, StationId};

use super::super::errors::{Told, persist};
use super::super::log::{Log, Turn};
use super::super::server::{MONTHS, Server};
use super::super::stored::{month, month_id, say_the_same, to_day};
use super::bulk::Bulk;
use crate::{Error, Kind, Result};

/// Months compared with what stands there at a time.
const MONTHS_TOGETHER: usize = 500;

/// Sees the days of one definition pass in order of station and day.
pub(super) struct Months<'a> {
    server: &'a Server,
    is_thorough: bool,
    definition: DayDefinition,
    bulk: Bulk<'a>,
    /// The days of the station-month under way, and whether one of them is being written.
    days: Vec<ClimateDay>,
    of: Option<(StationId, Month)>,
    is_touched: bool,
    /// Whether no month stands there.
    is_new: bool,
    waiting: Vec<MonthPartial>,
    changed: BTreeMap<StationId, BTreeSet<i32>>,
}

impl<'a> Months<'a> {
    pub(super) fn new(
        server: &'a Server,
        (log, turn): (&'a Log<'a>, &'a Turn),
        definition: DayDefinition,
        is_new: bool,
    ) -> Self {
        Self {
            server,
            is_thorough: turn.is_thorough,
            definition,
            bulk: Bulk::new(server, log, turn, MONTHS),
            days: Vec::new(),
            of: None,
            is_touched: false,
            is_new,
            waiting: Vec::new(),
            changed: BTreeMap::new(),
        }
    }

    /// Sees a day; of another definition it does not matter.
    pub(super) async fn pass(&mut self, document: &RawDocumentBuf, is_written: bool) -> Result<()> {
        if self.definition != DayDefinition::Climatological {
            return Ok(());
        }
        let day = to_day(self.server, document)?.statistics;
        let of = Some((day.station, day.day.month()));
        if self.of != of {
            self.close().await?;
            self.of = of;
        }
        self.is_touched |= is_written;
        self.days.push(ClimateDay::from(&day));
        Ok(())
    }

    async fn close(&mut self) -> Result<()> {
        let days = std::mem::take(&mut self.days);
        let is_touched = std::mem::take(&mut self.is_touched);
        if let Some((station, _)) = self.of.filter(|_| is_touched) {
            let twice = |error| Error::new(Kind::Corrupt, format!("{}: {error}", self.server.name(MONTHS)));
            self.waiting.extend(by_month(station, days).map_err(twice)?.into_values());
        }
        if self.waiting.len() >= MONTHS_TOGETHER { self.put().await } else { Ok(()) }
    }

    /// Puts the months that wait and differ.
    async fn put(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let standing = self.standing(&waiting).await?;
        for partial in waiting {
            let document = month(&partial)?;
            let old = standing.get(&month_id(&partial));
            let is_same = old.is_some_and(|old| say_the_same(old, &document));
            if !is_same || self.is_thorough {
                self.changed.entry(partial.station()).or_default().insert(partial.month().year);
                self.bulk.put(document, old.is_some()).await?;
            }
        }
        Ok(())
    }

    async fn standing(&self, months: &[MonthPartial]) -> Result<HashMap<String, RawDocumentBuf>> {
        if self.is_new {
            return Ok(HashMap::new());
        }
        let collection = self.server.collection::<RawDocumentBuf>(MONTHS).await?;
        let ids: Vec<Bson> = months.iter().map(|month| month_id(month).into()).collect();
        let filter = doc! { "_id": { "$in": ids } };
        let ask = || async { collection.find(filter.clone()).await?.try_collect::<Vec<_>>().await };
        let found = persist(ask).await.told(&self.server.name(MONTHS))?;
        let by_id = |document: RawDocumentBuf| Some((document.get_str("_id").ok()?.to_owned(), document));
        Ok(found.into_iter().filter_map(by_id).collect())
    }

    /// Puts what is left, and says of which stations and years months changed.
    pub(super) async fn finish(mut self) -> Result<BTreeMap<StationId, BTreeSet<i32>>> {
        self.close().await?;
        if !self.waiting.is_empty() {
            self.put().await?;
        }
        self.bulk.finish().await?;
        Ok(self.changed)
    }
}
