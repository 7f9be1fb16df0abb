//! What can go wrong in a zone, by what the caller should do about it.
//!
//! Each error names the thing and says what to do next. How a kind becomes an exit code or a status is decided where
//! the answer is given, not here.

use std::fmt;

/// The result of asking a zone.
pub type Result<T> = std::result::Result<T, Error>;

/// What the caller should do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The named thing is not there: check the name.
    NotFound,
    /// Somebody else changed it first: read again and retry.
    Conflict,
    /// The storage does not answer or has no room: retry later, or mend the storage.
    Unavailable,
    /// The request or the setting is wrong: change it.
    Invalid,
    /// What is stored is not what was written: restore it.
    Corrupt,
    /// This version cannot do it: use another version or backend.
    Unsupported,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::NotFound, Self::Conflict, Self::Unavailable, Self::Invalid, Self::Corrupt, Self::Unsupported];

    /// Its name, for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Unavailable => "unavailable",
            Self::Invalid => "invalid",
            Self::Corrupt => "corrupt",
            Self::Unsupported => "unsupported",
        }
    }
}

/// An error of a zone: its kind, the thing it is about, and what to do next.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    what: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of a kind; `what` names the thing and says what happened to it.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), hint: None, source: None }
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With the error that caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What the caller should do about it.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What to do next, if that is known.
    pub fn next_step(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// An input or output error on a path or address.
    pub fn io(what: impl fmt::Display, error: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let (kind, hint) = match error.kind() {
            Io::NotFound => (Kind::NotFound, None),
            Io::PermissionDenied => (Kind::Invalid, Some("check who owns the folder, or choose another with --lake")),
            Io::ReadOnlyFilesystem => {
                (Kind::Invalid, Some("the file system is read-only: choose another folder with --lake"))
            }
            Io::StorageFull | Io::QuotaExceeded => {
                (Kind::Unavailable, Some("the disk is full: free some room and run the command again; nothing is lost"))
            }
            _ => (Kind::Unavailable, None),
        };
        let error = Self::new(kind, format!("{what}: {error}")).because(error);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The cause is already told in `what` where it matters; it stays reachable for logs.
        self.source.as_deref().map(|source| source as _)
    }
}

/// Storage errors, with what a server said, a full disk or a missing right found in them.
impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        if let Some(told) = crate::store::remote(&error) {
            return told.because(error);
        }
        if let Some(io) = io_cause(&error) {
            let text = error.to_string();
            let io = std::io::Error::new(io.kind(), text);
            return Self::io("storage", io);
        }
        let kind = match &error {
            object_store::Error::NotFound { .. } => Kind::NotFound,
            object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. } => Kind::Conflict,
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => Kind::Invalid,
            object_store::Error::NotSupported { .. } | object_store::Error::NotImplemented { .. } => Kind::Unsupported,
            _ => Kind::Unavailable,
        };
        Self::new(kind, format!("storage: {error}")).because(error)
    }
}

/// The first input/output error in the chain of causes of `error`.
pub(crate) fn io_cause<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a std::io::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return Some(io);
        }
        cause = error.source();
    }
    None
}
