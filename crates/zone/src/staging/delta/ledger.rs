//! Receipts and rejects: two small tables beside the observations, which follow the observations table's commits.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::types::{Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, Int64Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use serde::{Deserialize, Serialize};
use weather::{Coordinate, Milli, Time};

use super::columns::{time_at, timestamp, timestamps};
use crate::delta::{DataFile, Encoder, Follower, Newest, Seen, Site, Table, TableSpec, column, read_file, statistics};
use crate::raw::ObjectId;
use crate::staging::receipt::parse_object;
use crate::staging::{Batch, Receipt, Rejected, StationFacts, Tally};
use crate::{Error, Kind, Result};

const COUNTS: [&str; 5] = ["rows", "accepted", "superseded", "duplicate", "rejected"];

pub(super) fn receipts() -> TableSpec {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let mut fields = vec![text("object"), text("name"), text("source"), Field::new("fetch_time", timestamp(), false)];
    fields.push(text("layout"));
    fields.extend(COUNTS.iter().map(|name| Field::new(*name, DataType::Int64, false)));
    fields.push(Field::new("first_time", timestamp(), true));
    fields.push(Field::new("last_time", timestamp(), true));
    fields.push(Field::new("staged_time", timestamp(), false));
    fields.push(Field::new("revision", DataType::Int64, false));
    fields.push(text("stations"));
    TableSpec { name: "receipts", schema: Arc::new(Schema::new(fields)), partitions: &[] }
}

pub(super) fn rejects() -> TableSpec {
    let fields = vec![
        Field::new("row", DataType::Int64, false),
        Field::new("column", DataType::Utf8, true),
        Field::new("reason", DataType::Utf8, false),
        Field::new("text", DataType::Utf8, false),
        Field::new("object", DataType::Utf8, false),
    ];
    TableSpec { name: "rejects", schema: Arc::new(Schema::new(fields)), partitions: &["object"] }
}

/// A ledger table.
pub(super) struct Ledger {
    follower: Follower,
}

impl Ledger {
    /// Opens the ledger table at `site` as of the version that the observations name.
    pub(super) async fn open(site: &Site, spec: TableSpec, observations: &Table) -> Result<Self> {
        Ok(Self { follower: Follower::open(site, spec, observations).await? })
    }

    /// The ledger table as it is now, for readers; `None` if the observations name no version of it.
    pub(super) async fn seen(newest: &Newest, observations: &Seen) -> Result<Option<Self>> {
        Ok(Follower::seen(newest, observations).await?.map(|follower| Self { follower }))
    }

    /// Writes `receipts` as the whole content.
    pub(super) async fn write_receipts(&mut self, all: &[Receipt], name: &str, time_ms: i64) -> Result<(String, i64)> {
        let schema = receipts().file_schema();
        let mut encoder = Encoder::new(schema.clone(), &[])?;
        encoder.write(&receipts_to_batch(schema, all)?)?;
        let file = self
            .follower
            .table()
            .write(name, &[], encoder.finish()?, statistics(all.len() as u64, &[]), time_ms)
            .await?;
        self.follower.replace(vec![file], time_ms).await
    }

    /// The valid receipts, in the order of their fetches.
    pub(super) async fn read_receipts(&self) -> Result<Vec<Receipt>> {
        let mut all = Vec::new();
        for file in self.follower.files() {
            for batch in read_file(self.follower.table().read(file).await?, None, None, 8_192)? {
                all.extend(batch_to_receipts(&batch.map_err(damaged)?)?);
            }
        }
        all.sort_by_key(|receipt| (receipt.fetch_time, receipt.object));
        Ok(all)
    }

    /// Replaces the rejects of the batch's and the withdrawn objects; `None` if there is nothing to change.
    pub(super) async fn write_rejects(
        &mut self,
        batch: &Batch,
        withdrawn: &[ObjectId],
        name: &str,
        time_ms: i64,
    ) -> Result<Option<(String, i64)>> {
        let gone = |file: &DataFile| {
            let object = file.partition("object");
            let of = |id: &ObjectId| id.to_string() == object;
            withdrawn.iter().any(of) || batch.objects().iter().any(|entry| of(&entry.facts.object))
        };
        let mut files: Vec<DataFile> = self.follower.files().iter().filter(|file| !gone(file)).cloned().collect();
        let encoded = encode_rejects(batch)?;
        if encoded.is_empty() && files.len() == self.follower.files().len() {
            return Ok(None);
        }
        for (object, encoded) in encoded {
            files.push(self.write_object(object, encoded, name, time_ms).await?);
        }
        self.follower.replace(files, time_ms).await.map(Some)
    }

