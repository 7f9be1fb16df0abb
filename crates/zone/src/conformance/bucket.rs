//! The S3 server under test: a fresh prefix for each test.

use uuid::Uuid;

use super::{server, server_detail};
use crate::store::{Options, Store};

/// A place of its own in the test server's bucket; `None`, with a word about it, where there is no server.
pub(crate) fn bucket() -> Option<Store> {
    let mut url = server("s3")?;
    url.set_path(&format!("test/{}", Uuid::new_v4()));
    Some(Store::open(&url, &bucket_options()).expect("a store"))
}

/// How the test server is reached.
pub(crate) fn bucket_options() -> Options {
    let details = ["endpoint", "region", "access_key_id", "secret_access_key"];
    let told = details.into_iter().filter_map(|name| Some((name.to_owned(), server_detail("s3", name)?)));
    let mut options = Options { s3: told.collect(), create_bucket: true, ..Options::default() };
    options.s3.insert("allow_http".to_owned(), "true".to_owned());
    options
}
