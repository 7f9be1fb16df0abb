//! What a storage server says, in words for people: its code and message, never the whole answer, and which setting to
//! look at.
//!
//! The server's answer is found in the text of the error, because libraries in between pass nothing else on.

use crate::{Error, Kind};

/// How `object_store` begins the error of a request.
const REQUEST: &str = "Error performing ";

/// The error of a request to a server; `None` if the error is of another kind.
pub(crate) fn remote(error: &object_store::Error) -> Option<Error> {
    use object_store::Error as Storage;
    let text = error.to_string();
    let told = remote_text(&text)?;
    // What the library knows of the outcome is surer than the text.
    Some(match error {
        Storage::AlreadyExists { .. } | Storage::Precondition { .. } => Error::new(Kind::Conflict, told.to_string()),
        _ => told,
    })
}

/// The error of a request to a server, found in the text of an error around it; `None` if there is none in it.
pub(crate) fn remote_text(text: &str) -> Option<Error> {
    let request = &text[text.find(REQUEST)? + REQUEST.len()..];
    let (head, cause) = request.split_once(" - ").unwrap_or((request, ""));
    if head.contains("169.254.") || head.contains("metadata.google.internal") {
        return Some(no_credentials());
    }
    let status = status_of(cause);
    let said = match (between(cause, "Code"), between(cause, "Message")) {
        (None, None) => cause.split('<').next().unwrap_or_default().trim_end_matches([':', ' ']).to_owned(),
        (code, message) => {
            let status = status.map(|status| status.to_string());
            let parts = [status.as_deref(), code, message].into_iter().flatten();
            parts.collect::<Vec<_>>().join(" ")
        }
    };
    let error = |kind, hint: &str| Error::new(kind, format!("the storage says: {said}")).hint(hint);
    Some(match (status, between(cause, "Code")) {
        (_, Some("NoSuchBucket")) => error(Kind::NotFound, "check the bucket's name, or make the bucket"),
        (_, Some("RequestTimeTooSkewed")) => {
            error(Kind::Invalid, "set this machine's clock; `meteolake doctor` tells by how much it is off")
        }
        (Some(401 | 403), _) => error(Kind::Invalid, CREDENTIALS),
        (Some(404), _) => Error::new(Kind::NotFound, format!("the storage says: {said}")),
        (Some(412), _) | (Some(409), _) => error(Kind::Conflict, "run the command again"),
        (Some(501), _) => error(Kind::Unsupported, "use another storage server or a newer version of it"),
        (Some(400), _) | (Some(301 | 307), _) => {
            error(Kind::Invalid, "check storage.s3.region and storage.s3.endpoint")
        }
        _ if cause.contains("without LOCATION") => error(Kind::Invalid, "check storage.s3.region"),
        _ if cause.contains("builder error") => {
            error(Kind::Invalid, "an endpoint of http:// must be allowed: set storage.s3.allow_http = true")
        }
        _ => error(Kind::Unavailable, "is the storage server running, and is storage.s3.endpoint its address?"),
    })
}

const CREDENTIALS: &str = "check the credentials and what they may do: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \
    the profile that storage.s3.profile or AWS_PROFILE names";

fn no_credentials() -> Error {
    Error::new(Kind::Invalid, "there are no credentials for the bucket, and this machine has no role that gives some")
        .hint("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws with storage.s3.profile")
}

/// The HTTP status in the text of a failed request.
fn status_of(cause: &str) -> Option<u16> {
    let after = cause.split_once("status code: ")?.1;
    after.split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

/// What stands in an element of a server's answer.
pub(super) fn between<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    let after = text.split_once(&format!("<{tag}>"))?.1;
    Some(after.split_once(&format!("</{tag}>"))?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: &str = "Error performing GET http://127.0.0.1:9/bucket/x in 3ms - Server returned non-2xx status \
        code: 403 Forbidden: <?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>The signature \
        does not match</Message><AWSAccessKeyId>AKIA123</AWSAccessKeyId></Error>";

    #[test]
    fn refused_credentials_name_the_setting_and_repeat_no_key() {
        let error = remote_text(REFUSED).expect("a request");
        assert_eq!(error.kind(), Kind::Invalid);
        assert_eq!(error.to_string(), "the storage says: 403 SignatureDoesNotMatch The signature does not match");
        assert!(error.next_step().is_some_and(|hint| hint.contains("storage.s3.profile")));
    }

    #[test]
    fn a_server_that_fails_is_unavailable() {
        let text = "Generic S3 error: Error performing PUT http://h/b/k in 1s, after 4 retries, max_retries: 4, \
            retry_timeout: 180s  - Server returned non-2xx status code: 503 Service Unavailable: ";
        let error = remote_text(text).expect("a request");
        assert_eq!(error.kind(), Kind::Unavailable);
        assert!(error.to_string().contains("503"), "{error}");
    }

    #[test]
    fn a_search_for_a_role_means_no_credentials() {
        let text = "Error performing PUT http://169.254.169.254/latest/api/token in 1s - HTTP error: error sending";
        assert!(remote_text(text).expect("a request").to_string().contains("no credentials"));
    }

    #[test]
    fn another_error_is_left_alone() {
        assert!(remote_text("Object at location /lake/x not found: No such file").is_none());
    }
}
