//! The kinds of problems: one table for the answers and for the pages that explain them.

use axum::http::StatusCode;

/// A kind of problem, with its page under `/docs/errors`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// The last part of its address.
    pub slug: &'static str,
    /// The status it is answered with.
    pub status: StatusCode,
    /// The kind, in a few words.
    pub title: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

macro_rules! problem_types {
    ($($name:ident $slug:literal $status:ident $title:literal $meaning:literal $remedy:literal)*) => {
        /// What kind of problem it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ProblemType {
            $(#[doc = $meaning] $name,)*
        }

        impl ProblemType {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What there is to say of it.
            pub const fn explained(self) -> Explained {
                match self {
                    $(Self::$name => Explained {
                        slug: $slug,
                        status: StatusCode::$status,
                        title: $title,
                        meaning: $meaning,
                        remedy: $remedy,
                    },)*
                }
            }
        }
    };
}

problem_types! {
    Malformed "malformed" BAD_REQUEST "Malformed request"
        "The request could not be read: it is not what its headers say, or not valid HTTP, JSON or an address."
        "Send it as /docs describes; most clients do so by themselves."
    KeyNeeded "key-needed" UNAUTHORIZED "Key needed"
        "This address needs an API key, and the request has none or one that is not known."
        "Send the header `Authorization: Bearer KEY`. `meteolake keys add NAME` makes a key."
    RoleTooSmall "role-too-small" FORBIDDEN "Role too small"
        "The key is known, but its role may not do this: read, write and admin may each more than the one before."
        "Use a key of the role that the answer names."
    CrossSite "cross-site" FORBIDDEN "Written from another site"
        "Without a key, this machine's own pages and programs may write, pages of other sites may not."
        "Call the server by the address it listens on, or send an API key."
    NotFound "not-found" NOT_FOUND "Not found"
        "There is nothing of that name: no such address, station, city, object, job or run."
        "Check the spelling; the lists (/v1/stations, /raw/files, /v1/jobs) tell what there is."
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "Method not allowed"
        "The address is there, but not for this method; the header `Allow` has those it takes."
        "Use one of those methods."
    NotAcceptable "not-acceptable" NOT_ACCEPTABLE "Form not available"
        "The answer cannot be given in the form that `Accept` or `?format=` asks for."
        "Ask for one of the forms that the answer names."
    UploadBroken "upload-broken" BAD_REQUEST "Upload broken off"
        "The upload ended before it was whole, or is no multipart/form-data; nothing of it was kept."
        "Send it again, whole: `curl -F file=@FILE` sends one."
    TooSlow "upload-stalled" REQUEST_TIMEOUT "Upload stalled"
        "The client sent nothing for longer than the server waits; nothing of the upload was kept."
        "Send the upload again, over a better connection."
    Conflict "conflict" CONFLICT "Conflict"
        "Somebody else changed the same thing first."
        "Read again and repeat the request."
    Busy "busy" CONFLICT "Another writer is at work"
        "One writer at a time may change a lake, and another one has been at it for longer than this request waits."
        "Repeat the request later, or send `Prefer: respond-async` to have it done as a job."
    KeyInUse "idempotency-key-in-use" CONFLICT "Idempotency key in use"
        "A request with the same `Idempotency-Key` is being answered at this moment."
        "Wait for its answer, then repeat."
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Too large"
        "The body is larger than the server takes."
        "Send less at once, or have `serve.upload_bytes_max` raised."
    UnsupportedMedia "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "Unsupported media type"
        "The body is not of a type that this address takes."
        "Send the `Content-Type` that /docs describes."
    InvalidField "invalid-field" UNPROCESSABLE_ENTITY "Invalid field"
        "A parameter or a field of the body has a value that it cannot have; the answer names it in `field`."
        "Correct the field."
    Invalid "invalid" UNPROCESSABLE_ENTITY "Invalid request"
        "The request, or a setting of the server, asks for something that cannot be."
        "Change what the answer names."
    NoObservations "no-observations" UNPROCESSABLE_ENTITY "No observations"
        "None of the files sent holds observations in a layout that is known; nothing was kept."
        "Check that it is a SYNOP file of Météo-France or OpenDataSoft: CSV or JSON, plain, gz or in a ZIP archive."
    KeyReused "idempotency-key-reused" UNPROCESSABLE_ENTITY "Idempotency key reused"
        "The same `Idempotency-Key` came with another request before."
        "Use a new key for a new request."
    RateLimited "rate-limited" TOO_MANY_REQUESTS "Too many requests"
        "This client sends more requests than the server is set to answer."
        "Wait as long as `Retry-After` says."
    Internal "internal" INTERNAL_SERVER_ERROR "Internal error"
        "The server failed in a way it was not made to; what it was is in its log under the request's id."
        "Report it, with the header `X-Request-Id` of the answer."
    Corrupt "corrupt" INTERNAL_SERVER_ERROR "Damaged data"
        "What is stored is not what was written."
        "Run `meteolake verify`; restore what it names from a backup."
    Unsupported "unsupported" NOT_IMPLEMENTED "Not supported"
        "This version, or the storage of this lake, cannot do it."
        "See the answer's hint."
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Unavailable"
        "A zone does not answer or has no room, or the server is stopping."
        "Repeat the request later; /health tells which zone it is."
    Overloaded "overloaded" SERVICE_UNAVAILABLE "Overloaded"
        "The server is answering as many requests as it is set to."
        "Repeat the request after `Retry-After`."
    TimedOut "timed-out" GATEWAY_TIMEOUT "Timed out"
        "The answer took longer than the server is set to spend on a request."
        "Ask for less: a shorter time, fewer stations; or raise `serve.request_timeout_s`."
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ProblemType;

    #[test]
    fn each_kind_has_a_page_of_its_own() {
        let slugs: BTreeSet<_> = ProblemType::ALL.iter().map(|kind| kind.explained().slug).collect();
        assert_eq!(slugs.len(), ProblemType::ALL.len());
    }
}
