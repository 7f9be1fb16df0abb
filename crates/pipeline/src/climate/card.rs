//! The card of a station: where it stands, what is usual there, its records and its longest spells.
//!
//! All numbers are in the units of the elements: degrees Celsius, mm, m/s, hPa, numbers of days.

use serde::Serialize;
use tokio::runtime::Handle;
use weather::climate::{
    Column, Completeness, Element, Figure, Index, Measure, MonthlyNormals, Normal, PeriodStatistics, Spell, SpellKind,
    YearSpan,
};
use weather::{Coordinate, Milli, Station};
use zone::Result;
use zone::staging::Registry;

use super::{AnomalyLine, Coverage, Extent, RecordLine, StationClimate, days_of, find};
use crate::Zones;
use crate::export::{Selection, attribution_of};

/// How many spells of each kind a card shows.
const SPELLS_SHOWN: usize = 3;

/// Elements whose coverage a card tells.
const COVERED: &[Element] = &[Element::Tn, Element::Tx, Element::Rr, Element::Gust, Element::Wind, Element::Pressure];

/// What a card compares with its normal.
const COMPARED: &[(Element, Measure)] = &[
    (Element::Tn, Measure::Mean),
    (Element::Tx, Measure::Mean),
    (Element::Tntxm, Measure::Mean),
    (Element::Rr, Measure::Total),
];

/// What a card says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// The station.
    #[serde(flatten)]
    pub station: StationFacts,
    /// The first day with a value; `None` where none has.
    pub first_day: Option<String>,
    /// The last day with a value.
    pub last_day: Option<String>,
    /// How much of these days is there, by element.
    pub coverage: Vec<Coverage>,
    /// The years of the normals; `None` where no year has a month with enough days.
    pub period: Option<PeriodFacts>,
    /// What is usual from January to December, the year last.
    pub normals: Vec<MonthFacts>,
    /// The latest month that is over and has an anomaly; `None` where none has.
    pub latest_month: Option<LatestMonthFacts>,
    /// The records of all days, then of each month.
    pub records: Vec<RecordFacts>,
    /// The longest spells, warm before cold.
    pub spells: Vec<SpellFacts>,
    /// Whose data it is, under which licence, and the date of its last update.
    pub attribution: String,
}

/// What is known of a station.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StationFacts {
    /// Its WMO id.
    pub station_id: String,
    /// Its name.
    pub city: String,
    /// Degrees north, if known.
    pub latitude: Option<f64>,
    /// Degrees east, if known.
    pub longitude: Option<f64>,
    /// Metres above sea level, if known.
    pub altitude_m: Option<f64>,
}

/// The years that normals are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodFacts {
    /// The years taken, as `1991-2020`.
    pub years: String,
    /// How many years that is.
    pub years_asked: u32,
    /// How many of them have a month with enough days.
    pub years_held: u32,
    /// Whether it is 1991-2020, the standard period.
    pub is_standard: bool,
}

/// What is usual in a month or over the year: means over the years; `None` where no year has a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthFacts {
    /// The month, 1 to 12; `None` for the year.
    pub month: Option<u32>,
    /// Mean of the daily minimum temperatures, °C.
    pub temperature_min_mean: Option<f64>,
    /// Mean of the daily maximum temperatures, °C.
    pub temperature_max_mean: Option<f64>,
    /// Mean of (TN + TX) / 2, °C.
    pub temperature_mid_mean: Option<f64>,
    /// Precipitation, mm.
    pub rainfall_total: Option<f64>,
    /// Days with TN ≤ 0 °C.
    pub days_nbjgelee: Option<f64>,
    /// Days with TX ≥ 25 °C.
    pub days_nbjtx25: Option<f64>,
    /// Days with at least 1 mm.
    pub days_nbjrr1: Option<f64>,
    /// Mean wind speed, m/s.
    pub wind_speed_avg_mean: Option<f64>,
    /// Days with a gust from 16 m/s.
    pub days_nbjff16: Option<f64>,
    /// How many years the least known of these values rests on; those without any do not count.
    pub years_min: u32,
}

/// A month against what is usual.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LatestMonthFacts {
    /// The month, as `2013-01`.
    pub month: String,
    /// Temperatures and rain, those that have enough days and a normal.
    pub anomalies: Vec<AnomalyFacts>,
}

