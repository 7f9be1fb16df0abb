//! `copy`: what a zone holds into another zone of its kind, or a whole lake into another folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pipeline::Zones;
use pipeline::copy::{self, CopyReport};
use url::Url;
use weather::quality::Control;
use zone::curated::Watermark;
use zone::{Error, Kind, Lake, WriteLock};

use crate::app::now;
use crate::cli::{self, Cli, ZoneKind};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};
use crate::progress::Progress;
use crate::settings::{Settings, Zones as Addresses};
use crate::zones::{Opener, address, folder};

/// What a copy works with.
struct Copy<'a> {
    opener: Opener<'a>,
    scratch: PathBuf,
    progress: Progress,
}

pub(crate) async fn run(cli: &Cli, options: &cli::Copy) -> Result<Outcome, CommandError> {
    let (settings, _) = Settings::load(&cli.global)?;
    let control = Control::with_overrides(settings.quality.overrides()?);
    let scratch = std::env::temp_dir();
    let opener = Opener::new(&settings, &control, &scratch);
    let copy = Copy { opener, scratch: scratch.clone(), progress: Progress::new(&cli.global) };
    let reports = match options.zone {
        Some(kind) => copy.zone(kind, options).await?,
        None => copy.lake(options).await?,
    };
    if cli.global.json {
        output::json(&reports)?;
    } else {
        reports.iter().try_for_each(|(name, report)| show(name, report))?;
    }
    let all_well = reports.values().all(|report| report.problems.is_empty());
    Ok(if all_well { Outcome::Done } else { Outcome::PartlyFailed })
}

type Reports = BTreeMap<&'static str, CopyReport>;

impl Copy<'_> {
    /// Copies one zone.
    async fn zone(&self, kind: ZoneKind, options: &cli::Copy) -> Result<Reports, CommandError> {
        let [from, to] = [("--from", &options.from), ("--to", &options.to)].map(|(name, given)| place(name, given));
        let (from, to) = (from?, to?);
        let _lock = lock_of(&to)?;
        let bar = self.progress.things(&format!("copy: {}", kind.name()), None);
        let hear = |done| bar.set_position(done);
        let report = match kind {
            ZoneKind::Raw => {
                let (from, to) = (self.opener.raw("--from", &from)?, self.opener.raw("--to", &to)?);
                copy::raw(from.as_ref(), to.as_ref(), &hear).await?
            }
            ZoneKind::Staging => {
                let (from, to) = (self.opener.staging("--from", &from)?, self.opener.staging("--to", &to)?);
                copy::staging(from.as_ref(), to.as_ref(), &self.scratch, now(), &hear).await?
            }
            ZoneKind::Curated => {
                let (from, to) = (self.opener.curated("--from", &from)?, self.opener.curated("--to", &to)?);
                copy::curated(from.as_ref(), to.as_ref(), now(), &hear).await?
            }
        };
        bar.finish_and_clear();
        Ok([(kind.name(), report)].into())
    }

    /// Copies all zones of a lake that is in one folder.
    async fn lake(&self, options: &cli::Copy) -> Result<Reports, CommandError> {
        let [from, to] = [("--from", &options.from), ("--to", &options.to)]
            .map(|(name, given)| place(name, given).and_then(|url| folder(name, &url)));
        let (from, to) = (from?, to?);
        let source = Lake::open(&from)?.ok_or_else(|| {
            Error::new(Kind::NotFound, format!("there is no lake in {}", from.display()))
                .hint("name a lake's folder, or say what is at the addresses with --zone raw, staging or curated")
        })?;
        let target = Lake::open_or_create(&to)?;
        let _lock = lock(&target)?;
        let in_folder = Addresses::default();
        let (source, target) = (self.opener.zones(&in_folder, &source)?, self.opener.zones(&in_folder, &target)?);
        let bar = self.progress.things("copy", None);
        let hear = |done| bar.set_position(done);
        let raw = copy::raw(source.raw.as_ref(), target.raw.as_ref(), &hear).await?;
        let staging =
            copy::staging(source.staging.as_ref(), target.staging.as_ref(), &self.scratch, now(), &hear).await?;
        let curated = copy::curated(source.curated.as_ref(), target.curated.as_ref(), now(), &hear).await?;
        bar.finish_and_clear();
        follow(&source, &target).await?;
        Ok([("raw", raw), ("staging", staging), ("curated", curated)].into())
    }
}

/// Where the source's days stand for all its observations, those of the copy do so too: nothing waits to be curated.
async fn follow(source: &Zones, target: &Zones) -> Result<(), CommandError> {
    let (identity, revision) = (source.staging.identity().await?, source.staging.revision().await?);
    if revision == 0 || source.curated.watermark(&identity).await? != Some(revision) {
        return Ok(());
    }
    let (staging, revision) = (target.staging.identity().await?, target.staging.revision().await?);
    target.curated.write(Box::new(std::iter::empty()), Watermark { staging, revision }, now()).await?;
    Ok(())
}

/// An address, or a path of this machine.
fn place(name: &str, given: &str) -> Result<Url, CommandError> {
    if given.contains("://") {
        return address(name, given, "".as_ref());
    }
    let path =
        std::path::absolute(given).map_err(|error| CommandError::Usage(format!("{name} is `{given}`: {error}")))?;
    address(name, "", &path)
}

/// The right to write to the lake that a folder belongs to; `None` where it belongs to none.
fn lock_of(url: &Url) -> Result<Option<WriteLock>, CommandError> {
    let Ok(path) = url.to_file_path() else { return Ok(None) };
    match path.parent().map(Lake::open).transpose()?.flatten() {
        Some(lake) => lock(&lake).map(Some),
        None => Ok(None),
    }
}

fn lock(lake: &Lake) -> Result<WriteLock, CommandError> {
    let holder = format!("`meteolake copy`, process {}", std::process::id());
    Ok(lake.lock(&holder, |other| output::note(format_args!("waiting for {other} to finish with this lake …")))?)
}

fn show(name: &str, report: &CopyReport) -> Result<(), CommandError> {
    let [copied, there] = [report.copied, report.already_there].map(thousands);
    let size = if report.bytes > 0 { format!(" ({})", output::bytes(report.bytes)) } else { String::new() };
    output::line(format_args!("{name:8} {copied} copied{size}, {there} already there"))?;
    for problem in &report.problems {
        output::note(format_args!("error: {}: {}", problem.what, problem.problem));
    }
    Ok(())
}
