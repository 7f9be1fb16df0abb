//! `serve`: the lake over HTTP until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use pipeline::Cancel;
use serde_json::json;
use server::writing::Writing;
use server::{Access, Api, Keys, Metrics, Parts};
use tokio::net::TcpListener;
use zone::{Error, Kind};

use super::run;
use crate::app::{App, now};
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;

pub(crate) async fn run(cli: &Cli, options: &cli::Serve) -> Result<Outcome, CommandError> {
    let app = App::open_or_create(&cli.global)?;
    let listen = options.listen.as_ref().unwrap_or(&app.settings.serve.listen);
    let address = resolve(listen).await?;
    let access = access(&app, address, options.open || app.settings.serve.open)?;
    make_room();
    let api = api(&app, access)?;
    let listener = TcpListener::bind(address).await.map_err(|error| in_use(address, error))?;
    let address = listener.local_addr().map_err(|error| CommandError::output(address, error))?;
    let stop = api.stopping.clone();
    let stopping = tokio::spawn(stop_when_told(stop, signals()?));
    let resumed = api.writing.resume().await?;
    if resumed > 0 {
        tracing::info!(jobs = resumed, "goes on with what an earlier server left");
    }
    tell(&app, address, access)?;
    let (served, ()) = tokio::join!(server::serve(listener, api.clone()), end_jobs(&api));
    served.map_err(|error| CommandError::output(address, error))?;
    stopping.abort();
    output::note("stopped");
    Ok(Outcome::Done)
}

/// The first address that a name and a port stand for.
async fn resolve(listen: &str) -> Result<SocketAddr, CommandError> {
    let wrong = |why: String| {
        CommandError::Usage(format!(
            "cannot listen on `{listen}`: {why}; give an address and a port, as 127.0.0.1:8000"
        ))
    };
    let mut addresses = tokio::net::lookup_host(listen).await.map_err(|error| wrong(error.to_string()))?;
    addresses.next().ok_or_else(|| wrong("it has no address".to_owned()))
}

/// What may be done without a key. A server that others can reach has keys, or is said to be open.
fn access(app: &App, address: SocketAddr, open: bool) -> Result<Access, CommandError> {
    let access = Access::of(address.ip(), open);
    if !access.open_reading && Keys::of(app.lake.folder()).all()?.is_empty() {
        return Err(CommandError::Usage(format!(
            "others can reach {address}, and the lake has no API keys: make one with `meteolake keys add NAME`, or let \
             everyone read with --open"
        )));
    }
    Ok(access)
}

/// Once the server is to stop, has its jobs end at their next safe point; the next server goes on with them.
async fn end_jobs(api: &Api) {
    api.stopping.cancelled().await;
    if !api.writing.shut_down(api.settings.shutdown_timeout).await {
        tracing::warn!("jobs that run are taken up again by the next server");
    }
}

fn writing(app: &App) -> Result<Writing, CommandError> {
    let runner = run::runner(app)?;
    let holder = format!("`meteolake serve`, process {}", std::process::id());
    let settings = app.settings.serve.writing()?;
    Ok(Writing::open(server::writing::Parts { lake: app.lake.clone(), runner, holder, settings })?)
}

fn api(app: &App, access: Access) -> Result<Api, CommandError> {
    Ok(Api::new(Parts {
        writing: writing(app)?,
        zones: app.zones.clone(),
        control: app.control.clone(),
        settings: app.settings.serve.limits()?,
        keys: Keys::of(app.lake.folder()),
        access,
        metrics: Metrics::default(),
        stopping: Cancel::default(),
        clock: Arc::new(now),
        new_id: Arc::new(|| format!("{:032x}", fastrand::u128(..))),
    }))
}

/// Connections are files to the system, which lets a process have few of them unless it asks for more.
fn make_room() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

fn in_use(address: SocketAddr, error: std::io::Error) -> CommandError {
    let what = format!("cannot listen on {address}: {error}");
    Error::new(Kind::Unavailable, what)
        .hint("choose another with --listen; port 0 takes a free one")
        .because(error)
        .into()
}

/// Says where it listens: one line of JSON for programs, a sentence for people.
fn tell(app: &App, address: SocketAddr, access: Access) -> Result<(), CommandError> {
    let url = format!("http://{address}");
    if app.json {
        let (reading, writing) = (access.open_reading, access.open_writing);
        let told = json!({ "url": url, "lake": app.lake.folder(), "open_reading": reading, "open_writing": writing });
        return output::line(told);
    }
    let who = match (access.open_reading, access.open_writing) {
        (true, true) => "programs on this machine may read and write",
        (true, false) => "everyone may read; writing needs an API key",
        (false, _) => "reading and writing need an API key",
    };
    output::note(format_args!("serving {} on {url}\n  {who}; {url}/docs describes it", app.lake.folder().display()));
    Ok(())
}

/// What tells a server to stop: SIGTERM, and SIGINT, which is Ctrl-C.
#[cfg(unix)]
fn signals() -> Result<[tokio::signal::unix::Signal; 2], CommandError> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| CommandError::output("signals", error));
    Ok([listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?])
}

/// Stops the server when it is told to, and the process when it is told again.
#[cfg(unix)]
async fn stop_when_told(stop: Cancel, [mut terminate, mut interrupt]: [tokio::signal::unix::Signal; 2]) {
    for told in ["stopping when what runs is done; once more to stop at once", "stopped at once"] {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        output::note(told);
        if stop.is_cancelled() {
            std::process::exit(1);
        }
        stop.cancel();
    }
}

#[cfg(not(unix))]
fn signals() -> Result<(), CommandError> {
    Ok(())
}

#[cfg(not(unix))]
async fn stop_when_told(stop: Cancel, _signals: ()) {
    // Where Ctrl-C cannot be heard it ends the process by itself.
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.cancel();
    }
}
