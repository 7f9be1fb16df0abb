//! An array of JSON objects, one a line.

use super::super::record::{Column, Record};
use super::ndjson::NdjsonLines;

/// Makes the elements of a JSON array.
pub(in crate::export) struct JsonArray {
    lines: NdjsonLines,
    is_empty: bool,
}

impl JsonArray {
    /// Begins an array.
    pub(super) fn new(columns: &[Column]) -> Self {
        Self { lines: NdjsonLines::new(columns), is_empty: true }
    }

    /// Appends a row.
    pub(super) fn push(&mut self, record: &impl Record, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(if self.is_empty { b"[\n" } else { b"," });
        self.is_empty = false;
        self.lines.push(record, buffer);
    }

    /// Ends the array.
    pub(super) fn end(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(if self.is_empty { b"[]\n" } else { b"]\n" });
    }
}
