//! `status`: what the lake holds, how fresh it is, and what waits.

mod report_card;

use pipeline::run::Runs;
use pipeline::status::{SourceStatus, Status};

use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Status) -> Result<Outcome, CommandError> {
    let app = App::open(&cli.global)?;
    if let Some(station) = options.station {
        return report_card::run(app, station).await;
    }
    let status = pipeline::status::status(&app.zones, now()).await?;
    if app.json {
        output::json(&status)?;
    } else {
        show(&app, &status)?;
    }
    Ok(Outcome::Done)
}

fn show(app: &App, status: &Status) -> Result<(), CommandError> {
    output::line(format_args!("lake     {}", app.lake.folder().display()))?;
    let objects = thousands(status.raw_objects);
    output::line(format_args!("raw      {objects} objects, {}", output::bytes(status.raw_bytes)))?;
    let months = status.months.as_ref().map(|(first, last)| format!(", {first} to {last}")).unwrap_or_default();
    output::line(format_args!("staging  {} observations{months}", thousands(status.observations)))?;
    output::line(format_args!("curated  {} days", thousands(status.days)))?;
    show_rejects(status)?;
    for source in &status.sources {
        show_source(source)?;
    }
    show_run(app)?;
    let waiting = status.pending.objects_to_stage;
    if waiting > 0 {
        output::line(format_args!("pending  {} objects to stage: run `meteolake stage`", thousands(waiting)))?;
    }
    if status.pending.curate {
        output::line("pending  observations changed since the last curate: run `meteolake curate`")?;
    }
    if waiting == 0 && !status.pending.curate {
        output::line("pending  nothing")?;
    }
    Ok(())
}

fn show_rejects(status: &Status) -> Result<(), CommandError> {
    if status.rejects == 0 {
        return Ok(());
    }
    output::line(format_args!("rejects  {} rows", thousands(status.rejects)))?;
    for reject in &status.rejects_shown {
        let column = reject.column.as_ref().map(|column| format!(", column {column}")).unwrap_or_default();
        output::line(format_args!("         {} row {}{column}: {}", reject.name, reject.row, reject.reason))?;
    }
    if status.rejects > status.rejects_shown.len() as u64 {
        output::line("         …; `meteolake export rejects` has all of them")?;
    }
    Ok(())
}

fn show_source(source: &SourceStatus) -> Result<(), CommandError> {
    let newest = match (&source.newest_observation, source.newest_observation_age_h) {
        (Some(time), Some(age)) => format!("newest observation {time}, {} old", age_text(age)),
        _ => "no observation yet".to_owned(),
    };
    let last_fetch = source.last_fetch.as_deref().unwrap_or("never");
    output::line(format_args!(
        "source   {}: {} objects, {} rows, {} rejected, {} pending; last fetch {last_fetch}; {newest}",
        source.source,
        thousands(source.objects),
        thousands(source.rows),
        thousands(source.rejects),
        thousands(source.pending),
    ))
}

/// The newest run that is remembered.
fn show_run(app: &App) -> Result<(), CommandError> {
    let runs = Runs::of(&app.lake);
    let newest = runs.ids()?.first().map(|id| runs.read(id)).transpose()?.flatten();
    let Some(run) = newest else { return Ok(()) };
    let error = run.error.map(|error| format!(": {}", error.what)).unwrap_or_default();
    let (asked, state) = (run.asked_time, run.state.name());
    output::line(format_args!("run      {} to {}, asked for {asked}: {state}{error}", run.from, run.to))
}

/// An age in hours or, past two days, in days.
fn age_text(hours: f64) -> String {
    if hours < 48.0 { format!("{hours:.0} h") } else { format!("{:.0} days", hours / 24.0) }
}
