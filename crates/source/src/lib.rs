//! Where observations come from: bytes in, observations and rejects out.
//!
//! One folder a provider says where its files are and what its columns mean; `object`, `csv` and `json` are the
//! machinery they share. [`read`] goes through an object of any layout, plain, gzipped or zipped, in constant memory;
//! [`recognise`] tells the layout by the content alone. Everything is a function of the bytes: nothing is fetched,
//! stored or timed here, and no zone is known.

mod contract;
mod csv;
mod delivery;
mod error;
mod json;
mod meteofrance;
mod object;
mod opendatasoft;
mod provider;
mod row;
pub mod simulate;

pub use contract::{Layout, ParsedRow, ReadContext, ReadReport, Reject, RowSink, StationFacts};
pub use error::{ReadError, SourceError, SourceErrorKind};
pub use meteofrance::{ListedStation, read_station_list};
pub use object::{read, recognise};
pub use provider::{Download, Provider};
