//! JSON as OpenDataSoft writes it: records in an array, in an array inside an object, or one after the other.
//!
//! A hand-written scanner over a refillable window. It projects the known keys and steps over the rest, keeps no
//! tree, and needs the memory of one record, at most [`RECORD_BYTES_MAX`]. What cannot be read is a reject, and the
//! reading goes on at the next record.

mod boundary;
mod keys;
mod opening;
mod record;
mod scan;
mod template;

pub(crate) use opening::{Framing, JsonOpening};

use crate::contract::RowSink;
use crate::delivery::{Delivery, Excerpt};
use crate::error::{ReadError, SourceError};
use crate::object::{RECORD_BYTES_MAX, Window};
use crate::row::{Fault, Row};
use boundary::Boundary;
use record::Records;
use scan::{Cursor, Stop};

/// Reads the records of one input into a sink.
struct Reader<'r, 'f, 's, S> {
    window: &'r mut Window<'f>,
    out: &'r mut Delivery<'s, S>,
    framing: Framing,
    records: Records,
    row: Row,
}

/// What to do after a record.
#[derive(PartialEq, Eq)]
enum Next {
    Record,
    Nothing,
}

/// Reads all records; the window stands on the first byte of the text.
pub(crate) fn read<S: RowSink>(
    window: &mut Window<'_>,
    opening: JsonOpening,
    out: &mut Delivery<'_, S>,
) -> Result<(), ReadError<S::Error>> {
    window.consume(opening.start);
    let mut reader = Reader { window, out, framing: opening.framing, records: Records::new(), row: Row::new() };
    while reader.element()? == Next::Record {}
    Ok(())
}

