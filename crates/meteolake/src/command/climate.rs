//! `climate`: the card of a station: what is usual there, its records and its longest spells.

use pipeline::climate::{
    AnomalyFacts, Card, Coverage, LatestMonthFacts, MonthFacts, PeriodFacts, RecordFacts, SpellFacts, StationFacts,
};
use tokio::runtime::Handle;
use zone::{Error, Kind};

use crate::app::App;
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(crate) async fn run(cli: &Cli, options: &cli::Climate) -> Result<Outcome, CommandError> {
    let app = App::open(&cli.global)?;
    let (zones, runtime) = (app.zones.clone(), Handle::current());
    let (station, period) = (options.station.clone(), options.period);
    // The scans block: they get a thread that may.
    let reading = tokio::task::spawn_blocking(move || pipeline::climate::card(&zones, &runtime, &station, period));
    let stopped = |error| Error::new(Kind::Invalid, format!("reading the climate stopped: {error}"));
    let card = reading.await.map_err(stopped)??;
    if app.json {
        output::json(&card)?;
    } else {
        show(&card)?;
    }
    Ok(Outcome::Done)
}

fn show(card: &Card) -> Result<(), CommandError> {
    output::line(format_args!("{}  {}{}", card.station.city, card.station.station_id, position(&card.station)))?;
    let (Some(first), Some(last)) = (&card.first_day, &card.last_day) else {
        return output::line("no day has a value");
    };
    output::line(format_args!("days      {first} to {last}"))?;
    output::line(format_args!("coverage  {}", coverage(&card.coverage)))?;
    show_normals(card)?;
    show_records(&card.records, first)?;
    show_spells(&card.spells)?;
    output::line("")?;
    output::line(&card.attribution)
}

/// Where a station is, as far as it is known: `, 43.649° N 7.209° E, 2 m`.
fn position(station: &StationFacts) -> String {
    let degrees = |degrees: f64, positive, negative| {
        format!("{:.3}° {}", degrees.abs(), if degrees < 0.0 { negative } else { positive })
    };
    let mut text = String::new();
    if let (Some(latitude), Some(longitude)) = (station.latitude, station.longitude) {
        text.push_str(&format!(", {} {}", degrees(latitude, "N", "S"), degrees(longitude, "E", "W")));
    }
    if let Some(altitude) = station.altitude_m {
        text.push_str(&format!(", {altitude} m"));
    }
    text
}

/// How much is there: elements with the same words stand together.
fn coverage(coverage: &[Coverage]) -> String {
    let groups = coverage.chunk_by(|one, next| (one.days, one.words) == (next.days, next.words));
    let group = |group: &[Coverage]| {
        let codes: Vec<&str> = group.iter().map(|coverage| coverage.code).collect();
        let Coverage { days, days_expected, words, .. } = group[0];
        match days {
            0 => format!("{} none", codes.join(", ")),
            _ => format!(
                "{} {words} ({} of {} days)",
                codes.join(", "),
                thousands(days.into()),
                thousands(days_expected.into())
            ),
        }
    };
    groups.map(group).collect::<Vec<_>>().join("; ")
}

fn show_normals(card: &Card) -> Result<(), CommandError> {
    output::line("")?;
    let Some(period) = &card.period else {
        return output::line("normals   none: no month has enough days");
    };
    output::line(format_args!("normals   {}", period_text(period)))?;
    output::line("            TN     TX  TNTXM      RR  rain  frost  summer    wind   gust  years")?;
    output::line("            °C     °C     °C      mm  days   days    days     m/s   days")?;
    let known = card.normals.iter().filter(|month| month.years_min > 0);
    known.map(month_text).try_for_each(output::line)?;
    card.latest_month.as_ref().map_or(Ok(()), |latest| output::line(latest_text(latest)))
}

