//! `doctor`: can the lake and its zones be used?

use serde::Serialize;
use zone::Result;

use crate::app::App;
use crate::cli::Cli;
use crate::error::{CommandError, Outcome};
use crate::output;

/// What a check found.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

pub(crate) async fn run(cli: &Cli) -> std::result::Result<Outcome, CommandError> {
    let app = App::open_or_create(&cli.global)?;
    let findings = [
        finding("settings of fetch", app.settings.fetch().map(drop).map_err(told)),
        finding("lake folder", app.lake.scratch().and_then(|folder| can_write(&folder))),
        finding("raw zone", app.zones.raw.check().await),
        finding("staging zone", app.zones.staging.check().await),
        finding("curated zone", app.zones.curated.check().await),
    ];
    if app.json {
        output::json(&findings)?;
    } else {
        for finding in &findings {
            show(finding)?;
        }
    }
    let all_well = findings.iter().all(|finding| finding.ok);
    Ok(if all_well { Outcome::Done } else { Outcome::PartlyFailed })
}

fn told(error: CommandError) -> zone::Error {
    zone::Error::new(zone::Kind::Invalid, error.to_string())
}

fn can_write(folder: &std::path::Path) -> Result<()> {
    let path = folder.join(format!("doctor-{}", std::process::id()));
    std::fs::write(&path, b"ok")
        .and_then(|()| std::fs::remove_file(&path))
        .map_err(|error| zone::Error::io(path.display(), error))
}

fn finding(what: &'static str, outcome: Result<()>) -> Finding {
    match outcome {
        Ok(()) => Finding { what, ok: true, problem: None, hint: None },
        Err(error) => {
            let hint = error.next_step().map(str::to_owned);
            Finding { what, ok: false, problem: Some(error.to_string()), hint }
        }
    }
}

fn show(finding: &Finding) -> std::result::Result<(), CommandError> {
    match &finding.problem {
        None => output::line(format_args!("ok       {}", finding.what)),
        Some(problem) => {
            output::line(format_args!("failed   {}: {problem}", finding.what))?;
            finding.hint.iter().try_for_each(|hint| output::line(format_args!("         hint: {hint}")))
        }
    }
}
