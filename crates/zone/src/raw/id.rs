//! The name of a raw object: the sha256 of its bytes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The sha256 of an object's bytes; shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectId([u8; 32]);

/// A text that is not the sha256 of an object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an object id: an id is a sha256, 64 hexadecimal digits")]
pub struct ObjectIdError(String);

impl ObjectId {
    /// The id with this digest.
    pub const fn from_bytes(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The id of an object of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_hasher(Sha256::new_with_prefix(bytes))
    }

    /// The id of the bytes a hasher was fed.
    pub(crate) fn from_hasher(hasher: Sha256) -> Self {
        Self(hasher.finalize().into())
    }

    /// The digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({self})")
    }
}

impl FromStr for ObjectId {
    type Err = ObjectIdError;

    fn from_str(text: &str) -> Result<Self, ObjectIdError> {
        let error = || ObjectIdError(text.chars().take(80).collect());
        if text.len() != 64 {
            return Err(error());
        }
        let mut digest = [0; 32];
        for (byte, digits) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = (hex_digit(digits[0]).ok_or_else(error)? << 4) | hex_digit(digits[1]).ok_or_else(error)?;
        }
        Ok(Self(digest))
    }
}

/// The value of a hexadecimal digit in either case.
fn hex_digit(digit: u8) -> Option<u8> {
    // A hexadecimal digit is below 16, so it fits.
    char::from(digit).to_digit(16).map(|value| value as u8)
}

impl TryFrom<String> for ObjectId {
    type Error = ObjectIdError;

    fn try_from(text: String) -> Result<Self, ObjectIdError> {
        text.parse()
    }
}

impl From<ObjectId> for String {
    fn from(id: ObjectId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// sha256 of the empty string, FIPS 180-4 test vector.
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn is_the_sha256_of_the_bytes() {
        assert_eq!(ObjectId::of(b"").to_string(), EMPTY);
    }

    #[test]
    fn is_read_back_from_its_text_in_either_case() {
        assert_eq!(EMPTY.parse(), Ok(ObjectId::of(b"")));
        assert_eq!(EMPTY.to_uppercase().parse(), Ok(ObjectId::of(b"")));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "e3", &EMPTY[1..], &format!("{}g", &EMPTY[1..]), &"é".repeat(32), "../../etc/passwd"] {
            assert!(text.parse::<ObjectId>().is_err(), "{text}");
        }
    }
}
