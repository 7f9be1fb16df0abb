//! What is known of the addresses fetched: how the next fetch learns that nothing changed.

use serde::{Deserialize, Serialize};
use weather::Time;

use super::ObjectId;
use super::object::rfc3339;

/// What an address last gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchState {
    /// The address.
    pub url: String,
    /// The object it gave.
    pub object: ObjectId,
    /// The ETag it gave, quotes included.
    pub etag: Option<String>,
    /// The Last-Modified it gave, as sent.
    pub last_modified: Option<String>,
    /// When it was last asked, with or without news; RFC 3339 in JSON.
    #[serde(with = "rfc3339")]
    pub checked_time: Time,
}
