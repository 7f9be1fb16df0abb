//! The real servers that some tests run on, as the environment names them.
//!
//! `METEOLAKE_TEST_S3`, `_MYSQL`, `_MARIADB` and `_MONGODB` hold an address each. A test whose server is missing says so
//! and ends; where `METEOLAKE_TEST_REQUIRE` lists the server it fails instead, so that nothing is skipped unseen.

use url::Url;

/// The address of a test server: `s3`, `mysql`, `mariadb` or `mongodb`; `None`, with a word about it, where none is set.
///
/// # Panics
/// If the server is required and missing, or its address is none.
pub(crate) fn server(name: &str) -> Option<Url> {
    let variable = format!("METEOLAKE_TEST_{}", name.to_uppercase());
    match look_up(&variable) {
        Some(address) => Some(Url::parse(&address).unwrap_or_else(|error| panic!("{variable}: {error}"))),
        None => {
            let required = look_up("METEOLAKE_TEST_REQUIRE").unwrap_or_default();
            assert!(!required.split(',').any(|other| other.trim() == name), "{variable} is not set, but required");
            println!("skipped: set {variable} (tests/services/services start)");
            None
        }
    }
}

/// What more is known of a test server: `server_detail("s3", "endpoint")` is `METEOLAKE_TEST_S3_ENDPOINT`.
pub(crate) fn server_detail(name: &str, detail: &str) -> Option<String> {
    look_up(&format!("METEOLAKE_TEST_{}_{}", name.to_uppercase(), detail.to_uppercase()))
}

#[expect(clippy::disallowed_methods, reason = "tests learn of their servers from the environment")]
fn look_up(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}
