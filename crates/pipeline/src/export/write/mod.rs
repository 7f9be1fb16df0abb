//! Rows to bytes, in one of the formats.

mod csv;
mod format;
mod ndjson;
mod parquet;
pub(super) mod record;
mod table;
mod text;

use std::io::{self, Write};

use zone::{Error, Result};

pub use self::format::Format;
pub(super) use self::table::Table;

use self::csv::CsvLines;
use self::ndjson::NdjsonLines;
use self::parquet::ParquetWriter;
use self::record::Record;

/// Bytes that text formats hand on at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// Writes the rows of one table to `W`.
pub(super) enum Writer<W: Write + Send> {
    Csv(Buffered<W>, CsvLines),
    Ndjson(Buffered<W>, NdjsonLines),
    Parquet(Box<ParquetWriter<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// A writer of `R`s in a format; Parquet keeps the attribution.
    pub(super) fn new<R: Record>(format: Format, attribution: &str, out: W) -> Result<Self> {
        let columns = R::columns();
        Ok(match format {
            Format::Csv => {
                let mut out = Buffered::new(out);
                let lines = CsvLines::new(&columns, &mut out.buffer);
                Self::Csv(out, lines)
            }
            Format::Ndjson => Self::Ndjson(Buffered::new(out), NdjsonLines::new(&columns)),
            Format::Parquet => Self::Parquet(Box::new(ParquetWriter::new(&columns, attribution, out)?)),
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
            Self::Parquet(writer) => writer.row(record),
        }
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Csv(mut out, _) | Self::Ndjson(mut out, _) => out.finish(),
            Self::Parquet(writer) => writer.finish(),
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
