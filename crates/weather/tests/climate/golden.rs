//! The golden case: official daily values through the code of months give the official months.
//!
//! Six stations, 2023-08-01 to 2023-12-19. The official month of December is made of the same 19 days, so it checks
//! the figures of an incomplete month. Needs the official files; says "skipped" without them.

use std::collections::BTreeMap;
use std::path::Path;

use weather::climate::{
    ClimateDay, Column, Completeness, Element, Figure, Measure, MonthPartial, PeriodStatistics, Side, Standing, Value,
    by_month,
};
use weather::{Milli, Month};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/climatology/");

/// Any day is enough for a mean, as Météo-France has it in these files.
const ANY_DAY: Completeness = Completeness { days_percent_min: 0, days_missing_max: 31, run_missing_max: 31 };

/// A row by the names of its columns.
type Row = BTreeMap<String, String>;

/// The rows of an official file; `None`, with the reason said, where it is not there.
fn rows(file: &str) -> Option<Vec<Row>> {
    let path = format!("{FOLDER}{file}");
    if !Path::new(&path).exists() {
        println!("skipped: {path} is not there");
        return None;
    }
    let text = std::fs::read_to_string(path).expect("text");
    let mut lines = text.lines().map(|line| line.split(';').map(str::to_owned));
    let header: Vec<_> = lines.next().expect("a header").collect();
    Some(lines.map(|fields| header.iter().cloned().zip(fields).collect()).collect())
}

/// An official decimal of at most three places.
fn milli(text: &str) -> Option<Milli> {
    text.parse().ok().and_then(Milli::from_f64)
}

fn day(row: &Row) -> ClimateDay {
    let get = |column: &str| milli(&row[column]);
    ClimateDay {
        tn: get("TN"),
        tx: get("TX"),
        tm: get("TM"),
        rr: get("RR"),
        gust: get("FXI"),
        wind_max: get("FXY"),
        wind: get("FFM"),
        ..ClimateDay::empty(row["DATE"][..10].parse().expect("a date"))
    }
}

/// The partial results of the daily file, each with its official month.
fn months() -> Option<Vec<(MonthPartial, Row)>> {
    let (daily, monthly) = (rows("QUOT_RR-T-Vent_2023.csv")?, rows("MENSQ_2023.csv")?);
    let key = |row: &Row| (row["NUM_POSTE"].clone(), row["DATE"][..7].parse::<Month>().expect("a month"));
    let official: BTreeMap<_, _> = monthly.into_iter().map(|row| (key(&row), row)).collect();
    let mut stations: BTreeMap<String, Vec<ClimateDay>> = BTreeMap::new();
    for row in &daily {
        stations.entry(row["NUM_POSTE"].clone()).or_default().push(day(row));
    }
    let partials = stations.into_iter().flat_map(|(station, days)| {
        by_month(station.parse().expect("an id"), days).expect("each day once").into_values()
    });
    Some(
        partials
            .map(|partial| (partial.clone(), official[&(partial.station().to_string(), partial.month())].clone()))
            .collect(),
    )
}

/// Whether the daily file has what a column is made of.
fn is_in_daily_file(column: Column) -> bool {
    column.element().is_some_and(|element| !matches!(element, Element::Pressure | Element::Humidity))
}

/// The column as the official file writes it.
fn printed(statistics: &PeriodStatistics, column: Column) -> String {
    let value = match column {
        // A month that is not whole has no total here; the official one is the sum of its days.
        Column::Figure(Figure { element, measure: Measure::Total, .. }) => {
            statistics.partial_sum(element).and_then(Milli::from_thousandths).map(Value::Amount)
        }
        column => statistics.rounded(column, 1),
    };
    match value {
        None => String::new(),
        Some(Value::Amount(amount)) => amount.to_string(),
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Day(first)) => day_of_month(tie(statistics, column).unwrap_or(first)),
    }
}

/// The last day of an extreme, of which the official file has the date of the last day and not of the first.
///
/// In the six ties of these files: those of TN have the first day, those of TNTXM and FXY the last.
fn tie(statistics: &PeriodStatistics, column: Column) -> Option<weather::Day> {
    let side = match column.official()? {
        "TMMINDAT" => Side::Low,
        "TMMAXDAT" | "FXYABDAT" => Side::High,
        _ => return None,
    };
    statistics.extreme(column.element()?, side).map(|extreme| extreme.last)
}

fn day_of_month(day: weather::Day) -> String {
    (day.epoch_days() - day.month().first_day().epoch_days() + 1).to_string()
}

/// Official text without the zeros that say nothing: `108.0` is `108`.
fn official(row: &Row, column: &str) -> String {
    let text = &row[column];
    milli(text).map_or(text.clone(), |value| value.to_string())
}

#[test]
fn official_days_give_every_official_figure_they_can() {
    let Some(months) = months() else { return };
    let (mut checked, mut empty) = (BTreeMap::<&str, u32>::new(), 0);
    for (partial, row) in &months {
        let statistics = partial.finish(&ANY_DAY);
        for column in Column::all().filter(|column| is_in_daily_file(*column)) {
            let Some(name) = column.official() else { continue };
            let expected = official(row, name);
            let found = printed(&statistics, column);
            assert_eq!(found, expected, "{name} of {}, {}", partial.station(), partial.month());
            empty += u32::from(expected.is_empty());
            *checked.entry(name).or_default() += u32::from(!expected.is_empty());
        }
    }
    let figures: u32 = checked.values().sum();
    println!(
        "{} station-months, {} columns, {figures} figures, {empty} empty on both sides",
        months.len(),
        checked.len()
    );
    println!("{checked:?}");
    assert_eq!((months.len(), checked.len(), figures), (29, 64, 1_507));
}

/// The list of the golden case: sums, means and counts of the months in which no daily value is missing.
const GOLDEN: [&str; 14] = [
    "RR", "TX", "TN", "NBJRR1", "NBJRR5", "NBJRR10", "NBJTX25", "NBJTX30", "NBJTX35", "NBJTNS20", "NBJGELEE",
    "NBJFF10", "NBJFF16", "NBJFF28",
];

#[test]
fn the_months_without_a_missing_day_are_complete_and_equal() {
    let Some(months) = months() else { return };
    let mut checked = 0;
    for (partial, row) in months.iter().filter(|(partial, _)| partial.month().month < 12) {
        let statistics = partial.finish(&Completeness::default());
        for name in GOLDEN {
            let column = Column::all().find(|column| column.official() == Some(name)).expect("a column");
            let expected = official(row, name);
            let found = statistics.rounded(column, 1).and_then(Value::number);
            assert_eq!(found.map(|value| value.to_string()).unwrap_or_default(), expected, "{name}");
            assert!(matches!(statistics.standing_of(column), Standing::Whole | Standing::Nothing));
            checked += u32::from(!expected.is_empty());
        }
    }
    println!("{checked} figures of the golden case");
    assert_eq!(checked, 24 * 4 + 20 * 7 + 8 * 3);
}

#[test]
fn nineteen_days_of_december_give_no_total_and_no_mean() {
    let Some(months) = months() else { return };
    for (partial, _) in months.iter().filter(|(partial, _)| partial.month().month == 12) {
        let statistics = partial.finish(&Completeness::default());
        for figure in Figure::ALL.iter().filter(|figure| matches!(figure.measure, Measure::Total | Measure::Mean)) {
            assert_eq!(statistics.get(Column::Figure(*figure)), None, "{}", figure.name());
        }
        assert_eq!(statistics.standing(Element::Rr), Standing::Partial);
    }
}
