//! The observations table's columns, and rows to and from record batches.
//!
//! Measured quantities are doubles, code figures whole numbers, both null where missing. In memory they are exact
//! thousandths; a double holds every such value, and rounding gives it back.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int8Array, Int32Array, Int64Array, PrimitiveArray, RecordBatch,
    StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use weather::quality::{FLAGGED, Flag, Flags};
use weather::{Marks, Milli, Observation, Provenance, StationId, Time, Variable};

use crate::delta::{RowFilter, TableSpec, column};
use crate::raw::ObjectId;
use crate::staging::ReadRequest;
use crate::staging::receipt::parse_object;
use crate::staging::row::{Chunk, StagedRow};
use crate::{Error, Kind, Result};

/// Variables that have a trace mark, with the name of its column.
pub(super) const TRACES: [(Variable, &str); 5] = [
    (Variable::PrecipitationAmount1h, "precipitation_amount_1h_trace"),
    (Variable::PrecipitationAmount3h, "precipitation_amount_3h_trace"),
    (Variable::PrecipitationAmount6h, "precipitation_amount_6h_trace"),
    (Variable::PrecipitationAmount12h, "precipitation_amount_12h_trace"),
    (Variable::PrecipitationAmount24h, "precipitation_amount_24h_trace"),
];

/// The name of a variable's flag column.
fn flag_name(variable: Variable) -> String {
    format!("{}_flag", variable.name())
}

pub(super) const SKY_NOT_VISIBLE: &str = "sky_not_visible";
const PROVENANCE: [&str; 4] = ["insert_time", "fetch_time", "object", "row"];

/// The observations table: partitioned by month, sorted by station and time within a file.
pub(super) fn observations() -> TableSpec {
    let mut fields = vec![Field::new("station_id", DataType::Utf8, false), Field::new("time", timestamp(), false)];
    fields.extend(Variable::ALL.iter().map(|variable| Field::new(variable.name(), data_type(*variable), true)));
    fields.extend(TRACES.iter().map(|(_, name)| Field::new(*name, DataType::Boolean, true)));
    fields.push(Field::new(SKY_NOT_VISIBLE, DataType::Boolean, true));
    fields.extend(FLAGGED.iter().map(|variable| Field::new(flag_name(*variable), DataType::Int8, false)));
    fields.push(Field::new("insert_time", timestamp(), true));
    fields.push(Field::new("fetch_time", timestamp(), false));
    fields.push(Field::new("object", DataType::Utf8, false));
    fields.push(Field::new("row", DataType::Int64, false));
    fields.push(Field::new("revision", DataType::Int64, false));
    fields.push(Field::new("month", DataType::Utf8, false));
    TableSpec { name: "observations", schema: Arc::new(Schema::new(fields)), partitions: &["month"] }
}

/// Code figures are whole numbers; everything else is a double.
fn data_type(variable: Variable) -> DataType {
    if variable.unit().is_whole() { DataType::Int32 } else { DataType::Float64 }
}

pub(super) fn timestamp() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

pub(super) fn timestamps(times: impl Iterator<Item = Option<Time>>) -> ArrayRef {
    let micros = times.map(|time| time.map(|time| time.unix() * 1_000_000));
    Arc::new(PrimitiveArray::<TimestampMicrosecondType>::from_iter(micros).with_timezone("UTC"))
}

pub(super) fn time_at(array: &PrimitiveArray<TimestampMicrosecondType>, index: usize) -> Option<Time> {
    array.is_valid(index).then(|| Time::from_unix(array.value(index).div_euclid(1_000_000)))
}

