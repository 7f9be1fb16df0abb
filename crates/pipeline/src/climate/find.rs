//! Finding the station that people mean.

use std::collections::{BTreeMap, BTreeSet};

use tokio::runtime::Handle;
use weather::climate::MonthPartial;
use weather::{Month, Station, StationId, slug};
use zone::curated::{CuratedZone, MonthRequest};
use zone::staging::Registry;
use zone::{Error, Kind, Result};

/// How many names are suggested.
const SUGGESTIONS: usize = 3;

/// The station with this id, name or slug, in any case.
///
/// Of several stations with one name it is the one that the lake holds days of. Blocks: call it from a thread that may.
///
/// # Errors
/// `NotFound`, with the nearest names among the stations the lake holds; `Invalid` where several stations with days
/// have the name; the zone's.
pub fn find(zone: &dyn CuratedZone, runtime: &Handle, registry: &Registry, text: &str) -> Result<Station> {
    if let Ok(id) = text.trim().parse::<StationId>()
        && holds(zone, runtime, id)?
    {
        return Ok(registry.station(id));
    }
    let mut named = Vec::new();
    for station in named_so(registry, &slug(text)) {
        if holds(zone, runtime, station.id)? {
            named.push(station);
        }
    }
    match &named[..] {
        [station] => Ok(station.clone()),
        [one, other, ..] => Err(Error::new(
            Kind::Invalid,
            format!("`{text}` is the name of several stations, among them {} and {}", one.id, other.id),
        )
        .hint("name the station by its id")),
        [] => {
            let held: Vec<Station> = held(zone, runtime)?.into_iter().map(|id| registry.station(id)).collect();
            Err(unknown(text, registry, &held))
        }
    }
}

/// The stations of this slug, of which the lake need not hold a day, in order.
fn named_so(registry: &Registry, slug: &str) -> Vec<Station> {
    let learned: Vec<Station> = registry.learned().collect();
    let all = registry.known().iter().chain(&learned);
    let named: BTreeMap<StationId, &Station> =
        all.filter(|station| !slug.is_empty() && station.slug() == slug).map(|station| (station.id, station)).collect();
    named.into_values().cloned().collect()
}

fn holds(zone: &dyn CuratedZone, runtime: &Handle, station: StationId) -> Result<bool> {
    let request = MonthRequest { stations: Some(vec![station]), ..MonthRequest::default() };
    Ok(!runtime.block_on(zone.months(request))?.is_empty())
}

/// The stations that have a day, found year by year so that the memory is that of a year.
fn held(zone: &dyn CuratedZone, runtime: &Handle) -> Result<BTreeSet<StationId>> {
    let mut stations = BTreeSet::new();
    let years: BTreeSet<i32> = runtime.block_on(zone.years())?.iter().map(|summary| summary.year).collect();
    for year in years {
        let (from, to) = (Some(Month { year, month: 1 }), Some(Month { year, month: 12 }));
        let months = runtime.block_on(zone.months(MonthRequest { from, to, stations: None }))?;
        stations.extend(months.iter().map(MonthPartial::station));
    }
    Ok(stations)
}

fn unknown(text: &str, registry: &Registry, held: &[Station]) -> Error {
    let wanted = slug(text);
    let by_id = text.trim().parse().ok().and_then(|id| registry.known().get(id));
    let known =
        by_id.or_else(|| registry.known().iter().find(|station| !wanted.is_empty() && station.slug() == wanted));
    let what = match known {
        Some(station) => format!("the lake holds no day of station {} {}", station.id, station.name),
        None => format!("the lake holds no station `{text}`"),
    };
    let error = Error::new(Kind::NotFound, what);
    let names: Vec<String> = nearest(text, held).map(|station| format!("{} {}", station.id, station.name)).collect();
    match names.is_empty() {
        true => error.hint("the lake holds no day: fill it with `meteolake run` or `meteolake ingest FILE`"),
        false => error.hint(format!("nearest: {}", names.join(", "))),
    }
}

/// The stations whose names or ids are nearest to a text: those that have it in their name first.
fn nearest<'a>(text: &str, stations: &'a [Station]) -> impl Iterator<Item = &'a Station> + use<'a> {
    let wanted = slug(text);
    let rank = |station: &Station| {
        let (name, id) = (station.slug(), station.id.to_string());
        let is_part = !wanted.is_empty() && (name.contains(&wanted) || id.contains(&wanted));
        let distance = strsim::damerau_levenshtein(&wanted, &name).min(strsim::damerau_levenshtein(&wanted, &id));
        (!is_part, distance, station.id)
    };
    let mut ranked: Vec<_> = stations.iter().map(|station| (rank(station), station)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let far = wanted.chars().count().div_ceil(2);
    // One is named in any case, so that nobody is left without a hint of what there is.
    let is_near = move |place: usize, (is_other, distance, _): (bool, usize, StationId)| {
        place == 0 || !is_other || distance <= far
    };
    let near = ranked.into_iter().take(SUGGESTIONS).enumerate();
    near.filter(move |(place, (rank, _))| is_near(*place, *rank)).map(|(_, (_, station))| station)
}
