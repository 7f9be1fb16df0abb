//! Stage: from raw objects to observations, with an account of every row.
//!
//! Only objects without a receipt are read, in the order of their fetches, many to a transaction. A bad row is a
//! reject; a bad object is told in the report and does not stop the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use futures::TryStreamExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use source::{ParsedRow, ReadContext, ReadError, Reject, RowSink, SourceError, SourceErrorKind};
use weather::{KnownStations, StationId, Time};
use zone::raw::{ObjectId, ObjectKind, RawObject};
use zone::staging::{Batch, BatchBuilder, ObjectFacts, Receipt, StationFacts, Tally};
use zone::{Error, Kind, Result};

use crate::Zones;
use crate::run::Cancel;
use crate::zones::until_committed;

/// Reports before this are mistakes: it is when the first national networks began.
const FIRST_YEAR: i32 = 1850;
/// A report may be this far ahead of our clock.
const AHEAD_HOURS: i64 = 24;

/// How to stage.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether to read objects again that have a receipt.
    pub again: bool,
    /// Rows kept in memory before they go to scratch files; a row takes about 400 bytes.
    pub rows_in_memory: usize,
    /// Rows after which a transaction is closed and the next one begins.
    pub rows_per_commit: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { again: false, rows_in_memory: 150_000, rows_per_commit: 4_000_000 }
    }
}

/// What a staging did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageReport {
    /// The objects that were read, in order.
    pub objects: Vec<ObjectReport>,
    /// What became of all rows.
    pub total: Totals,
}

/// The sums of a [`StageReport`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Objects that were staged.
    pub staged: u64,
    /// Objects that could not be read.
    pub failed: u64,
    /// What became of the rows of the staged ones.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What became of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectReport {
    /// Its sha256.
    pub object: String,
    /// Its file name.
    pub name: String,
    /// How it was laid out; empty if it could not be read.
    pub layout: String,
    /// What became of its rows.
    #[serde(flatten)]
    pub tally: Tally,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What a staging tells while it runs.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// This many objects are to be read, of so many bytes.
    Planned {
        /// How many.
        objects: usize,
        /// Their size together.
        bytes: u64,
    },
    /// An object was read.
    Read {
        /// The object.
        object: &'a RawObject,
    },
    /// What was read is being written.
    Writing {
        /// Rows in the transaction.
        rows: u64,
    },
}

