//! `export`: what the lake holds, in one of the formats.

use std::fs::File;
use std::path::{Path, PathBuf};

use pipeline::export::{Event, ExportReport, Exporter, Format, Request, Selection, What};
use tokio::runtime::Handle;
use zone::{Error, Kind};

use crate::app::App;
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Export) -> Result<Outcome, CommandError> {
    let selection = Selection {
        stations: options.station.clone(),
        from: options.from,
        to: options.to,
        definition: options.day,
        ..Selection::default()
    };
    let request = Request { what: options.what, selection, period: options.period };
    check(options, &request)?;
    let app = App::open(&cli.global)?;
    let (output, per_city) = (options.output.clone(), options.per_city.clone());
    let job = Job { request, format: options.format, output, per_city };
    let (json, quiet) = (cli.global.json, cli.global.quiet);
    // The scans block: they get a thread that may.
    let runtime = Handle::current();
    let exporting = tokio::task::spawn_blocking(move || job.run(&app, &runtime));
    let stopped = |error| Error::new(Kind::Invalid, format!("exporting stopped: {error}"));
    let report = exporting.await.map_err(stopped)??;
    told(options, &report, json, quiet)?;
    Ok(Outcome::Done)
}

/// Refuses options that would say nothing of what is exported.
fn check(options: &cli::Export, request: &Request) -> Result<(), CommandError> {
    request.check().map_err(|refusal| CommandError::Usage(refusal.to_string()))?;
    if options.per_city.is_some() && options.what != What::Observations {
        return Err(CommandError::Usage("--per-city goes with `export observations`".to_owned()));
    }
    Ok(())
}

/// An export on its own thread.
struct Job {
    request: Request,
    format: Format,
    output: Option<PathBuf>,
    per_city: Option<PathBuf>,
}

impl Job {
    fn run(&self, app: &App, runtime: &Handle) -> Result<ExportReport, Error> {
        let bar = app.progress.things("export", None);
        let hear = |event: Event| match event {
            Event::Planned { rows } => bar.set_length(rows),
            Event::Read { rows } => bar.inc(rows),
            Event::Written { .. } => {}
        };
        let exporter = Exporter::new(&app.zones, runtime, &hear);
        let report = match (&self.per_city, &self.output) {
            (Some(folder), _) => {
                exporter.observations_per_city(&self.request.selection, folder).map(|cities| cities.total)
            }
            (None, Some(path)) => self.to_file(app, exporter, path),
            (None, None) => exporter.write(&self.request, &app.control, self.format, &mut std::io::stdout()),
        };
        bar.finish_and_clear();
        report
    }

    /// Writes beside the file first, so that a failed export leaves the old file as it was.
    fn to_file(&self, app: &App, exporter: Exporter<'_>, path: &Path) -> Result<ExportReport, Error> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let at = |error| Error::io(path.display(), error);
        let mut file = File::create(&part).map_err(at)?;
        let report = match exporter.write(&self.request, &app.control, self.format, &mut file) {
            Ok(report) => report,
            Err(error) => {
                drop(std::fs::remove_file(&part));
                return Err(error);
            }
        };
        std::fs::rename(&part, path).map_err(at)?;
        report.write_attribution_beside(path)?;
        Ok(report)
    }
}

/// Tells whose data it is. Where the data itself goes to standard output, everything else goes to standard error.
fn told(options: &cli::Export, report: &ExportReport, json: bool, quiet: bool) -> Result<(), CommandError> {
    let to_stdout = options.output.is_none() && options.per_city.is_none();
    if json && !to_stdout {
        return output::json(report);
    }
    if quiet {
        return Ok(());
    }
    for station in &report.stations_without_rows {
        output::note(format_args!("warning: station {station} has no rows in this range"));
    }
    output::note(format_args!("{} rows. {}", thousands(report.rows), report.attribution));
    Ok(())
}
