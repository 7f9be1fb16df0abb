//! A cursor over JSON text that may end anywhere: what is cut is told apart from what is wrong.
//!
//! Only what the records need is checked; a value nobody keeps is stepped over as cheaply as possible. Nothing is
//! allocated and nothing recurses, so no depth of nesting can overflow the stack.

use memchr::memchr2;

/// Why scanning stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The bytes end here; with more of them it may go on.
    Incomplete,
    /// What is here is not JSON; what was expected instead.
    Malformed(&'static str),
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) at: usize,
}

/// The inside of a string, still escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quoted<'b> {
    pub(crate) raw: &'b [u8],
    pub(crate) escaped: bool,
}

impl<'b> Cursor<'b> {
    pub(crate) const fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The next byte, if there is one.
    #[inline]
    pub(crate) fn peek(&self) -> Result<u8, Stop> {
        self.bytes.get(self.at).copied().ok_or(Stop::Incomplete)
    }

    /// Steps over white space; the byte after it.
    #[inline]
    pub(crate) fn space(&mut self) -> Result<u8, Stop> {
        loop {
            match self.peek()? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Ok(byte),
            }
        }
    }

    /// Steps over one byte after white space.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Stop> {
        if self.space()? != byte {
            return Err(Stop::Malformed(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Steps over `null`, `true` or `false`.
    #[inline]
    pub(crate) fn literal(&mut self, text: &'static [u8]) -> Result<(), Stop> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(text) {
            self.at += text.len();
            return Ok(());
        }
        if text.starts_with(rest) { Err(Stop::Incomplete) } else { Err(Stop::Malformed("a value")) }
    }

    /// The number here, as written. It ends before the first byte that no number has; that byte must be there.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<&'b [u8], Stop> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
        let length = length.ok_or(Stop::Incomplete)?;
        self.at += length;
        Ok(&rest[..length])
    }

    /// The string that starts here; the cursor stands on its opening quote and ends after the closing one.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Quoted<'b>, Stop> {
        let rest = &self.bytes[self.at + 1..];
        let mut length = 0;
        let mut escaped = false;
        loop {
            let found = memchr2(b'"', b'\\', rest.get(length..).ok_or(Stop::Incomplete)?).ok_or(Stop::Incomplete)?;
            length += found;
            if rest[length] == b'"' {
                self.at += length + 2;
                return Ok(Quoted { raw: &rest[..length], escaped });
            }
            escaped = true;
            length += 2;
        }
    }

    /// The key of an object's member; the cursor stands on its opening quote and ends before the value.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Quoted<'b>, Stop> {
        if self.peek()? != b'"' {
            return Err(Stop::Malformed("a key in quotes"));
        }
        let key = self.string()?;
        self.expect(b':', "`:` after a key")?;
        self.space()?;
        Ok(key)
    }

    /// Steps over a value of any kind.
    pub(crate) fn skip_value(&mut self) -> Result<(), Stop> {
        match self.space()? {
            b'"' => self.string().map(drop),
            b'{' | b'[' => self.skip_nested(),
            b'n' => self.literal(b"null"),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            _ => Err(Stop::Malformed("a value")),
        }
    }

    /// Steps over an object or array by counting its brackets.
    fn skip_nested(&mut self) -> Result<(), Stop> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// Writes the characters of an escaped string into `into`.
pub(crate) fn unescape(raw: &[u8], into: &mut Vec<u8>) -> Result<(), Stop> {
    into.clear();
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        into.extend_from_slice(&rest[..at]);
        let (character, length) = escape(&rest[at + 1..]).ok_or(Stop::Malformed("an escape that JSON has"))?;
        into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[at + 1 + length..];
    }
    into.extend_from_slice(rest);
    Ok(())
}

/// The character of an escape, without its backslash, and the bytes it takes.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    Some(match text.first()? {
        b'n' => ('\n', 1),
        b't' => ('\t', 1),
        b'r' => ('\r', 1),
        b'b' => ('\u{8}', 1),
        b'f' => ('\u{c}', 1),
        byte @ (b'"' | b'\\' | b'/') => (char::from(*byte), 1),
        b'u' => return unicode(text),
        _ => return None,
    })
}

/// `u00e9`, or two of them for one character beyond the first plane. A lone half becomes U+FFFD.
fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let first = hexadecimal(text.get(1..5)?)?;
    if let Some([b'\\', b'u', low @ ..]) = text.get(5..11)
        && let low = hexadecimal(low)?
        && (0xd800..0xdc00).contains(&first)
        && (0xdc00..0xe000).contains(&low)
    {
        return Some((char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00))?, 11));
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 5))
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(raw: &str) -> Option<String> {
        let mut into = Vec::new();
        unescape(raw.as_bytes(), &mut into).ok()?;
        String::from_utf8(into).ok()
    }

    #[test]
    fn every_kind_of_value_is_stepped_over() {
        for value in [
            "null",
            "true",
            "false",
            "-1.5e-3",
            r#""a \" } ] \\""#,
            "{}",
            r#"[1, [2, {"a": "]}"}], "x\\"]"#,
            r#"{"lon": 1, "b": {"c": []}}"#,
        ] {
            let text = format!("  {value},");
            let mut cursor = Cursor::new(text.as_bytes(), 0);
            assert_eq!(cursor.skip_value(), Ok(()), "{value}");
            assert_eq!(cursor.at, text.len() - 1, "{value}");
            for cut in 0..value.len() {
                let mut cut = Cursor::new(&text.as_bytes()[..2 + cut], 0);
                assert_eq!(cut.skip_value(), Err(Stop::Incomplete), "{value}");
            }
        }
    }

    #[test]
    fn what_is_no_value_is_malformed() {
        for text in ["nul!", "truth ", "}", "'a'", "+1 "] {
            assert!(matches!(Cursor::new(text.as_bytes(), 0).skip_value(), Err(Stop::Malformed(_))), "{text}");
        }
    }

    #[test]
    fn nesting_of_any_depth_is_no_danger() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(Cursor::new(deep.as_bytes(), 0).skip_value(), Ok(()));
    }

    #[test]
    fn escapes_become_characters() {
        assert_eq!(unescaped(r#"a\"b\\c\/d\n\u00e9\ud83c\udf27!"#).as_deref(), Some("a\"b\\c/d\né🌧!"));
        assert_eq!(unescaped(r"\ud83cx").as_deref(), Some("\u{fffd}x"));
        for bad in [r"\", r"\x", r"\u12", r"\u12g4"] {
            assert_eq!(unescaped(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn strings_written_by_a_library_are_read_back(text in ".*") {
            let written = serde_json::to_string(&text).expect("a string");
            let mut cursor = Cursor::new(written.as_bytes(), 0);
            let quoted = cursor.string().expect("closed");
            prop_assert_eq!(cursor.at, written.len());
            let mut into = Vec::new();
            prop_assert_eq!(unescape(quoted.raw, &mut into), Ok(()));
            prop_assert_eq!(String::from_utf8(into), Ok(text));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Cursor::new(&bytes, 0).skip_value();
            let _ = unescape(&bytes, &mut Vec::new());
        }
    }
}
