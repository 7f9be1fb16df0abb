//! The API keys, for who administers: which there are, and the end of one. They are made on the machine alone.

use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::Path;
use crate::manners::keys::Key;
use crate::problem::Problem;
use crate::state::Api;

/// The keys, without what they are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeyList {
    keys: Vec<Key>,
}

/// A key's name.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Named {
    /// The name.
    name: String,
}

pub(crate) async fn list(State(api): State<Api>) -> Result<Json<KeyList>, Problem> {
    Ok(Json(KeyList { keys: api.keys.all()?.iter().map(Key::shown).collect() }))
}

pub(crate) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation.id("keys").tag("operation").summary("The API keys, by name and role")
}

pub(crate) async fn remove(State(api): State<Api>, Path(Named { name }): Path<Named>) -> Result<StatusCode, Problem> {
    api.keys.remove(&name)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) fn remove_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("remove_key")
        .tag("operation")
        .summary("Forget an API key")
        .response_with::<204, (), _>(|response| response.description("It is gone"))
}
