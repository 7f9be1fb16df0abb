//! The command line as people type it. What a command does is in `command`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use pipeline::export::{Format, What};
use pipeline::fetch::Choice;
use server::Role;
use source::Layout;
use weather::climate::YearSpan;
use weather::day::DayDefinition;
use weather::{Day, StationId};

/// The weather-observation data lake in one binary.
#[derive(Debug, Parser)]
#[command(name = "meteolake", version, about, long_about = LONG, after_help = AFTER, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const LONG: &str = "The weather-observation data lake in one binary.

  source ──fetch──▶ raw ──stage──▶ staging ──curate──▶ curated ──serve──▶ API · export

Fetches what weather stations measured, keeps the bytes for ever (raw), turns them into clean, typed
observations (staging) and into daily statistics (curated).";

const AFTER: &str = "Try `meteolake demo`: it needs no network and no settings.
Exit status: 0 done, 1 failed, 2 wrong usage, 3 done with rejects under --strict.";

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The lake's folder [default: ./lake]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) lake: Option<PathBuf>,
    /// The settings file [default: ./meteolake.toml if there is one]
    #[arg(long, global = true, value_name = "FILE", env = "METEOLAKE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Show no progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Log more; twice for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// The form of the log
    #[arg(long, global = true, value_name = "FORM", value_enum, default_value_t = LogFormat::Text, env = "METEOLAKE_LOG_FORMAT")]
    pub(crate) log_format: LogFormat,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show the lake at work: a month of simulated stations, no network needed
    Demo(Demo),
    /// Bring the files of a range of days into the raw zone
    Fetch(Fetch),
    /// Bring files at hand into the lake
    Ingest(Ingest),
    /// Read raw objects into observations
    Stage(Stage),
    /// Compute the days whose observations changed
    Curate(Curate),
    /// Fetch, stage and curate a range of days
    Run(Run),
    /// Tell what the lake holds, how fresh it is and what waits
    Status(Status),
    /// Write what the lake holds as CSV, NDJSON, JSON, Parquet or Arrow
    Export(Export),
    /// Show what is usual at a station, its records and its longest spells
    Climate(Climate),
    /// Serve the lake over HTTP until it is told to stop
    Serve(Serve),
    /// Make, list and remove the API keys of the server
    Keys {
        #[command(subcommand)]
        verb: Keys,
    },
    /// Copy a zone to another address, or a whole lake to another folder; run again, only what is missing
    Copy(Copy),
    /// Read everything again and compare it with its checksums and accounts
    Verify,
    /// Check that the lake and its zones can be used
    Doctor,
    /// Show the settings in force
    Config,
    /// Write files of a simulated station network, in any layout
    Simulate(Simulate),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// A range of days.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Range {
    /// The first day, as 2013-01-31
    #[arg(long)]
    pub(crate) from: Day,
    /// The last day, included
    #[arg(long)]
    pub(crate) to: Day,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many stations
    #[arg(long, default_value_t = 62, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) stations: u32,
    /// Another network: the same seed gives the same data
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Options of `fetch`.
#[derive(Debug, Args)]
pub(crate) struct Fetch {
    #[command(flatten)]
    pub(crate) range: Range,
    /// Whom to ask: auto, meteofrance or opendatasoft
    #[arg(long, default_value_t = Choice::Auto)]
    pub(crate) source: Choice,
}

/// Options of `ingest`.
#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// The files; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How far to take them
    #[arg(long, value_enum, default_value_t = Destination::Curated)]
    pub(crate) to: Destination,
    #[command(flatten)]
    pub(crate) strict: Strict,
}

/// A zone to stop at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Destination {
    /// Only keep the bytes
    Raw,
    /// Up to observations
    Staging,
    /// All the way to days
    Curated,
}

/// How to end when rows were refused.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Strict {
    /// Exit with 3 if rows were refused
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Options of `stage`.
#[derive(Debug, Args)]
pub(crate) struct Stage {
    /// Read all raw objects, also those with a receipt
    #[arg(long)]
    pub(crate) again: bool,
    #[command(flatten)]
    pub(crate) strict: Strict,
}

/// Options of `curate`.
#[derive(Debug, Args)]
pub(crate) struct Curate {
    /// Compute all days, also unchanged ones
    #[arg(long)]
    pub(crate) again: bool,
}

/// Options of `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) fetch: Fetch,
    #[command(flatten)]
    pub(crate) strict: Strict,
}

