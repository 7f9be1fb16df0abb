//! `keys`: who may use the server beyond reading on this machine.

use serde::Serialize;
use server::{Key, Keys, Role};

use crate::app::{App, now};
use crate::cli::{self, Cli, KeyRole};
use crate::error::{CommandError, Outcome};
use crate::output;

/// A key that was made: the only time that it is told.
#[derive(Debug, Serialize)]
struct Made<'a> {
    name: &'a str,
    role: Role,
    key: &'a str,
}

pub(crate) fn run(cli: &Cli, verb: &cli::Keys) -> Result<Outcome, CommandError> {
    let app = App::open_or_create(&cli.global)?;
    let keys = Keys::of(app.lake.folder());
    match verb {
        cli::Keys::Add { name, role } => add(&app, &keys, name, (*role).into())?,
        cli::Keys::List => list(&app, &keys.all()?)?,
        cli::Keys::Remove { name } => keys.remove(name)?,
    }
    Ok(Outcome::Done)
}

fn add(app: &App, keys: &Keys, name: &str, role: Role) -> Result<(), CommandError> {
    let key = new_key()?;
    keys.add(name, role, &key, now())?;
    if app.json {
        return output::json(&Made { name, role, key: &key });
    }
    output::note("This key is shown once; the lake keeps only its hash.");
    output::line(key)
}

fn list(app: &App, keys: &[Key]) -> Result<(), CommandError> {
    if app.json {
        return output::json(&keys.iter().map(Key::shown).collect::<Vec<_>>());
    }
    keys.iter()
        .try_for_each(|key| output::line(format_args!("{:24} {:8} {}", key.name, key.role.to_string(), key.created)))
}

/// 256 random bits as text; the prefix lets people and scanners of leaks see what it is.
fn new_key() -> Result<String, CommandError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| CommandError::Usage(format!("the system gives no random numbers: {error}")))?;
    Ok(format!("mlk_{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

impl From<KeyRole> for Role {
    fn from(role: KeyRole) -> Self {
        match role {
            KeyRole::Read => Self::Read,
            KeyRole::Write => Self::Write,
            KeyRole::Admin => Self::Admin,
        }
    }
}
