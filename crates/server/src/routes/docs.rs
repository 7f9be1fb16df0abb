//! The API described: OpenAPI, two ways to read it, and the pages of the problems. All of it is in the binary.

use std::sync::LazyLock;

use aide::redoc::Redoc;
use aide::swagger::Swagger;
use axum::Extension;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;

use crate::extract::Path;
use crate::problem::{Explained, Problem, ProblemType};

/// The pages hold their scripts and ask this server alone.
const ONLY_OURS: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'unsafe-inline' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);

static SWAGGER: LazyLock<Bytes> = LazyLock::new(|| Swagger::new("/openapi.json").with_title("meteolake").html().into());
static REDOC: LazyLock<Bytes> = LazyLock::new(|| Redoc::new("/openapi.json").with_title("meteolake").html().into());

/// The OpenAPI document as bytes, made once.
#[derive(Clone)]
pub(crate) struct Document(pub(crate) Bytes);

/// The document for programs.
pub(crate) async fn openapi(Extension(Document(document)): Extension<Document>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

/// The document to try.
pub(crate) async fn swagger() -> Response {
    with_policy(Html(SWAGGER.clone()))
}

/// The document to read.
pub(crate) async fn redoc() -> Response {
    with_policy(Html(REDOC.clone()))
}

/// All kinds of problems.
pub(crate) async fn errors() -> Response {
    let rows: String = ProblemType::ALL
        .iter()
        .map(|kind| {
            let Explained { slug, status, title, meaning, .. } = kind.explained();
            format!(
                "<tr><td>{}</td><td><a href=\"/docs/errors/{slug}\">{title}</a></td><td>{meaning}</td></tr>",
                status.as_u16()
            )
        })
        .collect();
    let table = format!("<table><tr><th>status</th><th>problem</th><th>what it means</th></tr>{rows}</table>");
    with_policy(Html(page("Problems", &table)))
}

/// One kind of problem.
pub(crate) async fn error(Path(slug): Path<String>) -> Result<Response, Problem> {
    let known = ProblemType::ALL.iter().map(|kind| kind.explained()).find(|explained| explained.slug == slug);
    let Explained { status, title, meaning, remedy, .. } =
        known.ok_or_else(|| Problem::not_found("there is no problem of that name").hint("/docs/errors lists them"))?;
    let body = format!(
        "<p>Status {}.</p><h2>What it means</h2><p>{meaning}</p><h2>What to do</h2><p>{remedy}</p><p><a href=\"/docs/errors\">All problems</a></p>",
        status.as_u16()
    );
    Ok(with_policy(Html(page(title, &body))))
}

pub(crate) fn with_policy(page: impl IntoResponse) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, ONLY_OURS)], page).into_response()
}

/// A page of our own; `title` and `body` are HTML already.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
         color-scheme:light dark}}td,th{{text-align:left;padding:.3rem .8rem .3rem 0;vertical-align:top}}</style></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    )
}
