//! Cutting a table into lines and a line into fields, quotes included.

use memchr::{memchr, memchr2};

/// A line at the start of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes without the line feed.
    pub(super) length: usize,
    /// Its bytes with the line feed.
    pub(super) taken: usize,
    /// Whether it has quotes.
    pub(super) quoted: bool,
}

/// What some bytes start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// A whole line.
    Line(Line),
    /// A line whose end is not among the bytes; whether a quote is open.
    Partial { open: bool },
}

/// The line that `bytes` start with; `last` says that no bytes follow.
#[inline]
pub(super) fn frame(bytes: &[u8], delimiter: u8, last: bool) -> Frame {
    match memchr2(b'\n', b'"', bytes) {
        Some(at) if bytes[at] == b'\n' => line(at, at + 1, false),
        Some(_) => quoted(bytes, delimiter, last),
        None if last => line(bytes.len(), bytes.len(), false),
        None => Frame::Partial { open: false },
    }
}

const fn line(length: usize, taken: usize, quoted: bool) -> Frame {
    Frame::Line(Line { length, taken, quoted })
}

/// A line with quotes ends at the first line feed outside of them.
fn quoted(bytes: &[u8], delimiter: u8, last: bool) -> Frame {
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            match closing(&bytes[at + 1..]) {
                Some(length) => at += length + 2,
                None => return Frame::Partial { open: true },
            }
        }
        match memchr2(delimiter, b'\n', &bytes[at..]) {
            Some(next) if bytes[at + next] == b'\n' => return line(at + next, at + next + 1, true),
            Some(next) => at += next + 1,
            None if last => return line(bytes.len(), bytes.len(), true),
            None => return Frame::Partial { open: false },
        }
    }
}

/// The place of the quote that closes a field; doubled ones do not.
fn closing(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr(b'"', text.get(at..)?)?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// The first field of a line with quotes, unquoted into `scratch`, and the rest after its delimiter.
///
/// Text between a closing quote and the delimiter is kept as it is.
pub(super) fn field<'l>(line: &'l [u8], delimiter: u8, scratch: &mut Vec<u8>) -> Option<&'l [u8]> {
    scratch.clear();
    let mut rest = line;
    if let Some((b'"', inside)) = line.split_first() {
        let length = closing(inside).unwrap_or(inside.len());
        let mut text = &inside[..length];
        while let Some(doubled) = memchr(b'"', text) {
            scratch.extend_from_slice(&text[..=doubled]);
            text = text.get(doubled + 2..).unwrap_or_default();
        }
        scratch.extend_from_slice(text);
        rest = inside.get(length + 1..).unwrap_or_default();
    }
    let end = memchr(delimiter, rest);
    scratch.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
    end.map(|end| &rest[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(line: &str) -> Vec<String> {
        let (mut scratch, mut rest, mut fields) = (Vec::new(), Some(line.as_bytes()), Vec::new());
        while let Some(line) = rest {
            rest = field(line, b';', &mut scratch);
            fields.push(String::from_utf8(scratch.clone()).expect("text"));
        }
        fields
    }

    #[test]
    fn quoted_fields_may_hold_delimiters_quotes_and_line_feeds() {
        assert_eq!(fields(r#"07005;"a;b";"say ""hi""";"";x"#), ["07005", "a;b", "say \"hi\"", "", "x"]);
        assert_eq!(fields(r#""""""#), ["\""]);
        let text = b"07005;\"a\nb\"\n07015\n";
        assert_eq!(frame(text, b';', false), line(11, 12, true));
    }

    #[test]
    fn a_quote_inside_a_plain_field_is_only_a_character() {
        assert_eq!(fields(r#"5" rain;x"#), ["5\" rain", "x"]);
        assert_eq!(frame(b"5\" rain;x\ny", b';', false), line(9, 10, true));
    }

    #[test]
    fn a_line_without_its_end_is_partial_until_nothing_follows() {
        assert_eq!(frame(b"07005;1", b';', false), Frame::Partial { open: false });
        assert_eq!(frame(b"07005;1", b';', true), line(7, 7, false));
        assert_eq!(frame(b"07005;\"a\nb", b';', true), Frame::Partial { open: true });
    }

    proptest! {
        #[test]
        fn written_fields_are_read_back(fields_in in proptest::collection::vec("[^\r]*", 1..6)) {
            let quoted: Vec<String> = fields_in.iter().map(|f| format!("\"{}\"", f.replace('"', "\"\""))).collect();
            let written = quoted.join(";");
            prop_assert_eq!(fields(&written), fields_in);
            let framed = frame(written.as_bytes(), b';', true);
            prop_assert_eq!(framed, line(written.len(), written.len(), true));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), last in any::<bool>()) {
            let _ = frame(&bytes, b';', last);
            let _ = field(&bytes, b';', &mut Vec::new());
        }
    }
}
