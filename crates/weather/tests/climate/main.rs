//! Climate from outside: the official months, the properties of partial results, and brute force beside the normals.
//!
//! What a single rule does is tested beside the rule.

// Clippy spares test functions, but not the helpers beside them.
#![allow(clippy::expect_used, clippy::print_stdout)]

mod days;
mod golden;
mod months;
mod national;
mod normals;
mod periods;
mod records;
mod speed;
mod spells;
