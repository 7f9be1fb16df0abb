//! The tables of the lake: the same questions and forms for each of them.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::openapi::{MediaType, ReferenceOr, SchemaObject, StatusCode};
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::request::Parts as Head;
use pipeline::export::What;
use schemars::Schema;

use crate::extract::Query;
use crate::problem::Problem;
use crate::reading::about;
use crate::reading::form::{Form, TABLE};
use crate::reading::select::TableQuery;
use crate::reading::table;
use crate::state::Api;

/// An address a table.
pub(crate) fn router() -> ApiRouter<Api> {
    What::ALL.iter().fold(ApiRouter::new(), |router, what| {
        let what = *what;
        let handler = move |State(api): State<Api>, Query(query): Query<TableQuery>, head: Head| async move {
            table::answer(&api, what, query, head).await
        };
        router.api_route(&format!("/v1/{what}"), get_with(handler, move |operation| document(operation, what)))
    })
}

fn document(operation: TransformOperation<'_>, what: What) -> TransformOperation<'_> {
    let tag = if matches!(what, What::Rejects | What::Quality) { "lake" } else { "data" };
    let mut operation = operation
        .id(&what.name().replace('-', "_"))
        .tag(tag)
        .summary(what.meaning())
        .response_with::<200, String, _>(|response| response.description("The rows, in order of station and time"))
        .response_with::<304, (), _>(|response| response.description("What the client holds is still right"))
        .response_with::<404, Problem, _>(|response| response.description("There is no such station, or version"))
        .response_with::<406, Problem, _>(|response| response.description("None of the forms in `Accept` is there"))
        .response_with::<409, Problem, _>(|response| response.description("The lake has changed between two pages"))
        .response_with::<422, Problem, _>(|response| response.description("A parameter is wrong"));
    let responses = operation.inner_mut().responses.as_mut();
    let found = responses.and_then(|responses| responses.responses.get_mut(&StatusCode::Code(200)));
    if let Some(ReferenceOr::Item(response)) = found {
        response.content = TABLE.iter().map(|form| (form.media_type().to_owned(), media(*form, what))).collect();
    }
    operation
}

/// What an answer looks like in a form.
fn media(form: Form, what: What) -> MediaType {
    let schema = match form {
        Form::Json => Schema::try_from(about::schema(what)).ok(),
        _ => None,
    };
    let schema = schema.map(|json_schema| SchemaObject { json_schema, external_docs: None, example: None });
    MediaType { schema, ..MediaType::default() }
}