    /// Makes the batch's rejects all there are.
    pub(super) async fn replace_rejects(&mut self, batch: &Batch, name: &str, time_ms: i64) -> Result<(String, i64)> {
        let mut files = Vec::new();
        for (object, encoded) in encode_rejects(batch)? {
            files.push(self.write_object(object, encoded, name, time_ms).await?);
        }
        self.follower.replace(files, time_ms).await
    }

    async fn write_object(
        &self,
        object: ObjectId,
        (rows, bytes): (u64, Vec<u8>),
        name: &str,
        time_ms: i64,
    ) -> Result<DataFile> {
        let object = object.to_string();
        let partition = [("object", object.as_str())];
        self.follower.table().write(name, &partition, bytes, statistics(rows, &[]), time_ms).await
    }

    /// The valid rejects of one object or of all, by object and row.
    pub(super) async fn read_rejects(&self, object: Option<ObjectId>) -> Result<Vec<Rejected>> {
        let mut all = Vec::new();
        for file in self.follower.files() {
            let id = parse_object(file.partition("object"))?;
            if object.is_none_or(|object| object == id) {
                for batch in read_file(self.follower.table().read(file).await?, None, None, 8_192)? {
                    batch_to_rejects(id, &batch.map_err(damaged)?, &mut all)?;
                }
            }
        }
        all.sort_by_key(|reject: &Rejected| (reject.object, reject.row));
        Ok(all)
    }
}

/// One data file's bytes and rows for each object with rejects.
fn encode_rejects(batch: &Batch) -> Result<BTreeMap<ObjectId, (u64, Vec<u8>)>> {
    const BATCH_ROWS: usize = 4_096;
    let mut encoders: BTreeMap<ObjectId, (Encoder, Vec<Rejected>)> = BTreeMap::new();
    let schema = rejects().file_schema();
    batch.for_each_reject(&mut |reject| {
        let (encoder, buffer) = match encoders.entry(reject.object) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert((Encoder::new(schema.clone(), &[])?, Vec::new()))
            }
        };
        buffer.push(reject);
        if buffer.len() == BATCH_ROWS {
            encoder.write(&rejects_to_batch(&std::mem::take(buffer))?)?;
        }
        Ok(())
    })?;
    let finish = |(object, (mut encoder, buffer)): (ObjectId, (Encoder, Vec<Rejected>))| {
        encoder.write(&rejects_to_batch(&buffer)?)?;
        Ok((object, (encoder.rows(), encoder.finish()?)))
    };
    encoders.into_iter().map(finish).collect()
}

fn rejects_to_batch(rejected: &[Rejected]) -> Result<RecordBatch> {
    let rows = Int64Array::from_iter_values(rejected.iter().map(|reject| reject.row as i64));
    let columns: StringArray = rejected.iter().map(|reject| reject.column.as_deref()).collect();
    let reasons = StringArray::from_iter_values(rejected.iter().map(|reject| &reject.reason));
    let texts = StringArray::from_iter_values(rejected.iter().map(|reject| &reject.text));
    let arrays = vec![Arc::new(rows) as _, Arc::new(columns) as _, Arc::new(reasons) as _, Arc::new(texts) as _];
    RecordBatch::try_new(rejects().file_schema(), arrays).map_err(damaged)
}

fn batch_to_rejects(object: ObjectId, batch: &RecordBatch, all: &mut Vec<Rejected>) -> Result<()> {
    let rows: &PrimitiveArray<Int64Type> = column(batch, "row")?;
    let columns: &StringArray = column(batch, "column")?;
    let reasons: &StringArray = column(batch, "reason")?;
    let texts: &StringArray = column(batch, "text")?;
    all.extend((0..batch.num_rows()).map(|index| Rejected {
        object,
        row: rows.value(index) as u64,
        column: columns.is_valid(index).then(|| columns.value(index).to_owned()),
        reason: reasons.value(index).to_owned(),
        text: texts.value(index).to_owned(),
    }));
    Ok(())
}

