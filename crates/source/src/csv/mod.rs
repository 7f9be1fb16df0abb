//! Tables: one report a line, its columns found by the names of the header.
//!
//! Lines and fields are found with memchr in a refillable window and nothing is allocated for a good row. Quoted
//! fields, CRLF, blank lines and headers repeated in the middle (files put one after the other) are understood.

mod header;
mod line;

pub(crate) use header::{Header, Table};

use memchr::memchr;

use crate::contract::RowSink;
use crate::delivery::{Delivery, Excerpt};
use crate::error::ReadError;
use crate::object::{RECORD_BYTES_MAX, Window};
use crate::row::{Fault, Row};
use line::{Frame, Line, frame};

/// Reads the lines of one input into a sink.
struct Reader<'r, 'f, 's, S> {
    window: &'r mut Window<'f>,
    out: &'r mut Delivery<'s, S>,
    header: Header,
    row: Row,
    scratch: Vec<u8>,
}

/// What to do after a line.
#[derive(PartialEq, Eq)]
enum Next {
    Line,
    Nothing,
}

/// Reads all lines after the header; `start` is where they begin in the window.
pub(crate) fn read<S: RowSink>(
    window: &mut Window<'_>,
    header: Header,
    start: usize,
    out: &mut Delivery<'_, S>,
) -> Result<(), ReadError<S::Error>> {
    window.consume(start);
    let mut reader = Reader { window, out, header, row: Row::new(), scratch: Vec::new() };
    while reader.next()? == Next::Line {}
    Ok(())
}

impl<S: RowSink> Reader<'_, '_, '_, S> {
    fn next(&mut self) -> Result<Next, ReadError<S::Error>> {
        let bytes = self.window.bytes();
        let last = self.window.is_last();
        match frame(bytes, self.header.delimiter, last) {
            Frame::Line(line) if line.length == line.taken => self.last_line(line),
            Frame::Line(line) => self.line(line).map(|()| Next::Line),
            Frame::Partial { open: true } if last || bytes.len() > RECORD_BYTES_MAX => {
                self.skip_line("a quote is never closed")
            }
            Frame::Partial { .. } if bytes.len() > RECORD_BYTES_MAX => {
                self.skip_line(&format!("the line is larger than {RECORD_BYTES_MAX} bytes"))
            }
            Frame::Partial { .. } => {
                self.window.fill()?;
                Ok(Next::Line)
            }
        }
    }

    /// What stands after the last line feed: usually nothing.
    fn last_line(&mut self, line: Line) -> Result<Next, ReadError<S::Error>> {
        if let Some(damage) = self.window.damage() {
            let reason = format!("{damage}: the input ends here");
            self.out.reject(Fault::of_row(reason), Excerpt::of(&self.window.bytes()[..line.length]))?;
        } else if line.length > 0 {
            self.line(line)?;
        }
        Ok(Next::Nothing)
    }

    fn line(&mut self, line: Line) -> Result<(), ReadError<S::Error>> {
        let text = &self.window.bytes()[..line.length];
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.trim_ascii().is_empty() {
            self.window.consume(line.taken);
            return Ok(());
        }
        if let Some(header) = repeated_header(&self.header, text) {
            self.header = header;
            self.window.consume(line.taken);
            return Ok(());
        }
        self.row.clear();
        let (fields, last_empty) = if line.quoted {
            quoted_fields(text, &self.header, &mut self.row, &mut self.scratch)
        } else {
            plain_fields(text, &self.header, &mut self.row)
        };
        let ended = line.taken > line.length;
        match wrong_count(&self.header, fields, last_empty, ended) {
            None => self.out.row(&mut self.row, text)?,
            Some(fault) => self.out.reject(fault, Excerpt::of(text))?,
        }
        self.window.consume(line.taken);
        Ok(())
    }

    /// Rejects everything to the next line feed.
    fn skip_line(&mut self, reason: &str) -> Result<Next, ReadError<S::Error>> {
        let mut text = Excerpt::default();
        loop {
            let bytes = self.window.bytes();
            let found = memchr(b'\n', bytes);
            let length = found.unwrap_or(bytes.len());
            text.push(&bytes[..length]);
            self.window.consume(length + usize::from(found.is_some()));
            if found.is_some() {
                self.out.reject(Fault::of_row(reason), text)?;
                return Ok(Next::Line);
            }
            if !self.window.fill()? {
                break;
            }
        }
        let damage = self.window.damage().map(|damage| format!("; {damage}")).unwrap_or_default();
        self.out.reject(Fault::of_row(format!("{reason}{damage}")), text)?;
        Ok(Next::Nothing)
    }
}

/// What is wrong with the number of fields of a line; `ended` says that it has its line feed.
///
/// An empty field after the last delimiter may be left out, except where that would take a cut line for a whole one.
fn wrong_count(header: &Header, fields: usize, last_empty: bool, ended: bool) -> Option<Fault> {
    let columns = header.columns.len();
    let unnamed = header.columns.last().is_some_and(|column| column.name.is_empty());
    if fields == columns || (fields == columns + 1 && last_empty) || (fields + 1 == columns && unnamed && ended) {
        return None;
    }
    let cut = if ended { "" } else { "; it is the last one and has no line feed: the input may be truncated" };
    Some(Fault::of_row(format!("the line has {fields} fields, the header has {columns}{cut}")))
}

/// The columns anew, if the line is a header.
fn repeated_header(header: &Header, text: &[u8]) -> Option<Header> {
    if header.is_repeated_by(text) { Header::parse(text).ok() } else { None }
}

/// Puts the fields of a line without quotes; how many there are, and whether the last one is empty.
#[inline]
fn plain_fields(text: &[u8], header: &Header, row: &mut Row) -> (usize, bool) {
    let mut columns = header.columns.iter();
    let (mut start, mut fields) = (0, 0);
    let mut put = |field: &[u8]| {
        if let Some(column) = columns.next() {
            row.put(column.field, &column.name, field);
        }
    };
    // Fields are a few bytes long: looking at each byte is faster than asking memchr anew for every field.
    for (end, byte) in text.iter().enumerate() {
        if *byte == header.delimiter {
            put(&text[start..end]);
            start = end + 1;
            fields += 1;
        }
    }
    put(&text[start..]);
    (fields + 1, start == text.len())
}

#[cold]
fn quoted_fields(text: &[u8], header: &Header, row: &mut Row, scratch: &mut Vec<u8>) -> (usize, bool) {
    let (mut rest, mut fields) = (Some(text), 0);
    while let Some(line) = rest {
        rest = line::field(line, header.delimiter, scratch);
        if let Some(column) = header.columns.get(fields) {
            row.put(column.field, &column.name, scratch);
        }
        fields += 1;
    }
    (fields, scratch.is_empty())
}
