//! Stations: found by text, by area, or by how near they are, with what the lake has of each.

mod geography;
mod shown;

use std::collections::BTreeSet;

use aide::openapi::MediaType;
use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::request::Parts as Head;
use axum::response::Response;
use pipeline::export::{Place, Row, Selection, attribution_of};
use schemars::JsonSchema;
use serde::Deserialize;
use weather::{Month, Station, StationId, Variable, slug};

use self::geography::{Area, Point};
use self::shown::{Found, Stations};
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::reading::answer::small;
use crate::reading::cursor::Cursors;
use crate::reading::form::Form;
use crate::reading::measured::reports;
use crate::reading::select::{LIMIT_DEFAULT, bound, limit, listed};
use crate::reading::table::Base;
use crate::reading::view::View;
use crate::state::Api;

/// Months of the lake that are looked at for a variable, unless a range is asked for.
const RECENT_MONTHS: usize = 12;
const FORMS: &[Form] = &[Form::Json, Form::GeoJson];

/// Which stations.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StationsQuery {
    /// Only those whose name or id has this in it, whatever the case and the accents.
    q: Option<String>,
    /// Only these ids, separated by commas or repeated.
    id: Option<String>,
    /// Only those in this area: west,south,east,north in degrees; west may be above east across the date line.
    bbox: Option<String>,
    /// The nearest first: latitude,longitude in degrees.
    near: Option<String>,
    /// Only those that reported this variable in the range, or in the lake's last 12 months.
    variable: Option<String>,
    /// The range of `variable`: its first month, by a day or time in it.
    from: Option<String>,
    /// The range of `variable`: its last month, by a day or time in it.
    to: Option<String>,
    /// Whether to name also the stations that the lake has no report of: true or false.
    all: Option<bool>,
    /// Stations of a page, 1 to 10000; 1000 unless another number is asked for.
    limit: Option<u64>,
    /// Where the page begins: from the link of the page before it.
    cursor: Option<String>,
    /// The form: json or geojson. It goes before `Accept`.
    format: Option<String>,
}

/// A station in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Named {
    /// The station's id, slug or name, in any case.
    station: String,
}

/// A page of the stations asked for.
pub(crate) async fn list(
    State(api): State<Api>,
    Query(query): Query<StationsQuery>,
    head: Head,
) -> Result<Response, Problem> {
    let form = Form::negotiate(query.format.as_deref(), &head.headers, FORMS)?;
    let view = View::of(&api).await?;
    let rows_max = limit(query.limit)?.unwrap_or(LIMIT_DEFAULT) as usize;
    let base = Base::of(&head);
    let cursors = Cursors::new(&base.address(&["cursor", "limit", "format"], None), &view.state());
    let from = match query.cursor.as_deref().map(|cursor| cursors.read(cursor)).transpose()? {
        Some(Place { row: Row::Index(index), .. }) => usize::try_from(index).unwrap_or(usize::MAX),
        _ => 0,
    };
    let found = find(&api, &view, &query).await?;
    let next = from.checked_add(rows_max).filter(|next| *next < found.len());
    let place = |index| Place { station: None, row: Row::Index(index) };
    let next = next.map(|next| base.page(&cursors.write(place(next as u64))));
    let total = found.len();
    let page: Vec<Found> = found.into_iter().skip(from).take(rows_max).collect();
    let attribution = attribution_of(&view.ledger.receipts, &Selection::default());
    match form {
        Form::GeoJson => small(&head, form, next.as_deref(), &shown::geojson(&page, &attribution, next.as_deref())),
        _ => small(&head, form, next.as_deref(), &Stations::new(page, total, attribution, next.clone())),
    }
}

pub(crate) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("stations")
        .tag("stations")
        .summary("The stations, by text, area or distance")
        .response_with::<200, Json<Stations>, _>(|mut response| {
            let geojson = Form::GeoJson.media_type().to_owned();
            response.inner().content.insert(geojson, MediaType::default());
            response.description("A page of stations, by id or by distance; also as GeoJSON")
        })
        .response_with::<422, Problem, _>(|response| response.description("A parameter is wrong"))
}

