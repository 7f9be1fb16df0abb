//! Raw objects: the original project's addresses of files, and those of `/v1/objects`, with what became of each.

use aide::transform::TransformOperation;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts as Head;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, TryStreamExt};
use pipeline::export::{Place, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;
use weather::Time;
use zone::raw::{ObjectId, RawObject};
use zone::staging::Receipt;

use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::reading::answer::small;
use crate::reading::answer::validity;
use crate::reading::cursor::Cursors;
use crate::reading::form::Form;
use crate::reading::select::{LIMIT_DEFAULT, limit};
use crate::reading::table::Base;
use crate::reading::view::View;
use crate::state::Api;

/// Longest name that is looked for.
const NAME_BYTES_MAX: usize = 1_024;
/// Other objects of one name that a link leads to.
const OTHERS_MAX: usize = 20;

/// Which part of the list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// Objects of a page, 1 to 10000; 1000 unless another number is asked for.
    limit: Option<u64>,
    /// Where the page begins: from the link of the page before it.
    cursor: Option<String>,
}

/// A page of raw objects, in the order of their arrival.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Files {
    files: Vec<FileLine>,
    /// Objects of this page.
    count: usize,
    /// Objects of all pages.
    total: usize,
    /// The address of the next page.
    next: Option<String>,
}

/// A raw object.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileLine {
    /// The file's own name.
    name: String,
    /// The object's id.
    sha256: String,
    /// Bytes.
    size: u64,
    /// When it first came in.
    fetch_time: String,
    /// Who gave it: a provider's name, or `upload`.
    source: String,
    /// The address it was fetched from, without what may be secret.
    source_url: Option<String>,
    /// `observations` or `station_list`.
    kind: String,
    media_type: Option<String>,
    /// Where its bytes are.
    url: String,
}

/// A raw object and what became of its rows.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ObjectFacts {
    #[serde(flatten)]
    file: FileLine,
    /// What became of its rows; null while it waits to be staged.
    receipt: Option<ReceiptFacts>,
}

/// What became of an object's rows: `rows = accepted + superseded + duplicate + rejected`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReceiptFacts {
    layout: String,
    rows: u64,
    accepted: u64,
    superseded: u64,
    duplicate: u64,
    rejected: u64,
    /// The earliest report in it.
    first_time: Option<String>,
    /// The latest report in it.
    last_time: Option<String>,
    staged_time: String,
    /// The revision of staging that it made.
    revision: i64,
}

/// A file in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Named {
    /// The file's name or its sha256.
    name: String,
}

/// An object in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Id {
    /// The object's sha256.
    sha256: String,
}

impl From<&RawObject> for FileLine {
    fn from(object: &RawObject) -> Self {
        let kind = serde_json::to_value(object.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        Self {
            name: object.name.clone(),
            sha256: object.sha256.to_string(),
            size: object.size,
            fetch_time: object.fetch_time.to_string(),
            source: object.source.clone(),
            source_url: object.url.as_deref().and_then(public),
            kind: kind.unwrap_or_default(),
            media_type: object.media_type.clone(),
            url: format!("/v1/objects/{}/bytes", object.sha256),
        }
    }
}

/// An address without user, password and query, which may hold a key.
fn public(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    Some(format!("{}://{}{}", url.scheme(), url.host_str()?, url.path()))
}

impl From<&Receipt> for ReceiptFacts {
    fn from(receipt: &Receipt) -> Self {
        let tally = receipt.tally;
        let time = |time: Time| time.to_string();
        Self {
            layout: receipt.layout.clone(),
            rows: tally.rows,
            accepted: tally.accepted,
            superseded: tally.superseded,
            duplicate: tally.duplicate,
            rejected: tally.rejected,
            first_time: receipt.span.map(|(first, _)| time(first)),
            last_time: receipt.span.map(|(_, last)| time(last)),
            staged_time: time(receipt.staged_time),
            revision: receipt.revision,
        }
    }
}

/// A page of the objects.
pub(crate) async fn list(
    State(api): State<Api>,
    Query(query): Query<PageQuery>,
    head: Head,
) -> Result<Response, Problem> {
    let limit = limit(query.limit)?.unwrap_or(LIMIT_DEFAULT) as usize;
    let cursors = Cursors::new("objects", "");
    let from = match query.cursor.as_deref().map(|cursor| cursors.read(cursor)).transpose()? {
        None => 0,
        Some(Place { row: Row::Index(index), .. }) => usize::try_from(index).unwrap_or(usize::MAX),
        Some(_) => return Err(Problem::field("cursor", "the cursor is not one of this request")),
    };
    let objects = arrived(&api).await?;
    let next = from.checked_add(limit).filter(|next| *next < objects.len());
    let place = |index| Place { station: None, row: Row::Index(index) };
    let next = next.map(|next| Base::of(&head).page(&cursors.write(place(next as u64))));
    let files: Vec<FileLine> = objects.iter().skip(from).take(limit).map(FileLine::from).collect();
    let page = Files { count: files.len(), total: objects.len(), files, next: next.clone() };
    small(&head, Form::Json, next.as_deref(), &page)
}

pub(crate) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .tag("lake")
        .summary("The files as they came, in the order of their arrival")
        .response_with::<200, Json<Files>, _>(|response| response.description("A page of objects"))
}