/// A value of a month against its normal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnomalyFacts {
    /// The column's name, as in the export of months.
    pub element: String,
    /// What Météo-France calls its daily value.
    pub code: &'static str,
    /// The value, °C or mm.
    pub value: f64,
    /// The value less its normal, °C or mm.
    pub anomaly: f64,
    /// The value in per cent of its normal: of rain alone.
    pub percent_of_normal: Option<f64>,
    /// How many years the normal rests on.
    pub years: u32,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordFacts {
    /// The month, 1 to 12; `None` for all days.
    pub month: Option<u32>,
    /// The element's name.
    pub element: &'static str,
    /// What Météo-France calls it.
    pub code: &'static str,
    /// `lowest` or `highest`.
    pub side: &'static str,
    /// The value, in the unit.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// The first day that reached it.
    pub first: String,
    /// The last day that reached it.
    pub last: String,
    /// How many days reached it.
    pub days: u32,
}

/// A warm or cold spell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpellFacts {
    /// `warm` or `cold`.
    pub kind: &'static str,
    /// The ETCCDI index of such spells.
    pub index: &'static str,
    /// The first day.
    pub start: String,
    /// The last day.
    pub end: String,
    /// How many days.
    pub days: u32,
    /// The highest TX of a warm, the lowest TN of a cold spell, °C.
    pub peak: f64,
    /// The first day of the peak.
    pub peak_day: String,
}

/// The card of the station that `text` names, with normals of the years `asked` or else chosen by what is held. Blocks:
/// call it from a thread that may.
///
/// # Errors
/// Those of [`find`] and of the zones.
pub fn card(zones: &Zones, runtime: &Handle, text: &str, asked: Option<YearSpan>) -> Result<Card> {
    let receipts = runtime.block_on(zones.staging.receipts())?;
    let station = find(zones.curated.as_ref(), runtime, &Registry::new(&receipts), text)?;
    let days = days_of(zones.curated.as_ref(), runtime, station.id)?;
    let attribution = attribution_of(&receipts, &Selection::default());
    Card::new(&station, &StationClimate::new(station.id, days, asked)?, attribution)
}

impl Card {
    /// The card of a station with this climate.
    ///
    /// # Errors
    /// As of [`StationClimate::monthly_normals`].
    pub fn new(station: &Station, climate: &StationClimate, attribution: String) -> Result<Self> {
        let extent = Extent::of(climate.days());
        let coverage = |extent| COVERED.iter().map(|element| Coverage::of(*element, climate.days(), extent)).collect();
        let normals = climate.monthly_normals()?;
        Ok(Self {
            station: StationFacts::of(station),
            first_day: extent.map(|extent| extent.first.to_string()),
            last_day: extent.map(|extent| extent.last.to_string()),
            coverage: extent.map(coverage).unwrap_or_default(),
            period: climate.period().map(|period| PeriodFacts::of(period, climate.years_held())),
            normals: normals.as_ref().map(months).unwrap_or_default(),
            latest_month: normals.as_ref().and_then(|normals| LatestMonthFacts::of(climate, normals)),
            records: RecordLine::of(&climate.records()).map(RecordFacts::of).collect(),
            spells: climate.spells().map(|spells| longest(&spells.list)).unwrap_or_default(),
            attribution,
        })
    }
}

impl StationFacts {
    fn of(station: &Station) -> Self {
        Self {
            station_id: station.id.to_string(),
            city: station.name.clone(),
            latitude: station.latitude.map(Coordinate::degrees),
            longitude: station.longitude.map(Coordinate::degrees),
            altitude_m: station.altitude.map(Milli::to_f64),
        }
    }
}

impl PeriodFacts {
    fn of(period: YearSpan, years_held: u32) -> Self {
        let is_standard = period == YearSpan::NORMAL;
        Self { years: period.to_string(), years_asked: period.years(), years_held, is_standard }
    }
}

fn months(normals: &MonthlyNormals) -> Vec<MonthFacts> {
    (1..=12).map(Some).chain([None]).map(|month| MonthFacts::of(normals, month)).collect()
}