/// One station.
pub(crate) async fn one(
    State(api): State<Api>,
    Path(Named { station }): Path<Named>,
    head: Head,
) -> Result<Response, Problem> {
    let view = View::of(&api).await?;
    let station = view.station(&api, &station, "station").await?;
    let reports = reports(&api, &view.ledger.months).await?.get(&station.id).copied().unwrap_or_default();
    small(&head, Form::Json, None, &Found { station, reports, distance_km: None }.line())
}

pub(crate) fn one_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("station")
        .tag("stations")
        .summary("A station, by id, slug or name")
        .response_with::<200, Json<shown::StationLine>, _>(|response| response.description("The station"))
        .response_with::<404, Problem, _>(|response| response.description("There is no such station"))
}

/// The stations asked for, by id, or by distance where one is asked for.
async fn find(api: &Api, view: &View, query: &StationsQuery) -> Result<Vec<Found>, Problem> {
    let area = query.bbox.as_deref().map(Area::read).transpose()?;
    let near = query.near.as_deref().map(Point::read).transpose()?;
    let ids: Vec<StationId> = listed(query.id.as_deref())
        .iter()
        .map(|id| id.parse().map_err(|error| Problem::field("id", format!("{error}"))))
        .collect::<Result<_, _>>()?;
    let all_reports = reports(api, &view.ledger.months).await?;
    let measuring = measuring(api, view, query).await?;
    let text = query.q.as_deref().map(slug);
    let wanted = |station: &&Station| {
        let is_there = query.all == Some(true) || all_reports.contains_key(&station.id);
        is_there
            && (ids.is_empty() || ids.contains(&station.id))
            && text.as_deref().is_none_or(|text| has(station, text))
            && area.is_none_or(|area| area.has(station))
            && measuring.as_ref().is_none_or(|measuring| measuring.contains(&station.id))
    };
    let found = view.ledger.stations.iter().filter(wanted).map(|station| {
        let reports = all_reports.get(&station.id).copied().unwrap_or_default();
        let distance_km = near.and_then(|near| near.distance_km(station));
        Found { station: station.clone(), reports, distance_km }
    });
    let mut found: Vec<Found> = found.collect();
    if near.is_some() {
        // Who is nowhere is near nothing.
        found.retain(|found| found.distance_km.is_some());
        found
            .sort_by(|one, other| one.distance_km.partial_cmp(&other.distance_km).unwrap_or(std::cmp::Ordering::Equal));
    }
    Ok(found)
}

fn has(station: &Station, text: &str) -> bool {
    station.slug().contains(text) || slug(station.id.as_str()).contains(text)
}

/// The stations that reported the variable asked for; `None` if none is.
async fn measuring(api: &Api, view: &View, query: &StationsQuery) -> Result<Option<BTreeSet<StationId>>, Problem> {
    let (from, _) = bound("from", query.from.as_deref())?;
    let (to, _) = bound("to", query.to.as_deref())?;
    let Some(name) = query.variable.as_deref() else { return Ok(None) };
    let shown: String = name.chars().take(60).collect();
    let unknown = || {
        Problem::field("variable", format!("`{shown}` is no variable")).hint("/v1/observations has them in its columns")
    };
    let variable = Variable::by_name(name).ok_or_else(unknown)?;
    let months = &view.ledger.months;
    let in_range =
        |month: Month| from.is_none_or(|from| month >= from.month()) && to.is_none_or(|to| month <= to.month());
    let skipped = if from.is_none() && to.is_none() { months.len().saturating_sub(RECENT_MONTHS) } else { 0 };
    let mut measuring = BTreeSet::new();
    for month in months.iter().skip(skipped).filter(|month| in_range(month.month)) {
        let measured = api.reading.measured.month(api, month).await?;
        let with = measured.iter().filter(|(_, variables)| *variables & (1 << variable.index()) != 0);
        measuring.extend(with.map(|(station, _)| *station));
    }
    Ok(Some(measuring))
}