/// Hears the events of a staging; must not block.
pub type Progress<'a> = &'a (dyn Fn(Event<'_>) + Send + Sync);

/// Stages what the raw zone has and staging has not.
///
/// # Errors
/// The zones', and that it was cancelled; what was committed before stays.
pub async fn stage(
    zones: &Zones,
    options: Options,
    now: Time,
    cancel: &Cancel,
    progress: Progress<'_>,
) -> Result<StageReport> {
    let objects: Vec<RawObject> = zones.raw.list().try_collect().await?;
    let receipts = if options.again { Vec::new() } else { zones.staging.receipts().await? };
    let mut pending = pending(&objects, &receipts);
    let bytes = pending.values().map(|object| object.size).sum();
    progress(Event::Planned { objects: pending.len(), bytes });
    let mut report = StageReport::default();
    while !pending.is_empty() {
        let (batch, failed) = fill(zones, &mut pending, options, now, cancel, progress).await?;
        for (object, error) in failed {
            report.fail(&object, &error);
        }
        if batch.objects().is_empty() {
            continue;
        }
        progress(Event::Writing { rows: batch.objects().iter().map(|object| object.rows).sum() });
        let batch = Arc::new(batch);
        let staged = until_committed(async || zones.staging.stage(batch.clone(), now).await).await?;
        staged.receipts.iter().for_each(|receipt| report.add(receipt));
        for object in staged.withdrawn {
            let object = zones.raw.get(object).await?;
            pending.insert((object.fetch_time, object.sha256), object);
        }
    }
    Ok(report)
}

/// The objects to read, in the order of their fetches.
pub(crate) type Pending = BTreeMap<(Time, ObjectId), RawObject>;

/// Those of the raw objects that hold observations and have no receipt.
pub(crate) fn pending(objects: &[RawObject], receipts: &[Receipt]) -> Pending {
    let staged: BTreeSet<ObjectId> = receipts.iter().map(|receipt| receipt.object).collect();
    let waits = |object: &&RawObject| object.kind == ObjectKind::Observations && !staged.contains(&object.sha256);
    objects.iter().filter(waits).map(|object| ((object.fetch_time, object.sha256), object.clone())).collect()
}

type Failed = Vec<(RawObject, SourceError)>;

/// Reads pending objects into a batch until it has enough rows, and takes them off the list.
async fn fill(
    zones: &Zones,
    pending: &mut Pending,
    options: Options,
    now: Time,
    cancel: &Cancel,
    progress: Progress<'_>,
) -> Result<(Batch, Failed)> {
    let mut failed = Vec::new();
    let mut taken: Vec<RawObject> = Vec::new();
    let mut builder = BatchBuilder::new(&zones.scratch, options.rows_in_memory);
    while builder.rows() < options.rows_per_commit {
        let Some((_, object)) = pending.pop_first() else { break };
        let (outcome, filled) = read(zones, object.clone(), builder, now, cancel.clone()).await?;
        match outcome {
            Ok(()) => {
                builder = filled;
                progress(Event::Read { object: &object });
                taken.push(object);
            }
            Err(error) => {
                // Its first rows may be in the batch already: begin again without it.
                failed.push((object, error));
                pending.extend(taken.drain(..).map(|object| ((object.fetch_time, object.sha256), object)));
                builder = BatchBuilder::new(&zones.scratch, options.rows_in_memory);
            }
        }
    }
    Ok((builder.finish()?, failed))
}

/// Reads one object into the batch, on a thread that may block.
async fn read(
    zones: &Zones,
    object: RawObject,
    mut builder: BatchBuilder,
    now: Time,
    cancel: Cancel,
) -> Result<(std::result::Result<(), SourceError>, BatchBuilder)> {
    let input = zones.raw.open(object.sha256).await?;
    let reading = move || {
        builder.open_object(ObjectFacts {
            object: object.sha256,
            name: object.name,
            source: object.source,
            fetch_time: object.fetch_time,
        });
        let mut sink = Sink { builder, stations: Stations::new(), cancel };
        match source::read(input, &context(now), &mut sink) {
            Ok(report) => {
                sink.builder.close_object(report.layout.name(), sink.stations.learned());
                Ok((Ok(()), sink.builder))
            }
            Err(ReadError::Sink(error)) => Err(error),
            Err(ReadError::Source(error)) if error.kind == SourceErrorKind::Io => {
                Err(Error::new(Kind::Unavailable, format!("raw zone: {}", error.what)).hint(error.hint))
            }
            Err(ReadError::Source(error)) => Ok((Err(error), sink.builder)),
        }
    };
    let stopped = |error| Error::new(Kind::Invalid, format!("reading stopped: {error}"));
    tokio::task::spawn_blocking(reading).await.map_err(stopped)?
}

/// What times a report may have.
pub(crate) fn context(now: Time) -> ReadContext {
    let not_before = Time::from_civil(FIRST_YEAR, 1, 1, 0, 0, 0).unwrap_or(Time::from_unix(i64::MIN));
    ReadContext { not_before, not_after: now.plus_hours(AHEAD_HOURS) }
}

/// Hands rows to the batch.
struct Sink {
    builder: BatchBuilder,
    stations: Stations,
    cancel: Cancel,
}

impl RowSink for Sink {
    type Error = Error;

    fn accept(&mut self, row: ParsedRow<'_>) -> Result<()> {
        if self.cancel.is_cancelled() {
            return Err(Cancel::error());
        }
        self.stations.hear(row.observation.station, row.observation.time, row.station);
        self.builder.accept(row.row, row.observation, row.insert_time)
    }

    fn reject(&mut self, reject: Reject) -> Result<()> {
        self.builder.reject(reject.row, reject.column, reject.reason, reject.text)
    }
}

/// What an object says of the stations outside the bundled list: the latest report that says anything.
struct Stations {
    known: KnownStations,
    heard: HashMap<StationId, Option<StationFacts>>,
}

impl Stations {
    fn new() -> Self {
        Self { known: KnownStations::bundled(), heard: HashMap::new() }
    }

    fn hear(&mut self, id: StationId, time: Time, facts: source::StationFacts<'_>) {
        let known = &self.known;
        let nothing = StationFacts {
            id,
            time: Time::from_unix(i64::MIN),
            name: None,
            latitude: None,
            longitude: None,
            altitude: None,
        };
        let slot = self.heard.entry(id).or_insert_with(|| known.get(id).is_none().then_some(nothing));
        if let Some(best) = slot
            && facts != source::StationFacts::default()
            && time >= best.time
        {
            let source::StationFacts { name, latitude, longitude, altitude } = facts;
            let said = StationFacts { id, time, name: name.map(str::to_owned), latitude, longitude, altitude };
            if said > *best {
                *best = said;
            }
        }
    }

    fn learned(self) -> Vec<StationFacts> {
        let mut learned: Vec<StationFacts> = self.heard.into_values().flatten().collect();
        // A station that is only named by its id has nothing to tell but that it exists.
        learned
            .iter_mut()
            .filter(|facts| facts.time.unix() == i64::MIN)
            .for_each(|facts| facts.time = Time::from_unix(0));
        learned.sort();
        learned
    }
}

impl StageReport {
    /// The account of some objects: as their receipts tell it, and of those without one as `staged` does, which is what
    /// a staging said that tried them.
    pub fn of(objects: &BTreeSet<ObjectId>, receipts: &[Receipt], staged: &Self) -> Self {
        let mut report = Self::default();
        receipts.iter().filter(|receipt| objects.contains(&receipt.object)).for_each(|receipt| report.add(receipt));
        let ids: BTreeSet<String> = objects.iter().map(ObjectId::to_string).collect();
        let failed = staged.objects.iter().filter(|object| object.error.is_some() && ids.contains(&object.object));
        report.objects.extend(failed.cloned());
        report.total.failed = report.objects.iter().filter(|object| object.error.is_some()).count() as u64;
        report
    }

    fn add(&mut self, receipt: &Receipt) {
        let id = receipt.object.to_string();
        // An object that was staged again after a late one counts once, with its last account.
        if let Some(place) = self.objects.iter().position(|object| object.object == id) {
            let old = self.objects.remove(place);
            self.total.tally.subtract(old.tally);
            self.total.staged -= 1;
        }
        self.total.staged += 1;
        self.total.tally.add(receipt.tally);
        let (name, layout) = (receipt.name.clone(), receipt.layout.clone());
        self.objects.push(ObjectReport { object: id, name, layout, tally: receipt.tally, error: None });
    }

    fn fail(&mut self, object: &RawObject, error: &SourceError) {
        self.total.failed += 1;
        self.objects.push(ObjectReport {
            object: object.sha256.to_string(),
            name: object.name.clone(),
            layout: String::new(),
            tally: Tally::default(),
            error: Some(error.to_string()),
        });
    }
}
