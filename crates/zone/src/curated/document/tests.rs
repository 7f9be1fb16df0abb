//! The nested document: its shape, and that it reads back to what was written.

use proptest::prelude::*;
use serde_json::{Value, json};
use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Day, Milli, Phenomena};

use super::*;

fn written(document: &DailyDocument) -> Value {
    serde_json::to_value(NestedDay::from(document)).expect("JSON")
}

fn read(value: &Value) -> Result<DailyDocument, String> {
    serde_json::from_value::<NestedDay<'_>>(value.clone()).map(DailyDocument::from).map_err(|error| error.to_string())
}

fn frosty() -> DailyDocument {
    let day = Day::from_civil(2013, 1, 31).expect("a date");
    let station = "07005".parse().expect("an id");
    let mut statistics = DailyStatistics::new(station, DayDefinition::Climatological, day);
    statistics.set(Statistic::TemperatureMin, Some(Milli::new(-1_500)));
    statistics.set(Statistic::QualitySuspect, Some(Milli::new(2_000)));
    statistics.set_coverage(Metric::Temperature, Some(Coverage { used: 7, expected: 8 }));
    statistics.set_method(Metric::TemperatureMin, Some(Method::Tn12));
    statistics.set_notes(Notes::RR12_ABOVE_RR24);
    statistics.set_phenomena(Phenomena::SNOW);
    DailyDocument { statistics, city: "PLOUMANAC'H".into() }
}

