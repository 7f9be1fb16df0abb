//! The three zones of the lake, each a small contract with an in-memory twin, its backends and one conformance suite.
//!
//! [`raw`] keeps the bytes as they came, [`staging`] one row per station and time, [`curated`] one document per
//! station and day. Nothing is parsed and nothing is computed here, and no zone knows another one.

#[cfg(test)]
mod conformance;
pub mod curated;
mod delta;
mod error;
mod finding;
mod lake;
pub mod layer;
pub mod raw;
pub mod staging;
pub mod store;

pub use error::{Error, Kind, Result};
pub use finding::Finding;
pub use lake::{Attempt, Documents, LAYOUT_VERSION, Lake, WriteLock};
