//! How every request is treated, whatever it asks for. One layer a file; [`router`](crate::router) puts them in order.

pub(crate) mod access;
pub(crate) mod compress;
pub(crate) mod cors;
pub(crate) mod keys;
pub(crate) mod limits;
pub(crate) mod metrics;
pub(crate) mod observe;
pub(crate) mod rate;

pub use access::Access;
