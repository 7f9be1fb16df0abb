//! The documents made from the server itself, as `docs` has them, and the pages that show them.
//!
//! `cargo test --release -p server --test it -- --ignored write` writes them anew.

use std::path::PathBuf;

use axum::http::Method;

use crate::support::Served;

fn committed(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

#[track_caller]
fn is_up_to_date(name: &str, made: &str) {
    let committed = std::fs::read_to_string(committed(name)).unwrap_or_default();
    assert!(
        committed == made,
        "docs/{name} is stale: cargo test --release -p server --test it -- --ignored write, then look at what changed"
    );
}

async fn openapi() -> String {
    let answer = Served::new().get("/openapi.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    answer.text().to_owned() + "\n"
}

#[tokio::test]
async fn the_committed_openapi_document_is_up_to_date() {
    is_up_to_date("openapi.json", &openapi().await);
}

#[test]
fn the_committed_table_of_metrics_is_up_to_date() {
    is_up_to_date("metrics.md", &server::metrics_reference());
}

#[tokio::test]
#[ignore = "writes docs/openapi.json and docs/metrics.md"]
async fn write_the_documents() {
    std::fs::write(committed("openapi.json"), openapi().await).expect("docs can be written");
    std::fs::write(committed("metrics.md"), server::metrics_reference()).expect("docs can be written");
}

#[tokio::test]
async fn each_operation_says_what_it_is_in_openapi_3_1() {
    let document: serde_json::Value = serde_json::from_str(&openapi().await).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    let tags: Vec<&str> =
        document["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    let paths = document["paths"].as_object().expect("paths");
    let mut ids = std::collections::BTreeSet::new();
    for (path, operations) in paths {
        let operations = operations.as_object().expect("operations").iter();
        for (method, operation) in operations.filter(|(_, operation)| operation.get("responses").is_some()) {
            let place = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{place} has no id"));
            assert!(ids.insert(id.to_owned()), "{place}: the id {id} is another one's");
            assert!(operation["summary"].is_string(), "{place} has no summary");
            let tag = operation["tags"][0].as_str().unwrap_or_else(|| panic!("{place} has no tag"));
            assert!(tags.contains(&tag), "{place}: there is no tag {tag}");
        }
    }
    assert!(!ids.is_empty());
}

#[tokio::test]
async fn the_document_says_who_may_what() {
    let document: serde_json::Value = serde_json::from_str(&openapi().await).expect("JSON");
    let needs = |path: &str, method: &str| document["paths"][path][method]["security"].clone();
    let (bearer, header) = (serde_json::json!({ "key": [] }), serde_json::json!({ "key_header": [] }));
    assert_eq!(needs("/livez", "get"), serde_json::Value::Null);
    assert_eq!(needs("/health", "get"), serde_json::json!([{}, bearer, header]));
    for (path, method) in [("/v1/runs", "post"), ("/ingest", "post"), ("/v1/keys", "get")] {
        assert_eq!(needs(path, method), serde_json::json!([bearer, header]), "{method} {path}");
    }
    let schemes = document["components"]["securitySchemes"].as_object().expect("schemes");
    assert_eq!(schemes.keys().collect::<Vec<_>>(), ["key", "key_header"]);
}

#[tokio::test]
async fn pages_ask_nobody_but_this_server() {
    let served = Served::new();
    for address in ["/docs", "/redoc", "/docs/errors", "/"] {
        let page = served.ask(Method::GET, address, &[("accept", "text/html")]).await;
        assert_eq!(page.status, 200, "{address}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{address}: {policy}");
        assert!(!policy.contains("http") && !policy.contains('*'), "{address}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{address}");
        let head = page.text().split("<script>").next().unwrap_or_default();
        for outside in ["src=\"http", "href=\"http", "src=\"//", "href=\"//", "@import"] {
            assert!(!head.contains(outside), "{address} has {outside}");
        }
    }
}
