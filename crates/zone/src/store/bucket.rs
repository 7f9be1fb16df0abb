//! What can be asked of the bucket as such: to be made, and what server it is on.

use std::sync::Arc;

use object_store::ClientOptions;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use uuid::Uuid;

use super::signed::{Answer, ask};
use crate::{Error, Kind, Result};

/// A bucket, and how to make it.
#[derive(Clone)]
pub(super) struct Bucket(Option<S3>);

#[derive(Clone)]
struct S3 {
    store: Arc<AmazonS3>,
    client: ClientOptions,
    region: String,
    create: bool,
}

impl Bucket {
    /// A bucket on an S3 server, made where it is missing if `create` allows it.
    pub(super) fn s3(store: Arc<AmazonS3>, client: ClientOptions, region: String, create: bool) -> Self {
        Self(Some(S3 { store, client, region, create }))
    }

    /// A bucket of another kind: somebody else makes it.
    pub(super) fn other() -> Self {
        Self(None)
    }

    /// What the server says of itself when it is asked for an object that there cannot be; `None` if it is not S3.
    pub(super) async fn look(&self) -> Option<Result<Answer>> {
        let s3 = self.0.as_ref()?;
        let nothing = Path::from(format!(".meteolake-{}", Uuid::new_v4()));
        Some(ask(&s3.store, &s3.client, "GET", &nothing, String::new()).await)
    }

    /// Makes the bucket.
    ///
    /// # Errors
    /// `NotFound` if it may not be made, with the command that makes it; otherwise what the server says.
    pub(super) async fn make(&self, address: &str) -> Result<()> {
        let missing = || Error::new(Kind::NotFound, format!("there is no bucket at {address}"));
        let Some(s3) = &self.0 else {
            return Err(missing().hint("make it with the tools of its provider, or correct the address"));
        };
        let bucket = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let command = format!("`aws s3 mb {bucket}`");
        if !s3.create {
            return Err(missing()
                .hint(format!("make it with {command}, set storage.create_bucket = true, or correct the address")));
        }
        // An empty path is the bucket itself.
        let answer = ask(&s3.store, &s3.client, "PUT", &Path::default(), s3.location()).await?;
        match (answer.status, answer.code.as_deref()) {
            (200..=299, _) | (409, Some("BucketAlreadyOwnedByYou")) => Ok(()),
            (status, _) => Err(Error::new(
                if status >= 500 { Kind::Unavailable } else { Kind::Invalid },
                format!("there is no bucket at {address}, and making it failed: {}", answer.told()),
            )
            .hint(format!("make it with {command} and credentials that may, or correct the address"))),
        }
    }
}

impl S3 {
    /// Where the bucket is to be, as the request to make it says it.
    fn location(&self) -> String {
        if self.region == "us-east-1" {
            return String::new();
        }
        format!(
            "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>",
            self.region
        )
    }
}
