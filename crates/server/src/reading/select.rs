//! What is asked for of a table: the query read into a request.

use pipeline::export::{Request, Selection, What};
use schemars::JsonSchema;
use serde::Deserialize;
use weather::day::DayDefinition;
use weather::{Day, StationId, Time};

use super::view::View;
use crate::problem::Problem;
use crate::state::Api;

/// Rows of a page, unless it is said how many.
pub(crate) const LIMIT_DEFAULT: u64 = 1_000;
/// Rows of a page at most.
pub(crate) const LIMIT_MAX: u64 = 10_000;
/// Stations that may be named in a request.
const STATIONS_MAX: usize = 1_000;

/// What can be asked of a table.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableQuery {
    /// Only these stations: ids, names or slugs in any case, separated by commas or repeated.
    pub(crate) station: Option<String>,
    /// Only from this day or time on: 2013-01-31 or 2013-01-31T06:00:00Z. Months and years are given whole.
    pub(crate) from: Option<String>,
    /// Only up to this day or time, itself included.
    pub(crate) to: Option<String>,
    /// Which definition of the day: utc, climatological or all. Days and events are of utc unless another is asked for.
    pub(crate) day: Option<String>,
    /// Years of the normals, as 1991-2020.
    pub(crate) period: Option<String>,
    /// Only these variables: names of columns, or what they begin with, separated by commas or repeated.
    pub(crate) variables: Option<String>,
    /// Rows of a page, 1 to 10000. JSON comes in pages of 1000 unless another number is asked for; the other forms come whole.
    pub(crate) limit: Option<u64>,
    /// Where the page begins: from the link of the page before it.
    pub(crate) cursor: Option<String>,
    /// The form: json, ndjson, csv, parquet or arrow. It goes before `Accept`.
    pub(crate) format: Option<String>,
    /// The version of the data, from `Content-Location`: this address gives that one or nothing.
    pub(crate) version: Option<String>,
}

/// A query that was read, its stations not looked up yet.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) request: Request,
    pub(crate) stations: Vec<String>,
    pub(crate) limit: Option<u64>,
}

impl TableQuery {
    /// Reads the query of a table.
    ///
    /// # Errors
    /// 422 with the field.
    pub(crate) fn read(&self, what: What) -> Result<Asked, Problem> {
        let (from, since) = bound("from", self.from.as_deref())?;
        let (to, until) = bound("to", self.to.as_deref())?;
        for (field, text) in [("station", &self.station), ("variables", &self.variables)] {
            if text.is_some() && listed(text.as_deref()).is_empty() {
                return Err(Problem::field(field, format!("`{field}` names none: leave it out for all of them")));
            }
        }
        let period = self.period.as_deref().map(str::parse).transpose();
        let period = period.map_err(|error| Problem::field("period", error.to_string()))?;
        let selection = Selection {
            stations: Vec::new(),
            from,
            to,
            since,
            until,
            definition: self.definition(what)?,
            variables: listed(self.variables.as_deref()),
        };
        let stations = listed(self.station.as_deref());
        if stations.len() > STATIONS_MAX {
            return Err(Problem::field("station", format!("more than {STATIONS_MAX} stations are named")));
        }
        Ok(Asked { request: Request { what, selection, period }, stations, limit: limit(self.limit)? })
    }

    fn definition(&self, what: What) -> Result<Option<DayDefinition>, Problem> {
        match self.day.as_deref() {
            Some("all") => Ok(None),
            Some(name) => definition(name).map(Some),
            None if matches!(what, What::Daily | What::Events) => Ok(Some(DayDefinition::Utc)),
            None => Ok(None),
        }
    }
}

impl Asked {
    /// Looks up the stations, and refuses what says nothing of the table.
    ///
    /// # Errors
    /// 404 for a station that is not there; 422 with the field.
    pub(crate) async fn resolve(mut self, api: &Api, view: &View) -> Result<Request, Problem> {
        for text in &self.stations {
            let station = view.station(api, text, "station").await?;
            self.request.selection.stations.push(station.id);
        }
        self.request.check().map_err(|refusal| Problem::field(refusal.part, refusal.why))?;
        Ok(self.request)
    }
}

/// All stations that rows can be of, for a page: the rows of the first ones are found without those of the others.
pub(crate) fn spelled_out(request: &mut Request, view: &View) {
    let is_by_station = !matches!(request.what, What::Rejects | What::ThermalIndex);
    if is_by_station && request.selection.stations.is_empty() {
        request.selection.stations = view.ledger.stations.iter().map(|station| station.id).collect::<Vec<StationId>>();
    }
}

/// The definition of this name.
///
/// # Errors
/// 422.
pub(crate) fn definition(name: &str) -> Result<DayDefinition, Problem> {
    let shown: String = name.chars().take(40).collect();
    shown.parse().map_err(|error: String| Problem::field("day", error))
}

/// The rows of a page, if it is said how many.
///
/// # Errors
/// 422.
pub(crate) fn limit(limit: Option<u64>) -> Result<Option<u64>, Problem> {
    match limit {
        Some(limit) if !(1..=LIMIT_MAX).contains(&limit) => {
            Err(Problem::field("limit", format!("a page has 1 to {LIMIT_MAX} rows, not {limit}")))
        }
        limit => Ok(limit),
    }
}

/// A day, and the time in it where one is given.
pub(crate) fn bound(field: &str, text: Option<&str>) -> Result<(Option<Day>, Option<Time>), Problem> {
    let Some(text) = text else { return Ok((None, None)) };
    let shown: String = text.chars().take(40).collect();
    if let Ok(day) = shown.parse::<Day>() {
        return Ok((Some(day), None));
    }
    let time: Time = shown.parse().map_err(|error: String| Problem::field(field, error))?;
    Ok((Some(time.day()), Some(time)))
}

/// The parts between commas.
pub(crate) fn listed(text: Option<&str>) -> Vec<String> {
    let parts = text.into_iter().flat_map(|text| text.split(','));
    parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
