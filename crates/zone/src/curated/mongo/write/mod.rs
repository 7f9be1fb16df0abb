//! Writing: what comes is kept aside until it has all come, then laid beside what stands there, a year at a time.
//!
//! Both are in order of station and day, so one pass over both finds the documents that differ, and sees whole months
//! of the stations it passes.

pub(super) mod bulk;
mod months;
mod normals;
mod spool;

use std::collections::{BTreeMap, BTreeSet};

use mongodb::bson::{RawDocumentBuf, doc};
use weather::day::DayDefinition;
use weather::{Day, StationId, Time};

use self::bulk::Bulk;
use self::months::Months;
pub(super) use self::spool::Spool;
use self::spool::{Part, Spooled};
use super::errors::{Told, persist};
use super::log::{Log, Step, Turn};
use super::scan::Scan;
use super::server::{DAYS, Server};
use super::stored::{say_the_same, text};
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
    /// Whether anything was written.
    has_effect: bool,
    /// How many documents were put where none stood.
    added: BTreeMap<(DayDefinition, i32), u64>,
    /// Years in which documents stood that the log does not count.
    uncounted: BTreeSet<(DayDefinition, i32)>,
    /// The years of the months that changed.
    changed: BTreeMap<StationId, BTreeSet<i32>>,
}

/// Writes what was spooled, and its watermark.
///
/// # Errors
/// `Conflict` if another process wrote since `seen`, or took the turn; the server's. Documents may then be written, of
/// which the log says nothing: the next write from the same staging zone writes them again.
pub(super) async fn write(
    server: &Server,
    log: &Log<'_>,
    (seen, spooled): (Step, Spooled),
    watermark: &Watermark,
    now: Time,
) -> Result<Written> {
    let turn = log.begin(&seen, &watermark.staging, now).await?;
    let mut writing = Writing {
        server,
        log,
        turn: &turn,
        written: Written::default(),
        has_effect: turn.is_thorough || turn.step.watermark(&watermark.staging) != Some(watermark.revision),
        added: BTreeMap::new(),
        uncounted: BTreeSet::new(),
        changed: BTreeMap::new(),
    };
    let outcome = match writing.all(spooled).await {
        Ok(counted) if writing.has_effect => log.finish(&turn, watermark, &counted, now).await,
        Ok(_) => log.release(&turn, now).await,
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
    /// Writes all parts, and says how many documents their years now have.
    async fn all(&mut self, mut spooled: Spooled) -> Result<Vec<YearSummary>> {
        for part in spooled.parts() {
            let key = (part.definition, part.year);
            // What the log knows nothing of needs no look, unless a write ended without a word.
            let is_new = self.turn.step.unfinished.is_empty()
                && !self.added.contains_key(&key)
                && self.turn.step.documents(key).is_none();
            if self.lay(&mut spooled, &part, is_new).await? {
                self.uncounted.insert(key);
                if is_new {
                    self.lay(&mut spooled, &part, false).await?;
                }
            }
        }
        normals::write(self.server, self.log, self.turn, &self.changed).await?;
        let mut counted = Vec::new();
        for (key, added) in &self.added {
            let documents = if !self.turn.step.unfinished.is_empty() || self.uncounted.contains(key) {
                self.count(*key).await?
            } else {
                self.turn.step.documents(*key).unwrap_or_default() + added
            };
            counted.push(YearSummary { definition: key.0, year: key.1, documents });
        }
        Ok(counted)
    }

    async fn count(&self, (definition, year): (DayDefinition, i32)) -> Result<u64> {
        let days = self.server.collection::<RawDocumentBuf>(DAYS).await?;
        let filter = doc! { "period": definition.name(), "year": year };
        let ask = || days.count_documents(filter.clone());
        persist(ask).await.told(&self.server.name(DAYS))
    }

    /// Lays the documents of a part beside those that stand there, of which there are none if it `is_new`. Says whether
    /// documents stood there that were not seen.
    async fn lay(&mut self, spooled: &mut Spooled, part: &Part, is_new: bool) -> Result<bool> {
        let mut standing = Standing::new(self.server.clone(), part, is_new);
        let mut bulk = Bulk::new(self.server, self.log, self.turn, DAYS);
        let mut months = Months::new(self.server, (self.log, self.turn), part.definition, is_new);
        let mut new = spooled.read(part)?;
        let (mut written, mut added) = (Written::default(), 0);
        while let Some(document) = new.next()? {
            let key = key(self.server, &document)?;
            while let Some(before) = standing.next_before(&key).await? {
                months.pass(&before, false).await?;
            }
            let old = standing.next_at(&key).await?;
            let is_same = old.as_ref().is_some_and(|old| say_the_same(old, &document));
            months.pass(&document, true).await?;
            *(if is_same { &mut written.unchanged } else { &mut written.changed }) += 1;
            added += u64::from(old.is_none());
            if !is_same || self.turn.is_thorough {
                bulk.put(document, old.is_some()).await?;
            }
        }
        while let Some(rest) = standing.next().await? {
            months.pass(&rest, false).await?;
        }
        let met = bulk.finish().await?;
        for (station, years) in months.finish().await? {
            self.changed.entry(station).or_default().extend(years);
        }
        self.has_effect |= written.changed > 0;
        *self.added.entry((part.definition, part.year)).or_default() += added;
        if !(met && is_new) {
            self.written.changed += written.changed;
            self.written.unchanged += written.unchanged;
        }
        Ok(met)
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
    scan: Option<Scan>,
    batch: std::vec::IntoIter<RawDocumentBuf>,
    next: Option<(Key, RawDocumentBuf)>,
}

impl Standing {
    fn new(server: Server, part: &Part, is_new: bool) -> Self {
        let stations = (part.stations.len() <= STATIONS_NAMED).then(|| part.stations.iter().copied().collect());
        let (from, to) = whole_months(part.days);
        let request = DayRequest { stations, from, to };
        let scan = (!is_new).then(|| Scan::days(server.clone(), part.definition, part.year, &request));
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
            let Some(scan) = &mut self.scan else { return Ok(None) };
            let Some(batch) = scan.next().await? else { return Ok(None) };
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
