//! The OpenAPI document around what the handlers say of themselves: title, licence, tags, keys, problems.
//!
//! `docs/openapi.json` is the document as it was last looked at; a test compares.

use aide::openapi::{ApiKeyLocation, License, OpenApi, SecurityScheme, Server, Tag};
use aide::transform::{TransformOpenApi, TransformPathItem};

use crate::problem::Problem;

const DESCRIPTION: &str = "The weather-observation data lake over HTTP: what weather stations measured, as it came (raw), as clean \
observations (staging) and as daily statistics (curated). Units are °C, hPa, m/s and mm unless an answer says otherwise; times are UTC; \
missing is null, never zero. Data of Météo-France under the Licence Ouverte 2.0 (Etalab).";

/// The names of the ways to send a key.
const BEARER: &str = "key";
const HEADER: &str = "key_header";

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
    let header = SecurityScheme::ApiKey {
        location: ApiKeyLocation::Header,
        name: "X-Api-Key".to_owned(),
        description: Some("The same key in a header of its own".to_owned()),
        extensions: Default::default(),
    };
    // Relative: the document is right wherever the server is reached.
    let here = Server { url: "/".to_owned(), ..Server::default() };
    api.title("meteolake")
        .version(env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(licence)
        .server(here)
        .security_scheme(BEARER, bearer)
        .security_scheme(HEADER, header)
        .default_response::<Problem>()
}

/// Says of addresses that they take a key, in either header.
pub(crate) fn with_key(path: TransformPathItem<'_>) -> TransformPathItem<'_> {
    path.security_requirement(BEARER).security_requirement(HEADER)
}

/// Says of addresses that a server may open them to everyone.
pub(crate) fn with_key_or_open(path: TransformPathItem<'_>) -> TransformPathItem<'_> {
    with_key(path.security_requirement_multi([]))
}

/// The document as text, in an order that does not change.
pub(crate) fn text(document: &OpenApi) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}
