//! `demo`: the lake at work without a network.
//!
//! A pretended upstream on this machine, the true fetch, stage and curate against it for a month, and what came of it.

use source::simulate::{Faults, Network};
use weather::day::{DailyStatistics, DayDefinition, Statistic};
use weather::{Day, Milli};
use zone::curated::{DailyDocument, DayRequest};
use zone::{Error, Lake};

use super::run;
use crate::app::App;
use crate::cli::{self, Cli};
use crate::error::{CommandError, Outcome};
use crate::output;
use crate::settings::Settings;
use crate::upstream::Upstream;

/// The lake's folder where none is named, so that a demo never mixes with real data.
const FOLDER: &str = "demo-lake";
/// Stations and days in the table of the result.
const STATIONS_SHOWN: [&str; 3] = ["07110", "07481", "07690"];
const DAYS_SHOWN: i32 = 5;

pub(crate) async fn run(cli: &Cli, options: &cli::Demo) -> Result<Outcome, CommandError> {
    let (mut settings, origins) = Settings::load(&cli.global)?;
    if !origins.contains_key("lake") {
        settings.lake = FOLDER.into();
    }
    let (from, to) = month()?;
    let network = Network { seed: options.seed, stations: options.stations as usize, faults: Faults::realistic() };
    let upstream = Upstream { network, from, to };
    let (address, serving) = upstream.start().await.map_err(|error| CommandError::output("the demo's port", error))?;
    settings.fetch.meteofrance_base = format!("http://{address}/data/OBS/SYNOP");
    settings.fetch.opendatasoft_base = format!("http://{address}");
    let lake = Lake::open_or_create(&settings.lake)?;
    let app = App::new(&cli.global, settings, lake)?;
    let range = cli::Range { from, to };
    let report = run::all(&app, &cli::Fetch { range, source: pipeline::fetch::Choice::Auto }).await?;
    serving.abort();
    if app.json {
        output::json(&report)?;
        return Ok(Outcome::Done);
    }
    output::line(format_args!("A simulated station network, {from} to {to}, served on {address}:\n"))?;
    run::show(&report)?;
    table(&app, to).await?;
    next_steps(&app)?;
    Ok(Outcome::Done)
}

/// The demo's month: since 2025 the files have retransmissions.
fn month() -> Result<(Day, Day), CommandError> {
    let days = Day::from_civil(2025, 1, 1).zip(Day::from_civil(2025, 1, 31));
    days.ok_or_else(|| CommandError::Usage("the demo's month is no month".to_owned()))
}

/// The last days of the month: the last one lacks what the next morning says of it.
async fn table(app: &App, to: Day) -> Result<(), CommandError> {
    let stations = STATIONS_SHOWN.iter().filter_map(|id| id.parse().ok()).collect();
    let request = DayRequest { stations: Some(stations), from: Some(to.plus_days(1 - DAYS_SHOWN)), to: Some(to) };
    let parts = app.zones.curated.read(DayDefinition::Climatological, to.year(), request).await?;
    output::line("\nclimatological days   day         TN °C   TX °C   rain mm  wind m/s")?;
    for part in parts.collect::<Result<Vec<_>, Error>>()? {
        for DailyDocument { statistics, city } in part {
            output::line(row(&statistics, &city))?;
        }
    }
    Ok(())
}

fn row(day: &DailyStatistics, city: &str) -> String {
    let value = |statistic| day.get(statistic).map_or("–".to_owned(), |value: Milli| value.to_string());
    format!(
        "{city:<21.21} {} {:>7} {:>7} {:>9} {:>9}",
        day.day,
        value(Statistic::TemperatureMin),
        value(Statistic::TemperatureMax),
        value(Statistic::RainfallTotal),
        value(Statistic::WindSpeedAvg),
    )
}

fn next_steps(app: &App) -> Result<(), CommandError> {
    let lake = app.settings.lake.display();
    output::line(format_args!(
        "
– is missing, never zero. Try next:
  meteolake demo                                       # again: nothing changes
  meteolake --lake {lake} status
  meteolake --lake {lake} export daily --station 07690 --day climatological
  meteolake --lake {lake} export rejects
  meteolake ingest YOUR-SYNOP-FILE                     # your own lake, in ./lake"
    ))
}
