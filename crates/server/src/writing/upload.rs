//! Receiving an upload: bytes go to the raw zone as they arrive, and nothing is kept before all of them have.
//!
//! Memory does not grow with the upload. Where it breaks off, is too long or is no upload at all, nothing of it stays.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, ReferenceOr, RequestBody, SchemaObject};
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, Multipart, Request};
use bytes::Bytes;
use futures::stream::{self, Stream};
use pipeline::Cancel;
use pipeline::ingest::{FileReport, keep, receive};
use zone::raw::Incoming;
use zone::{Error, Kind};

use super::job::Failed;
use super::{Settings, Writing};
use crate::problem::{Problem, ProblemType};

/// The field that holds files.
const FIELD: &str = "file";
/// Longer names are cut: they are labels and nothing more.
const NAME_LETTERS_MAX: usize = 200;

/// The body of an upload.
pub(crate) struct Upload(Multipart);

/// A file that arrived whole and is not kept yet.
pub(crate) struct Landed {
    pub(crate) name: String,
    pub(crate) incoming: Incoming,
}

/// Drops with its request: where the client leaves, so does what it sent.
struct Leave(Cancel);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Writing {
    /// Receives the files of an upload. Nothing is kept yet, and nothing stays where this fails or is dropped.
    pub(crate) async fn receive(&self, Upload(multipart): Upload) -> Result<Vec<Landed>, Problem> {
        let cancel = Cancel::default();
        let _leave = Leave(cancel.clone());
        let writing = self.clone();
        // On a task of its own, which goes on to tidy up when the request is dropped.
        let receiving = tokio::spawn(async move { writing.receive_all(multipart, &cancel).await });
        let stopped = |error| Problem::from(Error::new(Kind::Unavailable, format!("receiving stopped: {error}")));
        receiving.await.map_err(stopped)?
    }

    async fn receive_all(&self, mut multipart: Multipart, cancel: &Cancel) -> Result<Vec<Landed>, Problem> {
        let mut landed = Vec::new();
        let received = self.receive_each(&mut multipart, &mut landed, cancel).await;
        let received = if cancel.is_cancelled() { Err(left()) } else { received };
        match received {
            Ok(()) => Ok(landed),
            Err(problem) => Err(self.discard(landed).await.err().unwrap_or(problem)),
        }
    }

    async fn receive_each(
        &self,
        multipart: &mut Multipart,
        landed: &mut Vec<Landed>,
        cancel: &Cancel,
    ) -> Result<(), Problem> {
        let _place = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(left()),
            place = self.uploads.acquire() => place,
        };
        let mut budget = Budget { settings: &self.settings, cancel, bytes: 0 };
        while let Some(field) = budget.patient(multipart.next_field()).await? {
            if field.name() != Some(FIELD) {
                let name = field.name().unwrap_or_default().chars().take(NAME_LETTERS_MAX).collect::<String>();
                let what = format!("there is no field `{name}`: files come in the field `{FIELD}`");
                return Err(Problem::field(name, what));
            }
            if landed.len() == self.settings.upload_files_max {
                return Err(too_many(self.settings.upload_files_max));
            }
            let name = label(field.file_name().unwrap_or_default());
            let chunks = chunks(field, &mut budget);
            let incoming = receive(self.runner.zones.raw.as_ref(), chunks, &|_| ()).await?;
            landed.push(Landed { name, incoming });
        }
        if landed.is_empty() {
            return Err(Problem::field(FIELD, format!("the upload has no file: give one in the field `{FIELD}`")));
        }
        Ok(())
    }

    /// Keeps nothing of what was received.
    pub(crate) async fn discard(&self, landed: Vec<Landed>) -> Result<(), Problem> {
        for file in landed {
            self.runner.zones.raw.discard(file.incoming).await?;
        }
        Ok(())
    }

    /// Keeps the files that hold observations, in their order: of two that disagree the one named later wins.
    pub(crate) async fn keep(&self, landed: Vec<Landed>) -> Result<(Vec<FileReport>, Vec<Failed>), Problem> {
        let (mut files, mut failed) = (Vec::new(), Vec::new());
        let mut landed = landed.into_iter();
        while let Some(Landed { name, incoming }) = landed.next() {
            match keep(self.runner.zones.raw.as_ref(), incoming, &name, self.fetch_time()).await {
                Ok(file) => files.push(file),
                Err(error) if matches!(error.kind(), Kind::Invalid | Kind::Unsupported) => {
                    failed.push(failure(name, &error));
                }
                // The zone's own trouble: the client is to send all of them again, which doubles nothing.
                Err(error) => {
                    self.discard(landed.collect()).await?;
                    return Err(error.into());
                }
            }
        }
        Ok((files, failed))
    }
}

