//! The daily table's columns, and documents to and from record batches.
//!
//! One column a statistic, named by its path in the document joined by `_`; then coverages and methods.

use std::sync::Arc;

use arrow_array::types::{Date32Type, Float64Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, PrimitiveArray, RecordBatch, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Day, Milli, Phenomena, StationId};

use crate::curated::document::{covered, with_method};
use crate::curated::{DailyDocument, DayRequest};
use crate::delta::{RowFilter, TableSpec, column};
use crate::{Error, Kind, Result};

fn coverage_name(metric: Metric) -> String {
    format!("{}_coverage", metric.name())
}

fn expected_name(metric: Metric) -> String {
    format!("{}_coverage_expected", metric.name())
}

fn method_name(metric: Metric) -> String {
    format!("{}_method", metric.name())
}

/// The daily table: partitioned by definition (`period`) and year, sorted by station and day within a file.
pub(super) fn daily() -> TableSpec {
    let nullable = |name: String, data_type| Field::new(name, data_type, true);
    let mut fields = vec![
        Field::new("station_id", DataType::Utf8, false),
        Field::new("city", DataType::Utf8, false),
        Field::new("day", DataType::Date32, false),
    ];
    fields.extend(Statistic::ALL.iter().map(|statistic| nullable(statistic.name().to_owned(), DataType::Float64)));
    fields.extend(covered().map(|metric| nullable(coverage_name(metric), DataType::Float64)));
    fields.extend(covered().map(|metric| nullable(expected_name(metric), DataType::Int32)));
    fields.extend(with_method().map(|metric| nullable(method_name(metric), DataType::Utf8)));
    for name in ["quality_notes", "phenomena", "phenomena_observable"] {
        fields.push(nullable(name.to_owned(), DataType::Utf8));
    }
    fields.push(Field::new("period", DataType::Utf8, false));
    fields.push(Field::new("year", DataType::Int32, false));
    TableSpec { name: "daily", schema: Arc::new(Schema::new(fields)), partitions: &["period", "year"] }
}

/// Documents as a record batch of the table's file schema.
pub(super) fn to_batch(schema: &SchemaRef, documents: &[DailyDocument]) -> Result<RecordBatch> {
    let days = || documents.iter().map(|document| &document.statistics);
    let mut arrays: Vec<ArrayRef> = vec![
        Arc::new(days().map(|day| Some(day.station.as_str())).collect::<StringArray>()),
        Arc::new(documents.iter().map(|document| Some(&*document.city)).collect::<StringArray>()),
        Arc::new(Date32Array::from_iter_values(days().map(|day| day.day.epoch_days()))),
    ];
    for statistic in Statistic::ALL {
        arrays.push(Arc::new(Float64Array::from_iter(days().map(|day| day.get(*statistic).map(Milli::to_f64)))));
    }
    for metric in covered() {
        let fractions = days().map(|day| day.coverage(metric).map(|coverage| coverage.fraction().to_f64()));
        arrays.push(Arc::new(Float64Array::from_iter(fractions)));
    }
    for metric in covered() {
        let expected = days().map(|day| day.coverage(metric).map(|coverage| i32::from(coverage.expected)));
        arrays.push(Arc::new(Int32Array::from_iter(expected)));
    }
    for metric in with_method() {
        arrays.push(Arc::new(days().map(|day| day.method(metric).map(Method::name)).collect::<StringArray>()));
    }
    arrays.push(Arc::new(days().map(|day| text_of(day.notes().names())).collect::<StringArray>()));
    arrays.push(Arc::new(days().map(|day| text_of(day.phenomena().names())).collect::<StringArray>()));
    arrays.push(Arc::new(days().map(|day| text_of(day.observable().names())).collect::<StringArray>()));
    RecordBatch::try_new(schema.clone(), arrays)
        .map_err(|error| Error::new(Kind::Invalid, format!("daily table: {error}")))
}

/// Names of bits, joined; `None` where there are none.
fn text_of<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let text = names.collect::<Vec<_>>().join(",");
    (!text.is_empty()).then_some(text)
}

fn notes_of(text: &str) -> Notes {
    let named = |name: &str| Notes::NAMED.iter().find(|(_, other)| *other == name).map(|(note, _)| *note);
    text.split(',').filter_map(named).fold(Notes::default(), Notes::with)
}

