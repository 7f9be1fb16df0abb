//! One table in many forms.

use arrow_ipc::reader::StreamReader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pipeline::export::{Exporter, Format, Request, Selection, What};
use serde_json::Value;
use tokio::runtime::Handle;
use weather::quality::Control;

use super::{Served, small};

/// What the export writes of a request.
async fn exported(served: &Served, request: Request, format: Format) -> Vec<u8> {
    let (zones, runtime) = (served.zones.clone(), Handle::current());
    let exporting = tokio::task::spawn_blocking(move || {
        let mut out = Vec::new();
        Exporter::new(&zones, &runtime, &|_| {})
            .write(&request, &Control::standard(), format, &mut out)
            .expect("exported");
        out
    });
    exporting.await.expect("joined")
}

#[tokio::test]
async fn every_table_is_what_the_export_writes_in_every_format() {
    let served = Served::with(&small()).await;
    for what in What::ALL.iter().copied() {
        for format in Format::ALL.iter().copied().filter(|format| *format != Format::Json) {
            let all = Request { what, selection: Selection::default(), period: None };
            let address = match what {
                What::Daily | What::Events => format!("/v1/{what}?format={format}&day=all"),
                _ => format!("/v1/{what}?format={format}"),
            };
            let told = served.get(&address).await;
            assert_eq!(told.status, 200, "{address}: {}", told.text());
            assert_eq!(told.header("content-type"), format.media_type());
            assert!(told.header("x-attribution").contains("Meteo-France"), "{address}");
            assert!(told.header("link").contains("rel=\"license\""), "{address}");
            assert!(told.bytes == exported(&served, all, format).await, "{address}");
        }
    }
}

#[tokio::test]
async fn json_has_the_rows_of_ndjson_and_says_what_they_are() {
    let served = Served::with(&small()).await;
    for what in What::ALL {
        let answer = served.json(&format!("/v1/{what}?limit=10000")).await;
        let lines = served.get(&format!("/v1/{what}?format=ndjson")).await;
        let lines: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let rows = answer["data"].as_array().expect("rows");
        assert!(*rows == lines, "{what}");
        assert_eq!(answer["count"], rows.len(), "{what}");
        let meta = &answer["meta"];
        assert!(meta["attribution"].as_str().is_some_and(|text| text.contains("Licence Ouverte")), "{what}");
        let columns: Vec<&str> = meta["columns"].as_array().expect("columns").iter().map(name).collect();
        if let Some(row) = rows.first() {
            assert!(columns.iter().all(|column| row.get(column).is_some()), "{what}");
            assert_eq!(columns.len(), row.as_object().expect("a row").len(), "{what}");
        }
    }
}

fn name(column: &Value) -> &str {
    column["name"].as_str().expect("a name")
}

