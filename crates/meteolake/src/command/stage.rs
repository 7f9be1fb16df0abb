//! `stage`: raw objects into observations.

use indicatif::ProgressBar;
use pipeline::Cancel;
use pipeline::stage::{Event, ObjectReport, StageReport};
use zone::staging::Tally;

use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Stage) -> Result<Outcome, CommandError> {
    let app = App::open(&cli.global)?;
    let lock = app.lock("stage").await?;
    let report = stage(&app, options.again).await?;
    drop(lock);
    if app.json {
        output::json(&report)?;
    } else {
        show(&report)?;
    }
    Ok(outcome(&report, options.strict))
}

/// Failed objects fail the command; rejects do so only when it is strict.
pub(crate) fn outcome(report: &StageReport, strict: cli::Strict) -> Outcome {
    match report.total {
        total if total.failed > 0 => Outcome::PartlyFailed,
        total if total.tally.rejected > 0 && strict.strict => Outcome::WithRejects,
        _ => Outcome::Done,
    }
}

/// Stages with progress; the caller holds the lock.
pub(crate) async fn stage(app: &App, again: bool) -> Result<StageReport, CommandError> {
    let bar = app.progress.bytes("stage", None);
    let hear = |event: Event<'_>| hear(&bar, event);
    let report = pipeline::stage::stage(&app.zones, app.stage_options(again), now(), &Cancel::default(), &hear).await;
    bar.finish_and_clear();
    Ok(report?)
}

/// Shows what a staging tells.
pub(crate) fn hear(bar: &ProgressBar, event: Event<'_>) {
    match event {
        Event::Planned { bytes, .. } => bar.set_length(bytes),
        Event::Read { object } => bar.inc(object.size),
        Event::Writing { rows } => bar.set_message(format!("stage: writing {} rows", thousands(rows))),
    }
}

/// What became of the objects, for people; warnings go to standard error.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn show(report: &StageReport) -> Result<(), CommandError> {
    for object in &report.objects {
        match &object.error {
            None => output::line(format_args!("stage    {}: {}", object.name, account(object.tally)))?,
            Some(error) => output::note(format_args!("error: {}: {error}", object.name)),
        }
    }
    if report.objects.is_empty() {
        output::line("stage    nothing new")?;
    } else if report.total.tally.accepted == 0 && report.total.failed == 0 {
        output::line("stage    no change: every row was there already")?;
    }
    report.objects.iter().filter(|object| object.tally.rejected > 0).for_each(warn);
    Ok(())
}

fn warn(object: &ObjectReport) {
    let rejected = thousands(object.tally.rejected);
    output::note(format_args!(
        "warning: {}: {rejected} rows refused; `meteolake export rejects` tells each with its reason",
        object.name
    ));
}

fn account(tally: Tally) -> String {
    let Tally { rows, accepted, superseded, duplicate, rejected } = tally;
    let [rows, accepted, superseded, duplicate, rejected] =
        [rows, accepted, superseded, duplicate, rejected].map(thousands);
    format!("{rows} rows = {accepted} accepted + {superseded} superseded + {duplicate} duplicate + {rejected} rejected")
}
