//! Asks a zone again where it did not answer, for those calls that are safe to repeat.

mod curated;
mod raw;
mod staging;

use std::sync::Arc;

use super::Policy;

/// A zone that is asked again where it is `Unavailable`; any other error passes at once.
///
/// Not repeated are a raw zone's listing and the bytes of an upload under way, which may be half through, and a curated
/// zone's write once it has begun to take documents.
#[derive(Debug)]
pub struct Retry<Z: ?Sized> {
    inner: Arc<Z>,
    policy: Policy,
}

impl<Z: ?Sized> Retry<Z> {
    /// A zone around `inner`.
    pub fn new(inner: Arc<Z>, policy: Policy) -> Self {
        Self { inner, policy }
    }
}
