//! Rows as a Parquet file.

use std::collections::HashMap;
use std::io::Write;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use zone::{Error, Kind, Result};

use super::super::record::{Column, Record};
use super::ATTRIBUTION;
use super::batches::Batches;

const ROWS_PER_GROUP: usize = 131_072;

/// Writes a Parquet file.
pub(in crate::export) struct ParquetWriter<W: Write + Send> {
    batches: Batches,
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file.
    pub(super) fn new(columns: &[Column], attribution: &str, out: W) -> Result<Self> {
        let batches = Batches::new(columns, HashMap::new());
        let attribution = KeyValue::new(ATTRIBUTION.to_owned(), attribution.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .set_created_by("meteolake".to_owned())
            .set_key_value_metadata(Some(vec![attribution]))
            .build();
        let writer = ArrowWriter::try_new(out, batches.schema(), Some(properties)).map_err(told)?;
        Ok(Self { batches, writer })
    }

    /// Appends a row.
    pub(super) fn row(&mut self, record: &impl Record) -> Result<()> {
        match self.batches.row(record)? {
            Some(batch) => self.writer.write(&batch).map_err(told),
            None => Ok(()),
        }
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<()> {
        self.writer.write(&self.batches.take()?).map_err(told)?;
        // Not `into_inner`: that forgets the cause of an error.
        self.writer.close().map(drop).map_err(told)
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
