//! One test a behaviour and backend: what the conformance suites of the zones have in common.

/// Makes a test of each behaviour of a zone's suite, given what the behaviours take.
macro_rules! conformance {
    ($zone:ident, $given:expr; $($behaviour:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $behaviour() {
            crate::$zone::conformance::$behaviour(&$given).await;
        })*
    };
}

pub(crate) use conformance;
