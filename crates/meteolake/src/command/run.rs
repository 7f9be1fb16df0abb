//! `run`: fetch, stage and curate a range of days.

use pipeline::run::RunReport;

use super::{curate, fetch, stage};
use crate::app::App;
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;

pub(crate) async fn run(cli: &Cli, options: &cli::Run) -> Result<Outcome, CommandError> {
    fetch::check_range(options.fetch.range.from, options.fetch.range.to)?;
    let app = App::open_or_create(&cli.global)?;
    let report = all(&app, &options.fetch).await?;
    if app.json {
        output::json(&report)?;
    } else {
        show(&report)?;
    }
    Ok(outcome(&report, options.strict))
}

/// Fetches, stages and curates; what could not be fetched does not keep the rest from being staged.
pub(crate) async fn all(app: &App, options: &cli::Fetch) -> Result<RunReport, CommandError> {
    let fetched = fetch::fetch(app, options).await?;
    let lock = app.lock("run").await?;
    let staged = stage::stage(app, false).await?;
    let curated = curate::curate(app, false).await?;
    drop(lock);
    Ok(RunReport { fetch: Some(fetched), stage: Some(staged), curate: Some(curated) })
}

fn outcome(report: &RunReport, strict: cli::Strict) -> Outcome {
    let fetched = report.fetch.as_ref().map_or(Outcome::Done, fetch::outcome);
    if fetched != Outcome::Done {
        return fetched;
    }
    report.stage.as_ref().map_or(Outcome::Done, |report| stage::outcome(report, strict))
}

/// What a run did, for people.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn show(report: &RunReport) -> Result<(), CommandError> {
    report.fetch.as_ref().map_or(Ok(()), fetch::show)?;
    report.stage.as_ref().map_or(Ok(()), stage::show)?;
    report.curate.as_ref().map_or(Ok(()), curate::show)
}
