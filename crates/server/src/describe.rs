//! The OpenAPI document around what the handlers say of themselves: title, licence, tags, keys, problems.
//!
//! `docs/openapi.json` is the document as it was last looked at; a test compares.

use aide::openapi::{License, OpenApi, SecurityScheme, Tag};
use aide::transform::TransformOpenApi;

use crate::problem::Problem;

const DESCRIPTION: &str = "The weather-observation data lake over HTTP: what weather stations measured, as it came (raw), as clean \
observations (staging) and as daily statistics (curated). Units are °C, hPa, m/s and mm unless an answer says otherwise; times are UTC; \
missing is null, never zero. Data of Météo-France under the Licence Ouverte 2.0 (Etalab).";

const TAGS: &[(&str, &str)] = &[
    ("original", "The addresses of the original project"),
    ("stations", "Where was measured"),
    ("data", "Observations, days, months, years, normals, records, events"),
    ("lake", "Raw objects, sources, rejects, quality"),
    ("writing", "Uploads, runs and jobs"),
    ("operation", "Health, metrics, keys"),
];

/// Adds what no handler says.
pub(crate) fn api(api: TransformOpenApi<'_>) -> TransformOpenApi<'_> {
    let api = TAGS.iter().fold(api, |api, (name, description)| {
        api.tag(Tag { name: (*name).to_owned(), description: Some((*description).to_owned()), ..Tag::default() })
    });
    let licence = License {
        name: "MIT OR Apache-2.0".to_owned(),
        identifier: Some("MIT OR Apache-2.0".to_owned()),
        ..License::default()
    };
    let bearer = SecurityScheme::Http {
        scheme: "bearer".to_owned(),
        bearer_format: None,
        description: Some("An API key, made by `meteolake keys add NAME`".to_owned()),
        extensions: Default::default(),
    };
    api.title("meteolake")
        .version(env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(licence)
        .security_scheme("key", bearer)
        .default_response::<Problem>()
}

/// The document as text, in an order that does not change.
pub(crate) fn text(document: &OpenApi) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}
