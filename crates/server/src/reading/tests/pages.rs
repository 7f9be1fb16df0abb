//! Pages: each row exactly once, whatever the limit, and whatever comes in between.

use pipeline::export::What;
use serde_json::Value;

use super::{Served, reports, small};

#[tokio::test]
async fn the_pages_of_every_table_are_the_whole_of_it() {
    let served = Served::with(&small()).await;
    for what in What::ALL {
        let whole = served.get(&format!("/v1/{what}?format=ndjson")).await;
        let whole: Vec<Value> = whole.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let limit = (whole.len() / 7).clamp(1, 999);
        assert!(served.pages(&format!("/v1/{what}?limit={limit}"), "data").await == whole, "{what}");
    }
}

#[tokio::test]
async fn pages_of_one_row_are_the_whole() {
    let served = Served::with(&small()).await;
    for address in ["/v1/daily?station=nice,07149&day=all", "/v1/observations?from=2013-01-30&to=2013-02-02"] {
        let whole = served.json(address).await;
        let pages = served.pages(&format!("{address}&limit=1"), "data").await;
        assert!(pages == *whole["data"].as_array().expect("rows") && pages.len() > 10, "{address}");
    }
}

#[tokio::test]
async fn the_link_leads_on_in_every_form() {
    let served = Served::with(&small()).await;
    let whole = served.get("/v1/daily?format=csv&station=nice").await;
    let (mut rows, mut next) = (Vec::new(), Some("/v1/daily?format=csv&station=nice&limit=9".to_owned()));
    while let Some(address) = next {
        let told = served.get(&address).await;
        rows.extend(told.text().lines().skip(1).map(str::to_owned));
        let link = told.header("link").split(',').find(|link| link.contains("rel=\"next\"")).map(str::to_owned);
        next = link.and_then(|link| Some(link.split(['<', '>']).nth(1)?.to_owned()));
    }
    assert_eq!(rows, whole.text().lines().skip(1).collect::<Vec<_>>());
}

#[tokio::test]
async fn cities_and_files_come_by_the_page_too() {
    let served = Served::with(&small()).await;
    for (address, rows) in [
        ("/curated/cities/nice?day=all", "data"),
        ("/staging/cities/nice?", "data"),
        ("/raw/files?", "files"),
        ("/v1/stations?all=true", "stations"),
    ] {
        let whole = served.json(address).await[rows].as_array().expect("rows").clone();
        assert!(served.pages(&format!("{address}&limit=3"), rows).await == whole && whole.len() > 3, "{address}");
    }
}

#[tokio::test]
async fn rows_that_were_there_come_once_though_others_come_in_between() {
    let served = Served::with(&small()).await;
    let before = served.pages("/v1/observations?limit=1000&variables=air_temperature", "data").await;
    let first = served.json("/v1/observations?limit=100&variables=air_temperature").await;
    // Earlier than all of the station's rows, and later.
    served.ingest("e.json", reports("07690", "2012-12", 20..25, 5).into_bytes()).await;
    let mut rows = first["data"].as_array().expect("rows").clone();
    rows.extend(served.pages(first["next"].as_str().expect("a next page"), "data").await);
    assert!(before.iter().all(|row| rows.iter().filter(|other| *other == row).count() == 1));
}

#[tokio::test]
async fn rows_that_can_only_be_counted_are_not_counted_on_after_a_change() {
    let served = Served::with(&small()).await;
    let first = served.json("/v1/records?limit=2").await;
    let next = first["next"].as_str().expect("a next page");
    served.json(next).await;
    served.ingest("e.json", reports("07690", "2012-12", 20..25, 5).into_bytes()).await;
    served.get(next).await.is_problem(409, None);
}

#[tokio::test]
async fn a_cursor_of_another_request_is_refused() {
    let served = Served::with(&small()).await;
    let first = served.json("/v1/daily?limit=2").await;
    let next = first["next"].as_str().expect("a next page");
    let cursor = next.split("cursor=").nth(1).expect("a cursor");
    served.get(&format!("/v1/daily?limit=2&station=nice&cursor={cursor}")).await.is_problem(422, Some("cursor"));
    served.get(&format!("/v1/events?limit=2&cursor={cursor}")).await.is_problem(422, Some("cursor"));
    served.json(&format!("/v1/daily?limit=3&cursor={cursor}")).await;
}
