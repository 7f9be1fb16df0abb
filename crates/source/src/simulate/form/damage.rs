//! Breaking a written row so that no reader can take it for an observation.

use crate::simulate::fault::Breakage;

/// Fields that the readers of CSV expect; cutting these many leaves no layout's number.
const CUT_FIELDS: usize = 7;

/// Where a layout has what is broken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anatomy {
    /// The places of a row's fields, from 0.
    Csv {
        /// The station id.
        station: usize,
        /// The time of the report.
        date: usize,
        /// The temperature.
        temperature: usize,
    },
    /// Flat keys: `numer_sta`, `date`, `t`.
    Json,
}

/// Breaks the row that starts at `start` and ends the buffer.
pub(super) fn apply(buffer: &mut Vec<u8>, start: usize, anatomy: Anatomy, breakage: Breakage) {
    let row = buffer.split_off(start);
    let broken = match anatomy {
        Anatomy::Csv { station, date, temperature } => match breakage {
            Breakage::Number => with_field(&row, temperature, b"28x.15"),
            Breakage::Date => with_field(&row, date, b"2013-02-30T25:00"),
            Breakage::Station => with_field(&row, station, b""),
            Breakage::Shape => without_last_fields(&row),
        },
        Anatomy::Json => match breakage {
            Breakage::Number => with_value(&row, "t", b"\"n/a\""),
            Breakage::Date => with_value(&row, "date", b"\"2013-02-30T25:00:00+00:00\""),
            Breakage::Station => with_value(&row, "numer_sta", b"null"),
            Breakage::Shape => with_value(&row, "t", b"[281.15]"),
        },
    };
    buffer.extend_from_slice(&broken);
}

/// The fields of a row; a `;` between quotes separates nothing.
fn fields(row: &[u8]) -> Vec<&[u8]> {
    let mut quoted = false;
    row.split(|byte| {
        quoted ^= *byte == b'"';
        *byte == b';' && !quoted
    })
    .collect()
}

fn with_field(row: &[u8], place: usize, text: &[u8]) -> Vec<u8> {
    let mut fields = fields(row);
    fields[place] = text;
    fields.join(&b';')
}

fn without_last_fields(row: &[u8]) -> Vec<u8> {
    let fields = fields(row);
    fields[..fields.len() - CUT_FIELDS].join(&b';')
}

/// The object with another value under a key; with the key first where it was absent.
fn with_value(row: &[u8], key: &str, value: &[u8]) -> Vec<u8> {
    let key = format!("\"{key}\":").into_bytes();
    let Some(at) = row.windows(key.len()).position(|window| window == key) else {
        return [b"{", key.as_slice(), value, b",", &row[1..]].concat();
    };
    let from = at + key.len();
    let until = row[from..].iter().position(|byte| matches!(byte, b',' | b'}')).map_or(row.len(), |end| from + end);
    [&row[..from], value, &row[until..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Anatomy = Anatomy::Csv { station: 0, date: 1, temperature: 3 };

    fn broken(row: &str, anatomy: Anatomy, breakage: Breakage) -> String {
        let mut buffer = format!("before\n{row}").into_bytes();
        apply(&mut buffer, 7, anatomy, breakage);
        let text = String::from_utf8(buffer).expect("text");
        text.strip_prefix("before\n").expect("what came before stays").to_owned()
    }

    #[test]
    fn fields_of_csv_are_broken_in_their_place() {
        let row = "07005;20130101;\"a;b\";281.65;4;5;6;7;8;9;10";
        assert_eq!(broken(row, CSV, Breakage::Number), "07005;20130101;\"a;b\";28x.15;4;5;6;7;8;9;10");
        assert_eq!(broken(row, CSV, Breakage::Station), ";20130101;\"a;b\";281.65;4;5;6;7;8;9;10");
        assert_eq!(broken(row, CSV, Breakage::Shape), "07005;20130101;\"a;b\";281.65");
    }

    #[test]
    fn values_of_json_are_broken_and_the_rest_stays_json() {
        let row = r#"{"numer_sta":"07005","date":"2013-01-01T00:00:00+00:00","t":281.65,"td":280.45}"#;
        for breakage in Breakage::ALL {
            let text = broken(row, Anatomy::Json, breakage);
            assert_ne!(text, row);
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        }
        assert!(broken(r#"{"td":280.45}"#, Anatomy::Json, Breakage::Number).starts_with(r#"{"t":"n/a","td""#));
    }
}
