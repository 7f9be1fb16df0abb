//! Fetch: the first arrow, from the providers to the raw zone.
//!
//! Asks each provider only for what changed, resumes what broke, turns to the other provider where one fails, and
//! keeps only files that are what they claim to be. What the files say is not read here.

mod download;
mod plan;
mod progress;
mod report;
mod run;
mod settings;
#[cfg(test)]
mod tests;
mod transfer;

pub use plan::{Choice, Plan};
pub use progress::{Event, Progress};
pub use report::{DownloadReport, FetchReport, Outcome};
pub use settings::{Retry, Settings, Upstream};

use std::path::PathBuf;
use std::sync::Arc;

use reqwest::Client;
use weather::Time;
use zone::raw::RawZone;
use zone::{Error, Kind, Result};

use self::run::Run;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;
/// Gives random numbers in [0, 1).
pub type Chance = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Fetches files from the providers into a raw zone.
#[derive(Clone)]
pub struct Fetch {
    client: Client,
    settings: Settings,
    scratch: PathBuf,
    now: Clock,
    chance: Chance,
}

impl Fetch {
    /// A fetch with these settings; `scratch` is the folder on this machine that keeps the beginnings of interrupted
    /// downloads for the next run.
    ///
    /// # Errors
    /// `Invalid` where the settings make no HTTP client.
    pub fn new(settings: Settings, scratch: PathBuf, now: Clock, chance: Chance) -> Result<Self> {
        let mut client = Client::builder()
            .user_agent(&settings.user_agent)
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.read_timeout);
        if settings.upstreams.iter().all(|upstream| is_this_machine(&upstream.base)) {
            // A proxy of the network could not reach this machine's own addresses.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| {
            Error::new(Kind::Invalid, format!("the HTTP client cannot be made: {error}")).because(error)
        })?;
        Ok(Self { client, settings, scratch, now, chance })
    }

    /// Brings the files that give the days of a plan into the raw zone.
    ///
    /// A failed download is told in the report and does not stop the others.
    ///
    /// # Errors
    /// `Invalid` where no provider serves the days; otherwise the error of a lake that cannot be written.
    pub async fn fetch(&self, raw: &dyn RawZone, plan: &Plan, progress: Progress<'_>) -> Result<FetchReport> {
        let today = (self.now)().day();
        let plan = plan.until(today)?;
        let route = plan.route(&self.settings.upstreams, today)?;
        let run = Run::new(self, raw, progress);
        if let Some(message) = &route.message {
            run.say(message.clone());
        }
        run.sweep().await;
        let jobs = route.first.jobs(plan.from, plan.to);
        progress(Event::Planned { downloads: jobs.len() });
        let stations = run.stations(route.first.station_list(plan.from, plan.to)).await?;
        let downloads = run.parts(&route, jobs).await?;
        let day_after = run.day_after(route.first.day_after(plan.from, plan.to, today)).await?;
        let source = route.first.provider.name().into();
        let messages = run.messages();
        Ok(FetchReport { from: plan.from, to: plan.to, source, downloads, day_after, stations, messages })
    }
}

/// Whether an address is on this machine.
fn is_this_machine(base: &str) -> bool {
    let host = url::Url::parse(base).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
}
