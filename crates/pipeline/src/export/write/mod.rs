//! Rows to bytes, in one of the formats.

mod arrow;
mod batches;
mod csv;
mod format;
mod json;
mod ndjson;
mod parquet;
pub(super) mod record;
mod text;

use std::io::{self, Write};

use zone::{Error, Result};

pub use self::format::Format;

use self::arrow::ArrowStream;
use self::csv::CsvLines;
use self::json::JsonArray;
use self::ndjson::NdjsonLines;
use self::parquet::ParquetWriter;
use self::record::{Column, Record};

/// Bytes that text formats hand on at a time.
const BUFFER_BYTES: usize = 1 << 16;
/// The key of the attribution in the metadata of Parquet and Arrow.
const ATTRIBUTION: &str = "attribution";

/// Writes the rows of one table to `W`.
pub(super) enum Writer<W: Write + Send> {
    Csv(Buffered<W>, CsvLines),
    Ndjson(Buffered<W>, NdjsonLines),
    Json(Buffered<W>, JsonArray),
    Parquet(Box<ParquetWriter<W>>),
    Arrow(Box<ArrowStream<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// A writer of rows of these columns; Parquet and Arrow keep the attribution.
    pub(super) fn new(format: Format, columns: &[Column], attribution: &str, out: W) -> Result<Self> {
        Ok(match format {
            Format::Csv => {
                let mut out = Buffered::new(out);
                let lines = CsvLines::new(columns, &mut out.buffer);
                Self::Csv(out, lines)
            }
            Format::Ndjson => Self::Ndjson(Buffered::new(out), NdjsonLines::new(columns)),
            Format::Json => Self::Json(Buffered::new(out), JsonArray::new(columns)),
            Format::Parquet => Self::Parquet(Box::new(ParquetWriter::new(columns, attribution, out)?)),
            Format::Arrow => Self::Arrow(Box::new(ArrowStream::new(columns, attribution, out)?)),
        })
    }

    /// Writes a row.
    pub(super) fn row(&mut self, record: &impl Record) -> Result<()> {
        match self {
            Self::Csv(out, lines) => {
                lines.push(record, &mut out.buffer);
                out.drain_if_full()
            }
            Self::Ndjson(out, lines) => {
                lines.push(record, &mut out.buffer);
                out.drain_if_full()
            }
            Self::Json(out, array) => {
                array.push(record, &mut out.buffer);
                out.drain_if_full()
            }
            Self::Parquet(writer) => writer.row(record),
            Self::Arrow(stream) => stream.row(record),
        }
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Csv(mut out, _) | Self::Ndjson(mut out, _) => out.finish(),
            Self::Json(mut out, array) => {
                array.end(&mut out.buffer);
                out.finish()
            }
            Self::Parquet(writer) => writer.finish(),
            Self::Arrow(stream) => stream.finish(),
        }
    }
}

/// Text on its way out.
pub(super) struct Buffered<W> {
    buffer: Vec<u8>,
    out: W,
}

impl<W: Write> Buffered<W> {
    fn new(out: W) -> Self {
        Self { buffer: Vec::with_capacity(2 * BUFFER_BYTES), out }
    }

    fn drain_if_full(&mut self) -> Result<()> {
        if self.buffer.len() < BUFFER_BYTES { Ok(()) } else { self.drain() }
    }

    fn drain(&mut self) -> Result<()> {
        self.out.write_all(&self.buffer).map_err(failed)?;
        self.buffer.clear();
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.drain()?;
        self.out.flush().map_err(failed)
    }
}

/// An error of the output; it stays the cause, so that a closed pipe can be told.
fn failed(error: io::Error) -> Error {
    Error::io("writing the export", error)
}
