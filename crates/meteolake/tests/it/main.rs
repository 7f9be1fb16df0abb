//! The integration tests: the real binary, as users run it. One binary, one file a concern.

mod account;
mod architecture;
mod bad_input;
mod golden;
mod interop;
mod killed;
mod memory;
mod order;
mod support;
mod upstream;
