//! `simulate`: files of a simulated station network, for tests, benches and lessons.

use std::fs::File;
use std::io::{BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use source::simulate::{Faults, Network, Written};

use super::fetch::check_range;
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) fn run(cli: &Cli, options: &cli::Simulate) -> Result<Outcome, CommandError> {
    check_range(options.range.from, options.range.to)?;
    let written = match &options.output {
        None => write(options, std::io::stdout().lock()),
        Some(path) => File::create(path).and_then(|file| write(options, file)),
    };
    let what = options.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
    let written = written.map_err(|error| CommandError::output(&what, error))?;
    if !cli.global.quiet {
        let [rows, broken, again] = [written.rows, written.broken, written.retransmitted].map(thousands);
        output::note(format_args!("{what}: {rows} rows, {broken} of them broken, {again} retransmitted"));
    }
    Ok(Outcome::Done)
}

fn write(options: &cli::Simulate, out: impl Write) -> std::io::Result<Written> {
    let faults = if options.faults { Faults::realistic() } else { Faults::none() };
    let network = Network { seed: options.seed, stations: options.stations as usize, faults };
    let cli::Range { from, to } = options.range;
    let mut out = BufWriter::with_capacity(1 << 20, out);
    let written = match (options.gzip, options.hourly) {
        (true, _) => {
            let mut packed = GzEncoder::new(&mut out, Compression::default());
            let written = network.write(options.layout, from, to, &mut packed)?;
            packed.finish()?;
            written
        }
        (false, true) => network.write_hourly(options.layout, from, to, &mut out)?,
        (false, false) => network.write(options.layout, from, to, &mut out)?,
    };
    out.flush()?;
    Ok(written)
}
