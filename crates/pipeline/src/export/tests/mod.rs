//! Exports of small lakes, in memory and in Delta tables.

mod bounds;
mod cities;
mod climate;
mod daily;
mod formats;
mod observations;
mod quality;
mod rejects;

use std::sync::Arc;

use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::Url;
use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Statistic};
use weather::{Day, Marks, Milli, Observation, StationId, Time, Variable};
use zone::curated::{CuratedZone, DailyDocument, DeltaCurated, MemoryCurated, Watermark, YearDays};
use zone::raw::{ObjectId, ObjectRawZone};
use zone::staging::{BatchBuilder, DeltaStaging, MemoryStaging, ObjectFacts, StagingZone, StationFacts};

use super::{Event, ExportReport, Exporter, Format, Selection};
use crate::Zones;

const NOW: Time = Time::from_unix(1_400_000_000);

/// A lake to export from.
struct Lake {
    folder: TempDir,
    runtime: Runtime,
    zones: Zones,
}

/// What an object of a lake says.
#[derive(Default)]
struct Object {
    observations: Vec<Observation>,
    /// Row, column, reason, text.
    rejects: Vec<(u64, Option<&'static str>, &'static str, &'static str)>,
    /// Station and name.
    names: Vec<(&'static str, String)>,
}

impl Lake {
    fn memory() -> Self {
        Self::over(|_| (Arc::new(MemoryStaging::default()), Arc::new(MemoryCurated::default())))
    }

    fn delta() -> Self {
        Self::over(|folder| {
            let url = |name| Url::from_directory_path(folder.path().join(name)).expect("an address");
            let staging = DeltaStaging::new(&url("staging"), weather::quality::Control::standard()).expect("a zone");
            (Arc::new(staging), Arc::new(DeltaCurated::new(&url("curated")).expect("a zone")))
        })
    }

    fn over(make: impl FnOnce(&TempDir) -> (Arc<dyn StagingZone>, Arc<dyn CuratedZone>)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (staging, curated) = make(&folder);
        let raw = Arc::new(ObjectRawZone::memory(folder.path()));
        let zones = Zones { raw, staging, curated, scratch: folder.path().to_owned() };
        Self { folder, runtime: Runtime::new().expect("a runtime"), zones }
    }

    /// Stages an object `name.csv` fetched on a day of February 2013.
    fn stage(&self, name: &str, fetched: u32, object: Object) {
        let mut builder = BatchBuilder::new(self.folder.path(), 1_000_000);
        builder.open_object(ObjectFacts {
            object: ObjectId::of(name.as_bytes()),
            name: format!("{name}.csv"),
            source: "upload".to_owned(),
            fetch_time: Time::from_civil(2013, 2, fetched, 8, 30, 0).expect("a date"),
        });
        for (row, observation) in (1..).zip(&object.observations) {
            builder.accept(row, observation, None).expect("accepted");
        }
        for (row, column, reason, text) in object.rejects {
            builder.reject(row, column.map(str::to_owned), reason.to_owned(), text.to_owned()).expect("kept");
        }
        let fact = |(id, name): (&str, String)| StationFacts {
            id: station(id),
            time: time(1, 1, 0),
            name: Some(name),
            latitude: None,
            longitude: None,
            altitude: None,
        };
        builder.close_object("test", object.names.into_iter().map(fact).collect());
        let batch = Arc::new(builder.finish().expect("finished"));
        self.runtime.block_on(self.zones.staging.stage(batch, NOW)).expect("staged");
    }

    fn observe(&self, name: &str, observations: Vec<Observation>) {
        self.stage(name, 1, Object { observations, ..Object::default() });
    }

    fn curate(&self, definition: DayDefinition, year: i32, days: Vec<DailyDocument>) {
        let years = Box::new(std::iter::once(Ok(YearDays { definition, year, days })));
        let watermark = Watermark { staging: "s".to_owned(), revision: 1 };
        self.runtime.block_on(self.zones.curated.write(years, watermark, NOW)).expect("written");
    }

    fn exporter(&self) -> Exporter<'_> {
        Exporter::new(&self.zones, self.runtime.handle(), &|_| {})
    }

    fn observations(&self, selection: &Selection, format: Format) -> Vec<u8> {
        let mut out = Vec::new();
        self.exporter().observations(selection, format, &mut out).expect("exported");
        out
    }

    fn daily(&self, selection: &Selection, format: Format) -> Vec<u8> {
        let mut out = Vec::new();
        self.exporter().daily(selection, format, &mut out).expect("exported");
        out
    }
}

fn station(id: &str) -> StationId {
    id.parse().expect("an id")
}

/// A time of 2013.
fn time(month: u32, day: u32, hour: u32) -> Time {
    Time::from_civil(2013, month, day, hour, 0, 0).expect("a date")
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_civil(year, month, day).expect("a date")
}

/// A report with values in thousandths.
fn report(id: &str, time: Time, values: &[(Variable, i32)]) -> Observation {
    let mut report = Observation::new(station(id), time);
    values.iter().for_each(|(variable, thousandths)| report.set(*variable, Some(Milli::new(*thousandths))));
    report
}

/// A report with a temperature in tenths of a degree.
fn warm(id: &str, time: Time, tenths: i32) -> Observation {
    report(id, time, &[(Variable::AirTemperature, tenths * 100)])
}

/// A report with a value in every variable, a trace in every amount, and the sky not visible.
fn full(id: &str, time: Time) -> Observation {
    let mut report = Observation::new(station(id), time);
    for (place, variable) in (1..).zip(Variable::ALL) {
        let amount = Marks::trace_of(*variable);
        let thousandths =
            if amount.is_some() { 0 } else { place * if variable.unit().is_whole() { 1_000 } else { 10 } };
        report.set(*variable, Some(Milli::new(thousandths)));
        report.marks = report.marks.with(amount.unwrap_or_default());
    }
    report.marks = report.marks.with(Marks::SKY_NOT_VISIBLE);
    report
}

fn document(id: &str, definition: DayDefinition, day: Day, tenths: i32) -> DailyDocument {
    let mut statistics = DailyStatistics::new(station(id), definition, day);
    statistics.set(Statistic::TemperatureAvg, Some(Milli::new(tenths * 100)));
    statistics.set_coverage(Metric::Temperature, Some(Coverage { used: 7, expected: 8 }));
    statistics.set_coverage(Metric::Rainfall, Some(Coverage { used: 1, expected: 2 }));
    statistics.set_method(Metric::Rainfall, Some(Method::SumRr12));
    DailyDocument { statistics, city: "PLOUMANAC'H".into() }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

/// The first `columns` fields of each line but the header; for tables without quotes.
fn heads(csv: &str, columns: usize) -> Vec<String> {
    csv.lines().skip(1).map(|line| line.split(',').take(columns).collect::<Vec<_>>().join(",")).collect()
}

/// The rows of a CSV text as fields, quotes resolved.
fn csv_rows(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = csv.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(letter),
        }
    }
    rows
}

/// The fields of each row that are not empty, with their columns' names.
fn said(csv: &str) -> Vec<Vec<(String, String)>> {
    let mut rows = csv_rows(csv).into_iter();
    let names = rows.next().expect("a header");
    let said = |row: Vec<String>| {
        assert_eq!(row.len(), names.len());
        names.iter().cloned().zip(row).filter(|(_, field)| !field.is_empty()).collect()
    };
    rows.map(said).collect()
}

/// Expected fields, as [`said`] gives them.
fn fields<const N: usize>(fields: [(&str, &str); N]) -> Vec<(String, String)> {
    fields.map(|(name, field)| (name.to_owned(), field.to_owned())).to_vec()
}