#[test]
fn a_reader_of_the_nested_document_finds_its_fields() {
    let text = serde_json::to_string(&NestedDay::from(&frosty())).expect("JSON");
    let start = r#"{"city":"PLOUMANAC'H","station_id":"07005","period":"climatological","day":"2013-01-31","metrics":{"temperature":{"avg":null,"min":-1.5,"max":null},"pressure":{"#;
    assert_eq!(&text[..start.len()], start);
    let document = written(&frosty());
    assert_eq!(document["metrics"].get("quality"), None);
    assert_eq!(document["metrics"]["rainfall"]["days_with_rain"], Value::Null);
    let event = json!({"kind": "frost_day", "family": "meteo_france", "index": "NBJGELEE", "threshold": 0.0,
        "value": -1.5, "unit": "degC", "observable": true});
    assert_eq!(document["extreme_events"][0], event);
    let quality = &document["quality"];
    assert_eq!((&quality["suspect"], &quality["failed"]), (&json!(2.0), &Value::Null));
    assert_eq!(quality["coverage"]["temperature"], json!({"used": 7, "expected": 8}));
    assert_eq!((&quality["coverage"]["pressure"], &quality["method"]["rainfall"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&quality["method"]["temperature_min"], &quality["notes"]),
        (&json!("tn12"), &json!(["rr12_above_rr24"]))
    );
    assert_eq!((&quality["phenomena"], &quality["phenomena_observable"]), (&json!(["snow"]), &json!([])));
}

#[test]
fn groups_of_statistics_stand_together() {
    let groups: Vec<_> =
        Statistic::ALL.chunk_by(|one, next| one.metric() == next.metric()).map(|group| group[0].metric()).collect();
    assert!(groups.iter().enumerate().all(|(place, name)| !groups[place + 1..].contains(name)), "{groups:?}");
}

#[test]
fn what_is_not_there_is_null_and_what_is_beside_it_is_passed_over() {
    let mut document = written(&frosty());
    document["metrics"].as_object_mut().expect("an object").remove("pressure");
    document.as_object_mut().expect("an object").remove("extreme_events");
    document["metrics"]["temperature"]["mood"] = json!("grim");
    document["remark"] = json!(["by hand"]);
    assert_eq!(read(&document), Ok(frosty()));
}

#[test]
fn what_no_document_says_is_refused_with_its_place() {
    let refused = |change: fn(&mut Value)| {
        let mut document = written(&frosty());
        change(&mut document);
        read(&document).expect_err("refused")
    };
    let told = refused(|document| document["metrics"]["temperature"]["avg"] = json!(1.23456));
    assert!(told.contains("temperature_avg") && told.contains("1.23456"), "{told}");
    let told = refused(|document| document["metrics"]["temperature"]["avg"] = json!("cold"));
    assert!(told.contains("temperature_avg") && told.contains("cold"), "{told}");
    let told = refused(|document| document["day"] = json!("2013-02-30"));
    assert!(told.contains("day is `2013-02-30`"), "{told}");
    let told = refused(|document| document["quality"]["notes"] = json!(["odd"]));
    assert!(told.contains("notes has `odd`"), "{told}");
    let told = refused(|document| document["quality"]["method"]["rainfall"] = json!("rr1"));
    assert!(told.contains("rainfall") && told.contains("rr1"), "{told}");
    let told = refused(|document| document["quality"]["coverage"]["rainfall"] = json!({"used": 1}));
    assert!(told.contains("rainfall coverage") && told.contains("expected"), "{told}");
    let told = refused(|document| drop(document.as_object_mut().expect("an object").remove("station_id")));
    assert!(told.contains("station_id"), "{told}");
}

#[test]
fn the_schema_has_every_field_that_is_written() {
    fn covers(schema: &Value, value: &Value, place: &str) {
        if let (Value::Object(fields), Some(properties)) = (value, schema["properties"].as_object()) {
            assert!(fields.keys().eq(properties.keys()), "{place}: {fields:?} and {:?}", properties.keys());
            fields.iter().for_each(|(name, value)| covers(&properties[name], value, &format!("{place}.{name}")));
        } else if let Value::Array(items) = value {
            items.iter().for_each(|item| covers(&schema["items"], item, &format!("{place}[]")));
        }
        let named = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let allowed = &schema["type"];
        let is_allowed =
            allowed.is_null() || allowed == named || allowed.as_array().is_some_and(|all| all.contains(&json!(named)));
        assert!(is_allowed, "{place} is {value}, not {allowed}");
        assert!(schema["enum"].as_array().is_none_or(|names| names.contains(value)), "{place} is {value}");
    }
    covers(&Value::Object(document_schema()), &written(&frosty()), "");
}

/// Any document: every slot missing or any number that has a place there.
pub(in crate::curated) fn any_document() -> impl Strategy<Value = DailyDocument> {
    let values = prop::collection::vec(prop::option::weighted(0.7, (i32::MIN + 1)..i32::MAX), Statistic::COUNT);
    let coverages = prop::collection::vec(prop::option::of((any::<u8>(), any::<u8>())), Metric::COUNT);
    let methods = prop::collection::vec(prop::option::of(prop::sample::select(Method::ALL)), Metric::COUNT);
    let identity = (prop::sample::select(DayDefinition::ALL), -200_000..200_000, "[A-Za-z0-9._-]{1,31}");
    (identity, any::<String>(), values, coverages, methods, 0..4_u8, 0..32_u8, 0..32_u8).prop_map(
        |((definition, day, station), city, values, coverages, methods, notes, seen, observable)| {
            let station = station.parse().expect("an id");
            let mut statistics = DailyStatistics::new(station, definition, Day::from_epoch_days(day));
            for (statistic, value) in Statistic::ALL.iter().zip(values) {
                statistics.set(*statistic, value.map(Milli::new));
            }
            for (metric, (coverage, method)) in Metric::ALL.iter().zip(coverages.into_iter().zip(methods)) {
                let coverage = coverage.map(|(used, expected)| Coverage { used, expected });
                statistics.set_coverage(*metric, coverage.filter(|_| metric.has_coverage()));
                statistics.set_method(*metric, method.filter(|_| metric.has_method()));
            }
            statistics.set_notes(Notes::from_bits(notes));
            statistics.set_phenomena(Phenomena::from_bits(seen));
            statistics.set_observable(Phenomena::from_bits(observable));
            DailyDocument { statistics, city: city.into() }
        },
    )
}

proptest! {
    #[test]
    fn every_document_reads_back_from_json_and_bson(document in any_document()) {
        let text = serde_json::to_string(&NestedDay::from(&document)).expect("JSON");
        let read: NestedDay<'_> = serde_json::from_str(&text).expect("a document");
        prop_assert_eq!(DailyDocument::from(read), document.clone());
        let bytes = mongodb::bson::serialize_to_vec(&NestedDay::from(&document)).expect("BSON");
        let read: NestedDay<'_> = mongodb::bson::deserialize_from_slice(&bytes).expect("a document");
        prop_assert_eq!(DailyDocument::from(read), document);
    }
}
