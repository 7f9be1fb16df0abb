//! Decorators: a zone around a zone, which keeps the same contract and passes the same suite.
//!
//! [`Retry`] asks again where a remote zone did not answer. In tests, `Fault` makes a zone not answer.

#[cfg(test)]
mod fault;
mod policy;
mod retry;
#[cfg(test)]
mod tests;

pub use policy::Policy;
pub use retry::Retry;
