//! Observations as one CSV file a city.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::Serialize;
use weather::{Station, StationId};
use zone::staging::Registry;
use zone::{Error, Result};

use super::observations::{self, FlaggedObservation, Sink};
use super::record::Record;
use super::table::{attribution_of, write_attribution};
use super::write::Writer;
use super::{Event, ExportReport, Exporter, Format, Selection};

/// Longest slug in a file name: file systems take 255 bytes with the id and the ending.
const SLUG_BYTES_MAX: usize = 100;
/// No slug has capitals, so no city's file has this name.
const ATTRIBUTION: &str = "ATTRIBUTION.txt";

/// What an export by city did. The attribution is also in the folder, in `ATTRIBUTION.txt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitiesReport {
    /// All files together.
    #[serde(flatten)]
    pub total: ExportReport,
    /// The files, in the order of stations.
    pub files: Vec<CityFile>,
}

/// A city's file: `SLUG.csv`, or `SLUG-ID.csv` where several stations of the lake share a slug, or `station-ID.csv`
/// where the name has no letter that a slug could have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CityFile {
    /// The station.
    pub station_id: String,
    /// Its name.
    pub city: String,
    /// The file.
    pub path: PathBuf,
    /// Its rows, the header not counted.
    pub rows: u64,
}

pub(super) fn export(exporter: &Exporter<'_>, selection: &Selection, folder: &Path) -> Result<CitiesReport> {
    let receipts = exporter.runtime.block_on(exporter.zones.staging.receipts())?;
    let attribution = attribution_of(&receipts, selection);
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let names = FileNames::new(Registry::new(&receipts));
    let mut files = Files { exporter, names, folder, open: None, finished: Vec::new() };
    let passed = observations::scan(exporter, selection, &mut files)?;
    let last = files.open.take();
    files.finish(last)?;
    write_attribution(&folder.join(ATTRIBUTION), &attribution)?;
    let total = ExportReport::new(passed.rows, attribution, &selection.missing(&passed.stations));
    Ok(CitiesReport { total, files: files.finished })
}

/// Names of files, the same whatever is selected.
struct FileNames {
    registry: Registry,
    slugs: BTreeMap<StationId, String>,
    uses: BTreeMap<String, usize>,
}

impl FileNames {
    fn new(registry: Registry) -> Self {
        let learned: Vec<Station> = registry.learned().collect();
        let all = registry.known().iter().chain(&learned);
        let slugs: BTreeMap<StationId, String> = all.map(|station| (station.id, station.slug())).collect();
        let mut uses = BTreeMap::new();
        for slug in slugs.values() {
            *uses.entry(slug.clone()).or_default() += 1;
        }
        Self { registry, slugs, uses }
    }

    fn name(&self, station: StationId) -> String {
        // Slugs have no `-`: what follows one is always an id, so no two names are equal.
        match self.slugs.get(&station) {
            None => format!("station-{station}.csv"),
            Some(slug) if slug.is_empty() => format!("station-{station}.csv"),
            Some(slug) if slug.len() > SLUG_BYTES_MAX => format!("{}-{station}.csv", &slug[..SLUG_BYTES_MAX]),
            Some(slug) if self.uses.get(slug).is_some_and(|uses| *uses > 1) => format!("{slug}-{station}.csv"),
            Some(slug) => format!("{slug}.csv"),
        }
    }
}

/// Writes one file after the other.
struct Files<'a> {
    exporter: &'a Exporter<'a>,
    names: FileNames,
    folder: &'a Path,
    open: Option<OpenFile>,
    finished: Vec<CityFile>,
}

struct OpenFile {
    station: StationId,
    writer: Writer<File>,
    file: CityFile,
}

impl Sink for Files<'_> {
    fn take(&mut self, station: StationId, observations: &[FlaggedObservation]) -> Result<()> {
        let open = match self.open.take() {
            Some(open) if open.station == station => open,
            other => {
                self.finish(other)?;
                self.begin(station)?
            }
        };
        let open = self.open.insert(open);
        open.file.rows += observations.len() as u64;
        open.writer.take(station, observations)?;
        self.exporter.tell(Event::Written { rows: observations.len() as u64 });
        Ok(())
    }
}

impl Files<'_> {
    fn begin(&self, station: StationId) -> Result<OpenFile> {
        let path = self.folder.join(self.names.name(station));
        let part = part_of(&path);
        let writer = File::create(&part).map_err(|error| failed(&part, error))?;
        let writer = Writer::new(Format::Csv, &FlaggedObservation::columns(), "", writer)?;
        let city = self.names.registry.station(station).name;
        Ok(OpenFile { station, writer, file: CityFile { station_id: station.to_string(), city, path, rows: 0 } })
    }

    /// Finishes a file, which only then gets its name.
    fn finish(&mut self, open: Option<OpenFile>) -> Result<()> {
        if let Some(OpenFile { writer, file, .. }) = open {
            writer.finish()?;
            fs::rename(part_of(&file.path), &file.path).map_err(|error| failed(&file.path, error))?;
            self.finished.push(file);
        }
        Ok(())
    }
}

fn part_of(path: &Path) -> PathBuf {
    path.with_extension("csv.part")
}

fn failed(path: &Path, error: std::io::Error) -> Error {
    Error::io(path.display(), error).hint("choose a folder that can be written, with room for the files")
}
