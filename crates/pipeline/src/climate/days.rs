//! The climatological days of one station, read from the curated zone.

use tokio::runtime::Handle;
use weather::StationId;
use weather::climate::ClimateDay;
use weather::day::DayDefinition;
use zone::Result;
use zone::curated::{CuratedZone, DayRequest};

/// The climatological days of a station in order of date. Blocks: call it from a thread that may.
///
/// # Errors
/// The zone's.
pub fn days_of(zone: &dyn CuratedZone, runtime: &Handle, station: StationId) -> Result<Vec<ClimateDay>> {
    let request = DayRequest { stations: Some(vec![station]), ..DayRequest::default() };
    let mut years = runtime.block_on(zone.years())?;
    years.retain(|year| year.definition == DayDefinition::Climatological);
    let mut days = Vec::new();
    for year in years {
        for documents in runtime.block_on(zone.read(year.definition, year.year, request.clone()))? {
            days.extend(documents?.iter().map(|document| ClimateDay::from(&document.statistics)));
        }
    }
    days.sort_unstable_by_key(|day| day.day);
    Ok(days)
}