impl<S: RowSink> Reader<'_, '_, '_, S> {
    /// Whatever comes next between the records.
    fn element(&mut self) -> Result<Next, ReadError<S::Error>> {
        match (self.next_byte()?, self.framing) {
            (Some(b'{'), _) => self.record(),
            (Some(b','), Framing::Array | Framing::Wrapped) => {
                self.window.consume(1);
                Ok(Next::Record)
            }
            (Some(b']'), Framing::Array | Framing::Wrapped) => {
                self.window.consume(1);
                self.tail()
            }
            (Some(_), _) => self.stray(),
            (None, Framing::Lines) => self.end(),
            (None, _) => self.truncated("the input ends before the end of the array", Excerpt::default()),
        }
    }

    /// Steps over white space; the byte after it, none at the end of the input.
    fn next_byte(&mut self) -> Result<Option<u8>, SourceError> {
        loop {
            let bytes = self.window.bytes();
            if let Some(at) = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')) {
                let byte = bytes[at];
                self.window.consume(at);
                return Ok(Some(byte));
            }
            self.window.consume(bytes.len());
            if !self.window.fill()? {
                return Ok(None);
            }
        }
    }

    fn record(&mut self) -> Result<Next, ReadError<S::Error>> {
        loop {
            self.row.clear();
            match self.records.read(self.window.bytes(), &mut self.row) {
                Ok(length) => {
                    self.out.row(&mut self.row, &self.window.bytes()[..length])?;
                    self.window.consume(length);
                    return Ok(Next::Record);
                }
                Err((Stop::Malformed(expected), at)) => {
                    return self.broken(&format!("not JSON: expected {expected} at byte {at} of the record"));
                }
                Err((Stop::Incomplete, _)) if self.window.bytes().len() > RECORD_BYTES_MAX => {
                    return self.broken(&format!("the record is larger than {RECORD_BYTES_MAX} bytes"));
                }
                Err((Stop::Incomplete, _)) => {
                    if !self.window.fill()? {
                        return self.cut();
                    }
                }
            }
        }
    }

    /// The input ends inside a record: it was cut, unless a later record shows that this one is never closed.
    fn cut(&mut self) -> Result<Next, ReadError<S::Error>> {
        if self.boundary().find(self.window.bytes()).is_some() {
            return self.broken("not JSON: a quote or bracket is never closed");
        }
        let text = Excerpt::of(self.window.bytes());
        self.window.consume(self.window.bytes().len());
        self.truncated("the input ends inside this record", text)
    }

    /// Rejects what stands before the next record.
    fn broken(&mut self, reason: &str) -> Result<Next, ReadError<S::Error>> {
        let mut text = Excerpt::default();
        let found = self.skip_to_boundary(&mut text)?;
        let text = text.without_separator();
        if found || (self.framing == Framing::Lines && self.window.damage().is_none()) {
            self.out.reject(Fault::of_row(reason), text)?;
            return Ok(if found { Next::Record } else { Next::Nothing });
        }
        self.truncated(&format!("{reason}, and the input ends before the next one"), text)
    }

    /// Consumes everything before the next record; false if the input ends first.
    fn skip_to_boundary(&mut self, text: &mut Excerpt) -> Result<bool, SourceError> {
        let mut boundary = self.boundary();
        loop {
            let bytes = self.window.bytes();
            let found = boundary.find(bytes);
            let length = found.unwrap_or(bytes.len());
            text.push(&bytes[..length]);
            self.window.consume(length);
            if found.is_some() {
                return Ok(true);
            }
            if !self.window.fill()? {
                return Ok(false);
            }
        }
    }

    /// Something else than an object where a record should be.
    fn stray(&mut self) -> Result<Next, ReadError<S::Error>> {
        const REASON: &str = "not a record: expected `{`";
        if self.framing == Framing::Lines {
            return self.broken(REASON);
        }
        loop {
            let mut cursor = Cursor::new(self.window.bytes(), 0);
            match cursor.skip_value() {
                Ok(()) => {
                    let length = cursor.at;
                    self.out.reject(Fault::of_row(REASON), Excerpt::of(&self.window.bytes()[..length]))?;
                    self.window.consume(length);
                    return Ok(Next::Record);
                }
                Err(Stop::Incomplete) if self.window.bytes().len() <= RECORD_BYTES_MAX => {
                    if !self.window.fill()? {
                        return self.cut();
                    }
                }
                Err(_) => return self.broken(REASON),
            }
        }
    }

    /// What follows the array: the rest of the object around it, another array, or nothing.
    fn tail(&mut self) -> Result<Next, ReadError<S::Error>> {
        if self.framing == Framing::Wrapped && !self.close_wrapper()? {
            return self.truncated("the input ends before the end of the object", Excerpt::default());
        }
        match (self.next_byte()?, self.framing) {
            (None, _) => self.end(),
            (Some(b'['), Framing::Array) => {
                self.window.consume(1);
                Ok(Next::Record)
            }
            (Some(_), _) => self.rest("text after the end of the records"),
        }
    }

    /// Steps over the rest of the object around the array; whether it ends.
    fn close_wrapper(&mut self) -> Result<bool, SourceError> {
        loop {
            let mut cursor = Cursor::new(self.window.bytes(), 0);
            match opening::close_object(&mut cursor) {
                Ok(()) => {
                    let length = cursor.at;
                    self.window.consume(length);
                    return Ok(true);
                }
                Err(Stop::Malformed(_)) => return Ok(true),
                Err(Stop::Incomplete) if self.window.bytes().len() > RECORD_BYTES_MAX => return Ok(true),
                Err(Stop::Incomplete) => {
                    if !self.window.fill()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// Rejects everything to the end of the input as one row.
    fn rest(&mut self, reason: &str) -> Result<Next, ReadError<S::Error>> {
        let mut text = Excerpt::default();
        loop {
            text.push(self.window.bytes());
            self.window.consume(self.window.bytes().len());
            if !self.window.fill()? {
                self.out.reject(Fault::of_row(reason), text)?;
                return Ok(Next::Nothing);
            }
        }
    }

    /// The input ends where it may: nothing more, unless its compression says otherwise.
    fn end(&mut self) -> Result<Next, ReadError<S::Error>> {
        if self.window.damage().is_some() {
            return self.truncated("the input ends after the last record", Excerpt::default());
        }
        Ok(Next::Nothing)
    }

    fn truncated(&mut self, reason: &str, text: Excerpt) -> Result<Next, ReadError<S::Error>> {
        let damage = self.window.damage().unwrap_or("the input is truncated");
        self.out.reject(Fault::of_row(format!("{damage}: {reason}")), text)?;
        Ok(Next::Nothing)
    }

    const fn boundary(&self) -> Boundary {
        match self.framing {
            Framing::Array | Framing::Wrapped => Boundary::BRACES,
            Framing::Lines => Boundary::LineFeed,
        }
    }
}