/// Rows as a record batch of the table's file schema.
pub(super) fn to_batch(schema: &SchemaRef, rows: &[StagedRow]) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    let observations = || rows.iter().map(|row| &row.observation);
    arrays.push(Arc::new(StringArray::from_iter_values(observations().map(|row| row.station.as_str()))));
    arrays.push(timestamps(observations().map(|observation| Some(observation.time))));
    for variable in Variable::ALL {
        let values = observations().map(|observation| observation.get(*variable));
        arrays.push(if variable.unit().is_whole() {
            Arc::new(Int32Array::from_iter(values.map(|value| value.map(|value| value.thousandths() / 1000))))
        } else {
            Arc::new(Float64Array::from_iter(values.map(|value| value.map(Milli::to_f64))))
        });
    }
    for (variable, _) in TRACES {
        let marks = observations().map(|row| row.get(variable).map(|_| row.is_trace(variable)));
        arrays.push(Arc::new(BooleanArray::from_iter(marks)));
    }
    let hidden = observations().map(|row| Some(row.marks.contains(Marks::SKY_NOT_VISIBLE)));
    arrays.push(Arc::new(BooleanArray::from_iter(hidden)));
    for variable in FLAGGED {
        let codes = rows.iter().map(|row| row.flags.get(*variable).code() as i8);
        arrays.push(Arc::new(Int8Array::from_iter_values(codes)));
    }
    let provenances = || rows.iter().map(|row| &row.provenance);
    arrays.push(timestamps(provenances().map(|provenance| provenance.insert_time)));
    arrays.push(timestamps(provenances().map(|provenance| Some(provenance.fetch_time))));
    arrays.push(Arc::new(objects(provenances().map(|provenance| provenance.object))));
    arrays.push(Arc::new(Int64Array::from_iter_values(provenances().map(|provenance| provenance.row as i64))));
    arrays.push(Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.revision))));
    RecordBatch::try_new(schema.clone(), arrays)
        .map_err(|error| Error::new(Kind::Invalid, format!("observations table: {error}")))
}

/// The ids of objects as texts. Rows come many to an object: a text is made anew only where the object changes.
fn objects(ids: impl Iterator<Item = [u8; 32]>) -> StringArray {
    let mut last: Option<([u8; 32], String)> = None;
    let mut texts = StringBuilder::new();
    for id in ids {
        let (_, text) = match last.take().filter(|(other, _)| *other == id) {
            Some(same) => last.insert(same),
            None => last.insert((id, ObjectId::from_bytes(id).to_string())),
        };
        texts.append_value(text);
    }
    texts.finish()
}

/// The names of the columns that a request needs.
pub(super) fn columns_of(request: &ReadRequest) -> Vec<String> {
    let mut columns = vec!["station_id".to_owned(), "time".to_owned()];
    let variables = request.variables.as_deref().unwrap_or(Variable::ALL);
    columns.extend(variables.iter().map(|variable| variable.name().to_owned()));
    columns
        .extend(TRACES.iter().filter(|(variable, _)| variables.contains(variable)).map(|(_, name)| (*name).to_owned()));
    if variables.contains(&Variable::CloudAreaFraction) {
        columns.push(SKY_NOT_VISIBLE.to_owned());
    }
    if request.flags {
        columns.extend(flagged(variables).map(flag_name));
    }
    if request.provenance {
        columns.extend(PROVENANCE.map(str::to_owned));
    }
    if request.revision {
        columns.push("revision".to_owned());
    }
    columns
}

/// Those of some variables that have a flag.
fn flagged(variables: &[Variable]) -> impl Iterator<Item = Variable> {
    FLAGGED.iter().copied().filter(|variable| variables.contains(variable))
}

/// A filter of rows for the file reader, if the request wants only some.
pub(super) fn row_filter(request: &ReadRequest) -> Option<RowFilter> {
    if request.stations.is_none() && request.from.is_none() && request.before.is_none() {
        return None;
    }
    let request = ReadRequest {
        variables: Some(Vec::new()),
        flags: false,
        provenance: false,
        revision: false,
        ..request.clone()
    };
    let wanted = move |batch: RecordBatch| {
        let (wanted, _) = identities(&batch, &request).map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
        let mut mask = vec![false; batch.num_rows()];
        wanted.into_iter().for_each(|index| mask[index] = true);
        Ok(BooleanArray::from(mask))
    };
    Some(RowFilter { columns: vec!["station_id", "time"], wanted: Box::new(wanted) })
}

/// The rows of a batch that the request wants.
pub(super) fn to_chunk(batch: &RecordBatch, request: &ReadRequest) -> Result<Chunk> {
    let (wanted, mut observations) = identities(batch, request)?;
    for variable in request.variables.as_deref().unwrap_or(Variable::ALL) {
        fill_variable(batch, *variable, &wanted, &mut observations)?;
    }
    for (variable, name) in TRACES {
        if let (Some(mark), Some(_)) = (Marks::trace_of(variable), batch.column_by_name(name)) {
            fill_mark(batch, name, mark, &wanted, &mut observations)?;
        }
    }
    if batch.column_by_name(SKY_NOT_VISIBLE).is_some() {
        fill_mark(batch, SKY_NOT_VISIBLE, Marks::SKY_NOT_VISIBLE, &wanted, &mut observations)?;
    }
    let flags = if request.flags { flags(batch, request, &wanted, &observations)? } else { Vec::new() };
    let provenances = if request.provenance { provenances(batch, &wanted)? } else { Vec::new() };
    let revisions = if request.revision {
        let revision: &PrimitiveArray<Int64Type> = column(batch, "revision")?;
        wanted.iter().map(|index| revision.value(*index)).collect()
    } else {
        Vec::new()
    };
    Ok(Chunk { observations, flags, provenances, revisions })
}

