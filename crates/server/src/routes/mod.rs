//! The handlers, one file a noun.

pub(crate) mod health;