fn failure(name: String, error: &Error) -> Failed {
    let hint = error.next_step().map(str::to_owned);
    Failed { name, kind: error.kind().name().to_owned(), error: error.to_string(), hint }
}

/// What an upload may still send.
struct Budget<'a> {
    settings: &'a Settings,
    cancel: &'a Cancel,
    bytes: u64,
}

impl Budget<'_> {
    /// Waits for more, but not for ever, and no longer than the client does.
    ///
    /// The only place where an upload is left: what the zone was asked for is never dropped halfway, as it could leave
    /// a file that nobody knows of.
    async fn patient<T>(&self, next: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Problem> {
        let next = tokio::time::timeout(self.settings.upload_idle, next);
        let next = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(left()),
            next = next => next,
        };
        match next {
            Ok(next) => next.map_err(|error| malformed(&error)),
            Err(_) => {
                let seconds = self.settings.upload_idle.as_secs_f64();
                let what = format!("nothing arrived for {seconds} s; nothing was kept");
                Err(Problem::new(ProblemType::TooSlow, what).hint("send the upload again"))
            }
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Problem> {
        self.bytes += bytes as u64;
        if self.bytes > self.settings.upload_bytes_max { Err(too_large(self.settings)) } else { Ok(()) }
    }
}

/// The bytes of a file as they arrive.
fn chunks<'a>(field: Field<'a>, budget: &'a mut Budget<'_>) -> impl Stream<Item = Result<Bytes, Problem>> + Send + 'a {
    stream::try_unfold((field, budget), async |(mut field, budget)| {
        let Some(chunk) = budget.patient(field.chunk()).await? else { return Ok(None) };
        budget.spend(chunk.len())?;
        Ok(Some((chunk, (field, budget))))
    })
}

/// A file's name without anything that could be a path: a label for people.
fn label(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = file.chars().filter(|letter| !letter.is_control()).take(NAME_LETTERS_MAX).collect();
    if matches!(plain.trim(), "" | "." | "..") { "upload".to_owned() } else { plain }
}

fn left() -> Problem {
    Problem::new(ProblemType::UploadBroken, "the client left; nothing was kept")
}

fn malformed(error: &MultipartError) -> Problem {
    let what = format!("the upload broke off or is no multipart/form-data: {}; nothing was kept", error.body_text());
    Problem::new(ProblemType::UploadBroken, what).hint("send it again, whole")
}

/// An upload above the limit: 413.
pub(crate) fn too_large(settings: &Settings) -> Problem {
    let what = format!("the upload is larger than {} bytes; nothing of it was kept", settings.upload_bytes_max);
    Problem::new(ProblemType::TooLarge, what)
        .hint("send fewer files at a time, pack them, or raise serve.upload_bytes_max")
}

fn too_many(files_max: usize) -> Problem {
    let what = format!("the upload has more than {files_max} files; nothing of it was kept");
    Problem::new(ProblemType::TooLarge, what).hint("send fewer files at a time, or one ZIP of them")
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let what = |rejection: MultipartRejection| {
            let what = format!("an upload is multipart/form-data: {}", rejection.body_text());
            Problem::new(ProblemType::UnsupportedMedia, what).hint(format!("curl -F {FIELD}=@FILE sends one"))
        };
        Multipart::from_request(request, state).await.map(Self).map_err(what)
    }
}

impl OperationInput for Upload {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let json_schema = schemars::json_schema!({
            "type": "object",
            "properties": { "file": {
                "description": "JSON, CSV, either of them gzipped, or a ZIP of such files",
                "type": "array",
                "items": { "type": "string", "contentMediaType": "application/octet-stream" },
                "minItems": 1,
            } },
            "required": ["file"],
            "additionalProperties": false,
        });
        let form = MediaType {
            schema: Some(SchemaObject { json_schema, external_docs: None, example: None }),
            ..MediaType::default()
        };
        operation.request_body = Some(ReferenceOr::Item(RequestBody {
            description: Some("The files".to_owned()),
            content: [("multipart/form-data".to_owned(), form)].into_iter().collect(),
            required: true,
            ..RequestBody::default()
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_name_is_a_label_and_never_a_path() {
        let named =
            ["../../etc/passwd", "C:\\Users\\x\\synop.csv", "/", "..", "", "a\u{0}b\n.csv", "été.json"].map(label);
        assert_eq!(named, ["passwd", "synop.csv", "upload", "upload", "upload", "ab.csv", "été.json"]);
    }
}
