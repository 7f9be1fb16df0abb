//! The addresses of the original project, with the shapes of their answers, on the real month.

use serde_json::{Value, json};

use super::{Served, names};

#[tokio::test]
async fn raw_files() {
    let Some(served) = Served::real().await else { return };
    let files = served.json("/raw/files").await;
    assert_eq!(names(&files), ["count", "files", "next", "total"]);
    assert_eq!((&files["count"], &files["total"], &files["next"]), (&json!(1), &json!(1), &Value::Null));
    let file = &files["files"][0];
    let fields = ["fetch_time", "kind", "media_type", "name", "sha256", "size", "source", "source_url", "url"];
    assert_eq!(names(file), fields);
    assert_eq!((&file["name"], &file["source"]), (&json!("synop.201301.csv.gz"), &json!("upload")));
}

#[tokio::test]
async fn raw_file() {
    let Some(served) = Served::real().await else { return };
    let by_name = served.get("/raw/files/synop.201301.csv.gz").await;
    let size = served.json("/raw/files").await["files"][0]["size"].as_u64().expect("a size");
    assert_eq!((by_name.status.as_u16(), by_name.bytes.len() as u64), (200, size));
    let sha256 = served.json("/raw/files").await["files"][0]["sha256"].as_str().expect("an id").to_owned();
    assert_eq!(served.get(&format!("/raw/files/{sha256}")).await.bytes, by_name.bytes);
    served.get("/raw/files/synop.201302.csv.gz").await.is_problem(404, None);
}

#[tokio::test]
async fn of_several_files_of_one_name_the_newest_is_given_and_the_others_are_linked() {
    let served = Served::new();
    let text = super::reports("07690", "2013-01", 1..2, 1);
    served.ingest("same.json", text.clone().into_bytes()).await;
    // The same moment: the greater id is the later one.
    let other = super::reports("07690", "2013-01", 1..2, 2);
    served.ingest("same.json", other.clone().into_bytes()).await;
    let files = served.json("/raw/files").await;
    let last = files["files"][1]["sha256"].as_str().expect("an id");
    let told = served.get("/raw/files/same.json").await;
    assert_eq!(told.header("etag"), format!("\"{last}\""));
    let first = files["files"][0]["sha256"].as_str().expect("an id");
    assert_eq!(told.header("link"), format!("</v1/objects/{first}/bytes>; rel=\"predecessor-version\""));
}

#[tokio::test]
async fn staging_cities() {
    let Some(served) = Served::real().await else { return };
    let cities = served.json("/staging/cities").await;
    assert_eq!(names(&cities), ["cities", "count"]);
    assert_eq!(cities["count"], 60);
    let nice = cities["cities"].as_array().expect("cities").iter().find(|city| city["slug"] == "nice");
    let expected = json!({ "city": "NICE", "slug": "nice", "station_id": "07690", "url": "/staging/cities/07690" });
    assert_eq!(nice, Some(&expected));
}

#[tokio::test]
async fn staging_city() {
    let Some(served) = Served::real().await else { return };
    let city = served.json("/staging/cities/nice").await;
    assert_eq!(names(&city), ["city", "count", "data", "next", "station_id"]);
    assert_eq!((&city["city"], &city["station_id"]), (&json!("NICE"), &json!("07690")));
    let rows = city["data"].as_array().expect("rows");
    assert_eq!(city["count"], rows.len());
    assert!(rows.is_sorted_by_key(|row| row["time"].as_str().expect("a time")));
    assert!(rows.iter().all(|row| row["station_id"] == "07690" && row.get("air_temperature").is_some()));
}

#[tokio::test]
async fn curated_cities() {
    let Some(served) = Served::real().await else { return };
    let cities = served.json("/curated/cities").await;
    assert_eq!(names(&cities), ["cities", "count"]);
    assert_eq!(cities["count"], 60);
    assert_eq!(names(&cities["cities"][0]), ["city", "slug", "station_id", "url"]);
}

#[tokio::test]
async fn curated_city() {
    let Some(served) = Served::real().await else { return };
    let city = served.json("/curated/cities/nice?from=2013-01-01&to=2013-01-31").await;
    assert_eq!(names(&city), ["city", "count", "data", "next", "period", "station_id"]);
    assert_eq!((&city["period"], &city["count"]), (&json!("utc"), &json!(31)));
    let day = &city["data"][0];
    assert_eq!(names(day), ["city", "day", "extreme_events", "metrics", "period", "quality", "station_id"]);
    assert_eq!((&day["day"], &day["period"]), (&json!("2013-01-01"), &json!("utc")));
    assert!(names(&day["metrics"]["temperature"]).starts_with(&["avg", "max", "min"]));
    // The mean of the eight reports of the archive, in °C.
    assert!(day["metrics"]["temperature"]["avg"].as_f64().is_some_and(|celsius| (0.0..20.0).contains(&celsius)));
}

#[tokio::test]
async fn both_days_can_be_asked_for() {
    let Some(served) = Served::real().await else { return };
    for (day, count) in [("utc", 1), ("climatological", 1), ("all", 2)] {
        let city = served.json(&format!("/curated/cities/nice?from=2013-01-10&to=2013-01-10&day={day}")).await;
        assert_eq!(city["count"], count, "{day}");
        let expected = if day == "all" { Value::Null } else { json!(day) };
        assert_eq!(city["period"], expected);
    }
    served.get("/curated/cities/nice?day=moon").await.is_problem(422, Some("day"));
}

#[tokio::test]
async fn a_city_is_a_slug_an_id_or_a_name_in_any_case() {
    let served = Served::with(&super::small()).await;
    for city in ["nice", "NICE", "Nice", "07690", "%4Eice"] {
        for zone in ["staging", "curated"] {
            assert_eq!(served.json(&format!("/{zone}/cities/{city}")).await["station_id"], "07690", "{city}");
        }
    }
    // Outside the bundled list.
    assert_eq!(served.json("/curated/cities/99999").await["city"], "99999");
}

#[tokio::test]
async fn a_city_that_is_not_there_is_not_found_and_near_ones_are_named() {
    let served = Served::with(&super::small()).await;
    for zone in ["staging", "curated"] {
        let told = served.get(&format!("/{zone}/cities/nise")).await;
        told.is_problem(404, Some("city"));
        assert!(told.json()["hint"].as_str().expect("a hint").contains("NICE"), "{}", told.text());
    }
}

#[tokio::test]
async fn what_was_not_measured_is_null_and_not_zero() {
    let served = Served::with(&super::small()).await;
    let day = &served.json("/curated/cities/nice").await["data"][3];
    assert_eq!(day["metrics"]["rainfall"]["total"], Value::Null);
    assert_eq!(served.json("/staging/cities/nice").await["data"][0]["precipitation_amount_1h"], Value::Null);
}
