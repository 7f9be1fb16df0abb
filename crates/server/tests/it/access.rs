//! Who may: groups of addresses, roles of keys, and what needs no key.

use axum::http::Method;
use server::{Access, Role};

use crate::support::{Answer, Served};

const READING: &str = "/metrics";
const ADMINISTERING: &str = "/v1/keys";

async fn with_key(served: &Served, address: &str, key: &str) -> Answer {
    served.ask(Method::GET, address, &[("authorization", &format!("Bearer {key}"))]).await
}

#[test]
fn only_a_server_of_this_machine_alone_is_written_without_a_key() {
    let of = |address: &str, open| Access::of(address.parse().expect("an address"), open);
    for local in ["127.0.0.1", "127.8.8.8", "::1"] {
        assert_eq!(of(local, false), Access { open_reading: true, open_writing: true }, "{local}");
    }
    for reachable in ["0.0.0.0", "::", "192.168.1.2", "2001:db8::1"] {
        assert_eq!(of(reachable, false), Access { open_reading: false, open_writing: false }, "{reachable}");
        assert_eq!(of(reachable, true), Access { open_reading: true, open_writing: false }, "{reachable}");
    }
}

#[tokio::test]
async fn each_role_reaches_its_addresses_and_no_further() {
    let served = Served::closed();
    for (name, role) in [("reader", Role::Read), ("writer", Role::Write), ("admin", Role::Admin)] {
        served.key(name, role);
        assert_eq!(with_key(&served, READING, name).await.status, 200, "{name}");
    }
    for name in ["reader", "writer"] {
        let problem = with_key(&served, ADMINISTERING, name).await.is_problem(403, "role-too-small");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("admin")), "{problem}");
    }
    assert_eq!(with_key(&served, ADMINISTERING, "admin").await.status, 200);
}

#[tokio::test]
async fn without_a_key_a_reachable_server_tells_how_to_come_by_one() {
    let served = Served::closed();
    for address in [READING, ADMINISTERING] {
        let answer = served.get(address).await;
        answer.is_problem(401, "key-needed");
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_open_for_reading_is_not_open_for_more() {
    let served = Served::with(|parts| parts.access = Access { open_reading: true, open_writing: false });
    assert_eq!(served.get(READING).await.status, 200);
    served.get(ADMINISTERING).await.is_problem(401, "key-needed");
}

#[tokio::test]
async fn a_wrong_key_is_refused_also_where_none_is_needed_and_is_not_repeated() {
    let answer = with_key(&Served::new(), READING, "s3cret-typo").await;
    answer.is_problem(401, "key-needed");
    assert!(!answer.text().contains("s3cret-typo"), "{answer:?}");
}

#[tokio::test]
async fn a_key_comes_in_either_header() {
    let served = Served::closed();
    served.key("reader", Role::Read);
    assert_eq!(served.ask(Method::GET, READING, &[("x-api-key", "reader")]).await.status, 200);
}

#[tokio::test]
async fn a_removed_key_is_refused_at_once_and_lists_show_no_hash() {
    let served = Served::closed();
    served.key("reader", Role::Read);
    served.key("admin", Role::Admin);
    let list = with_key(&served, ADMINISTERING, "admin").await;
    assert_eq!(list.json()["keys"][0]["name"], "reader");
    assert!(!list.text().contains("sha256"), "{list:?}");
    let admin = [("authorization", "Bearer admin")];
    assert_eq!(served.ask(Method::DELETE, "/v1/keys/reader", &admin).await.status, 204);
    with_key(&served, READING, "reader").await.is_problem(401, "key-needed");
    served.ask(Method::DELETE, "/v1/keys/reader", &admin).await.is_problem(404, "not-found");
}

#[tokio::test]
async fn probes_and_pages_need_no_key() {
    let served = Served::closed();
    for address in ["/livez", "/readyz", "/", "/docs", "/redoc", "/openapi.json", "/docs/errors"] {
        assert_eq!(served.get(address).await.status, 200, "{address}");
    }
}

#[tokio::test]
async fn without_a_key_only_pages_and_programs_of_this_machine_may_change_anything() {
    let served = Served::new();
    let with = async |headers: &[(&str, &str)]| served.ask(Method::DELETE, "/v1/keys/nobody", headers).await;
    let here = ("host", "localhost:8000");
    with(&[here]).await.is_problem(404, "not-found");
    with(&[here, ("origin", "http://localhost:8000")]).await.is_problem(404, "not-found");
    for refused in [
        &[here, ("origin", "https://example.org")][..],
        &[here, ("origin", "null")],
        &[here, ("sec-fetch-site", "cross-site")],
        &[("host", "rebound.example.org:8000")],
        &[],
    ] {
        with(refused).await.is_problem(403, "cross-site");
    }
}

#[tokio::test]
async fn a_page_of_another_site_may_write_with_a_key() {
    let served = Served::new();
    served.key("admin", Role::Admin);
    let headers = [("host", "rebound.example.org"), ("origin", "https://example.org"), ("x-api-key", "admin")];
    assert_eq!(served.ask(Method::DELETE, "/v1/keys/admin", &headers).await.status, 204);
}
