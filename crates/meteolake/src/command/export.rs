//! `export`: observations, days or rejects, as CSV, NDJSON or Parquet.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use pipeline::export::{self, ExportReport, Selection};
use tokio::runtime::Handle;
use zone::staging::Registry;
use zone::{Error, Kind};

use crate::app::App;
use crate::cli::{self, Cli, What};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Export) -> Result<Outcome, CommandError> {
    if let (Some(from), Some(to)) = (options.from, options.to) {
        super::fetch::check_range(from, to)?;
    }
    if options.per_city.is_some() && options.what != What::Observations {
        return Err(CommandError::Usage("--per-city goes with `export observations`".to_owned()));
    }
    todo!()
}
