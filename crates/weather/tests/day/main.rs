//! The day kernel from outside: its stream, its properties, and an independent computation on a real month.
//!
//! What a single recipe does is tested beside the recipe.

// Clippy spares test functions, but not the helpers beside them.
#![allow(clippy::expect_used, clippy::print_stdout)]

#[path = "../archive/mod.rs"]
mod archive;
mod judged;
mod oracle;
mod properties;
mod reports;
mod rules;
mod speed;
mod stream;
