//! Rows as a Parquet file.
//!
//! Row groups and batches are cut by count alone, so that equal rows give equal bytes however they came.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use weather::Milli;
use zone::{Error, Kind, Result};

use super::super::record::{Column, ColumnKind, Record, Value};

const ROWS_PER_BATCH: usize = 8_192;
const ROWS_PER_GROUP: usize = 131_072;
/// The key of the attribution in the file's metadata.
const ATTRIBUTION: &str = "attribution";

/// Writes a Parquet file.
pub(in crate::export) struct ParquetWriter<W: Write + Send> {
    schema: SchemaRef,
    cells: Vec<Cells>,
    rows: usize,
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file.
    pub(super) fn new(columns: &[Column], attribution: &str, out: W) -> Result<Self> {
        let field = |column: &Column| Field::new(&column.name, data_type(column.kind), column.nullable);
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let attribution = KeyValue::new(ATTRIBUTION.to_owned(), attribution.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .set_created_by("meteolake".to_owned())
            .set_key_value_metadata(Some(vec![attribution]))
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(told)?;
        Ok(Self { schema, cells: columns.iter().map(|column| Cells::new(column.kind)).collect(), rows: 0, writer })
    }

    /// Appends a row.
    pub(super) fn row(&mut self, record: &impl Record) -> Result<()> {
        let mut cells = self.cells.iter_mut();
        record.values(&mut |value| {
            if let Some(cells) = cells.next() {
                cells.push(value);
            }
        });
        self.rows += 1;
        if self.rows == ROWS_PER_BATCH { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        self.rows = 0;
        let arrays = self.cells.iter_mut().map(Cells::finish).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| Error::new(Kind::Invalid, format!("writing the export: {error}")))?;
        self.writer.write(&batch).map_err(told)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<()> {
        self.write()?;
        // Not `into_inner`: that forgets the cause of an error.
        self.writer.close().map(drop).map_err(told)
    }
}

fn data_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Number => DataType::Float64,
        ColumnKind::Whole => DataType::Int32,
        ColumnKind::Count => DataType::Int64,
        ColumnKind::Flag => DataType::Boolean,
        ColumnKind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnKind::Day => DataType::Date32,
    }
}

/// An error of the file or of what is under it, which then stays the cause.
fn told(error: ParquetError) -> Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(io) => super::failed(*io),
            Err(other) => Error::new(Kind::Unavailable, format!("writing the export: {other}")).because(other),
        },
        other => Error::new(Kind::Unavailable, format!("writing the export: {other}")).because(other),
    }
}

/// The values of a column that are not yet written.
enum Cells {
    Text(StringBuilder),
    Number(Float64Builder),
    Whole(Int32Builder),
    Count(Int64Builder),
    Flag(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    Day(Date32Builder),
}

impl Cells {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(StringBuilder::new()),
            ColumnKind::Number => Self::Number(Float64Builder::new()),
            ColumnKind::Whole => Self::Whole(Int32Builder::new()),
            ColumnKind::Count => Self::Count(Int64Builder::new()),
            ColumnKind::Flag => Self::Flag(BooleanBuilder::new()),
            ColumnKind::Time => Self::Time(TimestampMicrosecondBuilder::new().with_data_type(data_type(kind))),
            ColumnKind::Day => Self::Day(Date32Builder::new()),
        }
    }

    /// Appends a value. One of another kind than the column's would be a missing one; a test looks at every column.
    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Number(cells), Value::Number(value)) => cells.append_value(value.to_f64()),
            (Self::Whole(cells), Value::Number(value)) => cells.append_value(whole(value)),
            (Self::Text(cells), Value::Text(value)) => cells.append_value(value),
            (Self::Flag(cells), Value::Flag(value)) => cells.append_value(value),
            (Self::Time(cells), Value::Time(value)) => cells.append_value(value.unix() * 1_000_000),
            (Self::Day(cells), Value::Day(value)) => cells.append_value(value.epoch_days()),
            (Self::Count(cells), Value::Count(value)) => cells.append_value(value.try_into().unwrap_or(i64::MAX)),
            (Self::Number(cells), _) => cells.append_null(),
            (Self::Whole(cells), _) => cells.append_null(),
            (Self::Text(cells), _) => cells.append_null(),
            (Self::Flag(cells), _) => cells.append_null(),
            (Self::Time(cells), _) => cells.append_null(),
            (Self::Day(cells), _) => cells.append_null(),
            (Self::Count(cells), _) => cells.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(cells) => Arc::new(cells.finish()),
            Self::Number(cells) => Arc::new(cells.finish()),
            Self::Whole(cells) => Arc::new(cells.finish()),
            Self::Count(cells) => Arc::new(cells.finish()),
            Self::Flag(cells) => Arc::new(cells.finish()),
            Self::Time(cells) => Arc::new(cells.finish()),
            Self::Day(cells) => Arc::new(cells.finish()),
        }
    }
}

fn whole(value: Milli) -> i32 {
    value.thousandths() / 1000
}
