//! `curate`: observations into days.

use std::sync::Arc;

use pipeline::Cancel;
use pipeline::curate::CurateReport;

use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Curate) -> Result<Outcome, CommandError> {
    let app = App::open(&cli.global)?;
    let lock = app.lock("curate").await?;
    let report = curate(&app, options.again).await?;
    drop(lock);
    if app.json {
        output::json(&report)?;
    } else {
        show(&report)?;
    }
    Ok(Outcome::Done)
}

/// Curates with progress; the caller holds the lock.
pub(crate) async fn curate(app: &App, again: bool) -> Result<CurateReport, CommandError> {
    let bar = app.progress.things("curate", None);
    let hear = {
        let bar = bar.clone();
        Arc::new(move |days| bar.set_position(days))
    };
    let report = pipeline::curate::curate(&app.zones, app.curate_options(again), now(), &Cancel::default(), hear).await;
    bar.finish_and_clear();
    Ok(report?)
}

/// What a curating did, for people.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn show(report: &CurateReport) -> Result<(), CommandError> {
    if report.computed == 0 {
        return output::line("curate   nothing changed");
    }
    let CurateReport { computed, changed, unchanged, .. } = *report;
    let [computed, changed, unchanged] = [computed, changed, unchanged].map(thousands);
    output::line(format_args!("curate   {computed} days computed: {changed} new or changed, {unchanged} as before"))
}
