//! What the headers of an answer say of the file: which version it is, and how long.

use reqwest::header::{self, HeaderMap, HeaderName};
use serde::{Deserialize, Serialize};

/// What an answer says of the file it brings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::fetch) struct Head {
    /// The ETag, quotes included.
    pub(in crate::fetch) etag: Option<String>,
    /// The Last-Modified, as sent.
    pub(in crate::fetch) last_modified: Option<String>,
    /// The media type.
    pub(in crate::fetch) media_type: Option<String>,
    /// The size of the whole file.
    pub(super) bytes_total: Option<u64>,
}

/// A part of a file that an answer brings.
struct Part {
    /// The place of its first byte.
    start: u64,
    /// The size of the whole file.
    bytes_total: Option<u64>,
}

impl Head {
    /// What the headers of an answer with the whole file say.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self {
            etag: text(headers, &header::ETAG),
            last_modified: text(headers, &header::LAST_MODIFIED),
            media_type: text(headers, &header::CONTENT_TYPE),
            bytes_total: text(headers, &header::CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        }
    }

    /// What proves that a rest belongs to the same version; `None` where the provider gives nothing to go by.
    ///
    /// A weak ETag (`W/"…"`) does not promise equal bytes, so `If-Range` may not use it (RFC 9110, 13.1.5).
    pub(super) fn validator(&self) -> Option<&str> {
        let strong = self.etag.as_deref().filter(|etag| !etag.starts_with("W/"));
        strong.or(self.last_modified.as_deref())
    }

    /// Whether `rest`, which answers a request for the bytes from `offset`, continues this file.
    pub(super) fn is_continued_by(&self, rest: &HeaderMap, offset: u64) -> bool {
        let Some(part) = Part::of(rest) else { return false };
        let other = Self::of(rest);
        part.start == offset
            && agree(&self.etag, &other.etag)
            && agree(&self.last_modified, &other.last_modified)
            && agree(&self.bytes_total, &part.bytes_total)
    }
}

impl Part {
    /// The part that `Content-Range: bytes 100-199/200` or `bytes 100-199/*` names.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let range = text(headers, &header::CONTENT_RANGE)?;
        let (places, total) = range.strip_prefix("bytes ")?.split_once('/')?;
        let (start, _) = places.split_once('-')?;
        Some(Self { start: start.trim().parse().ok()?, bytes_total: total.trim().parse().ok() })
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Whether two statements do not contradict each other.
fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(HeaderName, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.clone(), value.parse().expect("a header value"))).collect()
    }

    fn begun() -> Head {
        Head { etag: Some("\"a\"".into()), bytes_total: Some(200), ..Head::default() }
    }

    #[test]
    fn a_rest_of_the_same_version_continues() {
        let rest = headers(&[(header::CONTENT_RANGE, "bytes 100-199/200"), (header::ETAG, "\"a\"")]);
        assert!(begun().is_continued_by(&rest, 100));
        let length_unknown = headers(&[(header::CONTENT_RANGE, "bytes 100-199/*")]);
        assert!(begun().is_continued_by(&length_unknown, 100));
    }

    #[test]
    fn another_version_place_or_length_does_not_continue() {
        for (range, etag) in [
            ("bytes 100-199/200", "\"b\""),
            ("bytes 0-199/200", "\"a\""),
            ("bytes 100-299/300", "\"a\""),
            ("bytes */200", "\"a\""),
            ("lines 100-199/200", "\"a\""),
        ] {
            let rest = headers(&[(header::CONTENT_RANGE, range), (header::ETAG, etag)]);
            assert!(!begun().is_continued_by(&rest, 100), "{range} {etag}");
        }
        assert!(!begun().is_continued_by(&headers(&[(header::ETAG, "\"a\"")]), 100));
    }

    #[test]
    fn a_weak_etag_proves_nothing() {
        let weak = Head { etag: Some("W/\"a\"".into()), ..Head::default() };
        assert_eq!(weak.validator(), None);
        let dated = Head { last_modified: Some("Wed, 21 Oct 2015 07:28:00 GMT".into()), ..weak };
        assert_eq!(dated.validator(), dated.last_modified.as_deref());
    }
}
