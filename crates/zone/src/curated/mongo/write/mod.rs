//! Writing: what comes is kept aside until it has all come, then laid beside what stands there, a year at a time.
//!
//! Both are in order of station and day, so one pass over both finds the documents that differ, and sees whole months
//! of the stations it passes.

mod bulk;
mod months;
mod normals;
mod spool;

use std::collections::BTreeSet;

use mongodb::bson::{RawDocumentBuf, doc};
use weather::day::DayDefinition;
use weather::{Day, StationId, Time};

use self::bulk::Bulk;
use self::months::Months;
pub(super) use self::spool::Spool;
use self::spool::{Part, Spooled};
use super::errors::{Told, persist};
use super::log::{Log, Turn};
use super::scan::Scan;
use super::server::{DAYS, Server};
use super::stored::{at_revision, say_the_same, text};
use crate::Result;
use crate::curated::{DayRequest, Watermark, Written, YearSummary};

/// Up to how many stations a query names; beyond, it takes all and what is not wanted is passed over.
const STATIONS_NAMED: usize = 500;

/// A write that has its turn.
pub(super) struct Writing<'a> {
    server: &'a Server,
    log: &'a Log<'a>,
    turn: &'a Turn,
    written: Written,
    counted: Vec<YearSummary>,
    stations: BTreeSet<StationId>,
}

/// Writes what was spooled, and its watermark.
///
/// # Errors
/// `Conflict` if another process wrote since `seen`, or took the turn; the server's. Documents may then be written, of
/// which the log says nothing: the next write from the same staging zone writes them again.
pub(super) async fn write(
    server: &Server,
    log: &Log<'_>,
    (seen, spooled): (super::log::Step, Spooled),
    watermark: &Watermark,
    now: Time,
) -> Result<Written> {
    let turn = log.begin(&seen, &watermark.staging, now).await?;
    let mut writing = Writing {
        server,
        log,
        turn: &turn,
        written: Written::default(),
        counted: Vec::new(),
        stations: BTreeSet::new(),
    };
    let outcome = match writing.all(spooled).await {
        Ok(()) if writing.is_without_effect(watermark) => log.release(&turn, now).await,
        Ok(()) => log.finish(&turn, watermark, &writing.counted, now).await,
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        if let Err(second) = log.abandon(&turn, now).await {
            tracing::debug!("{}: the turn stays taken: {second}", server.shown());
        }
        return Err(error);
    }
    Ok(writing.written)
}

impl Writing<'_> {
    fn is_without_effect(&self, watermark: &Watermark) -> bool {
        let stands = self.turn.step.watermark(&watermark.staging);
        self.written.changed == 0 && !self.turn.is_thorough && stands == Some(watermark.revision)
    }

    async fn all(&mut self, mut spooled: Spooled) -> Result<()> {
        let mut years = BTreeSet::new();
        for part in spooled.parts() {
            let changed = self.written.changed;
            self.lay(&mut spooled, &part).await?;
            if self.written.changed > changed || self.turn.is_thorough {
                years.insert((part.definition, part.year));
            }
        }
        normals::write(self.server, self.log, self.turn, &self.stations).await?;
        for (definition, year) in years {
            self.counted.push(self.count(definition, year).await?);
        }
        Ok(())
    }

    async fn count(&self, definition: DayDefinition, year: i32) -> Result<YearSummary> {
        let days = self.server.collection::<RawDocumentBuf>(DAYS).await?;
        let filter = doc! { "period": definition.name(), "year": year };
        let ask = || days.count_documents(filter.clone());
        let documents = persist(ask).await.told(&self.server.name(DAYS))?;
        Ok(YearSummary { definition, year, documents })
    }

    /// Lays the documents of a part beside those that stand there.
    async fn lay(&mut self, spooled: &mut Spooled, part: &Part) -> Result<()> {
        let mut standing = Standing::new(self.server.clone(), part);
        let mut bulk = Bulk::new(self.server, self.log, self.turn, DAYS);
        let mut months = Months::new(self.server, self.log, self.turn, part.definition);
        let mut new = spooled.read(part)?;
        while let Some(document) = new.next()? {
            let key = key(self.server, &document)?;
            while let Some(before) = standing.next_before(&key).await? {
                months.pass(&before, false).await?;
            }
            let old = standing.next_at(&key).await?;
            let is_same = old.as_ref().is_some_and(|old| say_the_same(old, &document));
            months.pass(&document, true).await?;
            if is_same {
                self.written.unchanged += 1;
            } else {
                self.written.changed += 1;
            }
            if !is_same || self.turn.is_thorough {
                bulk.put(at_revision(document, self.turn.step.number)?).await?;
            }
        }
        while let Some(rest) = standing.next().await? {
            months.pass(&rest, false).await?;
        }
        bulk.finish().await?;
        self.stations.extend(months.finish().await?);
        Ok(())
    }
}

/// The station and day of a document.
type Key = (String, String);

fn key(server: &Server, document: &RawDocumentBuf) -> Result<Key> {
    let text = |name| text(server, DAYS, document, name).map(str::to_owned);
    Ok((text("station_id")?, text("day")?))
}

/// What stands there of the months that a part is of, in order.
struct Standing {
    server: Server,
    scan: Scan,
    batch: std::vec::IntoIter<RawDocumentBuf>,
    next: Option<(Key, RawDocumentBuf)>,
}

impl Standing {
    fn new(server: Server, part: &Part) -> Self {
        let stations = (part.stations.len() <= STATIONS_NAMED).then(|| part.stations.iter().copied().collect());
        let (from, to) = whole_months(part.days);
        let request = DayRequest { stations, from, to };
        let scan = Scan::days(server.clone(), part.definition, part.year, &request);
        Self { server, scan, batch: Vec::new().into_iter(), next: None }
    }

    async fn peek(&mut self) -> Result<Option<&(Key, RawDocumentBuf)>> {
        if self.next.is_none() {
            self.next = match self.take().await? {
                Some(document) => Some((key(&self.server, &document)?, document)),
                None => None,
            };
        }
        Ok(self.next.as_ref())
    }

    async fn take(&mut self) -> Result<Option<RawDocumentBuf>> {
        loop {
            if let Some(document) = self.batch.next() {
                return Ok(Some(document));
            }
            let Some(batch) = self.scan.next().await? else { return Ok(None) };
            let documents = batch.documents()?.into_iter().map(|document| document.to_owned());
            self.batch = documents.collect::<Vec<_>>().into_iter();
        }
    }

    async fn next(&mut self) -> Result<Option<RawDocumentBuf>> {
        self.peek().await?;
        Ok(self.next.take().map(|(_, document)| document))
    }

    async fn next_before(&mut self, key: &Key) -> Result<Option<RawDocumentBuf>> {
        let is_before = self.peek().await?.is_some_and(|(other, _)| other < key);
        if is_before { self.next().await } else { Ok(None) }
    }

    async fn next_at(&mut self, key: &Key) -> Result<Option<RawDocumentBuf>> {
        let is_at = self.peek().await?.is_some_and(|(other, _)| other == key);
        if is_at { self.next().await } else { Ok(None) }
    }
}

/// The days of the months of some days.
fn whole_months(days: Option<(Day, Day)>) -> (Option<Day>, Option<Day>) {
    days.map(|(first, last)| (first.month().first_day(), last.month().next().first_day().plus_days(-1))).unzip()
}
