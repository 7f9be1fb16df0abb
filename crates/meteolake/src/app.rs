//! The application: settings made into a lake with its zones, once, and handed down. No globals.

use std::time::{SystemTime, UNIX_EPOCH};

use pipeline::Zones;
use weather::Time;
use weather::quality::Control;
use zone::{Error, Kind, Lake, WriteLock};

use crate::cli::Global;
use crate::error::CommandError;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::zones::Opener;

/// What commands work with.
#[derive(Debug)]
pub(crate) struct App {
    /// The settings in force.
    pub(crate) settings: Settings,
    /// The lake's folder.
    pub(crate) lake: Lake,
    /// Its zones.
    pub(crate) zones: Zones,
    /// Quality control with the limits of the settings.
    pub(crate) control: Control,
    /// Where progress is drawn.
    pub(crate) progress: Progress,
    /// Whether results are printed as JSON.
    pub(crate) json: bool,
}

impl App {
    /// Opens the lake, making it when there is none.
    ///
    /// # Errors
    /// As of settings and zones.
    pub(crate) fn open_or_create(global: &Global) -> Result<Self, CommandError> {
        let (settings, _) = Settings::load(global)?;
        let lake = Lake::open_or_create(&settings.lake)?;
        Self::new(global, settings, lake)
    }

    /// Opens a lake that must be there.
    ///
    /// # Errors
    /// `NotFound` if there is none; otherwise as of settings and zones.
    pub(crate) fn open(global: &Global) -> Result<Self, CommandError> {
        let (settings, _) = Settings::load(global)?;
        let lake = Lake::open(&settings.lake)?.ok_or_else(|| {
            Error::new(Kind::NotFound, format!("there is no lake in {}", settings.lake.display()))
                .hint("make one with `meteolake ingest FILE`, `meteolake run` or `meteolake demo`, or name another with --lake")
        })?;
        Self::new(global, settings, lake)
    }

    /// The application over a lake.
    pub(crate) fn new(global: &Global, settings: Settings, lake: Lake) -> Result<Self, CommandError> {
        let control = Control::with_overrides(settings.quality.overrides()?);
        let scratch = lake.scratch()?;
        let zones = Opener::new(&settings, &control, &scratch).zones(&settings.zones, &lake)?;
        Ok(Self { settings, lake, zones, control, progress: Progress::new(global), json: global.json })
    }

    /// The right to write, waiting for another process that has it.
    ///
    /// # Errors
    /// As of [`Lake::lock`].
    pub(crate) async fn lock(&self, verb: &str) -> zone::Result<WriteLock> {
        let (lake, progress) = (self.lake.clone(), self.progress.clone());
        let holder = format!("`meteolake {verb}`, process {}", std::process::id());
        let locking = tokio::task::spawn_blocking(move || {
            lake.lock(&holder, |other| progress.say(&format!("waiting for {other} to finish with this lake …")))
        });
        let stopped = |error| Error::new(Kind::Invalid, format!("locking stopped: {error}"));
        locking.await.map_err(stopped)?
    }

    /// How to stage.
    pub(crate) fn stage_options(&self, again: bool) -> pipeline::stage::Options {
        let stage = &self.settings.stage;
        let (rows_in_memory, rows_per_commit) = (stage.rows_in_memory.max(1), stage.rows_per_commit.max(1));
        pipeline::stage::Options { again, rows_in_memory, rows_per_commit }
    }

    /// How to curate.
    pub(crate) fn curate_options(&self, again: bool) -> pipeline::curate::Options {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let workers = Some(self.settings.curate.workers).filter(|workers| *workers > 0).unwrap_or_else(cores);
        pipeline::curate::Options { again, workers }
    }
}

/// The time now. The one place where the clock is read.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub(crate) fn now() -> Time {
    // A clock before 1970 is wrong by more than we could mend.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_unix(since.as_secs().try_into().unwrap_or(i64::MAX))
}
