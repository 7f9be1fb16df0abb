//! `ingest`: files at hand into the lake, all the way to days unless told otherwise.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use pipeline::curate::CurateReport;
use pipeline::ingest::FileReport;
use pipeline::stage::StageReport;
use serde::Serialize;
use weather::Time;
use zone::Error;

use super::{curate, stage};
use crate::app::{App, now};
use crate::cli::{self, Cli, Destination};
use crate::error::{CommandError, Outcome};
use crate::output;

/// What became of the files, and of what they hold.
#[derive(Debug, Default, Serialize)]
struct Report {
    files: Vec<FileReport>,
    failed: Vec<Failed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<StageReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curate: Option<CurateReport>,
}

/// A file that was not taken.
#[derive(Debug, Serialize)]
struct Failed {
    name: String,
    kind: &'static str,
    error: String,
    hint: Option<String>,
}

pub(crate) async fn run(cli: &Cli, options: &cli::Ingest) -> Result<Outcome, CommandError> {
    let app = App::open_or_create(&cli.global)?;
    let mut report = Report::default();
    let mut time = now();
    for path in &options.files {
        match keep(&app, path, time).await {
            Ok(file) => report.files.push(file),
            Err(error) => report.failed.push(failed(path, &error)),
        }
        // Of two files that disagree the one named later wins: it counts as fetched later, if only by a second.
        time = now().max(time.plus_seconds(1));
    }
    let mut outcome = if report.failed.is_empty() { Outcome::Done } else { Outcome::PartlyFailed };
    // Nothing was taken: then there is nothing to go on with either.
    if !report.files.is_empty() && options.to >= Destination::Staging {
        let lock = app.lock("ingest").await?;
        let staged = stage::stage(&app, false).await?;
        if outcome == Outcome::Done {
            outcome = stage::outcome(&staged, options.strict);
        }
        report.stage = Some(staged);
        if options.to >= Destination::Curated {
            report.curate = Some(curate::curate(&app, false).await?);
        }
        drop(lock);
    }
    if app.json {
        output::json(&report)?;
    } else {
        show(&report)?;
    }
    Ok(outcome)
}

async fn keep(app: &App, path: &Path, time: Time) -> Result<FileReport, Error> {
    let (name, input, size) = open(path)?;
    let bar = app.progress.bytes(&name, size);
    let kept = pipeline::ingest::ingest(&app.zones, &name, input, time, &|bytes| bar.set_position(bytes)).await;
    bar.finish_and_clear();
    kept
}

/// A file's name, its content, and its size if that is known.
type Opened = (String, Box<dyn Read + Send>, Option<u64>);

fn open(path: &Path) -> Result<Opened, Error> {
    if path == Path::new("-") {
        return Ok(("stdin".to_owned(), Box::new(std::io::stdin()), None));
    }
    let at = |error| Error::io(path.display(), error);
    let file = File::open(path).map_err(at)?;
    let size = file.metadata().map_err(at)?.len();
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok((name, Box::new(file), Some(size)))
}

fn failed(path: &Path, error: &Error) -> Failed {
    Failed {
        name: path.display().to_string(),
        kind: error.kind().name(),
        error: error.to_string(),
        hint: error.next_step().map(str::to_owned),
    }
}

fn show(report: &Report) -> Result<(), CommandError> {
    for file in &report.files {
        let size = output::bytes(file.bytes);
        let news = if file.created { "new" } else { "already kept" };
        output::line(format_args!("raw      {}: {size}, {}, {news}", file.name, file.layout))?;
    }
    for file in &report.failed {
        output::note(format_args!("error: {}", file.error));
        if let Some(hint) = &file.hint {
            output::note(format_args!("  hint: {hint}"));
        }
    }
    if let Some(staged) = &report.stage {
        stage::show(staged)?;
    }
    if let Some(curated) = &report.curate {
        curate::show(curated)?;
    }
    Ok(())
}
