//! Rows as an Arrow IPC stream.

use std::collections::HashMap;
use std::io::Write;

use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use zone::{Error, Kind, Result};

use super::super::record::{Column, Record};
use super::ATTRIBUTION;
use super::batches::Batches;

/// Writes an Arrow IPC stream.
pub(in crate::export) struct ArrowStream<W: Write> {
    batches: Batches,
    writer: StreamWriter<W>,
}

impl<W: Write> ArrowStream<W> {
    /// Begins a stream.
    pub(super) fn new(columns: &[Column], attribution: &str, out: W) -> Result<Self> {
        let batches = Batches::new(columns, HashMap::from([(ATTRIBUTION.to_owned(), attribution.to_owned())]));
        let writer = StreamWriter::try_new(out, &batches.schema()).map_err(told)?;
        Ok(Self { batches, writer })
    }

    /// Appends a row.
    pub(super) fn row(&mut self, record: &impl Record) -> Result<()> {
        match self.batches.row(record)? {
            Some(batch) => self.writer.write(&batch).map_err(told),
            None => Ok(()),
        }
    }

    /// Ends the stream.
    pub(super) fn finish(mut self) -> Result<()> {
        let rest = self.batches.take()?;
        if rest.num_rows() > 0 {
            self.writer.write(&rest).map_err(told)?;
        }
        self.writer.finish().and_then(|()| self.writer.flush()).map_err(told)
    }
}

/// An error of the stream or of what is under it, which then stays the cause.
fn told(error: ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, io) => super::failed(io),
        other => Error::new(Kind::Unavailable, format!("writing the export: {other}")).because(other),
    }
}