/// Options of `status`.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Show the report card of this station instead, month by month
    #[arg(long, value_name = "ID")]
    pub(crate) station: Option<StationId>,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to export
    #[arg(value_parser = tables())]
    pub(crate) what: What,
    /// csv, ndjson, json, parquet or arrow
    #[arg(long, default_value_t = Format::Csv)]
    pub(crate) format: Format,
    /// Only this station, by its id; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) station: Vec<StationId>,
    /// Only from this day on; a month or year is given whole where one of its days is asked for
    #[arg(long)]
    pub(crate) from: Option<Day>,
    /// Only up to this day, included
    #[arg(long)]
    pub(crate) to: Option<Day>,
    /// Only this definition of the day: utc or climatological [default: both]
    #[arg(long)]
    pub(crate) day: Option<DayDefinition>,
    /// Years of the normals, also those behind anomalies, and of the limits of spells, as 1991-2020 [default: 1991-2020
    /// if a station holds at least 24 of them, else all its years]
    #[arg(long, value_name = "FROM-TO")]
    pub(crate) period: Option<YearSpan>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", conflicts_with = "per_city")]
    pub(crate) output: Option<PathBuf>,
    /// Write one CSV file a city into this folder (observations only)
    #[arg(long, value_name = "DIR")]
    pub(crate) per_city: Option<PathBuf>,
}

/// Options of `climate`.
#[derive(Debug, Args)]
pub(crate) struct Climate {
    /// The station: its id, name or slug, in any case
    pub(crate) station: String,
    /// Years of the normals, as 1991-2020 [default: 1991-2020 if the station holds at least 24 of them, else all its
    /// years]
    #[arg(long, value_name = "FROM-TO")]
    pub(crate) period: Option<YearSpan>,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// Let everyone read who can reach the server; writing needs a key all the same
    #[arg(long)]
    pub(crate) open: bool,
}

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make a key and print it: the lake keeps its hash alone
    Add {
        /// What to call it
        name: String,
        /// What it may do: read, write (and read) or admin (and write)
        #[arg(long, value_parser = role, default_value = "read")]
        role: Role,
    },
    /// List the keys by name and role
    List,
    /// Forget a key: it opens nothing from then on
    Remove {
        /// Its name
        name: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    let roles = [Role::Read, Role::Write, Role::Admin];
    roles.into_iter().find(|role| role.to_string() == text).ok_or_else(|| "one of read, write, admin".to_owned())
}

/// Options of `copy`.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// Address or folder to copy from
    #[arg(long, value_name = "URL")]
    pub(crate) from: String,
    /// Address or folder to copy to
    #[arg(long, value_name = "URL")]
    pub(crate) to: String,
    /// Which zone is at the addresses [default: both are folders of whole lakes]
    #[arg(long, value_enum)]
    pub(crate) zone: Option<ZoneKind>,
}

/// A kind of zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ZoneKind {
    /// Bytes as they came
    Raw,
    /// Observations
    Staging,
    /// Days
    Curated,
}

impl ZoneKind {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Staging => "staging",
            Self::Curated => "curated",
        }
    }
}

/// Options of `simulate`.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    #[command(flatten)]
    pub(crate) range: Range,
    /// The layout of the files
    #[arg(long, value_parser = layout, default_value = "opendatasoft-export-json")]
    pub(crate) layout: Layout,
    /// How many stations
    #[arg(long, default_value_t = 62, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) stations: u32,
    /// Another network: the same seed gives the same data
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// With the broken rows, gaps and retransmissions of real files
    #[arg(long)]
    pub(crate) faults: bool,
    /// Reports every hour instead of every three hours
    #[arg(long, conflicts_with = "gzip")]
    pub(crate) hourly: bool,
    /// Compress with gzip
    #[arg(long)]
    pub(crate) gzip: bool,
    /// The file to write; standard output if absent
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The tables, each with what it is.
fn tables() -> impl TypedValueParser<Value = What> {
    let table = |what: &What| PossibleValue::new(what.name()).help(what.meaning());
    PossibleValuesParser::new(What::ALL.iter().map(table)).try_map(|name| name.parse::<What>())
}

fn layout(text: &str) -> Result<Layout, String> {
    Layout::ALL.iter().copied().find(|layout| layout.name() == text).ok_or_else(|| {
        let names: Vec<&str> = Layout::ALL.iter().map(|layout| layout.name()).collect();
        format!("one of {}", names.join(", "))
    })
}
