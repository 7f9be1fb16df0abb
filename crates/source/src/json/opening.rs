//! How a JSON text begins: whether its records are observations, and where the first one stands.

use memchr::memmem;

use super::scan::{Cursor, Stop};
use crate::contract::Layout;
use crate::error::SourceError;

/// Keys of an object around the array of its records: version 2, version 1, GeoJSON.
const ARRAYS: [&[u8]; 3] = [b"results", b"records", b"features"];
/// As many keys as an error shows.
const SHOWN_KEYS_MAX: usize = 6;

/// How the records stand in their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// In an array.
    Array,
    /// In an array that is a member of an object.
    Wrapped,
    /// One after the other.
    Lines,
}

/// Where the records of a JSON text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JsonOpening {
    pub(crate) layout: Layout,
    pub(crate) framing: Framing,
    /// Bytes before the first record.
    pub(crate) start: usize,
}

impl JsonOpening {
    /// Looks at the beginning of a text that starts with a bracket at `at`.
    pub(crate) fn find(bytes: &[u8], at: usize) -> Result<Self, SourceError> {
        let (framing, start) = match bytes.get(at) {
            Some(b'[') => (Framing::Array, at + 1),
            _ => wrapped(bytes, at).map_or((Framing::Lines, at), |start| (Framing::Wrapped, start)),
        };
        let mut cursor = Cursor::new(bytes, start);
        let empty = framing != Framing::Lines && cursor.space() == Ok(b']');
        let rest = &bytes[start..];
        let station = memmem::find(rest, b"\"numer_sta\"");
        if station.is_none() && !empty {
            return Err(foreign(cursor));
        }
        let nested = |key: &[u8]| memmem::find(rest, key).is_some_and(|at| station.is_some_and(|station| at < station));
        let layout = match framing {
            Framing::Lines => Layout::JsonLines,
            _ if nested(b"\"fields\"") || nested(b"\"properties\"") => Layout::RecordsJson,
            _ => Layout::ExportJson,
        };
        Ok(Self { layout, framing, start })
    }
}

/// The place after the `[` of the records, if they are in an array inside the object at `at`.
fn wrapped(bytes: &[u8], at: usize) -> Option<usize> {
    let mut cursor = Cursor::new(bytes, at + 1);
    loop {
        if cursor.space().ok()? == b',' {
            cursor.at += 1;
            cursor.space().ok()?;
        }
        let key = cursor.key().ok()?;
        if cursor.peek() == Ok(b'[') && ARRAYS.contains(&key.raw) {
            return Some(cursor.at + 1);
        }
        cursor.skip_value().ok()?;
    }
}

/// Steps over the members that are left of an object, and over its end.
pub(super) fn close_object(cursor: &mut Cursor<'_>) -> Result<(), Stop> {
    loop {
        match cursor.space()? {
            b'}' => {
                cursor.at += 1;
                return Ok(());
            }
            b',' => cursor.at += 1,
            _ => return Err(Stop::Malformed("`,` or `}`")),
        }
        cursor.space()?;
        cursor.key()?;
        cursor.skip_value()?;
    }
}

/// JSON, but not ours: says which keys it has.
fn foreign(mut cursor: Cursor<'_>) -> SourceError {
    let keys = first_keys(&mut cursor);
    if keys.is_empty() {
        return SourceError::not_observations("this is JSON that ends before its first record, or has no records");
    }
    SourceError::not_observations(format!("this is JSON whose records have no `numer_sta` but {}", keys.join(", ")))
}

fn first_keys(cursor: &mut Cursor<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    let mut next = || {
        if matches!(cursor.space()?, b'{' | b',') {
            cursor.at += 1;
            cursor.space()?;
        }
        let key = cursor.key()?;
        cursor.skip_value()?;
        Ok::<_, Stop>(format!("`{}`", String::from_utf8_lossy(&key.raw[..key.raw.len().min(40)])))
    };
    while keys.len() < SHOWN_KEYS_MAX {
        match next() {
            Ok(key) => keys.push(key),
            Err(_) => break,
        }
    }
    keys
}
