//! Extractors whose refusals are problems that name the field.
//!
//! They take what axum's take. A query may give a list as `station=a,b` or as `station=a&station=b`.

use std::borrow::Cow;

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::problem::{Problem, ProblemType};

/// The query of an address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read_query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// Reads a query; a parameter that is repeated is a list.
fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut merged: Vec<(Cow<'_, str>, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match merged.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(&value);
            }
            None => merged.push((name, value.into_owned())),
        }
    }
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(merged).finish();
    let fields = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(fields).map_err(|error| {
        let path = error.path().to_string();
        wrong_field(&path, &error.into_inner().to_string())
    })
}

/// A refusal by serde, which names an unknown field only in its text.
fn wrong_field(path: &str, what: &str) -> Problem {
    let quoted =
        what.split('`').nth(1).filter(|_| what.starts_with("unknown field") || what.starts_with("missing field"));
    let field = quoted.or(Some(path).filter(|path| *path != "." && !path.is_empty())).unwrap_or("query");
    Problem::field(field, format!("{field}: {what}"))
}

impl<T: schemars::JsonSchema> OperationInput for Query<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        axum::extract::Query::<T>::operation_input(context, operation);
    }
}

/// The variable parts of an address.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|error| match error {
            PathRejection::FailedToDeserializePathParams(error) => Problem::not_found(error.body_text()),
            error => Problem::new(ProblemType::Malformed, error.body_text()),
        })
    }
}

impl<T: schemars::JsonSchema> OperationInput for Path<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        axum::extract::Path::<T>::operation_input(context, operation);
    }
}

/// A body of JSON.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = axum::Json::<T>::from_request(request, state).await;
        body.map(|axum::Json(value)| Self(value)).map_err(|error| match error {
            JsonRejection::JsonDataError(error) => wrong_body(&error.body_text()),
            JsonRejection::MissingJsonContentType(error) => {
                Problem::new(ProblemType::UnsupportedMedia, error.body_text())
            }
            JsonRejection::BytesRejection(error) if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                Problem::new(ProblemType::TooLarge, error.body_text())
            }
            error => Problem::new(ProblemType::Malformed, error.body_text()),
        })
    }
}

/// A refusal of a field of a body, whose name axum puts at the beginning: `…: steps[0]: unknown variant`.
fn wrong_body(text: &str) -> Problem {
    let what = text.split_once("target type: ").map_or(text, |(_, what)| what);
    let (field, _) = what.split_once(": ").unwrap_or(("body", what));
    match field.contains(' ') {
        true => wrong_field("body", what),
        false => Problem::field(field, what),
    }
}

impl<T: schemars::JsonSchema> OperationInput for Json<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        axum::Json::<T>::operation_input(context, operation);
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::read_query;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        station: Option<String>,
        limit: Option<u32>,
    }

    #[test]
    fn a_list_may_be_repeated_or_have_commas() {
        for query in ["station=a,b&limit=3", "station=a&limit=3&station=b"] {
            let asked: Asked = read_query(query).expect("read");
            assert_eq!(asked, Asked { station: Some("a,b".to_owned()), limit: Some(3) });
        }
    }

    #[test]
    fn a_refusal_names_the_field() {
        let field = |query| read_query::<Asked>(query).expect_err("refused").field;
        assert_eq!(field("limit=x").as_deref(), Some("limit"));
        assert_eq!(field("limit=1&limit=2").as_deref(), Some("limit"));
        assert_eq!(field("stations=a").as_deref(), Some("stations"));
    }
}
