//! The server as a process: how it starts, who it lets in, what it tells, how it stops.

mod access;
mod client;
mod slow;
mod stopping;
mod telling;
mod writing;