fn phenomena_of(text: &str) -> Phenomena {
    let named = |name: &str| Phenomena::NAMED.iter().find(|(_, other)| *other == name).map(|(one, _)| *one);
    text.split(',').filter_map(named).fold(Phenomena::default(), Phenomena::with)
}

/// The documents in a batch.
pub(super) fn to_documents(batch: &RecordBatch, definition: DayDefinition) -> Result<Vec<DailyDocument>> {
    let mut documents = identities(batch, definition)?;
    for statistic in Statistic::ALL {
        let values: &PrimitiveArray<Float64Type> = column(batch, statistic.name())?;
        for (index, document) in documents.iter_mut().enumerate().filter(|(index, _)| values.is_valid(*index)) {
            document.statistics.set(*statistic, Milli::from_f64(values.value(index)));
        }
    }
    for metric in covered() {
        let fractions: &PrimitiveArray<Float64Type> = column(batch, &coverage_name(metric))?;
        let expected: &PrimitiveArray<Int32Type> = column(batch, &expected_name(metric))?;
        for (index, document) in documents.iter_mut().enumerate().filter(|(index, _)| expected.is_valid(*index)) {
            let used = (fractions.value(index) * f64::from(expected.value(index))).round();
            let coverage = Coverage { used: used as u8, expected: expected.value(index) as u8 };
            document.statistics.set_coverage(metric, Some(coverage));
        }
    }
    for metric in with_method() {
        let names: &StringArray = column(batch, &method_name(metric))?;
        for (index, document) in documents.iter_mut().enumerate().filter(|(index, _)| names.is_valid(*index)) {
            document.statistics.set_method(metric, Method::by_name(names.value(index)));
        }
    }
    let notes: &StringArray = column(batch, "quality_notes")?;
    let phenomena: &StringArray = column(batch, "phenomena")?;
    let observable: &StringArray = column(batch, "phenomena_observable")?;
    for (index, document) in documents.iter_mut().enumerate() {
        // The text of a missing value is empty, which names nothing.
        document.statistics.set_notes(notes_of(notes.value(index)));
        document.statistics.set_phenomena(phenomena_of(phenomena.value(index)));
        document.statistics.set_observable(phenomena_of(observable.value(index)));
    }
    Ok(documents)
}

/// Empty documents with the identities and names in a batch.
fn identities(batch: &RecordBatch, definition: DayDefinition) -> Result<Vec<DailyDocument>> {
    let (stations, cities): (&StringArray, &StringArray) = (column(batch, "station_id")?, column(batch, "city")?);
    let days: &PrimitiveArray<Date32Type> = column(batch, "day")?;
    let mut documents: Vec<DailyDocument> = Vec::with_capacity(batch.num_rows());
    for index in 0..batch.num_rows() {
        // Documents are sorted by station: most share their city with the one before.
        let city = match documents.last() {
            Some(last) if *last.city == *cities.value(index) => last.city.clone(),
            _ => Arc::from(cities.value(index)),
        };
        let day = Day::from_epoch_days(days.value(index));
        documents.push(DailyDocument {
            statistics: DailyStatistics::new(station_of(stations.value(index))?, definition, day),
            city,
        });
    }
    Ok(documents)
}

fn station_of(text: &str) -> Result<StationId> {
    text.parse().map_err(|error| Error::new(Kind::Corrupt, format!("daily table: `{text}`: {error}")))
}

/// A filter of rows for the file reader, if the request wants only some.
pub(super) fn row_filter(request: &DayRequest) -> Option<RowFilter> {
    if request.stations.is_none() && request.from.is_none() && request.to.is_none() {
        return None;
    }
    let request = request.clone();
    let wanted = move |batch: RecordBatch| {
        let external = |error: Error| ArrowError::ExternalError(Box::new(error));
        let stations: &StringArray = column(&batch, "station_id").map_err(external)?;
        let days: &PrimitiveArray<Date32Type> = column(&batch, "day").map_err(external)?;
        let wanted = |index| {
            let day = Day::from_epoch_days(days.value(index));
            station_of(stations.value(index)).map(|station| Some(request.wants(station, day)))
        };
        (0..batch.num_rows()).map(wanted).collect::<Result<BooleanArray>>().map_err(external)
    };
    Some(RowFilter { columns: vec!["station_id", "day"], wanted: Box::new(wanted) })
}
