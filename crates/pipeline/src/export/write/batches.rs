//! Rows as Arrow record batches, cut by count alone, so that equal rows give equal batches however they came.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use weather::Milli;
use zone::{Error, Kind, Result};

use super::super::record::{Column, ColumnKind, Record, Value};

const ROWS_PER_BATCH: usize = 8_192;
/// The key of a column's unit in its field's metadata.
const UNIT: &str = "unit";

/// Collects rows and gives them as batches.
pub(super) struct Batches {
    schema: SchemaRef,
    cells: Vec<Cells>,
    rows: usize,
}

impl Batches {
    /// Batches of these columns; `metadata` is the schema's.
    pub(super) fn new(columns: &[Column], metadata: HashMap<String, String>) -> Self {
        let fields: Vec<Field> = columns.iter().map(field).collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
        Self { schema, cells: columns.iter().map(|column| Cells::new(column.kind)).collect(), rows: 0 }
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Appends a row; gives a batch where one is full.
    pub(super) fn row(&mut self, record: &impl Record) -> Result<Option<RecordBatch>> {
        let mut cells = self.cells.iter_mut();
        record.values(&mut |value| {
            if let Some(cells) = cells.next() {
                cells.push(value);
            }
        });
        self.rows += 1;
        if self.rows == ROWS_PER_BATCH { self.take().map(Some) } else { Ok(None) }
    }

    /// The rows that are left.
    pub(super) fn take(&mut self) -> Result<RecordBatch> {
        self.rows = 0;
        let arrays = self.cells.iter_mut().map(Cells::finish).collect();
        RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| Error::new(Kind::Invalid, format!("writing the export: {error}")))
    }
}

fn field(column: &Column) -> Field {
    let field = Field::new(&column.name, data_type(column.kind), column.nullable);
    match column.unit {
        Some(unit) => field.with_metadata(HashMap::from([(UNIT.to_owned(), unit.symbol().to_owned())])),
        None => field,
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
