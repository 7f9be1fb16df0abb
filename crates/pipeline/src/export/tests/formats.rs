//! The three formats say the same.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use weather::day::DayDefinition;
use weather::{Day, Time};

use super::{Format, Lake, Object, Selection, csv_rows, day, document, full, report, text, time};

fn sample() -> Lake {
    let lake = Lake::memory();
    let observations = vec![full("07005", time(1, 31, 21)), report("07005", time(2, 1, 0), &[])];
    let rejects = vec![(7, Some("t"), "not a \"number\"", "a,b\n"), (8, None, "cut", "\u{1}é")];
    lake.stage("a", 3, Object { observations, rejects, ..Object::default() });
    let mut bare = document("07005", DayDefinition::Utc, day(2013, 2, 1), 0);
    bare.statistics.set_method(weather::day::Metric::Rainfall, None);
    lake.curate(DayDefinition::Utc, 2013, vec![document("07005", DayDefinition::Utc, day(2013, 1, 31), -15), bare]);
    lake
}

/// The three tables of a lake in a format.
fn tables(lake: &Lake, format: Format) -> [Vec<u8>; 3] {
    let mut rejects = Vec::new();
    lake.exporter().rejects(format, &mut rejects).expect("exported");
    let all = Selection::default();
    [lake.observations(&all, format), lake.daily(&all, format), rejects]
}

fn json_rows(ndjson: &str) -> Vec<serde_json::Map<String, Value>> {
    ndjson.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A JSON value as CSV has it.
fn as_field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn ndjson_has_what_csv_has() {
    let lake = sample();
    for (csv, ndjson) in tables(&lake, Format::Csv).into_iter().zip(tables(&lake, Format::Ndjson)) {
        let mut csv = csv_rows(&text(csv)).into_iter();
        let names = csv.next().expect("a header");
        let lines = text(ndjson);
        let rows = json_rows(&lines);
        assert_eq!(rows.len(), 2);
        for (row, fields) in rows.iter().zip(csv) {
            assert_eq!(row.len(), names.len());
            let fields_of_json: Vec<String> = names.iter().map(|name| as_field(&row[name])).collect();
            assert_eq!(fields_of_json, fields);
        }
        assert!(lines.starts_with(&format!("{{\"{}\":", names[0])));
    }
}

#[test]
fn ndjson_has_null_where_nothing_is_and_values_of_their_kind() {
    let [observations, daily, rejects] = tables(&sample(), Format::Ndjson).map(text).map(|lines| json_rows(&lines));
    assert_eq!(observations[0]["precipitation_amount_1h"], json!(0));
    assert_eq!(observations[0]["precipitation_amount_1h_trace"], json!(true));
    assert_eq!(observations[0]["air_temperature"], json!(0.01));
    assert_eq!(observations[1]["air_temperature"], Value::Null);
    assert_eq!(observations[1]["precipitation_amount_1h_trace"], Value::Null);
    assert_eq!(observations[1]["sky_not_visible"], json!(false));
    assert_eq!(daily[0]["temperature_avg"], json!(-1.5));
    assert_eq!((&daily[1]["rainfall_method"], &daily[1]["temperature_avg"]), (&Value::Null, &json!(0)));
    assert_eq!((&rejects[1]["column"], &rejects[1]["row"]), (&Value::Null, &json!(8)));
}

fn parquet_batch(bytes: Vec<u8>) -> (RecordBatch, Option<String>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).expect("a Parquet file");
    let metadata = builder.metadata().file_metadata().key_value_metadata().expect("metadata");
    let attribution = metadata.iter().find(|pair| pair.key == "attribution").and_then(|pair| pair.value.clone());
    let mut batches = builder.build().expect("a reader");
    let batch = batches.next().expect("a batch").expect("decoded");
    assert!(batches.next().is_none());
    (batch, attribution)
}

/// A cell of a Parquet file as NDJSON has it.
fn cell(column: &dyn Array, index: usize) -> Value {
    if column.is_null(index) {
        return Value::Null;
    }
    let number = |value: f64| if value.fract() == 0.0 { json!(value as i64) } else { json!(value) };
    match column.data_type() {
        DataType::Utf8 => json!(column.as_string::<i32>().value(index)),
        DataType::Float64 => number(column.as_primitive::<Float64Type>().value(index)),
        DataType::Int32 => json!(column.as_primitive::<Int32Type>().value(index)),
        DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(index)),
        DataType::Boolean => json!(column.as_boolean().value(index)),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if &**zone == "UTC" => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(index);
            json!(Time::from_unix(micros / 1_000_000).to_string())
        }
        DataType::Date32 => json!(Day::from_epoch_days(column.as_primitive::<Date32Type>().value(index)).to_string()),
        other => panic!("{other} in an export"),
    }
}

#[test]
fn parquet_has_what_ndjson_has_and_the_attribution() {
    let lake = sample();
    for (ndjson, parquet) in tables(&lake, Format::Ndjson).into_iter().zip(tables(&lake, Format::Parquet)) {
        let (batch, attribution) = parquet_batch(parquet);
        let expected = "Source: Météo-France, Licence Ouverte 2.0 (Etalab), last update 2013-02-03";
        assert_eq!(attribution.as_deref(), Some(expected));
        let rows = json_rows(&text(ndjson));
        assert_eq!(batch.num_rows(), rows.len());
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(batch.num_columns(), row.len());
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                assert_eq!(cell(column, index), row[field.name()], "{}", field.name());
            }
        }
    }
}

#[test]
fn parquet_of_an_empty_lake_has_the_columns() {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(
        Lake::memory().daily(&Selection::default(), Format::Parquet),
    ));
    let builder = builder.expect("a Parquet file");
    assert_eq!(builder.metadata().file_metadata().num_rows(), 0);
    assert_eq!(builder.schema().field(3).data_type(), &DataType::Date32);
}
