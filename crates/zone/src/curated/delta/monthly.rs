//! The monthly table: one line a station-month, partial results in whole numbers, partitioned by year.
//!
//! It follows the daily table: the months of a year are made anew when documents of that year change.

use std::sync::Arc;

use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use weather::climate::{MonthPartial, PartialColumn};

use crate::curated::MonthRequest;
use crate::delta::{TableSpec, column};
use crate::{Error, Kind, Result};

/// The monthly table.
pub(super) fn monthly() -> TableSpec {
    let mut fields = vec![Field::new("station_id", DataType::Utf8, false), Field::new("month", DataType::Utf8, false)];
    fields.extend(PartialColumn::all().map(|column| Field::new(column.name(), DataType::Int64, true)));
    fields.push(Field::new("year", DataType::Int32, false));
    TableSpec { name: "monthly", schema: Arc::new(Schema::new(fields)), partitions: &["year"] }
}

/// Partial results as a record batch of the table's file schema.
pub(super) fn to_batch(months: &[MonthPartial]) -> Result<RecordBatch> {
    let texts = |text: fn(&MonthPartial) -> String| {
        Arc::new(StringArray::from_iter_values(months.iter().map(text))) as ArrayRef
    };
    let mut arrays = vec![texts(|month| month.station().to_string()), texts(|month| month.month().to_string())];
    for column in PartialColumn::all() {
        arrays.push(Arc::new(Int64Array::from_iter(months.iter().map(|month| column.get(month)))));
    }
    RecordBatch::try_new(monthly().file_schema(), arrays)
        .map_err(|error| Error::new(Kind::Invalid, format!("monthly table: {error}")))
}

/// The partial results in a batch that are asked for.
pub(super) fn from_batch(batch: &RecordBatch, request: &MonthRequest) -> Result<Vec<MonthPartial>> {
    let (stations, months): (&StringArray, &StringArray) = (column(batch, "station_id")?, column(batch, "month")?);
    let columns: Vec<&PrimitiveArray<Int64Type>> =
        PartialColumn::all().map(|part| column(batch, &part.name())).collect::<Result<_>>()?;
    let mut partials = Vec::new();
    for index in 0..batch.num_rows() {
        let damaged = |what: String| Error::new(Kind::Corrupt, format!("monthly table: {what}"));
        let text = stations.value(index);
        let station = text.parse().map_err(|error| damaged(format!("`{text}`: {error}")))?;
        let month = months.value(index).parse().map_err(damaged)?;
        if !request.wants(station, month) {
            continue;
        }
        let get = |part: PartialColumn| {
            let array = columns[part.index()];
            array.is_valid(index).then(|| array.value(index))
        };
        partials.push(MonthPartial::from_columns(station, month, get).map_err(|error| damaged(error.to_string()))?);
    }
    Ok(partials)
}
