//! The lake over HTTP: the addresses of the original project, the `/v1` API, their documents and their manners.
//!
//! [`Api`] is what the handlers work with; [`router`] is every address on a screen. A handler reads the request, asks the
//! zones or the pipeline, and puts the answer into the form that was asked for. Nothing is computed here, nothing reads the
//! clock or the environment, and no backend of a zone is named.

mod problem;
mod router;
mod routes;
mod state;
pub mod writing;

pub use problem::Problem;
pub use router::router;
pub use state::{Api, Clock, Parts};
