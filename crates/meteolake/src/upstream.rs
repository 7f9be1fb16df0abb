//! A pretended upstream: both providers' addresses on a port of this machine, answered by the simulator.
//!
//! The demo and the tests fetch from it as they would from the real ones. It knows entity tags and ranges of dates,
//! and no more.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use source::Layout;
use source::simulate::Network;
use tokio::net::TcpListener;
use weather::Day;

/// The stations and the days that the upstream has reports of.
#[derive(Debug, Clone)]
pub(crate) struct Upstream {
    pub(crate) network: Network,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

impl Upstream {
    /// Serves on a free port of this machine until the returned task is dropped or aborted.
    ///
    /// # Errors
    /// If no port can be had.
    pub(crate) async fn start(self) -> io::Result<(SocketAddr, tokio::task::JoinHandle<()>)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/data/OBS/SYNOP/{file}", get(yearly))
            .route("/api/explore/v2.1/catalog/datasets/{dataset}/exports/json", get(export))
            .with_state(Arc::new(self));
        let serving = tokio::spawn(async move {
            // It ends with the process; an error here shows as a failed fetch.
            drop(axum::serve(listener, router).await);
        });
        Ok((address, serving))
    }

    /// The bytes of a layout for the days asked for that there are.
    fn bytes(&self, layout: Layout, from: Day, to: Day, gzip: bool) -> io::Result<Vec<u8>> {
        let (from, to) = (from.max(self.from), to.min(self.to));
        let mut out = Vec::new();
        if gzip {
            self.network.write_gz(layout, from, to, &mut out)?;
        } else {
            self.network.write(layout, from, to, &mut out)?;
        }
        Ok(out)
    }

    async fn answer(self: Arc<Self>, request: &HeaderMap, layout: Layout, from: Day, to: Day, gzip: bool) -> Response {
        let tag = format!("\"{}-{}-{}-{from}-{to}\"", layout.name(), self.network.seed, self.network.stations);
        if request.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes()) {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        let making = tokio::task::spawn_blocking(move || self.bytes(layout, from, to, gzip));
        match making.await {
            Ok(Ok(bytes)) => ([(header::ETAG, tag)], Body::from(bytes)).into_response(),
            _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

async fn yearly(State(upstream): State<Arc<Upstream>>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    if file == "postes_synop.geojson" {
        return upstream.network.station_list_geojson().into_response();
    }
    let year = file.strip_prefix("synop_").and_then(|rest| rest.strip_suffix(".csv.gz"));
    let days = year
        .and_then(|year| year.parse().ok())
        .and_then(|year: i32| Some((Day::from_civil(year, 1, 1)?, Day::from_civil(year, 12, 31)?)));
    match days {
        Some((from, to)) if from <= upstream.to && to >= upstream.from => {
            upstream.answer(&headers, Layout::YearlyCsv, from, to, true).await
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The part of an export's query that says which days.
#[derive(Deserialize)]
struct ExportQuery {
    r#where: String,
}

async fn export(
    State(upstream): State<Arc<Upstream>>,
    Query(query): Query<ExportQuery>,
    headers: HeaderMap,
) -> Response {
    // date >= '2025-01-01T00:00:00Z' AND date <= '2025-01-31T23:59:59Z': the days stand between quotes.
    let days: Vec<Day> =
        query.r#where.split('\'').skip(1).step_by(2).filter_map(|time| time.get(..10)?.parse().ok()).collect();
    match days[..] {
        [from, to] => upstream.answer(&headers, Layout::ExportJson, from, to, false).await,
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}