#[tokio::test]
async fn columns_have_units_and_days_a_definition() {
    let served = Served::with(&small()).await;
    let meta = &served.json("/v1/daily?limit=1").await["meta"];
    let columns = meta["columns"].as_array().expect("columns");
    let unit = |of: &str| columns.iter().find(|column| name(column) == of).map(|column| column["unit"].clone());
    assert_eq!(unit("temperature_avg"), Some("degC".into()));
    assert_eq!(unit("wind_speed_gust"), Some("m s-1".into()));
    assert_eq!(unit("rainfall_total"), Some("mm".into()));
    assert!(meta["day_definition"][0].as_str().expect("a definition").starts_with("utc"));
    let both = &served.json("/v1/daily?limit=1&day=all").await["meta"]["day_definition"];
    assert_eq!(both.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn the_form_is_that_of_accept_where_no_format_is_named() {
    let served = Served::with(&small()).await;
    for (accept, expected) in
        [("text/csv", "text/csv"), ("application/vnd.apache.parquet", "application/vnd.apache.parquet")]
    {
        let told = served.ask("/v1/daily", &[("accept", accept)]).await;
        assert!(told.header("content-type").starts_with(expected));
        assert!(told.header("vary").contains("Accept"));
    }
    served.ask("/v1/daily", &[("accept", "image/png")]).await.is_problem(406, None);
    served.get("/v1/daily?format=xlsx").await.is_problem(422, Some("format"));
}

#[tokio::test]
async fn parquet_and_arrow_carry_units_and_attribution() {
    let served = Served::with(&small()).await;
    let arrow = served.get("/v1/daily?format=arrow").await.bytes;
    let reader = StreamReader::try_new(std::io::Cursor::new(arrow), None).expect("a stream");
    let schema = reader.schema();
    assert!(schema.metadata()["attribution"].contains("Météo-France"));
    assert_eq!(schema.field_with_name("temperature_avg").expect("a column").metadata()["unit"], "degC");
    let rows: usize = reader.map(|batch| batch.expect("a batch").num_rows()).sum();
    let parquet = served.get("/v1/daily?format=parquet").await.bytes;
    let reader = ParquetRecordBatchReaderBuilder::try_new(parquet).expect("a file");
    assert_eq!(reader.metadata().file_metadata().num_rows() as usize, rows);
    assert_eq!(reader.schema().field_with_name("temperature_avg").expect("a column").metadata()["unit"], "degC");
}

#[tokio::test]
async fn variables_choose_columns_and_keep_what_belongs_to_them() {
    let served = Served::with(&small()).await;
    let header = |told: super::Told| told.text().lines().next().expect("a header").to_owned();
    let daily = header(served.get("/v1/daily?format=csv&variables=temperature_min").await);
    assert_eq!(daily, "station_id,city,period,day,temperature_min,temperature_min_coverage,temperature_min_method");
    let observations = header(served.get("/v1/observations?format=csv&variables=precipitation_amount_1h").await);
    assert_eq!(
        observations,
        "station_id,time,precipitation_amount_1h,precipitation_amount_1h_trace,precipitation_amount_1h_flag"
    );
    let records = served.json("/v1/records?variables=temperature_avg").await;
    let rows = records["data"].as_array().expect("rows");
    assert!(!rows.is_empty() && rows.iter().all(|row| row["element"] == "temperature_avg"));
    served.get("/v1/daily?variables=tempreature").await.is_problem(422, Some("variables"));
}

#[tokio::test]
async fn a_time_cuts_within_the_day() {
    let served = Served::with(&small()).await;
    let address =
        "/v1/observations?station=nice&from=2013-01-05T06:00:00Z&to=2013-01-06T03:00:00Z&variables=air_temperature";
    let rows = served.json(address).await["data"].clone();
    let times: Vec<&str> =
        rows.as_array().expect("rows").iter().map(|row| row["time"].as_str().expect("a time")).collect();
    assert_eq!(
        (times.first(), times.last(), times.len()),
        (Some(&"2013-01-05T06:00:00Z"), Some(&"2013-01-06T03:00:00Z"), 8)
    );
}

#[tokio::test]
async fn what_says_nothing_of_a_table_is_refused_with_the_field() {
    let served = Served::with(&small()).await;
    for (address, field) in [
        ("/v1/normals?from=2013-01-01", "from"),
        ("/v1/rejects?station=nice", "station"),
        ("/v1/monthly?day=utc", "day"),
        ("/v1/daily?period=1991-2020", "period"),
        ("/v1/daily?from=2013-02-01&to=2013-01-01", "from"),
        ("/v1/daily?from=yesterday", "from"),
        ("/v1/normals?period=2020-1991", "period"),
        ("/v1/daily?station=", "station"),
        ("/v1/daily?variables=,", "variables"),
        ("/v1/daily?limit=0", "limit"),
        ("/v1/daily?limit=10001", "limit"),
        ("/v1/daily?cursor=00", "cursor"),
        ("/v1/daily?stations=nice", "stations"),
        ("/v1/thermal-index?station=nice", "station"),
    ] {
        served.get(address).await.is_problem(422, Some(field));
    }
    served.get("/v1/daily?station=nise").await.is_problem(404, Some("station"));
}
