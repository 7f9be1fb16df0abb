//! Documents as they stand in the collections: the nested document with its `_id`, year and revision.
//!
//! `_id` is `07005/utc/2013-01-31`, `revision` the number of the write that put it there and always the last field, so
//! that two documents that say the same are the same bytes up to it.

use std::collections::HashMap;

use mongodb::bson::raw::RawDocument;
use mongodb::bson::{RawDocumentBuf, deserialize_from_slice, serialize_to_vec};
use serde::ser::{Serialize, SerializeMap, Serializer};
use weather::climate::{MonthPartial, PartialColumn};

use super::errors::REPAIR;
use super::server::{DAYS, MONTHS, Server};
use crate::curated::{DailyDocument, NestedDay};
use crate::{Error, Kind, Result};

/// The bytes after the name of the last field: its value and the document's end.
const REVISION: usize = 9;

/// A day's document, of revision 0.
pub(super) fn day(document: &DailyDocument) -> Result<RawDocumentBuf> {
    encoded(DAYS, &StoredDay(document))
}

/// A month's document, of revision 0.
pub(super) fn month(partial: &MonthPartial) -> Result<RawDocumentBuf> {
    encoded(MONTHS, &StoredMonth(partial))
}

/// A document of a collection as BSON.
pub(super) fn encoded(collection: &str, document: &impl Serialize) -> Result<RawDocumentBuf> {
    let invalid = |error| Error::new(Kind::Invalid, format!("{collection}: {error}"));
    serialize_to_vec(document).and_then(RawDocumentBuf::from_bytes).map_err(invalid)
}

struct StoredDay<'a>(&'a DailyDocument);

impl Serialize for StoredDay<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let day = &self.0.statistics;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("_id", &format!("{}/{}/{}", day.station, day.definition, day.day))?;
        NestedDay::from(self.0).write(&mut map)?;
        map.serialize_entry("year", &day.day.year())?;
        map.serialize_entry("revision", &0_i64)?;
        map.end()
    }
}

struct StoredMonth<'a>(&'a MonthPartial);

impl Serialize for StoredMonth<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (station, month) = (self.0.station(), self.0.month());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("_id", &month_id(self.0))?;
        map.serialize_entry("station_id", station.as_str())?;
        map.serialize_entry("month", &month.to_string())?;
        map.serialize_entry("year", &month.year)?;
        for column in PartialColumn::all() {
            map.serialize_entry(&column.name(), &column.get(self.0))?;
        }
        map.serialize_entry("revision", &0_i64)?;
        map.end()
    }
}

/// The `_id` of a month.
pub(super) fn month_id(partial: &MonthPartial) -> String {
    format!("{}/{}", partial.station(), partial.month())
}

/// The document under another revision.
pub(super) fn at_revision(document: RawDocumentBuf, revision: i64) -> Result<RawDocumentBuf> {
    let mut bytes = document.into_bytes();
    let start = bytes.len().saturating_sub(REVISION);
    if let Some(place) = bytes.get_mut(start..start + size_of::<i64>()) {
        place.copy_from_slice(&revision.to_le_bytes());
    }
    RawDocumentBuf::from_bytes(bytes).map_err(|error| Error::new(Kind::Invalid, format!("a document: {error}")))
}

/// Whether two documents say the same, whatever their revisions.
pub(super) fn say_the_same(one: &RawDocument, other: &RawDocument) -> bool {
    let content = |document: &RawDocument| document.as_bytes().len().checked_sub(REVISION);
    content(one)
        .zip(content(other))
        .is_some_and(|(length, others)| length == others && one.as_bytes()[..length] == other.as_bytes()[..length])
}

/// The day in a document.
///
/// # Errors
/// `Corrupt`, with its `_id`, if it says what no day says.
pub(super) fn to_day(server: &Server, document: &RawDocument) -> Result<DailyDocument> {
    let read = deserialize_from_slice::<NestedDay<'_>>(document.as_bytes());
    read.map(DailyDocument::from).map_err(|error| altered(server, DAYS, document, &error.to_string()))
}

/// The month in a document.
///
/// # Errors
/// `Corrupt`, with its `_id`, if it says what no month says.
pub(super) fn to_month(server: &Server, document: &RawDocument) -> Result<MonthPartial> {
    let wrong = |what: String| altered(server, MONTHS, document, &what);
    let text = |name: &str| document.get_str(name).map_err(|error| wrong(error.to_string()));
    let station = text("station_id")?.parse().map_err(|error| wrong(format!("station_id: {error}")))?;
    let month = text("month")?.parse().map_err(wrong)?;
    let mut numbers = vec![None; PartialColumn::all().count()];
    let mut columns: HashMap<String, usize> =
        PartialColumn::all().map(|column| (column.name(), column.index())).collect();
    for element in document {
        let (name, value) = element.map_err(|error| wrong(error.to_string()))?;
        if let Some(place) = columns.remove(name.as_str()) {
            numbers[place] = value.as_i64();
        }
    }
    MonthPartial::from_columns(station, month, |column| numbers[column.index()])
        .map_err(|error| wrong(error.to_string()))
}

/// The error of a document that is not as it was written.
fn altered(server: &Server, collection: &str, document: &RawDocument, what: &str) -> Error {
    let id = document.get_str("_id").unwrap_or("a document without _id");
    Error::new(Kind::Corrupt, format!("{}: {id} is not as it was written: {what}", server.name(collection)))
        .hint(REPAIR)
}

/// A text field of a document that the zone's queries rely on.
pub(super) fn text<'a>(server: &Server, collection: &str, document: &'a RawDocument, name: &str) -> Result<&'a str> {
    document.get_str(name).map_err(|error| altered(server, collection, document, &error.to_string()))
}
