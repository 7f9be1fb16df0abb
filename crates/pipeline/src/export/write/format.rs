//! The formats of an export.

use std::fmt;
use std::str::FromStr;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values by RFC 4180, with a header line.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// One JSON array of objects.
    Json,
    /// Apache Parquet, compressed with zstd.
    Parquet,
    /// A stream of Apache Arrow record batches (IPC).
    Arrow,
}

impl Format {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Csv, Self::Ndjson, Self::Json, Self::Parquet, Self::Arrow];

    /// Its name in options, which is also the usual file extension.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }

    /// Its media type. Sources: RFC 4180 and 7111, the NDJSON specification, IANA (registered 2021 and 2024).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
            Self::Json => "application/json",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == text)
            .ok_or_else(|| format!("`{text}` is not a format: write csv, ndjson, json, parquet or arrow"))
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_are_found_again_and_others_refused_with_the_choice() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(*format));
        }
        assert_eq!(
            "xml".parse::<Format>(),
            Err("`xml` is not a format: write csv, ndjson, json, parquet or arrow".to_owned())
        );
    }
}
