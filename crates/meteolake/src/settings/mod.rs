//! Settings: defaults, then `meteolake.toml`, then the environment, then flags; validated once.
//!
//! Every setting but [`ONLY_IN_FILE`] can be given in the environment: `fetch.meteofrance_base` is
//! `METEOLAKE_FETCH_METEOFRANCE_BASE`. `docs/configuration.md` is made from the defaults below.

mod quality;
#[cfg(test)]
mod reference;
mod serve;
mod storage;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pipeline::fetch;
use serde::{Deserialize, Serialize};
use source::Provider;
use toml::{Table, Value};

pub(crate) use self::quality::Quality;
pub(crate) use self::serve::Serve;
pub(crate) use self::storage::Storage;
use crate::cli::Global;
use crate::error::CommandError;

/// The settings file that is read where there is one and none is named.
const FILE: &str = "meteolake.toml";

/// A list of tables has no form that fits a variable of the environment.
const ONLY_IN_FILE: &str = "quality.limits";

/// All settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The lake's folder.
    pub(crate) lake: PathBuf,
    /// Where the zones are.
    pub(crate) zones: Zones,
    /// How remote zones are reached.
    pub(crate) storage: Storage,
    /// How fetch behaves.
    pub(crate) fetch: Fetch,
    /// How stage behaves.
    pub(crate) stage: Stage,
    /// How curate behaves.
    pub(crate) curate: Curate,
    /// How quality control behaves.
    pub(crate) quality: Quality,
    /// How the server behaves.
    pub(crate) serve: Serve,
}

/// The addresses of the zones; empty for a folder in the lake.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Zones {
    pub(crate) raw: String,
    pub(crate) staging: String,
    pub(crate) curated: String,
}

/// How fetch behaves; times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fetch {
    /// The order in which `--source auto` tries the providers.
    pub(crate) order: Vec<String>,
    pub(crate) meteofrance_base: String,
    pub(crate) opendatasoft_base: String,
    pub(crate) connect_timeout_s: f64,
    pub(crate) read_timeout_s: f64,
    pub(crate) downloads_at_once: usize,
    pub(crate) attempts_max: u32,
    pub(crate) retry_delay_base_s: f64,
    pub(crate) retry_delay_max_s: f64,
    pub(crate) retry_after_max_s: f64,
}

/// How stage behaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stage {
    /// Rows kept in memory before they go to scratch files; a row takes about 400 bytes.
    pub(crate) rows_in_memory: usize,
    /// Rows in one transaction.
    pub(crate) rows_per_commit: u64,
}

/// How curate behaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Curate {
    /// Threads that compute; 0 for one a core.
    pub(crate) workers: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let fetch = fetch::Settings::default();
        let stage = pipeline::stage::Options::default();
        Self {
            lake: PathBuf::from("lake"),
            zones: Zones::default(),
            storage: Storage::default(),
            fetch: Fetch {
                order: Provider::ALL.iter().map(|provider| provider.name().to_owned()).collect(),
                meteofrance_base: Provider::MeteoFrance.default_base().to_owned(),
                opendatasoft_base: Provider::OpenDataSoft.default_base().to_owned(),
                connect_timeout_s: fetch.connect_timeout.as_secs_f64(),
                read_timeout_s: fetch.read_timeout.as_secs_f64(),
                downloads_at_once: fetch.downloads_at_once,
                attempts_max: fetch.retry.attempts_max,
                retry_delay_base_s: fetch.retry.delay_base.as_secs_f64(),
                retry_delay_max_s: fetch.retry.delay_max.as_secs_f64(),
                retry_after_max_s: fetch.retry.retry_after_max.as_secs_f64(),
            },
            stage: Stage { rows_in_memory: stage.rows_in_memory, rows_per_commit: stage.rows_per_commit },
            curate: Curate { workers: 0 },
            quality: Quality::default(),
            serve: Serve::default(),
        }
    }
}

