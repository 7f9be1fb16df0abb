//! `doctor`: can the lake and its zones be used? One line a question, and what to do where the answer is no.

use serde::Serialize;
use zone::{Finding, Result};

use crate::app::{App, now};
use crate::cli::Cli;
use crate::error::{CommandError, Outcome};
use crate::output;

/// What a check found.
#[derive(Debug, Serialize)]
struct Line {
    what: String,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

pub(crate) async fn run(cli: &Cli) -> std::result::Result<Outcome, CommandError> {
    let app = App::open_or_create(&cli.global)?;
    let mut lines = vec![
        line("settings of fetch".to_owned(), app.settings.fetch().map(|_| String::new()).map_err(told)),
        line("lake folder".to_owned(), app.lake.scratch().and_then(|folder| can_write(&folder))),
    ];
    let time = now();
    lines.extend(of_zone("raw zone", app.zones.raw.examine(time).await));
    lines.extend(of_zone("staging zone", app.zones.staging.examine(time).await));
    lines.extend(of_zone("curated zone", app.zones.curated.examine(time).await));
    if app.json {
        output::json(&lines)?;
    } else {
        lines.iter().try_for_each(show)?;
    }
    let all_well = lines.iter().all(|line| line.ok);
    Ok(if all_well { Outcome::Done } else { Outcome::PartlyFailed })
}

fn of_zone(zone: &'static str, findings: Vec<Finding>) -> impl Iterator<Item = Line> {
    findings.into_iter().map(move |finding| line(format!("{zone}: {}", finding.what), finding.outcome))
}

fn told(error: CommandError) -> zone::Error {
    zone::Error::new(zone::Kind::Invalid, error.to_string())
}

fn can_write(folder: &std::path::Path) -> Result<String> {
    let path = folder.join(format!("doctor-{}", std::process::id()));
    std::fs::write(&path, b"ok")
        .and_then(|()| std::fs::remove_file(&path))
        .map(|()| String::new())
        .map_err(|error| zone::Error::io(path.display(), error))
}

fn line(what: String, outcome: Result<String>) -> Line {
    match outcome {
        Ok(found) => {
            let found = Some(found).filter(|found| !found.is_empty());
            Line { what, ok: true, found, problem: None, hint: None }
        }
        Err(error) => {
            let hint = error.next_step().map(str::to_owned);
            Line { what, ok: false, found: None, problem: Some(error.to_string()), hint }
        }
    }
}

fn show(line: &Line) -> std::result::Result<(), CommandError> {
    match (&line.problem, &line.found) {
        (None, None) => output::line(format_args!("ok       {}", line.what)),
        (None, Some(found)) => output::line(format_args!("ok       {}: {found}", line.what)),
        (Some(problem), _) => {
            output::line(format_args!("failed   {}: {problem}", line.what))?;
            line.hint.iter().try_for_each(|hint| output::line(format_args!("         hint: {hint}")))
        }
    }
}
