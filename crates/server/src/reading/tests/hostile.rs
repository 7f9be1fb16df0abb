//! Names that are meant to do harm are names that are not there.

use super::{Served, small};

/// Percent-encoded, so that each is one segment of an address.
const HOSTILE: &[&str] = &[
    "..%2F..%2F..%2Fetc%2Fpasswd",
    "%2e%2e",
    "..%5C..%5Cwindows%5Cwin.ini",
    "nice'%20OR%20'1'%3D'1",
    "nice%22%3B%20DROP%20TABLE%20stations%3B%20--",
    ".*",
    "%5B%28%2A%2B%3F%5C%5E%24",
    "%28a%2B%29%2B%24",
    "%7B%22%24gt%22%3A%22%22%7D",
    "%F0%9F%8C%A7",
    "%00",
    "nice%00",
    "%0d%0aset-cookie:x",
    "%3Cscript%3Ealert%281%29%3C%2Fscript%3E",
    "%20",
    "%25s%25n",
    "null",
    "-1",
];

#[tokio::test]
async fn hostile_names_are_not_found() {
    let served = Served::with(&small()).await;
    let long = "x".repeat(10_000);
    for name in HOSTILE.iter().copied().chain([long.as_str()]) {
        for address in [
            format!("/curated/cities/{name}"),
            format!("/staging/cities/{name}"),
            format!("/raw/files/{name}"),
            format!("/v1/stations/{name}"),
            format!("/v1/objects/{name}"),
            format!("/v1/objects/{name}/bytes"),
        ] {
            let told = served.get(&address).await;
            let shown: String = address.chars().take(80).collect();
            assert!(matches!(told.status.as_u16(), 404 | 422), "{shown}: {} {}", told.status, told.text());
            assert!(told.bytes.len() < 2_000, "{shown}: {}", told.text());
            assert_eq!(told.header("set-cookie"), "");
        }
    }
}

#[tokio::test]
async fn hostile_parameters_are_refused_or_find_nothing() {
    let served = Served::with(&small()).await;
    for parameter in ["station", "from", "to", "day", "period", "variables", "cursor", "format", "version", "limit"] {
        for value in HOSTILE.iter().filter(|value| **value != "%20") {
            let told = served.get(&format!("/v1/daily?{parameter}={value}")).await;
            assert!(matches!(told.status.as_u16(), 404 | 422), "{parameter}={value}: {} {}", told.status, told.text());
        }
    }
    for parameter in ["bbox", "near", "variable", "id", "cursor", "limit"] {
        for value in HOSTILE.iter().filter(|value| **value != "%20") {
            let told = served.get(&format!("/v1/stations?{parameter}={value}")).await;
            assert!(matches!(told.status.as_u16(), 200 | 404 | 422), "{parameter}={value}: {}", told.status);
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_a_bad_request() {
    let served = Served::with(&small()).await;
    for address in ["/curated/cities/%FF%FE", "/raw/files/%C3%28"] {
        let told = served.get(address).await;
        assert!(told.status.is_client_error(), "{address}: {}", told.status);
    }
}

#[tokio::test]
async fn what_somebody_uploaded_is_never_shown_as_a_page() {
    let served = Served::new();
    let text = super::reports("07690", "2013-01", 1..2, 1);
    served.ingest("<script>\"é\n.html", text.into_bytes()).await;
    let files = served.json("/raw/files").await;
    let told = served.get(files["files"][0]["url"].as_str().expect("an address")).await;
    assert_eq!(told.header("content-type"), "application/octet-stream");
    assert_eq!(told.header("x-content-type-options"), "nosniff");
    assert_eq!(told.header("content-disposition"), "attachment; filename*=UTF-8''%3Cscript%3E%22%C3%A9%0A.html");
}

#[tokio::test]
async fn an_empty_lake_answers_with_nothing() {
    let served = Served::new();
    for address in ["/raw/files", "/staging/cities", "/curated/cities", "/v1/stations", "/v1/sources", "/v1/objects"] {
        assert_eq!(served.json(address).await["count"], 0, "{address}");
    }
    for what in pipeline::export::What::ALL {
        assert_eq!(served.json(&format!("/v1/{what}")).await["count"], 0, "{what}");
    }
    served.get("/curated/cities/nice").await;
}
