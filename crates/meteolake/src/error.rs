//! What can go wrong in a command, and the one table that turns it into an exit status.

use std::process::ExitCode;

use zone::Error;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is done.
    Done,
    /// It went on to the end, but part of it failed; what failed was told.
    PartlyFailed,
    /// Done, but rows were refused and the caller asked to be strict.
    WithRejects,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The command line or the settings are wrong.
    #[error("{0}")]
    Usage(String),
    /// A zone or an arrow failed.
    #[error("{0}")]
    Lake(#[from] Error),
}

impl CommandError {
    /// An output that cannot be written.
    pub(crate) fn output(what: impl std::fmt::Display, error: std::io::Error) -> Self {
        Self::Lake(Error::io(what, error))
    }

    fn next_step(&self) -> Option<&str> {
        match self {
            Self::Usage(_) => Some("`meteolake help` tells the usage, `meteolake config` the settings in force"),
            Self::Lake(error) => error.next_step(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Lake(error) => error.kind().name(),
        }
    }
}

/// Tells an error on standard error and gives the exit status: 0 done, 1 failed, 2 wrong usage, 3 done with rejects.
pub(crate) fn exit(outcome: Result<Outcome, CommandError>, json: bool) -> ExitCode {
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::PartlyFailed) => ExitCode::from(1),
        Ok(Outcome::WithRejects) => ExitCode::from(3),
        Err(CommandError::Lake(error)) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error, json);
            match error {
                CommandError::Usage(_) => ExitCode::from(2),
                CommandError::Lake(_) => ExitCode::from(1),
            }
        }
    }
}

fn tell(error: &CommandError, json: bool) {
    if json {
        let hint = error.next_step();
        let told = serde_json::json!({ "error": { "kind": error.kind(), "what": error.to_string(), "hint": hint } });
        crate::output::note(told);
        return;
    }
    crate::output::note(format_args!("error: {error}"));
    if let Some(hint) = error.next_step() {
        crate::output::note(format_args!("  hint: {hint}"));
    }
}

/// Whether the reader of our output went away, as `| head` does: nothing is wrong then.
fn is_closed_pipe(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe) {
            return true;
        }
        cause = error.source();
    }
    false
}
