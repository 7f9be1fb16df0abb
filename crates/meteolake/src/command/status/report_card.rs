//! `status --station`: how a station reported, month by month.

use pipeline::report_card::{StationMonth, station_months};
use serde_json::json;
use tokio::runtime::Handle;
use weather::quality::Flag;
use weather::{Station, StationId};
use zone::curated::MonthRequest;
use zone::staging::Registry;
use zone::{Error, Kind};

use crate::app::App;
use crate::error::{CommandError, Outcome};
use crate::output::{self, thousands};

pub(super) async fn run(app: App, id: StationId) -> Result<Outcome, CommandError> {
    let station = Registry::new(&app.zones.staging.receipts().await?).station(id);
    let months = months(&app, id).await?;
    let Some(total) = months.iter().cloned().reduce(|all, month| all.merged(&month)) else {
        let error = Error::new(Kind::NotFound, format!("the lake has no observation of station {id}"));
        return Err(error.hint("`meteolake export quality` lists the stations there are").into());
    };
    if app.json {
        output::json(&as_json(&station, &months, &total))?;
    } else {
        show(&station, &months, &total)?;
    }
    Ok(Outcome::Done)
}

async fn months(app: &App, id: StationId) -> Result<Vec<StationMonth>, CommandError> {
    let (zones, control, runtime) = (app.zones.clone(), app.control.clone(), Handle::current());
    let request = MonthRequest { stations: Some(vec![id]), ..MonthRequest::default() };
    // The scans block: they get a thread that may.
    let scanning = tokio::task::spawn_blocking(move || station_months(&zones, &runtime, &control, &request, &|_| {}));
    let stopped = |error| Error::new(Kind::Invalid, format!("reading stopped: {error}"));
    Ok(scanning.await.map_err(stopped)??)
}

fn as_json(station: &Station, months: &[StationMonth], total: &StationMonth) -> serde_json::Value {
    let degrees = |coordinate: Option<weather::Coordinate>| coordinate.map(|coordinate| coordinate.degrees());
    json!({
        "station_id": station.id.to_string(),
        "city": station.name,
        "latitude": degrees(station.latitude),
        "longitude": degrees(station.longitude),
        "altitude_m": station.altitude.map(weather::Milli::to_f64),
        "silent_since": total.silent_since.map(|time| time.to_string()),
        "months": months,
    })
}

fn show(station: &Station, months: &[StationMonth], total: &StationMonth) -> Result<(), CommandError> {
    output::line(format_args!("station  {} {}", station.id, station.name))?;
    match total.silent_since {
        Some(time) => output::line(format_args!("silent   since {time}"))?,
        None => output::line("silent   no: it reported to the end of what the lake has")?,
    }
    output::line("")?;
    output::line(HEAD)?;
    for card in months {
        show_month(&card.month.to_string(), card)?;
    }
    if months.len() > 1 {
        show_month("all", total)?;
    }
    let hits = total.hits().map(|(test, count)| (test.name(), count));
    show_counts("hits     values that a test found something about", hits)?;
    let missing = total.missing().map(|(variable, count)| (variable.name(), count));
    show_counts("missing  reports without a value", missing)
}

const HEAD: &str = "month    expected   present      %  other  suspect  fail  longest gap";

fn show_month(name: &str, card: &StationMonth) -> Result<(), CommandError> {
    let percent = match card.expected {
        0 => "–".to_owned(),
        expected => format!("{:.1}", 100.0 * f64::from(card.present) / f64::from(expected)),
    };
    let gap = card.longest_gap.map(|gap| format!("{} h from {}", gap.hours, gap.start));
    output::line(format_args!(
        "{name:<7}  {:>8}  {:>8}  {percent:>5}  {:>5}  {:>7}  {:>4}  {}",
        thousands(card.expected.into()),
        thousands(card.present.into()),
        card.other,
        card.flagged(Flag::Suspect),
        card.flagged(Flag::Fail),
        gap.as_deref().unwrap_or("none"),
    ))
}

/// Shows the counts above zero, the greatest first.
fn show_counts(title: &str, counts: impl Iterator<Item = (&'static str, u32)>) -> Result<(), CommandError> {
    let mut counts: Vec<(&str, u32)> = counts.filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    output::line("")?;
    output::line(if counts.is_empty() { format!("{title}: none") } else { title.to_owned() })?;
    counts
        .into_iter()
        .try_for_each(|(name, count)| output::line(format_args!("         {:>8}  {name}", thousands(count.into()))))
}