/// Where a setting comes from.
pub(crate) type Origins = BTreeMap<String, String>;

impl Settings {
    /// The settings in force, and where those that are not defaults come from.
    ///
    /// # Errors
    /// `Usage`, naming the setting and its place, if one is unknown or of the wrong type.
    pub(crate) fn load(global: &Global) -> Result<(Self, Origins), CommandError> {
        let mut origins = Origins::new();
        let mut table = Table::try_from(Self::default()).map_err(|error| CommandError::Usage(error.to_string()))?;
        if let Some((path, text)) = read_file(global)? {
            let given: Table = text.parse().map_err(|error| wrong(&path, error))?;
            merge(&mut table, given, &path, "", &mut origins)?;
        }
        overlay_environment(&mut table, "", &mut origins)?;
        if let Some(lake) = &global.lake {
            table.insert("lake".to_owned(), Value::String(lake.to_string_lossy().into_owned()));
            origins.insert("lake".to_owned(), "--lake".to_owned());
        }
        let settings: Self = table
            .try_into()
            .map_err(|error| CommandError::Usage(format!("settings: {}", error.to_string().trim_end())))?;
        Ok((settings, origins))
    }

    /// The settings as they may be shown: without the passwords that addresses of zones may hold.
    pub(crate) fn shown(&self) -> Self {
        let Zones { raw, staging, curated } = &self.zones;
        let zones = Zones { raw: redacted(raw), staging: redacted(staging), curated: redacted(curated) };
        Self { zones, ..self.clone() }
    }

    /// What fetch needs of them.
    ///
    /// # Errors
    /// `Usage` if a provider is unknown or a time is no time.
    pub(crate) fn fetch(&self) -> Result<fetch::Settings, CommandError> {
        let given = &self.fetch;
        let upstream = |name: &String| {
            let provider: Provider =
                name.parse().map_err(|error| CommandError::Usage(format!("fetch.order: {error}")))?;
            let base = match provider {
                Provider::MeteoFrance => &given.meteofrance_base,
                Provider::OpenDataSoft => &given.opendatasoft_base,
            };
            Ok(fetch::Upstream { provider, base: base.trim_end_matches('/').to_owned() })
        };
        Ok(fetch::Settings {
            upstreams: given.order.iter().map(upstream).collect::<Result<_, CommandError>>()?,
            connect_timeout: seconds("fetch.connect_timeout_s", given.connect_timeout_s)?,
            read_timeout: seconds("fetch.read_timeout_s", given.read_timeout_s)?,
            downloads_at_once: given.downloads_at_once.max(1),
            retry: fetch::Retry {
                attempts_max: given.attempts_max.max(1),
                delay_base: seconds("fetch.retry_delay_base_s", given.retry_delay_base_s)?,
                delay_max: seconds("fetch.retry_delay_max_s", given.retry_delay_max_s)?,
                retry_after_max: seconds("fetch.retry_after_max_s", given.retry_after_max_s)?,
            },
            ..fetch::Settings::default()
        })
    }
}

/// An address with its password, if it holds one, replaced by stars.
///
/// It is taken as text: an address that is wrong may hold a password too.
pub(crate) fn redacted(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let end = rest.rfind('@').filter(|at| !rest[..*at].is_empty());
    match end.and_then(|at| Some((rest[..at].split_once(':')?.0, &rest[at..]))) {
        Some((user, place)) => format!("{scheme}://{user}:***{place}"),
        None => address.to_owned(),
    }
}

fn seconds(name: &str, value: f64) -> Result<Duration, CommandError> {
    Duration::try_from_secs_f64(value)
        .map_err(|_| CommandError::Usage(format!("{name} is {value}: give a number of seconds, 0 or more")))
}

fn wrong(path: &Path, error: impl std::fmt::Display) -> CommandError {
    CommandError::Usage(format!("{}: {error}", path.display()))
}

