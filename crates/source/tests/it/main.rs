//! The readers as a whole: every layout, every container, every fault, and the real files where they are at hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

mod containers;
mod csv;
mod json;
mod properties;
mod real;
mod speed;
mod truncation;
