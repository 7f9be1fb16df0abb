//! `verify`: reads everything again and compares.

use crate::app::{App, now};
use crate::cli::Cli;
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli) -> Result<Outcome, CommandError> {
    let app = App::open(&cli.global)?;
    let bar = app.progress.things("verify", None);
    let hear = |name: &str| {
        bar.inc(1);
        bar.set_message(format!("verify: {name}"));
    };
    let report = pipeline::verify::verify(&app.zones, now(), &hear).await;
    bar.finish_and_clear();
    let report = report?;
    if app.json {
        output::json(&report)?;
    } else {
        let [objects, receipts, observations, days] =
            [report.objects, report.receipts, report.observations, report.days].map(thousands);
        output::line(format_args!(
            "verify   read {objects} raw objects, {receipts} receipts, {observations} observations, {days} days"
        ))?;
        for problem in &report.problems {
            output::note(format_args!("error: {}: {}", problem.what, problem.problem));
        }
        match report.problems.len() {
            0 => output::line("verify   all is as it was written")?,
            count => output::note(format_args!("  hint: {count} problems; restore what is damaged from a backup")),
        }
    }
    Ok(if report.problems.is_empty() { Outcome::Done } else { Outcome::PartlyFailed })
}
