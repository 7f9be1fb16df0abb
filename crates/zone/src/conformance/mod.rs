//! One test a behaviour and backend: what the conformance suites of the zones have in common.

mod bucket;
mod proxy;
mod server;

pub(crate) use bucket::{bucket, bucket_options};
pub(crate) use proxy::Proxy;
pub(crate) use server::{server, server_detail};

/// Makes a test of each behaviour of a zone's suite, given what the behaviours take.
macro_rules! conformance {
    ($zone:ident, $given:expr; $($behaviour:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $behaviour() {
            crate::$zone::conformance::$behaviour(&$given).await;
        })*
    };
}

/// The same on a backend that may be missing: `$given` is an `Option`, and with `None` the test ends there, because
/// [`server`] has said why.
macro_rules! conformance_on_server {
    ($zone:ident, $given:expr; $($behaviour:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $behaviour() {
            if let Some(given) = $given {
                crate::$zone::conformance::$behaviour(&given).await;
            }
        })*
    };
}

pub(crate) use {conformance, conformance_on_server};
