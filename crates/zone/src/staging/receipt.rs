//! Receipts: what became of every row of a raw object, and the rows that were refused.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use weather::{Coordinate, Milli, StationId, Time};

use super::batch::{Batch, BatchObject};
use super::merge::Fate;
use crate::raw::ObjectId;
use crate::{Error, Kind, Result};

/// The account of one staged raw object: `rows == accepted + superseded + duplicate + rejected`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The raw object.
    pub object: ObjectId,
    /// Its file name.
    pub name: String,
    /// Who published it.
    pub source: String,
    /// When it was first fetched.
    pub fetch_time: Time,
    /// How it was laid out.
    pub layout: String,
    /// What became of its rows.
    pub tally: Tally,
    /// The earliest and the latest report in it; `None` if no row was readable.
    pub span: Option<(Time, Time)>,
    /// When it was staged.
    pub staged_time: Time,
    /// The zone's revision that it made.
    pub revision: i64,
    /// What it says of stations.
    pub stations: Vec<StationFacts>,
}

/// What became of an object's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Rows now in the zone because of this object.
    pub accepted: u64,
    /// Rows that lost to a better report of the same station and time.
    pub superseded: u64,
    /// Rows that say what the zone already said.
    pub duplicate: u64,
    /// Rows refused, each kept with its reason.
    pub rejected: u64,
}

impl Tally {
    /// Whether every row read is accounted for.
    pub fn closes(&self) -> bool {
        self.rows == self.accepted + self.superseded + self.duplicate + self.rejected
    }

    /// Counts what became of a row.
    pub(crate) fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Accepted => self.accepted += 1,
            Fate::Superseded => self.superseded += 1,
            Fate::Duplicate => self.duplicate += 1,
        }
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.accepted += other.accepted;
        self.superseded += other.superseded;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
    }

    /// Takes a tally that was added before out of this one.
    pub fn subtract(&mut self, other: Self) {
        self.rows -= other.rows;
        self.accepted -= other.accepted;
        self.superseded -= other.superseded;
        self.duplicate -= other.duplicate;
        self.rejected -= other.rejected;
    }
}

/// What an object says of a station, besides its measurements.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StationFacts {
    /// The station.
    pub id: StationId,
    /// The latest report that said so: later facts win.
    pub time: Time,
    /// Its name.
    pub name: Option<String>,
    /// Degrees north.
    pub latitude: Option<Coordinate>,
    /// Degrees east.
    pub longitude: Option<Coordinate>,
    /// Metres above sea level.
    pub altitude: Option<Milli>,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The raw object.
    pub object: ObjectId,
    /// The row in it, from 1.
    pub row: u64,
    /// The column at fault, if it is one column.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
    /// The row's text, cut if very long.
    pub text: String,
}

/// The object id that a stored text names.
pub(crate) fn parse_object(text: &str) -> Result<ObjectId> {
    text.parse().map_err(|error| Error::new(Kind::Corrupt, format!("staging zone: {error}")))
}

/// The receipt of an object with this tally, if every row is accounted for.
pub(crate) fn closed(object: &BatchObject, tally: Tally, revision: i64, staged_time: Time) -> Result<Receipt> {
    if !tally.closes() {
        let facts = &object.facts;
        return Err(Error::new(Kind::Corrupt, format!("{}: the account does not close: {tally:?}", facts.name))
            .hint("nothing was written; please report this as a bug"));
    }
    let BatchObject { facts, layout, span, stations, .. } = object.clone();
    Ok(Receipt {
        object: facts.object,
        name: facts.name,
        source: facts.source,
        fetch_time: facts.fetch_time,
        layout,
        tally,
        span,
        staged_time,
        revision,
        stations,
    })
}

/// Replaces the receipts of a batch's and the withdrawn objects; all stay in the order of their fetches.
pub(crate) fn replace(receipts: &mut Vec<Receipt>, new: &[Receipt], withdrawn: &[ObjectId]) {
    receipts.retain(|receipt| {
        !withdrawn.contains(&receipt.object) && !new.iter().any(|other| other.object == receipt.object)
    });
    receipts.extend_from_slice(new);
    receipts.sort_by_key(|receipt| (receipt.fetch_time, receipt.object));
}

/// The staged objects to stage again because a `late` object of the batch, fetched before them, replaced rows.
pub(crate) fn to_withdraw<'a>(
    batch: &Batch,
    late: impl Iterator<Item = &'a BatchObject>,
    standing: &[Receipt],
) -> Vec<ObjectId> {
    let overlap = |a: Option<(Time, Time)>, b: Option<(Time, Time)>| {
        a.zip(b).is_some_and(|((a_first, a_last), (b_first, b_last))| a_first <= b_last && b_first <= a_last)
    };
    let late: Vec<&BatchObject> = late.collect();
    let in_batch = |receipt: &Receipt| batch.objects().iter().any(|object| object.facts.object == receipt.object);
    let is_after = |receipt: &Receipt, object: &BatchObject| {
        (receipt.fetch_time, receipt.object) > (object.facts.fetch_time, object.facts.object)
    };
    let to_withdraw = |receipt: &&Receipt| {
        !in_batch(receipt) && late.iter().any(|object| is_after(receipt, object) && overlap(receipt.span, object.span))
    };
    standing.iter().filter(to_withdraw).map(|receipt| receipt.object).collect()
}
