//! Quality control from outside: its rules, its properties, the counts of a real month, and its reference.

// Clippy spares test functions, but not the helpers beside them.
#![allow(clippy::expect_used, clippy::print_stdout)]

#[path = "../archive/mod.rs"]
mod archive;
mod golden;
mod overrides;
mod persistence;
mod properties;
mod range;
mod reference;
mod reports;
mod rules;
mod speed;
