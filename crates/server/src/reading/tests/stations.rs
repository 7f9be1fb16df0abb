//! Stations, sources, objects.

use serde_json::{Value, json};

use super::{Served, names, small};

fn ids(answer: &Value) -> Vec<&str> {
    let stations = answer["stations"].as_array().expect("stations");
    stations.iter().map(|station| station["station_id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn stations_are_found_by_text_id_and_area() {
    let served = Served::with(&small()).await;
    for (query, expected) in [
        ("", vec!["07149", "07690", "99999"]),
        ("?q=nic", vec!["07690"]),
        ("?q=ORLY", vec!["07149"]),
        ("?q=077&all=true", vec!["07747", "07761", "07790"]),
        ("?id=07690,99999", vec!["07690", "99999"]),
        ("?bbox=5,42,8,45", vec!["07690"]),
        ("?q=nowhere", vec![]),
    ] {
        let answer = served.json(&format!("/v1/stations{query}")).await;
        let found = ids(&answer);
        match query {
            "?q=077&all=true" => assert!(found.contains(&"07747") && found.iter().all(|id| id.contains("077"))),
            _ => assert_eq!(found, expected, "{query}"),
        }
    }
}

#[tokio::test]
async fn the_nearest_station_with_a_variable_comes_first_with_its_distance() {
    let Some(served) = Served::real().await else { return };
    let answer = served.json("/v1/stations?near=43.7,7.25&variable=air_temperature&limit=3").await;
    assert_eq!(ids(&answer)[0], "07690");
    let distances: Vec<f64> =
        answer["stations"].as_array().expect("stations").iter().filter_map(|one| one["distance_km"].as_f64()).collect();
    assert!(distances.len() == 3 && distances.is_sorted() && distances[0] < 10.0, "{distances:?}");
    // Mountain stations report a geopotential, Nice does not.
    let level = served.json("/v1/stations?near=43.7,7.25&variable=geopotential").await;
    assert!(!ids(&level).contains(&"07690"), "{level}");
    served.get("/v1/stations?variable=happiness").await.is_problem(422, Some("variable"));
}

#[tokio::test]
async fn a_station_tells_what_the_lake_has_of_it() {
    let served = Served::with(&small()).await;
    let station = served.json("/v1/stations/Nice").await;
    assert_eq!((&station["station_id"], &station["name"]), (&json!("07690"), &json!("NICE")));
    assert_eq!(station["reports"], (31 + 9) * 8);
    assert_eq!(
        (&station["first_report"], &station["last_report"]),
        (&json!("2013-01-01T00:00:00Z"), &json!("2013-02-09T21:00:00Z"))
    );
    served.get("/v1/stations/nise").await.is_problem(404, Some("station"));
}

#[tokio::test]
async fn stations_are_geojson_where_it_is_asked_for() {
    let served = Served::with(&small()).await;
    let told = served.ask("/v1/stations", &[("accept", "application/geo+json")]).await;
    assert_eq!(told.header("content-type"), "application/geo+json");
    let collection = told.json();
    assert_eq!(collection["type"], "FeatureCollection");
    let features = collection["features"].as_array().expect("features");
    let nice = features.iter().find(|feature| feature["id"] == "07690").expect("Nice");
    let [longitude, latitude] = [0, 1].map(|place| nice["geometry"]["coordinates"][place].as_f64().expect("degrees"));
    assert!((7.0..7.5).contains(&longitude) && (43.0..44.0).contains(&latitude));
    // Nobody said where it is.
    let nowhere = features.iter().find(|feature| feature["id"] == "99999").expect("a station");
    assert_eq!(nowhere["geometry"], Value::Null);
}

#[tokio::test]
async fn sources_tell_how_fresh_they_are() {
    let served = Served::with(&small()).await;
    let sources = served.json("/v1/sources").await;
    assert_eq!(names(&sources), ["attribution", "count", "licence", "sources"]);
    let upload = &sources["sources"][0];
    assert_eq!((&upload["source"], &upload["objects"]), (&json!("upload"), &json!(4)));
    assert_eq!(upload["newest_report"], "2013-02-09T21:00:00Z");
    assert_eq!(upload["last_staged"], "2026-02-01T00:00:00Z");
}

#[tokio::test]
async fn an_object_has_its_account() {
    let served = Served::with(&small()).await;
    let objects = served.json("/v1/objects").await;
    for object in objects["files"].as_array().expect("objects") {
        let sha256 = object["sha256"].as_str().expect("an id");
        let one = served.json(&format!("/v1/objects/{sha256}")).await;
        let count = |name: &str| one["receipt"][name].as_u64().expect("a count");
        assert!(count("rows") > 0);
        assert_eq!(count("rows"), ["accepted", "superseded", "duplicate", "rejected"].map(count).iter().sum::<u64>());
    }
    served.get(&format!("/v1/objects/{}", "0".repeat(64))).await.is_problem(404, None);
}
