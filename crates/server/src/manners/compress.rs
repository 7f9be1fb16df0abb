//! Answers are packed with zstd or gzip where the client takes it and it is worth it.

use axum::http::header;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

/// Forms that are packed already: to pack them again costs time and saves nothing.
const PACKED: &[&str] = &["application/vnd.apache.parquet", "application/gzip", "application/zip", "application/zstd"];

/// The layer. Events of a job go as they come: the default leaves them alone.
pub(crate) fn layer() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotPacked))
}

#[derive(Debug, Clone, Copy)]
struct NotPacked;

impl Predicate for NotPacked {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        let form = response.headers().get(header::CONTENT_TYPE).and_then(|form| form.to_str().ok()).unwrap_or_default();
        !PACKED.iter().any(|packed| form.starts_with(packed))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Response;
    use tower_http::compression::predicate::Predicate;

    use super::NotPacked;

    #[test]
    fn what_is_packed_is_not_packed_again() {
        let packs = |form| {
            let response = Response::builder().header("content-type", form).body(Body::empty()).expect("a response");
            NotPacked.should_compress(&response)
        };
        assert!(packs("application/json") && packs("text/csv; charset=utf-8"));
        assert!(!packs("application/vnd.apache.parquet") && !packs("application/gzip"));
    }
}
