//! The binary: reads the command line, the settings and the clock, builds the lake's parts once, and runs a command.

mod app;
mod cli;
mod command;
mod error;
mod output;
mod progress;
mod settings;
mod telemetry;
mod upstream;
mod zones;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Verb};
use crate::error::{CommandError, Outcome};
use crate::telemetry::Telemetry;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = run(&cli);
    error::exit(outcome, cli.global.json)
}

#[tokio::main]
async fn run(cli: &Cli) -> Result<Outcome, CommandError> {
    let telemetry = Telemetry::start(cli);
    let outcome = command(cli).await;
    telemetry.end().await;
    outcome
}

async fn command(cli: &Cli) -> Result<Outcome, CommandError> {
    match &cli.verb {
        Verb::Completions { shell } => command::completions::run(*shell),
        Verb::Simulate(options) => command::simulate::run(cli, options),
        Verb::Demo(options) => command::demo::run(cli, options).await,
        Verb::Config => command::config::run(cli),
        Verb::Fetch(options) => command::fetch::run(cli, options).await,
        Verb::Ingest(options) => command::ingest::run(cli, options).await,
        Verb::Stage(options) => command::stage::run(cli, options).await,
        Verb::Curate(options) => command::curate::run(cli, options).await,
        Verb::Run(options) => command::run::run(cli, options).await,
        Verb::Status(options) => command::status::run(cli, options).await,
        Verb::Export(options) => command::export::run(cli, options).await,
        Verb::Climate(options) => command::climate::run(cli, options).await,
        Verb::Serve(options) => command::serve::run(cli, options).await,
        Verb::Keys { verb } => command::keys::run(cli, verb),
        Verb::Copy(options) => command::copy::run(cli, options).await,
        Verb::Verify => command::verify::run(cli).await,
        Verb::Doctor => command::doctor::run(cli).await,
    }
}