/// The places of the wanted rows in the batch, and empty observations for them.
fn identities(batch: &RecordBatch, request: &ReadRequest) -> Result<(Vec<usize>, Vec<Observation>)> {
    let stations: &StringArray = column(batch, "station_id")?;
    let times: &PrimitiveArray<TimestampMicrosecondType> = column(batch, "time")?;
    let mut wanted = Vec::with_capacity(batch.num_rows());
    let mut observations = Vec::with_capacity(batch.num_rows());
    let mut last: Option<StationId> = None;
    for index in 0..batch.num_rows() {
        let text = stations.value(index);
        // Rows are sorted by station: most have the station of the row before.
        let station = match last {
            Some(station) if station.as_str() == text => station,
            _ => text
                .parse()
                .map_err(|error| Error::new(Kind::Corrupt, format!("observations table: `{text}`: {error}")))?,
        };
        last = Some(station);
        let time = time_at(times, index).unwrap_or(Time::from_unix(0));
        if request.wants(station, time) {
            wanted.push(index);
            observations.push(Observation::new(station, time));
        }
    }
    Ok((wanted, observations))
}

fn fill_variable(batch: &RecordBatch, variable: Variable, wanted: &[usize], rows: &mut [Observation]) -> Result<()> {
    if variable.unit().is_whole() {
        let values: &PrimitiveArray<Int32Type> = column(batch, variable.name())?;
        for (row, index) in rows.iter_mut().zip(wanted).filter(|(_, index)| values.is_valid(**index)) {
            row.set(variable, Milli::from_thousandths(i64::from(values.value(*index)) * 1000));
        }
        return Ok(());
    }
    let values: &PrimitiveArray<Float64Type> = column(batch, variable.name())?;
    if values.null_count() == values.len() {
        return Ok(());
    }
    for (row, index) in rows.iter_mut().zip(wanted).filter(|(_, index)| values.is_valid(**index)) {
        row.set(variable, Milli::from_f64(values.value(*index)));
    }
    Ok(())
}

fn fill_mark(batch: &RecordBatch, name: &str, mark: Marks, wanted: &[usize], rows: &mut [Observation]) -> Result<()> {
    let values: &BooleanArray = column(batch, name)?;
    for (row, _) in rows.iter_mut().zip(wanted).filter(|(_, index)| values.is_valid(**index) && values.value(**index)) {
        row.marks = row.marks.with(mark);
    }
    Ok(())
}

/// The flags of the variables asked for; the others count as not evaluated.
fn flags(batch: &RecordBatch, request: &ReadRequest, wanted: &[usize], rows: &[Observation]) -> Result<Vec<Flags>> {
    let mut flags: Vec<Flags> = rows.iter().map(Flags::before_tests).collect();
    for variable in flagged(request.variables.as_deref().unwrap_or(Variable::ALL)) {
        let codes: &Int8Array = column(batch, &flag_name(variable))?;
        for (flags, index) in flags.iter_mut().zip(wanted) {
            let code = codes.value(*index) as u8;
            let unknown = || Error::new(Kind::Corrupt, format!("observations table: {code} is no quality flag"));
            flags.set(variable, Flag::from_code(code).ok_or_else(unknown)?);
        }
    }
    Ok(flags)
}

fn provenances(batch: &RecordBatch, wanted: &[usize]) -> Result<Vec<Provenance>> {
    let insert_times: &PrimitiveArray<TimestampMicrosecondType> = column(batch, "insert_time")?;
    let fetch_times: &PrimitiveArray<TimestampMicrosecondType> = column(batch, "fetch_time")?;
    let objects: &StringArray = column(batch, "object")?;
    let numbers: &PrimitiveArray<Int64Type> = column(batch, "row")?;
    let mut provenances = Vec::with_capacity(wanted.len());
    let mut last: Option<(&str, ObjectId)> = None;
    for index in wanted.iter().copied() {
        let text = objects.value(index);
        let (_, object) = match last.filter(|(other, _)| *other == text) {
            Some(same) => same,
            None => *last.insert((text, parse_object(text)?)),
        };
        provenances.push(Provenance {
            insert_time: time_at(insert_times, index),
            fetch_time: time_at(fetch_times, index).unwrap_or(Time::from_unix(0)),
            object: *object.as_bytes(),
            row: numbers.value(index) as u64,
        });
    }
    Ok(provenances)
}
