//! How the lake is, as probes and Prometheus see it.

use axum::http::Method;

use crate::support::{Mood, Served, Staging};

#[tokio::test]
async fn a_lake_whose_zones_answer_is_well() {
    let answer = Served::new().get("/health").await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    let health = answer.json();
    assert_eq!(health["status"], "ok");
    for zone in ["raw", "staging", "curated"] {
        let zone = &health["zones"][zone];
        assert!(zone["ok"] == true && zone["latency_ms"].as_f64().is_some_and(|ms| ms >= 0.0), "{health}");
    }
}

#[tokio::test]
async fn a_zone_that_is_down_makes_the_lake_degraded_and_the_others_stay_well() {
    let served = Served::over(Staging::that(Mood::Down("the database does not answer")));
    let answer = served.get("/health").await;
    assert_eq!(answer.status, 503);
    let health = answer.json();
    assert_eq!((&health["status"], &health["zones"]["raw"]["ok"]), (&"degraded".into(), &true.into()));
    let staging = &health["zones"]["staging"];
    assert_eq!(staging["ok"], false);
    assert_eq!((&staging["error"], &staging["hint"]), (&"the database does not answer".into(), &"start it".into()));
    let counted = served.get("/metrics").await;
    for line in ["meteolake_zone_up{zone=\"staging\"} 0", "meteolake_zone_up{zone=\"raw\"} 1"] {
        assert!(counted.text().lines().any(|counted| counted == line), "`{line}` is not in {}", counted.text());
    }
}

#[tokio::test]
async fn a_server_is_ready_when_its_tables_can_be_read() {
    assert_eq!(Served::new().get("/readyz").await.text(), "ok");
    let served = Served::over(Staging::that(Mood::Down("gone")));
    served.get("/readyz").await.is_problem(503, "unavailable");
    assert_eq!(served.get("/livez").await.text(), "ok", "it is alive all the same");
}

#[tokio::test]
async fn a_server_that_stops_is_not_ready() {
    let served = Served::new();
    served.api.stopping.cancel();
    served.get("/readyz").await.is_problem(503, "unavailable");
    assert_eq!(served.get("/livez").await.status, 200);
}

#[tokio::test]
async fn requests_are_counted_by_the_pattern_of_their_address() {
    let served = Served::new();
    for address in ["/docs/errors/not-found", "/docs/errors/internal", "/docs/errors/none", "/secret-1", "/secret-2"] {
        served.get(address).await;
    }
    served.ask(Method::from_bytes(b"BREW").expect("a method"), "/livez", &[]).await;
    let metrics = served.get("/metrics").await;
    let counted =
        |line: &str| assert!(metrics.text().lines().any(|l| l == line), "`{line}` is not in {}", metrics.text());
    counted("meteolake_http_requests_total{method=\"GET\",route=\"/docs/errors/{slug}\",status=\"200\"} 2");
    counted("meteolake_http_requests_total{method=\"GET\",route=\"/docs/errors/{slug}\",status=\"404\"} 1");
    counted("meteolake_http_requests_total{method=\"GET\",route=\"-\",status=\"404\"} 2");
    counted("meteolake_http_requests_total{method=\"other\",route=\"/livez\",status=\"405\"} 1");
    counted("meteolake_http_requests_under_way 1");
    assert!(!metrics.text().contains("secret"));
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    assert!(metrics.text().ends_with("# EOF\n"));
}
