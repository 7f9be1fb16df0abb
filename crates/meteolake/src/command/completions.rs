//! `completions`: a script that completes the command line in a shell.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::error::{CommandError, Outcome};

pub(crate) fn run(shell: Shell) -> Result<Outcome, CommandError> {
    generate(shell, &mut Cli::command(), "meteolake", &mut std::io::stdout().lock());
    Ok(Outcome::Done)
}
