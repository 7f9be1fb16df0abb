//! The original project's addresses of cities: observations out of staging, days out of curated.

use std::sync::Arc;

use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::request::Parts as Head;
use axum::response::Response;
use pipeline::export::{Exporter, Format, Page, Request, Selection, What, attribution_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use weather::Station;
use zone::Error;
use zone::curated::NestedDay;

use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::reading::answer::{Out, Plan, Subject, Work, small};
use crate::reading::cursor::Cursors;
use crate::reading::form::Form;
use crate::reading::measured::reports;
use crate::reading::select::{LIMIT_DEFAULT, TableQuery, limit};
use crate::reading::table::Base;
use crate::reading::view::View;
use crate::state::Api;

/// A city in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct City {
    /// The station's slug, id or name, in any case.
    city: String,
}

/// Cities of a zone.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Cities {
    cities: Vec<CityLine>,
    /// How many.
    count: usize,
}

/// A city of a zone.
#[derive(Debug, Serialize, JsonSchema)]
struct CityLine {
    /// The station's name.
    city: String,
    slug: String,
    station_id: String,
    /// Where its data is.
    url: String,
}

/// What can be asked of a city's data.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CityQuery {
    /// Only from this day or time on: 2013-01-31 or 2013-01-31T06:00:00Z.
    from: Option<String>,
    /// Only up to this day or time, itself included.
    to: Option<String>,
    /// Rows of a page, 1 to 10000; 1000 unless another number is asked for.
    limit: Option<u64>,
    /// Where the page begins: from the link of the page before it.
    cursor: Option<String>,
}

/// What can be asked of a city's days.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysQuery {
    /// Which definition of the day: utc, climatological or all; utc unless another is asked for.
    day: Option<String>,
    /// Only from this day on: 2013-01-31.
    from: Option<String>,
    /// Only up to this day, itself included.
    to: Option<String>,
    /// Days of a page, 1 to 10000; 1000 unless another number is asked for.
    limit: Option<u64>,
    /// Where the page begins: from the link of the page before it.
    cursor: Option<String>,
}

/// The days of a city.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CityDays {
    city: String,
    station_id: String,
    /// The definition of the days; null where both were asked for.
    period: Option<String>,
    data: Vec<NestedDay<'static>>,
    /// Days of this page.
    count: u64,
    /// The address of the next page.
    next: Option<String>,
}

/// The cities with observations.
pub(crate) async fn staging(State(api): State<Api>, head: Head) -> Result<Response, Problem> {
    let view = View::of(&api).await?;
    let reported = reports(&api, &view.ledger.months).await?;
    small(&head, Form::Json, None, &cities(reported.keys().map(|id| view.ledger.registry.station(*id)), "staging"))
}

pub(crate) fn staging_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("staging_cities")
        .tag("original")
        .summary("The cities with observations")
        .response_with::<200, Json<Cities>, _>(|response| response.description("All of them, by station id"))
}

/// The cities with days.
pub(crate) async fn curated(State(api): State<Api>, head: Head) -> Result<Response, Problem> {
    let view = View::of(&api).await?;
    let held = view.held(&api).await?;
    small(&head, Form::Json, None, &cities(held.keys().map(|id| view.ledger.registry.station(*id)), "curated"))
}

pub(crate) fn curated_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("curated_cities")
        .tag("original")
        .summary("The cities with daily statistics")
        .response_with::<200, Json<Cities>, _>(|response| response.description("All of them, by station id"))
}

fn cities(stations: impl Iterator<Item = Station>, zone: &str) -> Cities {
    let line = |station: Station| {
        // A slug may be shared or empty; an id is neither.
        let (slug, station_id) = (station.slug(), station.id.to_string());
        CityLine { city: station.name, slug, url: format!("/{zone}/cities/{station_id}"), station_id }
    };
    let cities: Vec<CityLine> = stations.map(line).collect();
    Cities { count: cities.len(), cities }
}

