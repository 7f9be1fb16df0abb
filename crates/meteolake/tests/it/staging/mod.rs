//! What becomes of rows on their way into staging.

mod account;
mod order;
