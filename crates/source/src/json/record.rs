//! One record: an object of which the known keys are put into a row and the rest is stepped over.
//!
//! A record is read from its first byte on every attempt, so a text cut anywhere needs no state of its own: the
//! caller gets more bytes and tries again.

use super::keys::{Key, Keys};
use super::scan::{Cursor, Stop, unescape};
use super::template::Template;
use crate::row::{Field, Row};

/// Objects inside objects that hold fields (`record`, `fields`); deeper ones are ignored.
const LEVELS_MAX: u32 = 2;

/// Reads records; learns their shape from the first one.
#[derive(Debug)]
pub(super) struct Records {
    keys: Keys,
    template: Template,
    scratch: Vec<u8>,
}

impl Records {
    pub(super) fn new() -> Self {
        Self { keys: Keys::new(), template: Template::new(), scratch: Vec::new() }
    }

    /// Reads the object that `bytes` starts with into a cleared row; how many bytes it takes.
    pub(super) fn read(&mut self, bytes: &[u8], row: &mut Row) -> Result<usize, (Stop, usize)> {
        self.template.rewind();
        let mut cursor = Cursor::new(bytes, 0);
        self.object(&mut cursor, row, 0).map_err(|stop| (stop, cursor.at))?;
        self.template.settle();
        Ok(cursor.at)
    }

    fn object(&mut self, cursor: &mut Cursor<'_>, row: &mut Row, level: u32) -> Result<(), Stop> {
        cursor.expect(b'{', "`{`")?;
        let mut first = true;
        loop {
            let key = match self.template.predict(cursor) {
                Some(key) => key,
                None => match self.key(cursor, first)? {
                    Some(key) => key,
                    None => return Ok(()),
                },
            };
            self.value(cursor, key, row, level)?;
            first = false;
        }
    }

    /// The next key, wherever it stands; none at the end of the object.
    fn key(&mut self, cursor: &mut Cursor<'_>, first: bool) -> Result<Option<Key>, Stop> {
        let from = cursor.at;
        match cursor.space()? {
            b'}' => {
                cursor.at += 1;
                return Ok(None);
            }
            b',' if !first => {
                cursor.at += 1;
                cursor.space()?;
            }
            _ if first => {}
            _ => return Err(Stop::Malformed("`,` or `}` after a value")),
        }
        let name = cursor.key()?.raw;
        let key = self.keys.find(name);
        self.template.met(&cursor.bytes[from..cursor.at], name, key);
        Ok(Some(key))
    }

    #[inline]
    fn value(&mut self, cursor: &mut Cursor<'_>, key: Key, row: &mut Row, level: u32) -> Result<(), Stop> {
        match cursor.peek()? {
            b'n' => cursor.literal(b"null"),
            b'"' => self.text(cursor, key, row),
            b'-' | b'0'..=b'9' => {
                row.put(key.field, key.name, cursor.number()?);
                Ok(())
            }
            b'{' if key.field == Field::Record && level < LEVELS_MAX => self.object(cursor, row, level + 1),
            b'{' | b'[' if key.field == Field::Position => position(cursor, key.name, row),
            _ => other(cursor, key, row),
        }
    }

    #[inline]
    fn text(&mut self, cursor: &mut Cursor<'_>, key: Key, row: &mut Row) -> Result<(), Stop> {
        let quoted = cursor.string()?;
        if key.field == Field::Ignored {
            return Ok(());
        }
        if quoted.escaped {
            unescape(quoted.raw, &mut self.scratch)?;
            row.put(key.field, key.name, &self.scratch);
        } else {
            row.put(key.field, key.name, quoted.raw);
        }
        Ok(())
    }
}

/// `{"lon": 1.8, "lat": 50.1}` or `[50.1, 1.8]`.
fn position(cursor: &mut Cursor<'_>, name: &str, row: &mut Row) -> Result<(), Stop> {
    if cursor.peek()? == b'[' {
        let text = skipped(cursor)?;
        row.put(Field::Position, name, text[1..text.len() - 1].trim_ascii());
        return Ok(());
    }
    cursor.at += 1;
    loop {
        match cursor.space()? {
            b'}' => {
                cursor.at += 1;
                return Ok(());
            }
            b',' => cursor.at += 1,
            _ => {}
        }
        cursor.space()?;
        let field = match cursor.key()?.raw {
            b"lat" => Field::Latitude,
            b"lon" => Field::Longitude,
            _ => Field::Ignored,
        };
        let text = skipped(cursor)?;
        if text != b"null" {
            row.put(field, name, text);
        }
    }
}

/// A value of a kind that no kept field has: a fault of the row, unless nobody wants the field.
#[cold]
fn other(cursor: &mut Cursor<'_>, key: Key, row: &mut Row) -> Result<(), Stop> {
    let text = skipped(cursor)?;
    if !matches!(key.field, Field::Ignored | Field::Record) {
        row.put_other(key.name, text);
    }
    Ok(())
}

fn skipped<'b>(cursor: &mut Cursor<'b>) -> Result<&'b [u8], Stop> {
    let from = cursor.at;
    cursor.skip_value()?;
    Ok(&cursor.bytes[from..cursor.at])
}
