//! `serve`: the lake over HTTP, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use pipeline::run::Runner;
use serde::Serialize;
use server::writing::Writing;
use server::{Access, Api, Keys, Metrics, Parts, Stop};
use tokio::net::TcpListener;

use super::fetch;
use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;
use crate::settings::Settings;
use crate::telemetry::Telemetry;

/// Where the server listens.
#[derive(Debug, Serialize)]
struct Listening {
    listening: String,
}

pub(crate) async fn run(cli: &Cli, options: &cli::Serve) -> Result<Outcome, CommandError> {
    let (settings, _) = Settings::load(&cli.global)?;
    let telemetry = Telemetry::start(cli.global.verbose, &settings.serve)?;
    let app = App::open_or_create(&cli.global)?;
    let address = options.listen.map_or_else(|| settings.serve.address(), Ok)?;
    let keys = Keys::of(app.lake.folder());
    let access = Access::of(address.ip(), options.open);
    if !access.open_reading && keys.all()?.is_empty() {
        return Err(nobody_may(address));
    }
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| CommandError::output(format_args!("cannot listen on {address}"), error))?;
    let bound = listener.local_addr().unwrap_or(address);
    let (api, stop) = api(&app, keys, access)?;
    let resumed = api.writing.resume().await?;
    if resumed > 0 {
        tracing::info!(jobs = resumed, "goes on with what an earlier server left");
    }
    told(&app, bound)?;
    tokio::spawn(stop_on_signal(stop));
    let writing = api.writing.clone();
    let patience = api.settings.shutdown_timeout;
    let (served, ()) = tokio::join!(server::serve(listener, api.clone()), async {
        api.stopping.cancelled().await;
        if !writing.shut_down(patience).await {
            tracing::warn!("jobs that run are taken up again by the next server");
        }
    });
    telemetry.end().await;
    served.map_err(|error| CommandError::output("the server", error))?;
    Ok(Outcome::Done)
}

/// What the handlers work with, and the wish that ends them.
fn api(app: &App, keys: Keys, access: Access) -> Result<(Api, Stop), CommandError> {
    let (stage, curate) = (app.stage_options(false), app.curate_options(false));
    let clock: server::Clock = Arc::new(now);
    let runner = Runner { zones: app.zones.clone(), fetch: fetch::fetcher(app)?, stage, curate, clock: clock.clone() };
    let holder = format!("`meteolake serve`, process {}", std::process::id());
    let settings = app.settings.serve.writing()?;
    let writing = Writing::open(server::writing::Parts { lake: app.lake.clone(), runner, holder, settings })?;
    let stopping = Stop::default();
    let api = Api::new(Parts {
        lake: app.lake.clone(),
        zones: app.zones.clone(),
        control: app.control.clone(),
        stage,
        curate,
        settings: app.settings.serve.server()?,
        keys,
        access,
        metrics: Metrics::default(),
        stopping: stopping.clone(),
        writing,
        clock,
        new_id: Arc::new(|| format!("{:016x}", fastrand::u64(..))),
    });
    Ok((api, stopping))
}

fn nobody_may(address: SocketAddr) -> CommandError {
    CommandError::Usage(format!(
        "{address} can be reached from other machines, and the lake has no API key: make one with `meteolake keys add NAME`, \
         let everyone read with --open, or listen on 127.0.0.1"
    ))
}

fn told(app: &App, bound: SocketAddr) -> Result<(), CommandError> {
    if app.json {
        return output::json(&Listening { listening: format!("http://{bound}") });
    }
    output::note(format_args!("meteolake listens on http://{bound} (API: http://{bound}/docs); Ctrl+C ends it"));
    Ok(())
}

/// Waits for the system's wish that the server should end: Ctrl+C, or SIGTERM as service managers send it.
async fn stop_on_signal(stop: Stop) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            stop.cancel();
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
    stop.cancel();
}
