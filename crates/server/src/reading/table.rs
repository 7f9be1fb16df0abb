//! Tables: any of them, in any form, whole or by the page.

use std::sync::Arc;

use axum::http::request::Parts as Head;
use axum::response::Response;
use pipeline::export::{Exporter, Page, Request, What, attribution_of};
use serde_json::Value;
use tokio::runtime::Handle;
use url::form_urlencoded;
use weather::Month;
use zone::Error;

use super::about;
use super::answer::{Out, Plan, Subject, Work, validity};
use super::cursor::Cursors;
use super::form::{Form, TABLE};
use super::select::{Asked, LIMIT_DEFAULT, TableQuery, spelled_out};
use super::view::View;
use crate::problem::Problem;
use crate::state::Api;

/// Answers a request for a table.
///
/// # Errors
/// What is wrong with the request, and the zones' errors.
pub(crate) async fn answer(api: &Api, what: What, query: TableQuery, head: Head) -> Result<Response, Problem> {
    let form = Form::negotiate(query.format.as_deref(), &head.headers, TABLE)?;
    let asked = query.read(what)?;
    let view = View::of(api).await?;
    let state = state(&view, &asked, api);
    let mut subject = Subject::new(&head, form, state.clone());
    let base = Base::of(&head);
    let version =
        validity::short_hash(&format!("{state}\n{}", base.address(&["version", "cursor", "limit", "format"], None)));
    if query.version.as_ref().is_some_and(|asked| *asked != version) {
        let what = "the lake holds another version of this data now";
        return Err(Problem::not_found(what).hint("leave `version` out to get the one there is"));
    }
    subject.location = Some(base.address(&["version"], Some(("version", &version))));
    let is_closed = validity::is_closed(asked.request.selection.to, (api.clock)());
    subject.is_immutable = query.version.is_some() && is_closed;
    subject.is_page = form == Form::Json || asked.limit.is_some() || query.cursor.is_some();
    if let Some(response) = subject.ready(api, &head) {
        return Ok(response);
    }
    let plan = plan(api, &view, &query, asked.clone(), (subject, base, version)).await?;
    plan.answer(api, &head, |view| self::state(view, &asked, api)).await
}

/// The lake's state as far as a table depends on it: observations on the months they are of, the others on everything.
fn state(view: &View, asked: &Asked, api: &Api) -> String {
    let Asked { request, .. } = asked;
    let selection = &request.selection;
    match request.what {
        What::Observations => {
            let in_range = |month: Month| {
                selection.from.is_none_or(|from| month >= from.month())
                    && selection.to.is_none_or(|to| month <= to.month())
            };
            let months = view.ledger.months.iter().filter(|month| in_range(month.month));
            let parts = months.map(|month| format!("{}:{}:{} ", month.month, month.rows, month.revision_max));
            // Of several stations with one name it is the one with days.
            let is_shared = |text: &&String| view.ledger.named(text).len() > 1;
            let stations = asked.stations.iter().find(is_shared).map_or(0, |_| view.curated);
            let attribution = attribution_of(&view.ledger.receipts, selection);
            format!("{} {} {stations} {attribution} {}", view.identity(), parts.collect::<String>(), view.names())
        }
        // Cards go by the limits of the settings too.
        What::Quality => format!("{} {:?}", view.state(), api.control),
        _ => view.state(),
    }
}

async fn plan(
    api: &Api,
    view: &View,
    query: &TableQuery,
    asked: Asked,
    (subject, base, version): (Subject, Base, String),
) -> Result<Plan, Problem> {
    let limit = asked.limit.unwrap_or(LIMIT_DEFAULT);
    let mut request = asked.resolve(api, view).await?;
    let cursors = Cursors::new(&format!("{request:?}"), &subject.state);
    let from = query.cursor.as_deref().map(|cursor| cursors.read(cursor)).transpose()?;
    let page = subject.is_page.then_some(Page { from, rows_max: limit });
    if page.is_some() {
        spelled_out(&mut request, view);
    }
    let attribution = attribution_of(&view.ledger.receipts, &request.selection);
    let about = about::table(&request, &attribution, &version);
    let work = Writing {
        api: api.clone(),
        runtime: Handle::current(),
        request,
        form: subject.form,
        page,
        about,
        cursors,
        base,
    };
    let work: Work = Arc::new(move |out| work.write(out));
    Ok(Plan { subject, attribution, work })
}

/// What writes a table.
struct Writing {
    api: Api,
    runtime: Handle,
    request: Request,
    form: Form,
    page: Option<Page>,
    about: Value,
    cursors: Cursors,
    base: Base,
}

impl Writing {
    fn write(&self, out: Out<'_>) -> zone::Result<Option<String>> {
        let quiet = |_| {};
        let exporter = Exporter::new(&self.api.zones, &self.runtime, &quiet);
        let exporter = self.page.map_or(exporter, |page| exporter.page(page));
        let export = |format, out: Out<'_>| exporter.write(&self.request, &self.api.control, format, out);
        match self.form {
            Form::Rows(format) => Ok(export(format, out)?.next.map(|place| self.base.page(&self.cursors.write(place)))),
            Form::Json | Form::GeoJson => {
                let failed = |error| Error::io("writing the answer", error);
                write!(out, "{{\"meta\":{},\n\"data\":", self.about).map_err(failed)?;
                let report = export(pipeline::export::Format::Json, out)?;
                let next = report.next.map(|place| self.base.page(&self.cursors.write(place)));
                let shown = Value::from(next.clone());
                writeln!(out, ",\"count\":{},\"next\":{shown}}}", report.rows).map_err(failed)?;
                Ok(next)
            }
        }
    }
}

/// The address of a request, from which those of its other pages and versions are made.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    path: String,
    query: Vec<(String, String)>,
}

impl Base {
    /// The address of a request.
    pub(crate) fn of(head: &Head) -> Self {
        let query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        Self { path: head.uri.path().to_owned(), query: query.into_owned().collect() }
    }

    /// The address of the page that begins at a cursor.
    pub(crate) fn page(&self, cursor: &str) -> String {
        self.address(&["cursor", "version"], Some(("cursor", cursor)))
    }

    /// The address without some parameters and with another one.
    pub(crate) fn address(&self, without: &[&str], with: Option<(&str, &str)>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.query.iter().filter(|(name, _)| !without.contains(&name.as_str())));
        query.extend_pairs(with);
        match query.finish() {
            query if query.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}
