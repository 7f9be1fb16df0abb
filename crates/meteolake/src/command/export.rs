//! `export`: what the lake holds, as CSV, NDJSON or Parquet.

use std::fs::File;
use std::path::{Path, PathBuf};

use pipeline::export::{Event, ExportReport, Exporter, Selection};
use tokio::runtime::Handle;
use weather::climate::YearSpan;
use weather::day::DayDefinition;
use zone::{Error, Kind};

use crate::app::App;
use crate::cli::{self, Cli, What};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Export) -> Result<Outcome, CommandError> {
    check(options)?;
    let app = App::open(&cli.global)?;
    let job = Job {
        what: options.what,
        format: options.format,
        selection: Selection {
            stations: options.station.clone(),
            from: options.from,
            to: options.to,
            definition: options.day,
        },
        output: options.output.clone(),
        per_city: options.per_city.clone(),
        period: options.period,
    };
    let (json, quiet) = (cli.global.json, cli.global.quiet);
    // The scans block: they get a thread that may.
    let runtime = Handle::current();
    let exporting = tokio::task::spawn_blocking(move || job.run(&app, &runtime));
    let stopped = |error| Error::new(Kind::Invalid, format!("exporting stopped: {error}"));
    let report = exporting.await.map_err(stopped)??;
    told(options, &report, json, quiet)?;
    Ok(Outcome::Done)
}

/// Refuses options that would say nothing of what is exported: an answer to another question is worse than none.
fn check(options: &cli::Export) -> Result<(), CommandError> {
    if let (Some(from), Some(to)) = (options.from, options.to) {
        super::fetch::check_range(from, to)?;
    }
    let has_range = options.from.is_some() || options.to.is_some();
    let refused = match options.what {
        What::Rejects if has_range || !options.station.is_empty() || options.day.is_some() => {
            Some("a refused row may have no station and no day: `export rejects` gives all of them")
        }
        What::Observations | What::Daily | What::Events | What::Quality | What::Rejects => None,
        _ if options.day == Some(DayDefinition::Utc) => {
            Some("climate tables are made of climatological days, not of utc")
        }
        What::Normals if has_range => Some("normals are of whole years: choose them with --period"),
        What::ThermalIndex if !options.station.is_empty() => Some("the thermal index is of all its stations together"),
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(CommandError::Usage(refused.to_owned()));
    }
    if options.period.is_some() && !matches!(options.what, What::Normals | What::Anomalies | What::Spells) {
        return Err(CommandError::Usage(
            "--period goes with `export normals`, `export anomalies` and `export spells`".to_owned(),
        ));
    }
    if options.per_city.is_some() && options.what != What::Observations {
        return Err(CommandError::Usage("--per-city goes with `export observations`".to_owned()));
    }
    Ok(())
}

/// An export on its own thread.
struct Job {
    what: What,
    format: pipeline::export::Format,
    selection: Selection,
    output: Option<PathBuf>,
    per_city: Option<PathBuf>,
    period: Option<YearSpan>,
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
            (Some(folder), _) => exporter.observations_per_city(&self.selection, folder).map(|cities| cities.total),
            (None, Some(path)) => self.to_file(app, exporter, path),
            (None, None) => self.write(app, exporter, &mut std::io::stdout()),
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
        let report = match self.write(app, exporter, &mut file) {
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

    fn write(
        &self,
        app: &App,
        exporter: Exporter<'_>,
        out: pipeline::export::Output<'_>,
    ) -> Result<ExportReport, Error> {
        match self.what {
            What::Observations => exporter.observations(&self.selection, self.format, out),
            What::Daily => exporter.daily(&self.selection, self.format, out),
            What::Monthly => exporter.monthly(&self.selection, self.format, out),
            What::Yearly => exporter.yearly(&self.selection, self.format, out),
            What::Normals => exporter.normals(&self.selection, self.period, self.format, out),
            What::Anomalies => exporter.anomalies(&self.selection, self.period, self.format, out),
            What::Records => exporter.records(&self.selection, self.format, out),
            What::Spells => exporter.spells(&self.selection, self.period, self.format, out),
            What::ThermalIndex => exporter.thermal_index(&self.selection, self.format, out),
            What::Events => exporter.events(&self.selection, self.format, out),
            What::Quality => exporter.quality(&app.control, &self.selection, self.format, out),
            What::Rejects => exporter.rejects(self.format, out),
        }
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
