//! The sidecar of an object: where the bytes came from and when.

use serde::{Deserialize, Serialize};
use weather::Time;

use super::ObjectId;
use crate::{Error, Kind, Result};

/// The version of the sidecar's form that is written; older ones are read, newer ones are refused.
const SIDECAR_VERSION: u32 = 1;

/// What the bytes of an object are good for, as its caller found when it kept them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// Observations, to be staged.
    Observations,
    /// A list of stations: names and positions, nothing to be staged.
    StationList,
}

/// What the caller knows of an upload when it commits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectFacts {
    /// What the bytes are good for.
    pub kind: ObjectKind,
    /// The file's own name (`synop_2025.csv.gz`); a label, never part of a path in the zone.
    pub name: String,
    /// Who gave it: a provider's name, or `upload`.
    pub source: String,
    /// The address it was fetched from; `None` for an upload.
    pub url: Option<String>,
    /// When it came in.
    pub fetch_time: Time,
    /// The media type the source declared.
    pub media_type: Option<String>,
    /// The source's ETag, quotes included.
    pub etag: Option<String>,
    /// The source's Last-Modified, as sent.
    pub last_modified: Option<String>,
}

/// One kept object, as its sidecar tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawObject {
    /// Its id: the sha256 of its bytes.
    pub sha256: ObjectId,
    /// Its size in bytes.
    pub size: u64,
    /// What its bytes are good for.
    pub kind: ObjectKind,
    /// The file's own name.
    pub name: String,
    /// Who gave it first: a provider's name, or `upload`.
    pub source: String,
    /// The address it was first fetched from; `None` for an upload.
    pub url: Option<String>,
    /// When it first came in; RFC 3339 in JSON.
    #[serde(with = "rfc3339")]
    pub fetch_time: Time,
    /// The media type the source declared.
    pub media_type: Option<String>,
    /// The source's ETag, quotes included.
    pub etag: Option<String>,
    /// The source's Last-Modified, as sent.
    pub last_modified: Option<String>,
}

impl RawObject {
    /// The object of these bytes with these facts.
    pub(crate) fn new(sha256: ObjectId, size: u64, facts: ObjectFacts) -> Self {
        let ObjectFacts { kind, name, source, url, fetch_time, media_type, etag, last_modified } = facts;
        Self { sha256, size, kind, name, source, url, fetch_time, media_type, etag, last_modified }
    }
}

/// A JSON document of the raw zone with the version of its form.
#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    version: u32,
    #[serde(flatten)]
    content: T,
}

/// The version alone, readable whatever else a newer form holds.
#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

/// A document as it is stored: indented, because people read sidecars.
pub(super) fn to_json<T: Serialize>(content: T) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(&Versioned { version: SIDECAR_VERSION, content })
        .map_err(|error| Error::new(Kind::Invalid, format!("the sidecar cannot be written as JSON: {error}")))
}

/// The document in `json`; `path` names it in errors.
pub(super) fn from_json<T: for<'de> Deserialize<'de>>(json: &[u8], path: &str) -> Result<T> {
    let damaged = |error| {
        Error::new(Kind::Corrupt, format!("{path} is damaged: {error}"))
            .hint("delete this file and fetch or ingest its data again, or restore it from a copy of the lake")
    };
    let VersionOnly { version } = serde_json::from_slice(json).map_err(damaged)?;
    if version > SIDECAR_VERSION {
        let what = format!("{path} was written by a newer version (form {version}, this one reads {SIDECAR_VERSION})");
        return Err(Error::new(Kind::Unsupported, what).hint("install the newer version of meteolake"));
    }
    Ok(serde_json::from_slice::<Versioned<T>>(json).map_err(damaged)?.content)
}

/// Times as RFC 3339 text.
pub(super) mod rfc3339 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use weather::Time;

    pub(in crate::raw) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(time)
    }

    pub(in crate::raw) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> RawObject {
        let facts = ObjectFacts {
            kind: ObjectKind::Observations,
            name: "synop_2025.csv.gz".into(),
            source: "meteofrance".into(),
            url: Some("https://example.org/synop_2025.csv.gz".into()),
            fetch_time: Time::from_unix(1_767_225_600),
            media_type: None,
            etag: Some("\"abc\"".into()),
            last_modified: None,
        };
        RawObject::new(ObjectId::of(b"abc"), 3, facts)
    }

    #[test]
    fn the_form_of_the_sidecar_is_stable() {
        let json = String::from_utf8(to_json(object()).expect("serialises")).expect("UTF-8");
        let expected = r#"{
  "version": 1,
  "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  "size": 3,
  "kind": "observations",
  "name": "synop_2025.csv.gz",
  "source": "meteofrance",
  "url": "https://example.org/synop_2025.csv.gz",
  "fetch_time": "2026-01-01T00:00:00Z",
  "media_type": null,
  "etag": "\"abc\"",
  "last_modified": null
}"#;
        assert_eq!(json, expected);
        assert_eq!(from_json::<RawObject>(json.as_bytes(), "x").expect("parses"), object());
    }

    #[test]
    fn a_newer_form_is_refused_as_such() {
        let error = from_json::<RawObject>(br#"{"version": 2, "checksum": {}}"#, "x").expect_err("is newer");
        assert_eq!(error.kind(), Kind::Unsupported);
    }

    #[test]
    fn a_cut_sidecar_is_corrupt_and_named() {
        let error = from_json::<RawObject>(br#"{"version": 1, "sha2"#, "objects/ab/x.json").expect_err("is cut");
        assert_eq!(error.kind(), Kind::Corrupt);
        assert!(error.to_string().contains("objects/ab/x.json"), "{error}");
    }
}
