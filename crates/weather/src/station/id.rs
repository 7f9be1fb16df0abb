//! Station ids: short text, kept inline so that a row of data stays a plain value.

use std::fmt;
use std::str::FromStr;

const CAPACITY: usize = 31;

/// A station's id, 1 to 31 characters out of `A-Z a-z 0-9 - _ .`; for SYNOP five digits, leading zeros kept.
///
/// Long enough for every WMO block number and for the WIGOS ids in use (`0-20000-0-07510`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId {
    // The unused tail is zero, so the derived order is the order of the texts.
    bytes: [u8; CAPACITY],
    length: u8,
}

/// Why a text is not a station id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationIdError {
    /// Nothing there.
    Empty,
    /// More than 31 characters; how many.
    TooLong(usize),
    /// A character that ids do not have.
    Character,
}

impl fmt::Display for StationIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the station id is empty"),
            Self::TooLong(length) => write!(f, "the station id has {length} characters, more than {CAPACITY}"),
            Self::Character => write!(f, "the station id has a character other than letters, digits, `-`, `_` and `.`"),
        }
    }
}

impl std::error::Error for StationIdError {}

impl StationId {
    /// The id in these bytes.
    ///
    /// # Errors
    /// If it is empty, too long, or has a character that ids do not have.
    pub fn from_bytes(text: &[u8]) -> Result<Self, StationIdError> {
        if text.is_empty() {
            return Err(StationIdError::Empty);
        }
        if text.len() > CAPACITY {
            return Err(StationIdError::TooLong(text.len()));
        }
        if !text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
            return Err(StationIdError::Character);
        }
        let mut bytes = [0; CAPACITY];
        bytes[..text.len()].copy_from_slice(text);
        Ok(Self { bytes, length: text.len() as u8 })
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Only ASCII gets in, so this never falls back.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The id as bytes of ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl FromStr for StationId {
    type Err = StationIdError;

    fn from_str(text: &str) -> Result<Self, StationIdError> {
        Self::from_bytes(text.as_bytes())
    }
}

impl fmt::Display for StationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for StationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StationId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_kept() {
        assert_eq!("07005".parse::<StationId>().map(|id| id.to_string()), Ok("07005".to_owned()));
    }

    #[test]
    fn ids_order_as_their_texts() {
        let mut ids: Vec<StationId> =
            ["78", "07005", "7", "0700"].iter().map(|id| id.parse().expect("valid")).collect();
        ids.sort();
        assert_eq!(ids.iter().map(StationId::as_str).collect::<Vec<_>>(), ["0700", "07005", "7", "78"]);
    }

    #[test]
    fn what_is_not_an_id_is_refused_with_its_reason() {
        assert_eq!("".parse::<StationId>(), Err(StationIdError::Empty));
        assert_eq!("7".repeat(300).parse::<StationId>(), Err(StationIdError::TooLong(300)));
        assert_eq!("../etc".parse::<StationId>(), Err(StationIdError::Character));
    }
}