fn read_file(global: &Global) -> Result<Option<(PathBuf, String)>, CommandError> {
    let path = global.config.clone().unwrap_or_else(|| PathBuf::from(FILE));
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && global.config.is_none() => Ok(None),
        Err(error) => Err(wrong(&path, error)),
    }
}

/// Puts the values of a file over the defaults; only settings that there are may be given.
fn merge(
    table: &mut Table,
    given: Table,
    path: &Path,
    prefix: &str,
    origins: &mut Origins,
) -> Result<(), CommandError> {
    for (key, value) in given {
        let name = format!("{prefix}{key}");
        match (table.get_mut(&key), value) {
            (None, _) => return Err(wrong(path, format!("there is no setting `{name}`"))),
            (Some(Value::Table(section)), Value::Table(given)) => {
                merge(section, given, path, &format!("{name}."), origins)?;
            }
            (Some(slot), value) => {
                *slot = adapt(slot, value).map_err(|error| wrong(path, format!("`{name}` {error}")))?;
                origins.insert(name, path.display().to_string());
            }
        }
    }
    Ok(())
}

/// Puts the environment's values over the table's.
fn overlay_environment(table: &mut Table, prefix: &str, origins: &mut Origins) -> Result<(), CommandError> {
    for (key, slot) in table.iter_mut() {
        let name = format!("{prefix}{key}");
        if let Value::Table(section) = slot {
            overlay_environment(section, &format!("{name}."), origins)?;
            continue;
        }
        let Some(variable) = variable_of(&name) else { continue };
        #[expect(clippy::disallowed_methods, reason = "settings are where the environment is read")]
        let Ok(text) = std::env::var(&variable) else { continue };
        *slot = parse_like(slot, &text).map_err(|error| CommandError::Usage(format!("{variable} {error}")))?;
        origins.insert(name, variable);
    }
    Ok(())
}

/// The variable of the environment that a setting can be given in.
fn variable_of(name: &str) -> Option<String> {
    (name != ONLY_IN_FILE).then(|| format!("METEOLAKE_{}", name.to_uppercase().replace('.', "_")))
}

/// The value, if it can stand where `like` stands; whole numbers may stand for decimal ones.
fn adapt(like: &Value, value: Value) -> Result<Value, String> {
    match (like, value) {
        (Value::Float(_), Value::Integer(number)) => Ok(Value::Float(number as f64)),
        (like, value) if like.same_type(&value) => Ok(value),
        (like, value) => Err(format!("is a {}, but it must be a {}", value.type_str(), like.type_str())),
    }
}

/// A text as a value of the type of `like`; lists are separated by commas.
fn parse_like(like: &Value, text: &str) -> Result<Value, String> {
    let wrong = |_| format!("is `{text}`, but it must be a {}", like.type_str());
    match like {
        Value::Integer(_) => {
            text.parse().map(Value::Integer).map_err(|error: std::num::ParseIntError| wrong(error.to_string()))
        }
        Value::Float(_) => {
            text.parse().map(Value::Float).map_err(|error: std::num::ParseFloatError| wrong(error.to_string()))
        }
        Value::Boolean(_) => {
            text.parse().map(Value::Boolean).map_err(|error: std::str::ParseBoolError| wrong(error.to_string()))
        }
        Value::Array(_) => {
            Ok(Value::Array(text.split(',').map(|item| Value::String(item.trim().to_owned())).collect()))
        }
        _ => Ok(Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown_whatever_stands_around_it() {
        for (given, shown) in [
            ("mysql://lake:s3/cr@t:x@db:3306/staging", "mysql://lake:***@db:3306/staging"),
            ("mongodb://u:p@one:1,two:2/curated", "mongodb://u:***@one:1,two:2/curated"),
            ("mysql://lake@db/staging", "mysql://lake@db/staging"),
            ("s3://bucket/a", "s3://bucket/a"),
            ("", ""),
        ] {
            assert_eq!(redacted(given), shown);
        }
    }
}