/// All objects in the order of their arrival, so that new ones come after those of pages already given.
async fn arrived(api: &Api) -> zone::Result<Vec<RawObject>> {
    let mut objects: Vec<RawObject> = api.zones.raw.list().try_collect().await?;
    objects.sort_by_key(|object| (object.fetch_time, object.sha256));
    Ok(objects)
}

/// The bytes of a file, by its name or sha256.
pub(crate) async fn file(
    State(api): State<Api>,
    Path(Named { name }): Path<Named>,
    head: Head,
) -> Result<Response, Problem> {
    if let Ok(id) = name.parse::<ObjectId>() {
        return bytes_of(&api, &api.zones.raw.get(id).await?, &head, true).await;
    }
    let shown: String = name.chars().take(80).collect();
    let missing = || Problem::not_found(format!("there is no file `{shown}`")).hint("/raw/files lists the files");
    if name.len() > NAME_BYTES_MAX {
        return Err(missing());
    }
    let mut named = arrived(&api).await?;
    named.retain(|object| object.name == name);
    let newest = named.pop().ok_or_else(missing)?;
    let mut response = bytes_of(&api, &newest, &head, false).await?;
    for other in named.iter().rev().take(OTHERS_MAX) {
        let link = format!("</v1/objects/{}/bytes>; rel=\"predecessor-version\"", other.sha256);
        response.headers_mut().extend(HeaderValue::try_from(link).ok().map(|link| (header::LINK, link)));
    }
    Ok(response)
}

pub(crate) fn file_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("raw_file")
        .tag("original")
        .summary("A file as it came, by its name or sha256")
        .description("Of several files with one name it is the newest; links of the relation `predecessor-version` lead to the others.")
        .response_with::<200, Vec<u8>, _>(|response| response.description("The bytes"))
        .response_with::<404, Problem, _>(|response| response.description("There is no such file"))
}

/// An object and its receipt.
pub(crate) async fn one(
    State(api): State<Api>,
    Path(Id { sha256 }): Path<Id>,
    head: Head,
) -> Result<Response, Problem> {
    let object = find(&api, &sha256).await?;
    let view = View::of(&api).await?;
    let receipt = view.ledger.receipt(object.sha256).map(ReceiptFacts::from);
    small(&head, Form::Json, None, &ObjectFacts { file: FileLine::from(&object), receipt })
}

pub(crate) fn one_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("object")
        .tag("lake")
        .summary("A raw object and what became of its rows")
        .response_with::<200, Json<ObjectFacts>, _>(|response| response.description("The object and its receipt"))
        .response_with::<404, Problem, _>(|response| response.description("There is no such object"))
}

/// The bytes of an object.
pub(crate) async fn bytes(
    State(api): State<Api>,
    Path(Id { sha256 }): Path<Id>,
    head: Head,
) -> Result<Response, Problem> {
    bytes_of(&api, &find(&api, &sha256).await?, &head, true).await
}

pub(crate) fn bytes_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("object_bytes")
        .tag("lake")
        .summary("The bytes of a raw object, as they came")
        .response_with::<200, Vec<u8>, _>(|response| response.description("The bytes"))
        .response_with::<404, Problem, _>(|response| response.description("There is no such object"))
}

async fn find(api: &Api, sha256: &str) -> Result<RawObject, Problem> {
    let id = sha256.parse::<ObjectId>().map_err(|error| Problem::not_found(error.to_string()))?;
    Ok(api.zones.raw.get(id).await?)
}

/// The bytes of an object; never changed where the address is that of its content.
async fn bytes_of(api: &Api, object: &RawObject, head: &Head, by_content: bool) -> Result<Response, Problem> {
    let tag = object.sha256.to_string();
    let mut response = match validity::is_held(&head.headers, &tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Body::from_stream(api.zones.raw.bytes(object.sha256).await?.map_err(std::io::Error::other).boxed())
            .into_response(),
    };
    let is_whole = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    if is_whole {
        // Bytes that are damaged break the connection.
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(object.size));
    }
    let validity = if by_content { "max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(validity));
    headers.extend(validity::etag(&tag, validity::may_be_compressed(&head.headers)).map(|tag| (header::ETAG, tag)));
    // What somebody uploaded is handed on as a file, never shown as a page of this server.
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.extend(disposition(&object.name).map(|value| (header::CONTENT_DISPOSITION, value)));
    Ok(response)
}

/// `Content-Disposition` with the file's name, as RFC 8187 writes what is not ASCII.
fn disposition(name: &str) -> Option<HeaderValue> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let encoded: String = name
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    HeaderValue::try_from(format!("attachment; filename*=UTF-8''{encoded}")).ok()
}
