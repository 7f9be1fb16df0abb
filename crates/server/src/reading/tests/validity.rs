//! ETags, 304 and immutability: checked against real changes.

use super::{Served, reports, small};

const ADDRESSES: &[&str] = &[
    "/v1/daily?station=nice",
    "/v1/daily?station=nice&format=csv",
    "/v1/observations?station=nice&from=2013-01-01&to=2013-01-31",
    "/v1/monthly?format=parquet",
    "/curated/cities/nice",
    "/staging/cities/nice",
    "/curated/cities",
    "/staging/cities",
    "/raw/files",
    "/v1/stations",
    "/v1/sources",
];

#[tokio::test]
async fn what_the_client_has_is_not_sent_again_until_it_changes() {
    let served = Served::with(&small()).await;
    for address in ADDRESSES {
        let first = served.get(address).await;
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{address}");
        let again = served.ask(address, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0), "{address}");
        assert_eq!(again.header("etag"), tag, "{address}");
        assert_eq!(served.get(address).await.bytes, first.bytes, "{address}");
    }
}

#[tokio::test]
async fn a_change_is_never_answered_with_not_modified() {
    let served = Served::with(&small()).await;
    let mut tags = Vec::new();
    for address in ADDRESSES {
        tags.push(served.get(address).await.header("etag").to_owned());
    }
    // A colder day of January at Nice, and a station that was not there.
    served.ingest("e.json", reports("07690", "2013-01", 31..32, 0).into_bytes()).await;
    served.ingest("f.json", reports("07005", "2013-01", 1..3, 0).into_bytes()).await;
    for (address, tag) in ADDRESSES.iter().zip(tags) {
        let told = served.ask(address, &[("if-none-match", &tag)]).await;
        assert_eq!(told.status.as_u16(), 200, "{address}");
        assert_ne!(told.header("etag"), tag, "{address}");
    }
}

#[tokio::test]
async fn a_month_that_did_not_change_keeps_its_tag_while_others_do() {
    let served = Served::with(&small()).await;
    let address = "/v1/observations?station=nice&from=2013-01-01&to=2013-01-31&format=csv&limit=10";
    let tag = served.get(address).await.header("etag").to_owned();
    served.ingest("e.json", reports("07690", "2013-06", 1..3, 5).into_bytes()).await;
    assert_eq!(served.ask(address, &[("if-none-match", &tag)]).await.status.as_u16(), 304);
}

#[tokio::test]
async fn forms_and_addresses_have_tags_of_their_own() {
    let served = Served::with(&small()).await;
    let mut tags = Vec::new();
    for address in ["/v1/daily", "/v1/daily?limit=2", "/v1/daily?format=csv", "/v1/daily?format=ndjson", "/v1/monthly"]
    {
        tags.push(served.get(address).await.header("etag").to_owned());
    }
    tags.push(served.ask("/v1/daily", &[("accept", "text/csv")]).await.header("etag").to_owned());
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 6);
}

#[tokio::test]
async fn tags_are_strong_where_the_bytes_are_as_they_were_made() {
    let served = Served::with(&small()).await;
    let is_weak = |told: super::Told| told.header("etag").starts_with("W/");
    assert!(!is_weak(served.get("/v1/daily").await));
    assert!(is_weak(served.ask("/v1/daily", &[("accept-encoding", "gzip")]).await));
    assert!(is_weak(served.get("/v1/daily?format=csv").await), "a stream");
    assert!(!is_weak(served.get("/v1/daily?format=csv&limit=10").await));
}

#[tokio::test]
async fn an_address_without_a_version_is_looked_at_anew_each_time() {
    let served = Served::with(&small()).await;
    for address in ADDRESSES {
        assert_eq!(served.get(address).await.header("cache-control"), "no-cache", "{address}");
    }
}

#[tokio::test]
async fn a_closed_range_of_a_version_is_immutable_and_gone_when_the_data_changes() {
    let served = Served::with(&small()).await;
    let told = served.get("/v1/daily?station=nice&from=2013-01-01&to=2013-01-31").await;
    let exact = told.header("content-location").to_owned();
    assert!(exact.contains("version="), "{exact}");
    let same = served.get(&exact).await;
    assert_eq!(same.header("cache-control"), "max-age=31536000, immutable");
    assert_eq!(same.json()["data"], told.json()["data"]);
    served.ingest("e.json", reports("07690", "2013-01", 31..32, 0).into_bytes()).await;
    served.get(&exact).await.is_problem(404, None);
}

#[tokio::test]
async fn an_open_range_is_not_immutable_though_its_version_is_named() {
    let served = Served::with(&small()).await;
    // The tests are of 1 February 2026.
    for range in ["from=2013-01-01", "to=2026-01-10", "from=2013-01-01&to=2030-01-01"] {
        let exact = served.get(&format!("/v1/daily?{range}")).await.header("content-location").to_owned();
        assert_eq!(served.get(&exact).await.header("cache-control"), "no-cache", "{exact}");
    }
}

#[tokio::test]
async fn objects_never_change_under_their_own_address() {
    let served = Served::with(&small()).await;
    let files = served.json("/v1/objects").await;
    let address = files["files"][0]["url"].as_str().expect("an address");
    let told = served.get(address).await;
    assert_eq!(told.header("cache-control"), "max-age=31536000, immutable");
    assert_eq!(served.ask(address, &[("if-none-match", told.header("etag"))]).await.status.as_u16(), 304);
}
