//! Lines of comma-separated values, RFC 4180 with LF.

use super::super::record::{Column, Record, Value};
use super::text::{Calendar, push_count, push_flag, push_number};

/// Makes the lines of a CSV file.
#[derive(Default)]
pub(in crate::export) struct CsvLines {
    calendar: Calendar,
}

impl CsvLines {
    /// Begins a file: its header line goes to `buffer`.
    pub(super) fn new(columns: &[Column], buffer: &mut Vec<u8>) -> Self {
        for column in columns {
            push_text(&column.name, buffer);
            buffer.push(b',');
        }
        end_line(buffer);
        Self::default()
    }

    /// Appends the line of a row.
    pub(super) fn push(&mut self, record: &impl Record, buffer: &mut Vec<u8>) {
        record.values(&mut |value| {
            match value {
                Value::Missing => {}
                Value::Number(value) => push_number(value, buffer),
                Value::Flag(value) => push_flag(value, buffer),
                Value::Text(value) => push_text(value, buffer),
                Value::Time(value) => self.calendar.push_time(value, buffer),
                Value::Day(value) => self.calendar.push_day(value, buffer),
                Value::Count(value) => push_count(value, buffer),
            }
            buffer.push(b',');
        });
        end_line(buffer);
    }
}

/// Makes the comma after the last field the end of the line.
fn end_line(buffer: &mut [u8]) {
    if let Some(last) = buffer.last_mut() {
        *last = b'\n';
    }
}

/// Appends a text, in quotes only where it has a comma, a quote or a line end.
fn push_text(text: &str, buffer: &mut Vec<u8>) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        buffer.extend_from_slice(text.as_bytes());
        return;
    }
    buffer.push(b'"');
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            buffer.extend_from_slice(b"\"\"");
        }
        buffer.extend_from_slice(part.as_bytes());
    }
    buffer.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::push_text;

    #[test]
    fn quotes_stand_only_where_they_must() {
        for (text, expected) in [
            ("PLOUMANAC'H", "PLOUMANAC'H"),
            ("a;b c", "a;b c"),
            ("a,b", "\"a,b\""),
            ("say \"ah\"", "\"say \"\"ah\"\"\""),
            ("\"", "\"\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("two\r", "\"two\r\""),
            ("", ""),
        ] {
            let mut buffer = Vec::new();
            push_text(text, &mut buffer);
            assert_eq!(String::from_utf8(buffer).expect("text"), expected);
        }
    }
}