/// The latest month against its normal: `2020-12   TN 3.1 °C (+0.4), RR 64.2 mm (123 % of normal)`.
fn latest_text(latest: &LatestMonthFacts) -> String {
    let text = |facts: &AnomalyFacts| match facts.percent_of_normal {
        Some(percent) => format!("{} {:.1} mm ({percent:.0} % of normal)", facts.code, facts.value),
        None if facts.code == "RR" => format!("RR {:.1} mm ({:+.1})", facts.value, facts.anomaly),
        None => format!("{} {:.1} °C ({:+.1})", facts.code, facts.value, facts.anomaly),
    };
    let texts: Vec<String> = latest.anomalies.iter().map(text).collect();
    format!("{}   against its normal: {}", latest.month, texts.join(", "))
}

fn period_text(period: &PeriodFacts) -> String {
    let PeriodFacts { years, years_asked, years_held, is_standard } = period;
    let standard = if *is_standard { ", the standard period" } else { ", not the standard period 1991-2020" };
    match (years_asked, years_held) {
        (1, 1) => format!("of {} alone{standard}", years.split('-').next().unwrap_or(years)),
        (asked, held) if asked == held => format!("of {years} ({held} years){standard}"),
        (asked, held) => format!("of {years} ({held} of {asked} years held){standard}"),
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month_text(facts: &MonthFacts) -> String {
    let name = facts.month.and_then(|month| MONTHS.get((month as usize).checked_sub(1)?)).unwrap_or(&"Year");
    // One decimal more would be noise: the values are means of tenths.
    let number = |value: Option<f64>, width| match value {
        Some(value) => format!("{value:>width$.1}"),
        None => format!("{:>width$}", "–"),
    };
    [
        format!("  {name:<5}"),
        number(facts.temperature_min_mean, 7),
        number(facts.temperature_max_mean, 7),
        number(facts.temperature_mid_mean, 7),
        number(facts.rainfall_total, 8),
        number(facts.days_nbjrr1, 6),
        number(facts.days_nbjgelee, 7),
        number(facts.days_nbjtx25, 8),
        number(facts.wind_speed_avg_mean, 8),
        number(facts.days_nbjff16, 7),
        format!("{:>7}", facts.years_min),
    ]
    .concat()
}

/// The records of a card that are printed; `--json` has all.
const RECORDS_SHOWN: &[(&str, &str, &str)] = &[
    ("temperature_min", "lowest", "lowest TN"),
    ("temperature_max", "highest", "highest TX"),
    ("temperature_max", "lowest", "lowest TX"),
    ("temperature_min", "highest", "highest TN"),
    ("rainfall", "highest", "wettest day"),
    ("wind_speed_gust", "highest", "strongest gust"),
    ("pressure_avg", "lowest", "lowest pressure"),
    ("pressure_avg", "highest", "highest pressure"),
];

fn show_records(records: &[RecordFacts], since: &str) -> Result<(), CommandError> {
    output::line("")?;
    output::line(format_args!("records   since {since}"))?;
    for (element, side, name) in RECORDS_SHOWN {
        let of = |record: &&RecordFacts| record.month.is_none() && record.element == *element && record.side == *side;
        if let Some(record) = records.iter().find(of) {
            output::line(record_text(name, record))?;
        }
    }
    Ok(())
}

fn record_text(name: &str, record: &RecordFacts) -> String {
    let unit = match record.unit {
        "degC" => "°C",
        "m s-1" => "m/s",
        unit => unit,
    };
    let ties = match record.days {
        0 | 1 => String::new(),
        days => format!(", {days} times, last on {}", record.last),
    };
    format!("  {name:<17}{:>7.1} {unit:<4} on {}{ties}", record.value, record.first)
}

fn show_spells(spells: &[SpellFacts]) -> Result<(), CommandError> {
    output::line("")?;
    if spells.is_empty() {
        return output::line("spells    none of six days or more");
    }
    output::line("spells    the longest, by the limits of the same years (WSDI, CSDI)")?;
    for spell in spells {
        let SpellFacts { kind, start, end, days, peak, peak_day, .. } = spell;
        output::line(format_args!("  {kind}  {start} to {end}, {days:>3} days, peak {peak:>5.1} °C on {peak_day}"))?;
    }
    Ok(())
}