fn receipts_to_batch(schema: arrow_schema::SchemaRef, all: &[Receipt]) -> Result<RecordBatch> {
    let text = |get: fn(&Receipt) -> String| Arc::new(StringArray::from_iter_values(all.iter().map(get))) as _;
    let count =
        |get: fn(&Receipt) -> u64| Arc::new(Int64Array::from_iter_values(all.iter().map(|r| get(r) as i64))) as _;
    let time = |get: fn(&Receipt) -> Option<Time>| timestamps(all.iter().map(get));
    let arrays = vec![
        text(|receipt| receipt.object.to_string()),
        text(|receipt| receipt.name.clone()),
        text(|receipt| receipt.source.clone()),
        time(|receipt| Some(receipt.fetch_time)),
        text(|receipt| receipt.layout.clone()),
        count(|receipt| receipt.tally.rows),
        count(|receipt| receipt.tally.accepted),
        count(|receipt| receipt.tally.superseded),
        count(|receipt| receipt.tally.duplicate),
        count(|receipt| receipt.tally.rejected),
        time(|receipt| receipt.span.map(|(first, _)| first)),
        time(|receipt| receipt.span.map(|(_, last)| last)),
        time(|receipt| Some(receipt.staged_time)),
        count(|receipt| receipt.revision as u64),
        text(|receipt| facts_to_json(&receipt.stations)),
    ];
    RecordBatch::try_new(schema, arrays).map_err(damaged)
}

fn batch_to_receipts(batch: &RecordBatch) -> Result<Vec<Receipt>> {
    let text = |name| column::<StringArray>(batch, name);
    let count = |name| column::<PrimitiveArray<Int64Type>>(batch, name);
    let time = |name| column::<PrimitiveArray<TimestampMicrosecondType>>(batch, name);
    let (object, name, source, layout) = (text("object")?, text("name")?, text("source")?, text("layout")?);
    let (fetch_time, staged_time) = (time("fetch_time")?, time("staged_time")?);
    let (first, last) = (time("first_time")?, time("last_time")?);
    let (revision, stations) = (count("revision")?, text("stations")?);
    let [rows, accepted, superseded, duplicate, rejected] = COUNTS.map(count);
    let (rows, accepted, superseded, duplicate, rejected) = (rows?, accepted?, superseded?, duplicate?, rejected?);
    let receipt = |index: usize| {
        let number = |array: &PrimitiveArray<Int64Type>| array.value(index) as u64;
        Ok(Receipt {
            object: parse_object(object.value(index))?,
            name: name.value(index).to_owned(),
            source: source.value(index).to_owned(),
            fetch_time: time_at(fetch_time, index).unwrap_or(Time::from_unix(0)),
            layout: layout.value(index).to_owned(),
            tally: Tally {
                rows: number(rows),
                accepted: number(accepted),
                superseded: number(superseded),
                duplicate: number(duplicate),
                rejected: number(rejected),
            },
            span: time_at(first, index).zip(time_at(last, index)),
            staged_time: time_at(staged_time, index).unwrap_or(Time::from_unix(0)),
            revision: revision.value(index),
            stations: facts_from_json(stations.value(index))?,
        })
    };
    (0..batch.num_rows()).map(receipt).collect()
}

/// Station facts as they stand in a receipt.
#[derive(Serialize, Deserialize)]
struct FactsJson {
    id: String,
    time: i64,
    name: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    altitude: Option<f64>,
}

fn facts_to_json(facts: &[StationFacts]) -> String {
    let plain = |facts: &StationFacts| FactsJson {
        id: facts.id.to_string(),
        time: facts.time.unix(),
        name: facts.name.clone(),
        latitude: facts.latitude.map(Coordinate::degrees),
        longitude: facts.longitude.map(Coordinate::degrees),
        altitude: facts.altitude.map(Milli::to_f64),
    };
    serde_json::to_string(&facts.iter().map(plain).collect::<Vec<_>>()).unwrap_or_else(|_| "[]".to_owned())
}

fn facts_from_json(text: &str) -> Result<Vec<StationFacts>> {
    let plain: Vec<FactsJson> = serde_json::from_str(text).map_err(damaged)?;
    let facts = |plain: FactsJson| {
        Ok(StationFacts {
            id: plain.id.parse().map_err(damaged)?,
            time: Time::from_unix(plain.time),
            name: plain.name,
            latitude: plain.latitude.and_then(Coordinate::from_degrees),
            longitude: plain.longitude.and_then(Coordinate::from_degrees),
            altitude: plain.altitude.and_then(Milli::from_f64),
        })
    };
    plain.into_iter().map(facts).collect()
}

fn damaged(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Kind::Corrupt, format!("staging ledger: {error}")).because(error).hint("restore the lake from a backup")
}
