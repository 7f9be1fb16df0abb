//! The way from a reader to the sink: rows are numbered and counted here, so that the accounting closes.

use crate::contract::{ParsedRow, ReadContext, Reject, RowSink};
use crate::error::ReadError;
use crate::row::{Fault, Row};

/// As much of a bad row as its reject keeps.
const TEXT_BYTES_MAX: usize = 4 * 1024;

/// The rows delivered so far, and where the next one goes.
#[derive(Debug)]
pub(crate) struct Delivery<'s, S> {
    sink: &'s mut S,
    context: &'s ReadContext,
    accepted: u64,
    rejected: u64,
}

impl<'s, S: RowSink> Delivery<'s, S> {
    pub(crate) const fn new(sink: &'s mut S, context: &'s ReadContext) -> Self {
        Self { sink, context, accepted: 0, rejected: 0 }
    }

    /// Rows accepted and rejected.
    pub(crate) const fn counts(&self) -> (u64, u64) {
        (self.accepted, self.rejected)
    }

    /// Delivers a row that was cut well; its text is kept if it turns out to be no observation.
    pub(crate) fn row(&mut self, row: &mut Row, text: &[u8]) -> Result<(), ReadError<S::Error>> {
        match row.finish(self.context) {
            Ok(observation) => {
                self.accepted += 1;
                let parsed = ParsedRow {
                    row: self.accepted + self.rejected,
                    observation: &observation,
                    insert_time: row.insert_time(),
                    station: row.station_facts(),
                };
                self.sink.accept(parsed).map_err(ReadError::Sink)
            }
            Err(fault) => self.reject(fault, Excerpt::of(text)),
        }
    }

    /// Delivers a row that is no observation.
    pub(crate) fn reject(&mut self, fault: Fault, text: Excerpt) -> Result<(), ReadError<S::Error>> {
        self.rejected += 1;
        let reject = Reject {
            row: self.accepted + self.rejected,
            column: fault.column,
            reason: fault.reason,
            text: text.into_text(),
        };
        self.sink.reject(reject).map_err(ReadError::Sink)
    }
}

/// The beginning of a text of any length.
#[derive(Debug, Default)]
pub(crate) struct Excerpt {
    head: Vec<u8>,
    length: u64,
}

impl Excerpt {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut excerpt = Self::default();
        excerpt.push(bytes);
        excerpt
    }

    /// Adds what follows.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let room = TEXT_BYTES_MAX - self.head.len();
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.length += bytes.len() as u64;
    }

    /// The text without the comma and blanks that separate it from the next record.
    pub(crate) fn without_separator(mut self) -> Self {
        let text = self.head.trim_ascii_end();
        let text = text.strip_suffix(b",").unwrap_or(text).trim_ascii_end();
        if self.length == self.head.len() as u64 {
            self.length = text.len() as u64;
            self.head.truncate(text.len());
        }
        self
    }

    /// The text, and the cut said if there is one.
    fn into_text(self) -> String {
        let text = String::from_utf8_lossy(&self.head);
        if self.length > self.head.len() as u64 {
            return format!("{text}… [cut: the first {} of {} bytes]", self.head.len(), self.length);
        }
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let mut excerpt = Excerpt::of(&[b'x'; 3_000]);
        excerpt.push(&[b'y'; 3_000]);
        let text = excerpt.into_text();
        assert!(text.starts_with("xxx") && text.ends_with("y… [cut: the first 4096 of 6000 bytes]"));
    }

    #[test]
    fn a_short_text_is_whole() {
        assert_eq!(Excerpt::of(b"07005,1,,").into_text(), "07005,1,,");
        assert_eq!(Excerpt::of(b"{\"a\": 1} ,\n ").without_separator().into_text(), "{\"a\": 1}");
        assert_eq!(Excerpt::of(b"caf\xe9").into_text(), "caf\u{fffd}");
    }
}
