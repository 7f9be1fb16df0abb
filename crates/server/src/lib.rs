//! The lake over HTTP: the addresses of the original project, the `/v1` API, their documents and their manners.
//!
//! [`Api`] is what the handlers work with; [`router()`] is every address on a screen; [`serve()`] takes the connections. A
//! handler reads the request, asks the zones or the pipeline, and puts the answer into the form that was asked for. Nothing is
//! computed here, nothing reads the wall clock or the environment, and no backend of a zone is named.

mod describe;
mod digest;
mod extract;
mod manners;
mod problem;
mod reading;
mod router;
mod routes;
mod serve;
mod state;
pub mod writing;

pub use manners::Access;
pub use manners::keys::{Key, Keys, Role};
pub use manners::metrics::{Metrics, reference as metrics_reference};
pub use problem::{Explained, Problem, ProblemType};
pub use router::router;
pub use serve::{Settings, serve};
pub use state::{Api, Clock, NewId, Parts};