impl MonthFacts {
    fn of(normals: &MonthlyNormals, month: Option<u32>) -> Self {
        let mut years = Vec::new();
        let mut mean = |column: Option<Column>| {
            let normal: Normal = match month {
                Some(month) => normals.month(month, column?),
                None => normals.year(column?),
            }?;
            years.push(normal.years);
            Some(normal.mean.to_f64())
        };
        let count = |index| Some(Column::Count(index));
        let mut facts = Self {
            month,
            temperature_min_mean: mean(figure(Element::Tn, Measure::Mean)),
            temperature_max_mean: mean(figure(Element::Tx, Measure::Mean)),
            temperature_mid_mean: mean(figure(Element::Tntxm, Measure::Mean)),
            rainfall_total: mean(figure(Element::Rr, Measure::Total)),
            days_nbjgelee: mean(count(Index::Nbjgelee)),
            days_nbjtx25: mean(count(Index::Nbjtx25)),
            days_nbjrr1: mean(count(Index::Nbjrr1)),
            wind_speed_avg_mean: mean(figure(Element::Wind, Measure::Mean)),
            days_nbjff16: mean(count(Index::Nbjff16)),
            years_min: 0,
        };
        facts.years_min = years.into_iter().min().unwrap_or(0);
        facts
    }
}

impl LatestMonthFacts {
    fn of(climate: &StationClimate, normals: &MonthlyNormals) -> Option<Self> {
        let last_day = Extent::of(climate.days())?.last;
        let mut months: Vec<PeriodStatistics> = climate
            .months()
            .filter(|month| month.month().next().first_day() <= last_day.plus_days(1))
            .map(|month| month.finish(&Completeness::default()))
            .collect();
        months.reverse();
        let facts = |statistics: &PeriodStatistics| {
            let anomalies: Vec<_> =
                COMPARED.iter().filter_map(|of| AnomalyFacts::of(normals, statistics, *of)).collect();
            let month = statistics.period.to_string();
            (!anomalies.is_empty()).then_some(Self { month, anomalies })
        };
        months.iter().find_map(facts)
    }
}

impl AnomalyFacts {
    fn of(
        normals: &MonthlyNormals,
        statistics: &PeriodStatistics,
        (element, measure): (Element, Measure),
    ) -> Option<Self> {
        let line = AnomalyLine::of_column(normals, statistics, figure(element, measure)?)?;
        Some(Self {
            element: line.element.into_owned(),
            code: element.code(),
            value: line.value.to_f64(),
            anomaly: line.anomaly.to_f64(),
            percent_of_normal: line.percent_of_normal.map(Milli::to_f64),
            years: line.normal.years,
        })
    }
}

fn figure(element: Element, measure: Measure) -> Option<Column> {
    let mut figures = Figure::ALL.iter().copied();
    figures.find(|figure| figure.element == element && figure.measure == measure).map(Column::Figure)
}

impl RecordFacts {
    fn of(line: RecordLine) -> Self {
        let RecordLine { month, element, extreme, .. } = line;
        Self {
            month,
            element: element.name(),
            code: element.code(),
            side: line.side_name(),
            value: extreme.value.to_f64(),
            unit: element.unit().symbol(),
            first: extreme.first.to_string(),
            last: extreme.last.to_string(),
            days: extreme.days,
        }
    }
}

impl SpellFacts {
    fn of(spell: &Spell) -> Self {
        Self {
            kind: spell_kind_name(spell.kind),
            index: spell.kind.code(),
            start: spell.start.to_string(),
            end: spell.end.to_string(),
            days: spell.days(),
            peak: spell.peak.value.to_f64(),
            peak_day: spell.peak.first.to_string(),
        }
    }
}

/// The name of a kind of spell: `warm` or `cold`.
pub(crate) const fn spell_kind_name(kind: SpellKind) -> &'static str {
    match kind {
        SpellKind::Warm => "warm",
        SpellKind::Cold => "cold",
    }
}

/// The longest spells of each kind, the longest first and of equal ones the earlier.
fn longest(spells: &[Spell]) -> Vec<SpellFacts> {
    let of = |kind: &SpellKind| {
        let mut spells: Vec<&Spell> = spells.iter().filter(|spell| spell.kind == *kind).collect();
        spells.sort_by_key(|spell| (std::cmp::Reverse(spell.days()), spell.start));
        spells.into_iter().take(SPELLS_SHOWN).map(SpellFacts::of).collect::<Vec<_>>()
    };
    SpellKind::ALL.iter().flat_map(of).collect()
}
