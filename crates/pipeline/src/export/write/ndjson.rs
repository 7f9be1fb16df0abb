//! Lines of JSON, one object a row, every key on every line.

use super::super::record::{Column, Record, Value};
use super::text::{Calendar, push_count, push_flag, push_number};

/// Makes the lines of an NDJSON file.
pub(in crate::export) struct NdjsonLines {
    /// What comes before each value: `{"station_id":`, `,"time":`, …
    keys: Vec<Vec<u8>>,
    calendar: Calendar,
}

impl NdjsonLines {
    /// Begins a file.
    pub(super) fn new(columns: &[Column]) -> Self {
        let key = |(place, column): (usize, &Column)| {
            let mut key = vec![if place == 0 { b'{' } else { b',' }];
            push_text(&column.name, &mut key);
            key.push(b':');
            key
        };
        Self { keys: columns.iter().enumerate().map(key).collect(), calendar: Calendar::default() }
    }

    /// Appends the line of a row.
    pub(super) fn push(&mut self, record: &impl Record, buffer: &mut Vec<u8>) {
        let mut keys = self.keys.iter();
        record.values(&mut |value| {
            buffer.extend_from_slice(keys.next().map_or(b",".as_slice(), Vec::as_slice));
            match value {
                Value::Missing => buffer.extend_from_slice(b"null"),
                Value::Number(value) => push_number(value, buffer),
                Value::Flag(value) => push_flag(value, buffer),
                Value::Text(value) => push_text(value, buffer),
                Value::Time(value) => quoted(buffer, |buffer| self.calendar.push_time(value, buffer)),
                Value::Day(value) => quoted(buffer, |buffer| self.calendar.push_day(value, buffer)),
                Value::Count(value) => push_count(value, buffer),
            }
        });
        buffer.extend_from_slice(b"}\n");
    }
}

fn quoted(buffer: &mut Vec<u8>, push: impl FnOnce(&mut Vec<u8>)) {
    buffer.push(b'"');
    push(buffer);
    buffer.push(b'"');
}

/// Appends a text as a JSON string: quotes, backslashes and control characters are escaped (RFC 8259, section 7).
fn push_text(text: &str, buffer: &mut Vec<u8>) {
    quoted(buffer, |buffer| {
        if !text.bytes().any(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')) {
            return buffer.extend_from_slice(text.as_bytes());
        }
        for byte in text.bytes() {
            match byte {
                b'"' | b'\\' => buffer.extend_from_slice(&[b'\\', byte]),
                b'\n' => buffer.extend_from_slice(b"\\n"),
                b'\r' => buffer.extend_from_slice(b"\\r"),
                b'\t' => buffer.extend_from_slice(b"\\t"),
                0..0x20 => {
                    let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
                    buffer.extend_from_slice(b"\\u00");
                    buffer.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
                }
                _ => buffer.push(byte),
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::push_text;

    proptest! {
        #[test]
        fn any_text_is_read_back(text in any::<String>()) {
            let mut buffer = Vec::new();
            push_text(&text, &mut buffer);
            prop_assert!(buffer.iter().all(|byte| *byte >= 0x20));
            prop_assert_eq!(serde_json::from_slice::<String>(&buffer).expect("JSON"), text);
        }
    }
}
