//! What can stop the reading of a whole object, told to the person who has to do something about it.
//!
//! A bad row is not an error: it is a [`Reject`](crate::Reject), and the rest goes on.

use std::fmt;
use std::io;

/// What kind of trouble a [`SourceError`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceErrorKind {
    /// There is nothing in it.
    Empty,
    /// Readable, but not observations in a known layout.
    NotObservations,
    /// An encoding, a compression or an encryption that is not read.
    Unsupported,
    /// An archive that unpacks to far more than observations would.
    ZipBomb,
    /// An archive with a member whose name leaves the archive.
    UnsafePath,
    /// Compressed inside compressed inside compressed.
    TooDeep,
    /// Damaged so that not even its beginning can be read.
    Corrupt,
    /// The bytes could not be read from where they are.
    Io,
}

/// Why an object cannot be read: its kind, what was found, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {hint}")]
pub struct SourceError {
    /// The kind, for programs.
    pub kind: SourceErrorKind,
    /// What was found, for people.
    pub what: String,
    /// What to do next, for people.
    pub hint: String,
}

/// What observations may come as; the hint of every "not observations".
const ACCEPTED: &str = "give a SYNOP file of Météo-France (CSV with `numer_sta;date` or `geo_id_wmo` and `validity_time`) \
     or of OpenDataSoft (JSON, NDJSON or CSV), plain, gzipped or in a ZIP";

impl SourceError {
    pub(crate) fn new(kind: SourceErrorKind, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, what: what.into(), hint: hint.into() }
    }

    pub(crate) fn empty() -> Self {
        Self::new(SourceErrorKind::Empty, "the input is empty", "check how it was downloaded or written")
    }

    pub(crate) fn not_observations(what: impl Into<String>) -> Self {
        Self::new(SourceErrorKind::NotObservations, what, ACCEPTED)
    }

    pub(crate) fn unsupported(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(SourceErrorKind::Unsupported, what, hint)
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::new(SourceErrorKind::Corrupt, what, "download or copy it again")
    }

    pub(crate) fn io(error: &io::Error) -> Self {
        Self::new(SourceErrorKind::Io, format!("the input could not be read: {error}"), "check the file and try again")
    }
}

/// Why [`read`](crate::read) stopped before the end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError<E> {
    /// The object itself cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The sink refused a row.
    #[error("the rows could not be taken: {0}")]
    Sink(E),
}

impl fmt::Display for SourceErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::NotObservations => "not observations",
            Self::Unsupported => "unsupported",
            Self::ZipBomb => "zip bomb",
            Self::UnsafePath => "unsafe path",
            Self::TooDeep => "too deep",
            Self::Corrupt => "corrupt",
            Self::Io => "input/output",
        })
    }
}
