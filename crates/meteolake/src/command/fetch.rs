//! `fetch`: the files of a range of days into the raw zone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use pipeline::fetch::{Event, Fetch, FetchReport, Outcome as Came, Plan};
use weather::Day;

use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;
use crate::progress::Progress;

pub(crate) async fn run(cli: &Cli, options: &cli::Fetch) -> Result<Outcome, CommandError> {
    check_range(options.range.from, options.range.to)?;
    let app = App::open_or_create(&cli.global)?;
    let report = fetch(&app, options).await?;
    if app.json {
        output::json(&report)?;
    } else {
        show(&report)?;
    }
    Ok(outcome(&report))
}

/// Whether every day asked for came.
pub(crate) fn outcome(report: &FetchReport) -> Outcome {
    if report.is_complete() { Outcome::Done } else { Outcome::PartlyFailed }
}

/// Fetches with progress.
pub(crate) async fn fetch(app: &App, options: &cli::Fetch) -> Result<FetchReport, CommandError> {
    let bars = Bars::new(app);
    Ok(fetcher(app)?.fetch(app.zones.raw.as_ref(), &plan(options), &|event| bars.hear(event)).await?)
}

/// What fetches as the settings want it.
///
/// # Errors
/// As of the settings.
pub(crate) fn fetcher(app: &App) -> Result<Fetch, CommandError> {
    let scratch = app.lake.scratch()?;
    Ok(Fetch::new(app.settings.fetch()?, scratch, Arc::new(now), Arc::new(fastrand::f64))?)
}

/// The days asked for and whom to ask.
pub(crate) fn plan(options: &cli::Fetch) -> Plan {
    let cli::Range { from, to } = options.range;
    Plan { from, to, source: options.source }
}

/// Refuses a range that ends before it begins.
///
/// # Errors
/// `Usage`.
pub(crate) fn check_range(from: Day, to: Day) -> Result<(), CommandError> {
    if from <= to {
        return Ok(());
    }
    Err(CommandError::Usage(format!("--from {from} is after --to {to}")))
}

/// What came of a fetch, for people.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn show(report: &FetchReport) -> Result<(), CommandError> {
    for message in &report.messages {
        output::note(message);
    }
    for download in report.downloads.iter().chain(&report.day_after) {
        let came = match &download.outcome {
            Came::New => format!("new, {}", output::bytes(download.bytes)),
            Came::Unchanged => "unchanged, not downloaded".to_owned(),
            Came::Duplicate => "the same bytes as before".to_owned(),
            Came::Failed { error, instead: Some(other), .. } => format!("failed: {error}; {other} gave these days"),
            Came::Failed { error, .. } => format!("failed: {error}"),
        };
        output::line(format_args!("fetch    {} from {}: {came}", download.name, download.provider))?;
    }
    Ok(())
}

/// A bar a download.
pub(crate) struct Bars {
    progress: Progress,
    bars: Mutex<HashMap<String, ProgressBar>>,
}

impl Bars {
    pub(crate) fn new(app: &App) -> Self {
        Self { progress: app.progress.clone(), bars: Mutex::new(HashMap::new()) }
    }

    /// Shows what a fetch tells.
    pub(crate) fn hear(&self, event: Event<'_>) {
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Started { url, name } => {
                bars.insert(url.to_owned(), self.progress.bytes(name, None));
            }
            Event::Received { url, bytes, bytes_total } => {
                if let Some(bar) = bars.get(url) {
                    if let Some(total) = bytes_total {
                        bar.set_length(total);
                    }
                    bar.set_position(bytes);
                }
            }
            Event::Waiting { delay, reason, .. } => {
                self.progress.say(&format!("{reason}; trying again in {:.1} s", delay.as_secs_f64()));
            }
            Event::Ended { report } => {
                if let Some(bar) = bars.remove(&report.url) {
                    bar.finish_and_clear();
                }
            }
            // The messages are in the report, which is shown at the end.
            Event::Planned { .. } | Event::Said { .. } => {}
        }
    }
}
