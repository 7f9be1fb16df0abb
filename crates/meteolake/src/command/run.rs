//! `run`: fetch, stage and curate a range of days.

use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use pipeline::Cancel;
use pipeline::run::{Event, Request, RunReport, Runner, Runs, Step};

use super::{curate, fetch, stage};
use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;
use crate::progress::Progress;

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

/// Fetches, stages and curates; what could not be fetched does not keep the rest from being staged. The run is
/// remembered in the lake.
pub(crate) async fn all(app: &App, options: &cli::Fetch) -> Result<RunReport, CommandError> {
    let runner = runner(app)?;
    let request = Request { plan: fetch::plan(options), steps: Step::ALL.to_vec() };
    let (cancel, bars, asked) = (Cancel::default(), Arc::new(Bars::new(app)), now());
    let progress: pipeline::run::Progress = Arc::new({
        let bars = bars.clone();
        move |event: Event<'_>| bars.hear(event)
    });
    let mut report = RunReport::default();
    let outcome = runner.run(&request, || app.lock("run"), &cancel, &progress, &mut report).await;
    bars.step(None);
    Runs::of(&app.lake).add(&request, asked, |record| {
        record.report = report.clone();
        record.end(&outcome, &cancel, now());
    })?;
    outcome?;
    Ok(report)
}

/// The arrows, as the settings want them.
///
/// # Errors
/// As of the settings.
pub(crate) fn runner(app: &App) -> Result<Runner, CommandError> {
    Ok(Runner {
        zones: app.zones.clone(),
        fetch: fetch::fetcher(app)?,
        stage: app.stage_options(false),
        curate: app.curate_options(false),
        clock: Arc::new(now),
    })
}

/// The bars of a run: those of the fetch, then one a step.
struct Bars {
    progress: Progress,
    fetch: fetch::Bars,
    step: Mutex<Option<ProgressBar>>,
}

impl Bars {
    fn new(app: &App) -> Self {
        Self { progress: app.progress.clone(), fetch: fetch::Bars::new(app), step: Mutex::default() }
    }

    fn hear(&self, event: Event<'_>) {
        let bar = || self.step.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match event {
            Event::Step(Step::Fetch) => self.step(None),
            Event::Step(Step::Stage) => self.step(Some(self.progress.bytes("stage", None))),
            Event::Step(Step::Curate) => self.step(Some(self.progress.things("curate", None))),
            Event::Fetch(event) => self.fetch.hear(event),
            Event::Stage(event) => bar().iter().for_each(|bar| stage::hear(bar, event)),
            Event::Days(days) => bar().iter().for_each(|bar| bar.set_position(days)),
        }
    }

    /// Puts a bar in the place of the last one.
    fn step(&self, bar: Option<ProgressBar>) {
        let last = std::mem::replace(&mut *self.step.lock().unwrap_or_else(PoisonError::into_inner), bar);
        last.iter().for_each(ProgressBar::finish_and_clear);
    }
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
