//! The table of events from outside: what it makes of real days.
//!
//! What a single definition does is tested beside the table.

// Clippy spares test functions, but not the helpers beside them.
#![allow(clippy::expect_used, clippy::print_stdout)]

mod official;
