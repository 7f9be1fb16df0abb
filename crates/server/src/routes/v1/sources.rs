//! The sources, and how fresh what they gave is.

use std::collections::BTreeMap;

use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::request::Parts as Head;
use axum::response::Response;
use pipeline::export::{Selection, attribution_of};
use schemars::JsonSchema;
use serde::Serialize;
use weather::Time;
use zone::staging::Receipt;

use crate::problem::Problem;
use crate::reading::about::LICENCE_URL;
use crate::reading::answer::small;
use crate::reading::form::Form;
use crate::reading::view::View;
use crate::state::Api;

/// The sources of the lake.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Sources {
    sources: Vec<Source>,
    /// How many.
    count: usize,
    /// Whose data it is, and the date of its last update.
    attribution: String,
    /// Where the licence is.
    licence: &'static str,
}

/// What a source gave, as far as it is staged.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Source {
    /// Its name: a provider's, or `upload`.
    source: String,
    /// Its staged objects.
    objects: u64,
    /// Rows read from them.
    rows: u64,
    /// Rows refused.
    rejects: u64,
    /// The newest report in them.
    newest_report: Option<String>,
    /// When the last of them was fetched.
    last_fetch: Option<String>,
    /// When the last of them was staged.
    last_staged: Option<String>,
}

/// The sources, by name.
pub(crate) async fn list(State(api): State<Api>, head: Head) -> Result<Response, Problem> {
    let receipts = View::of(&api).await?.ledger;
    let receipts = &receipts.receipts;
    let mut by_source: BTreeMap<&str, Vec<&Receipt>> = BTreeMap::new();
    receipts.iter().for_each(|receipt| by_source.entry(&receipt.source).or_default().push(receipt));
    let sources: Vec<Source> = by_source.into_iter().map(source).collect();
    let attribution = attribution_of(receipts, &Selection::default());
    small(&head, Form::Json, None, &Sources { count: sources.len(), sources, attribution, licence: LICENCE_URL })
}

fn source((name, receipts): (&str, Vec<&Receipt>)) -> Source {
    let latest = |time: fn(&Receipt) -> Option<Time>| {
        receipts.iter().filter_map(|receipt| time(receipt)).max().map(|time| time.to_string())
    };
    let sum = |count: fn(&Receipt) -> u64| receipts.iter().map(|receipt| count(receipt)).sum();
    Source {
        source: name.to_owned(),
        objects: receipts.len() as u64,
        rows: sum(|receipt| receipt.tally.rows),
        rejects: sum(|receipt| receipt.tally.rejected),
        newest_report: latest(|receipt| receipt.span.map(|(_, last)| last)),
        last_fetch: latest(|receipt| Some(receipt.fetch_time)),
        last_staged: latest(|receipt| Some(receipt.staged_time)),
    }
}

pub(crate) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("sources")
        .tag("lake")
        .summary("The sources, and how fresh what they gave is")
        .response_with::<200, Json<Sources>, _>(|response| response.description("All of them, by name"))
}
