//! Zones elsewhere than in the lake's folder: the same exports, whatever they are kept in.

mod copy;
mod s3;

use crate::support::{TestLake, text};

/// The address of a test server, or `None` with a word about it; required servers must be there.
pub(crate) fn server(name: &str) -> Option<String> {
    let variable = format!("METEOLAKE_TEST_{}", name.to_uppercase());
    let address = std::env::var(&variable).ok().filter(|address| !address.is_empty());
    if address.is_none() {
        let required = std::env::var("METEOLAKE_TEST_REQUIRE").unwrap_or_default();
        assert!(!required.split(',').any(|other| other.trim() == name), "{variable} is not set, but required");
        println!("skipped: set {variable} (tests/services/services start)");
    }
    address
}

/// Exports of an embedded lake that took the same file, to compare with.
pub(crate) fn embedded(file: &std::path::Path) -> [String; 2] {
    let lake = TestLake::new();
    lake.ok(&["ingest", "-q", text(file)]);
    lake.exports()
}
