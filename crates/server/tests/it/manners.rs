//! How every request is treated, whatever it asks for.

use axum::http::Method;

use crate::support::Served;

#[tokio::test]
async fn a_sane_request_id_comes_back_and_any_other_is_replaced() {
    let served = Served::new();
    let id = async |given: &str| {
        let answer = served.ask(Method::GET, "/livez", &[("x-request-id", given)]).await;
        answer.header("x-request-id").to_owned()
    };
    assert_eq!(id("run-7_a.b").await, "run-7_a.b");
    for given in ["", "two words", "<script>", "é", &"x".repeat(65)] {
        assert!(id(given).await.starts_with("made-"), "{given}");
    }
    let [one, other] = [served.get("/livez").await, served.get("/nowhere").await];
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}

#[tokio::test]
async fn any_site_may_read_unless_the_settings_name_some() {
    let origin = [("origin", "https://maps.example.org")];
    let answer = Served::new().ask(Method::GET, "/livez", &origin).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("x-request-id"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let served = Served::with(|parts| parts.settings.cors_origins = vec!["https://maps.example.org".to_owned()]);
    let answer = served.ask(Method::GET, "/livez", &origin).await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://maps.example.org");
    let answer = served.ask(Method::GET, "/livez", &[("origin", "https://other.example.org")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_browser_may_ask_beforehand_and_needs_no_key_for_it() {
    let headers = [
        ("origin", "https://maps.example.org"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "authorization"),
    ];
    let answer = Served::closed().ask(Method::OPTIONS, "/health", &headers).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("access-control-allow-methods").contains("GET"), "{answer:?}");
    assert!(answer.header("access-control-allow-headers").contains("authorization"), "{answer:?}");
}

#[tokio::test]
async fn pages_of_other_sites_can_read_refusals_too() {
    let answer = Served::closed().ask(Method::GET, "/health", &[("origin", "https://maps.example.org")]).await;
    answer.is_problem(401, "key-needed");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn answers_are_packed_as_the_client_takes_them() {
    let served = Served::new();
    for (accepted, packed) in [("gzip", "gzip"), ("zstd", "zstd"), ("br", ""), ("identity", "")] {
        let answer = served.ask(Method::GET, "/openapi.json", &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.header("content-encoding"), packed, "{accepted}");
        assert!(answer.header("vary").contains("accept-encoding"), "{answer:?}");
    }
    let plain = served.get("/openapi.json").await;
    let packed = served.ask(Method::GET, "/openapi.json", &[("accept-encoding", "gzip")]).await;
    assert!(packed.body.len() * 2 < plain.body.len(), "{} of {}", packed.body.len(), plain.body.len());
}

#[tokio::test]
async fn the_front_door_is_a_page_for_people_and_links_for_programs() {
    let served = Served::new();
    let page = served.ask(Method::GET, "/", &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]).await;
    assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
    let links = served.ask(Method::GET, "/", &[("accept", "application/json")]).await.json();
    assert_eq!(links["links"]["openapi"], "/openapi.json");
}
