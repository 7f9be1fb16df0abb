//! The integration tests: the real binary, as users run it. One binary, one file a concern.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test that cannot go on stops, and it stands where the environment is known"
)]

mod architecture;
mod backends;
mod bad_input;
mod climate;
mod golden;
mod interop;
mod readme;
mod serving;
mod staging;
mod support;
mod trouble;
