//! What a text is, by its beginning: a table, JSON, or something that holds no observations.

use memchr::memchr;

use super::unpack::GZIP;
use crate::contract::Layout;
use crate::csv::Header;
use crate::error::{SourceError, SourceErrorKind};
use crate::json::JsonOpening;

/// Bytes that tell a layout.
pub(super) const SNIFF_BYTES: usize = 64 * 1024;
/// Bytes that tell binary data from text.
const TEXT_BYTES: usize = 1024;
/// The UTF-8 byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Files that people confuse with observations, by their first bytes.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "a PDF document", "give the data it was made from"),
    (b"PAR1", "a Parquet file", "Parquet is written (`export`), not read"),
    (b"BZh", "compressed with bzip2", "decompress it first: bunzip2 FILE"),
    (b"\xfd7zXZ\0", "compressed with xz", "decompress it first: unxz FILE"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", "decompress it first: unzstd FILE"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, or make a ZIP"),
    (b"SQLite format 3\0", "a SQLite database", "export its table as CSV or JSON"),
];

/// How to read a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// A table; its first line after the header stands at `start`.
    Table { header: Header, start: usize },
    /// JSON.
    Json(JsonOpening),
}

impl Opening {
    /// The layout of the text.
    pub(super) const fn layout(&self) -> Layout {
        match self {
            Self::Table { header, .. } => header.layout,
            Self::Json(opening) => opening.layout,
        }
    }
}

/// Looks at the first bytes of a text; `whole` says that these are all.
pub(super) fn sniff(bytes: &[u8], whole: bool) -> Result<Opening, SourceError> {
    refuse_foreign(bytes)?;
    let start = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    let Some(first) = bytes[start..].iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| start + at) else {
        return Err(if whole { SourceError::empty() } else { SourceError::not_observations("there are only blanks") });
    };
    match bytes[first] {
        b'[' | b'{' => Ok(Opening::Json(JsonOpening::find(bytes, first)?)),
        b'<' => Err(page(&bytes[first..])),
        _ => {
            refuse_binary(&bytes[first..])?;
            table(bytes, first, whole)
        }
    }
}

fn table(bytes: &[u8], first: usize, whole: bool) -> Result<Opening, SourceError> {
    let (end, start) = match memchr(b'\n', &bytes[first..]) {
        Some(length) => (first + length, first + length + 1),
        None if whole => (bytes.len(), bytes.len()),
        None => {
            let what = format!("the first line is longer than {SNIFF_BYTES} bytes");
            return Err(SourceError::not_observations(what));
        }
    };
    Ok(Opening::Table { header: Header::parse(&bytes[first..end])?, start })
}

fn refuse_foreign(bytes: &[u8]) -> Result<(), SourceError> {
    if bytes.starts_with(&GZIP) || bytes.starts_with(b"PK\x03\x04") {
        return Err(SourceError::new(
            SourceErrorKind::TooDeep,
            "there is a compressed file inside a compressed file",
            "decompress it once and give the result",
        ));
    }
    // UTF-32 in the machine's usual order starts with the mark of UTF-16.
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Err(wide());
    }
    match FOREIGN.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some((_, what, hint)) => Err(SourceError::unsupported(format!("this is {what}"), *hint)),
        None => Ok(()),
    }
}

fn refuse_binary(bytes: &[u8]) -> Result<(), SourceError> {
    let head = &bytes[..bytes.len().min(TEXT_BYTES)];
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let controls = head.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    // Every other byte of Latin text in UTF-16 is zero.
    if zeros * 3 > head.len() && controls == zeros {
        return Err(wide());
    }
    if zeros > 0 || controls * 10 > head.len() {
        return Err(SourceError::not_observations("this is binary data"));
    }
    Ok(())
}

fn wide() -> SourceError {
    SourceError::unsupported("this is UTF-16 or UTF-32, not UTF-8", "convert the file: iconv -f utf-16 -t utf-8 FILE")
}

/// HTML or XML: usually the error page of a server, so its beginning is shown.
fn page(bytes: &[u8]) -> SourceError {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
    SourceError::not_observations(format!("this is an HTML or XML page that starts with `{line}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (SourceErrorKind, String) {
        let error = sniff(bytes, true).expect_err("refused");
        (error.kind, error.to_string())
    }

    #[test]
    fn layouts_are_told_by_content() {
        for (text, layout) in [
            ("numer_sta;date;pmer;\n", Layout::MonthlyCsv),
            ("lat;lon;geo_id_wmo;validity_time;t\n", Layout::YearlyCsv),
            ("\u{feff}ID OMM station;Date;Température\n", Layout::ExportCsv),
            ("numer_sta;date;t;coordonnees;nom\n", Layout::ExportCsv),
            ("\u{feff} [ {\"numer_sta\": \"07005\"", Layout::ExportJson),
            ("[]", Layout::ExportJson),
            ("{\"total_count\": 1, \"results\": [{\"date\": null, \"numer_sta\": \"1\"}]}", Layout::ExportJson),
            ("[{\"datasetid\": \"x\", \"fields\": {\"numer_sta\": \"1\"}}]", Layout::RecordsJson),
            (
                "{\"nhits\": 1, \"parameters\": {\"a\": [1]}, \"records\": [{\"fields\": {\"numer_sta\"",
                Layout::RecordsJson,
            ),
            ("{\"numer_sta\": \"07005\"}\n", Layout::JsonLines),
        ] {
            assert_eq!(sniff(text.as_bytes(), true).map(|opening| opening.layout()), Ok(layout), "{text}");
        }
    }

    #[test]
    fn what_is_not_read_says_what_it_is() {
        use SourceErrorKind::{Empty, NotObservations, TooDeep, Unsupported};
        for (bytes, kind, said) in [
            (&b""[..], Empty, "empty"),
            (b" \n ", Empty, "empty"),
            (b"<!DOCTYPE html>\n<html><head>", NotObservations, "<!DOCTYPE html> <html>"),
            (b"\xff\xfen\0u\0m\0", Unsupported, "UTF-16"),
            (b"n\0u\0m\0e\0r\0", Unsupported, "UTF-16"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NotObservations, "binary"),
            (b"%PDF-1.7", Unsupported, "PDF"),
            (b"NUM_POSTE;NOM_USUEL;AAAAMMJJ;RR\n", NotObservations, "4 columns that starts with `NUM_POSTE`"),
            (b"hello world\n", NotObservations, "`hello world`"),
            (b"ID OMM station;Date;Temp\xe9rature\n", Unsupported, "not UTF-8"),
            (b"[{\"id\": 1, \"name\": \"x\"}]", NotObservations, "`id`, `name`"),
            (b"[{\"nu", NotObservations, "ends before its first record"),
            (b"\x1f\x8b\x08", TooDeep, "compressed"),
        ] {
            let (found, text) = refused(bytes);
            assert_eq!(found, kind, "{text}");
            assert!(text.contains(said), "{text}");
        }
    }
}
