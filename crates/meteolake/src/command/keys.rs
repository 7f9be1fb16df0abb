//! `keys`: make, list and remove the API keys of the server.

use serde_json::json;
use server::{Key, Keys, Role};
use zone::{Error, Kind};

use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;

/// What keys begin with, so that people and scanners of leaks know them when they see one.
const PREFIX: &str = "mlk_";

pub(crate) fn run(cli: &Cli, verb: &cli::Keys) -> Result<Outcome, CommandError> {
    let app = match verb {
        cli::Keys::Add { .. } => App::open_or_create(&cli.global)?,
        cli::Keys::List | cli::Keys::Remove { .. } => App::open(&cli.global)?,
    };
    let keys = Keys::of(app.lake.folder());
    match verb {
        cli::Keys::Add { name, role } => add(&app, &keys, name, *role)?,
        cli::Keys::List => list(&app, &keys)?,
        cli::Keys::Remove { name } => {
            keys.remove(name)?;
            output::note(format_args!("removed the key `{name}`"));
        }
    }
    Ok(Outcome::Done)
}

fn add(app: &App, keys: &Keys, name: &str, role: Role) -> Result<(), CommandError> {
    let key = new_key()?;
    keys.add(name, role, &key, now())?;
    if app.json {
        return output::json(&json!({ "name": name, "role": role, "key": key }));
    }
    output::note(format_args!("the key `{name}` with the role {role}, shown this once:"));
    output::line(key)
}

/// 256 random bits in hexadecimal digits.
fn new_key() -> Result<String, CommandError> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits)
        .map_err(|error| Error::new(Kind::Unavailable, format!("the system gives no random numbers: {error}")))?;
    let digits = bits.iter().map(|byte| format!("{byte:02x}"));
    Ok(std::iter::once(PREFIX.to_owned()).chain(digits).collect())
}

fn list(app: &App, keys: &Keys) -> Result<(), CommandError> {
    let keys: Vec<Key> = keys.all()?.iter().map(Key::shown).collect();
    if app.json {
        return output::json(&json!({ "keys": keys }));
    }
    let widest = keys.iter().map(|key| key.name.chars().count()).max().unwrap_or_default();
    keys.iter().try_for_each(|Key { name, role, created, .. }| {
        output::line(format_args!("{name:widest$}  {:<5}  made {created}", role.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::new_key;

    #[test]
    fn keys_hold_256_bits_and_are_never_the_same() {
        let [one, other] = [new_key(), new_key()].map(|key| key.expect("random bits"));
        assert_ne!(one, other);
        let digits = one.strip_prefix("mlk_").expect("the prefix");
        assert!(digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{one}");
    }
}
