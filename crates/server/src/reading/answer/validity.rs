//! Whether what a client holds is still right.
//!
//! An ETag is made of the lake's state (the staging zone's identity, the revisions of staging and curated; for observations
//! only the months asked for), the address and the form: another state is another tag, whether or not the rows differ, so a
//! 304 is never said of what has changed. It is strong where the bytes are as they were made, and weak where they may come
//! compressed, or as a stream that several states may be in.
//!
//! No month is ever closed for good: late reports, corrections and a new version of the rules come years after. So an
//! address is revalidated at each use (`no-cache`), and only one that names the version of its data (`&version=…`, as
//! `Content-Location` gives it) is immutable: when the data changes, that address has nothing any more. It is said to be
//! immutable when its range has ended [`CLOSED_AFTER_DAYS`] ago; before, the version changes with every report.

use axum::http::{HeaderMap, HeaderValue, header};
use weather::{Day, Time};

use crate::digest::sha256;

/// How long after its end a range is closed: longer than reports are late, and than those that quality control compares.
const CLOSED_AFTER_DAYS: i32 = 31;

/// A hash of a text, as 16 hexadecimal digits.
pub(crate) fn short_hash(text: &str) -> String {
    sha256(text.as_bytes())[..16].to_owned()
}

/// The tag of an answer to an address in a form, at a state of the lake; another version of the program may answer otherwise.
pub(crate) fn tag(state: &str, address: &str, form: &str) -> String {
    short_hash(&format!("{}\n{state}\n{address}\n{form}", env!("CARGO_PKG_VERSION")))
}

/// A tag as the header `ETag` has it.
pub(crate) fn etag(tag: &str, is_weak: bool) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{}\"{tag}\"", if is_weak { "W/" } else { "" })).ok()
}

/// Whether the client holds the answer of this tag (RFC 9110, section 13.1.2: compared weakly).
pub(crate) fn is_held(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(','));
    tags.any(|held| {
        let held = held.trim();
        let opaque = held.strip_prefix("W/").unwrap_or(held).trim_matches('"');
        held == "*" || opaque == tag
    })
}

/// Whether an answer may be compressed on its way.
pub(crate) fn may_be_compressed(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ACCEPT_ENCODING)
}

/// Whether a range that ends on a day is closed.
pub(crate) fn is_closed(to: Option<Day>, now: Time) -> bool {
    to.is_some_and(|to| to.plus_days(1 + CLOSED_AFTER_DAYS).start() <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(value: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
        is_held(&headers, "abc")
    }

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        for value in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert!(held(value), "{value}");
        }
        for value in ["\"abcd\"", "", "\"x\", W/\"y\""] {
            assert!(!held(value), "{value}");
        }
    }

    #[test]
    fn a_range_is_closed_a_month_after_its_end() {
        let end: Day = "2013-01-31".parse().expect("a day");
        let at = |text: &str| is_closed(Some(end), text.parse().expect("a time"));
        assert!(!at("2013-03-03T23:59:59Z"));
        assert!(at("2013-03-04T00:00:00Z"));
        assert!(!is_closed(None, Time::from_unix(i64::from(i32::MAX))));
    }
}
