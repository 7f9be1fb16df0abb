//! `config`: the settings in force and where they come from.

use serde_json::json;

use crate::cli::Cli;
use crate::error::{CommandError, Outcome};
use crate::output;
use crate::settings::Settings;

pub(crate) fn run(cli: &Cli) -> Result<Outcome, CommandError> {
    let (settings, origins) = Settings::load(&cli.global)?;
    let settings = settings.shown();
    if cli.global.json {
        output::json(&json!({ "settings": settings, "origins": origins }))?;
        return Ok(Outcome::Done);
    }
    let text = toml::to_string(&settings).map_err(|error| CommandError::Usage(error.to_string()))?;
    output::line(text.trim_end())?;
    for (name, origin) in origins {
        output::line(format_args!("# {name} comes from {origin}"))?;
    }
    Ok(Outcome::Done)
}
