//! Where the next record starts after one that cannot be read.
//!
//! A broken record has broken quotes or brackets, so neither can be trusted: the search is for the text that only
//! stands between two records. In an array that is `}` `,` `{` (or `}` `]` at its end), in lines the line feed.

/// What stands between records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boundary {
    /// A line feed.
    LineFeed,
    /// A comma between braces, or a closing bracket; what was seen of it so far.
    Braces(Seen),
}

/// The part of a boundary between braces that the bytes before ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    Brace,
    Comma,
}

impl Boundary {
    pub(super) const BRACES: Self = Self::Braces(Seen::Nothing);

    /// Where in `bytes`, which follow those of the call before, the next record starts (or its array ends).
    pub(super) fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::LineFeed => memchr::memchr(b'\n', bytes).map(|at| at + 1),
            Self::Braces(seen) => seen.find(bytes),
        }
    }
}

impl Seen {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if *self == Self::Nothing {
                at += memchr::memchr(b'}', &bytes[at..])?;
            }
            match (*self, *bytes.get(at)?) {
                (Self::Brace, b']') | (Self::Comma, b'{') => return Some(at),
                (_, b'}') => *self = Self::Brace,
                (Self::Brace, b',') => *self = Self::Comma,
                (_, b' ' | b'\t' | b'\r' | b'\n') => {}
                _ => *self = Self::Nothing,
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<&str> {
        let mut boundary = Boundary::BRACES;
        boundary.find(text.as_bytes()).map(|at| &text[at..])
    }

    #[test]
    fn the_next_record_is_found_past_nested_objects() {
        assert_eq!(find(r#"{"a": {"lon": 1}, "b" 2 } ,{"c": 3}"#), Some(r#"{"c": 3}"#));
        assert_eq!(find(r#"x {"lon": 1}},{"c": 3}"#), Some(r#"{"c": 3}"#));
        assert_eq!(find("broken }\n]"), Some("]"));
        assert_eq!(find(r#"{"a": {}, "b": 1"#), None);
    }

    #[test]
    fn a_boundary_may_be_cut_anywhere() {
        let text = "x } , {y";
        for cut in 0..text.len() {
            let mut boundary = Boundary::BRACES;
            let found = boundary
                .find(&text.as_bytes()[..cut])
                .or_else(|| boundary.find(&text.as_bytes()[cut..]).map(|at| at + cut));
            assert_eq!(found, Some(6), "{cut}");
        }
    }
}