/// A page of a city's observations.
pub(crate) async fn staging_city(
    State(api): State<Api>,
    Path(City { city }): Path<City>,
    Query(query): Query<CityQuery>,
    head: Head,
) -> Result<Response, Problem> {
    let CityQuery { from, to, limit, cursor } = query;
    let query = TableQuery { from, to, limit, cursor, ..TableQuery::default() };
    let request = query.read(What::Observations)?.request;
    answer(api, head, (city, query), request).await
}

pub(crate) fn staging_city_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("staging_city")
        .tag("original")
        .summary("A city's observations, in order of time")
        .response_with::<200, Json<Value>, _>(|response| {
            response.description("A page: city, station_id, data, count, next")
        })
        .response_with::<404, Problem, _>(|response| response.description("There is no such station"))
}

/// A page of a city's days.
pub(crate) async fn curated_city(
    State(api): State<Api>,
    Path(City { city }): Path<City>,
    Query(query): Query<DaysQuery>,
    head: Head,
) -> Result<Response, Problem> {
    let DaysQuery { day, from, to, limit, cursor } = query;
    let query = TableQuery { day, from, to, limit, cursor, ..TableQuery::default() };
    let request = query.read(What::Daily)?.request;
    answer(api, head, (city, query), request).await
}

pub(crate) fn curated_city_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("curated_city")
        .tag("original")
        .summary("A city's daily statistics, as nested documents")
        .response_with::<200, Json<CityDays>, _>(|response| response.description("A page of days in order"))
        .response_with::<404, Problem, _>(|response| response.description("There is no such station"))
}

/// Answers with a page of what the lake has of a city.
async fn answer(
    api: Api,
    head: Head,
    (city, query): (String, TableQuery),
    request: Request,
) -> Result<Response, Problem> {
    let view = View::of(&api).await?;
    let subject = Subject::new(&head, Form::Json, view.state());
    if let Some(response) = subject.ready(&api, &head) {
        return Ok(response);
    }
    let station = view.station(&api, &city, "city").await?;
    let selection = Selection { stations: vec![station.id], ..request.selection };
    let request = Request { selection, ..request };
    request.check().map_err(|refusal| Problem::field(refusal.part, refusal.why))?;
    let cursors = Cursors::new(&format!("city {request:?}"), &subject.state);
    let from = query.cursor.as_deref().map(|cursor| cursors.read(cursor)).transpose()?;
    let page = Page { from, rows_max: limit(query.limit)?.unwrap_or(LIMIT_DEFAULT) };
    let attribution = attribution_of(&view.ledger.receipts, &request.selection);
    let (runtime, base) = (Handle::current(), Base::of(&head));
    let writing = Writing { api: api.clone(), runtime, station, request, page, cursors, base };
    let work: Work = Arc::new(move |out| writing.write(out));
    Plan { subject, attribution, work }.answer(&api, &head, View::state).await
}

/// What writes a page of a city's data.
struct Writing {
    api: Api,
    runtime: Handle,
    station: Station,
    request: Request,
    page: Page,
    cursors: Cursors,
    base: Base,
}

impl Writing {
    fn write(&self, out: Out<'_>) -> zone::Result<Option<String>> {
        let failed = |error| Error::io("writing the answer", error);
        let Selection { definition, .. } = self.request.selection;
        let (city, id) = (json!(self.station.name), json!(self.station.id.to_string()));
        write!(out, "{{\"city\":{city},\"station_id\":{id}").map_err(failed)?;
        let quiet = |_| {};
        let exporter = Exporter::new(&self.api.zones, &self.runtime, &quiet).page(self.page);
        let report = match self.request.what {
            What::Daily => {
                let period = json!(definition.map(|definition| definition.name()));
                write!(out, ",\"period\":{period},\"data\":").map_err(failed)?;
                exporter.documents(&self.request.selection, out)?
            }
            _ => {
                write!(out, ",\"data\":").map_err(failed)?;
                exporter.write(&self.request, &self.api.control, Format::Json, out)?
            }
        };
        let next = report.next.map(|place| self.base.page(&self.cursors.write(place)));
        writeln!(out, ",\"count\":{},\"next\":{}}}", report.rows, json!(next)).map_err(failed)?;
        Ok(next)
    }
}
