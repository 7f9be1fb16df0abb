//! The server as clients meet it, over zones in memory and without a network. One binary, one file a concern.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test that cannot go on stops")]

mod access;
mod documents;
mod health;
mod limits;
mod manners;
mod problems;
mod support;
