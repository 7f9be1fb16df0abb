//! What the server counts, for Prometheus. `docs/metrics.md` is made from the table here.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// Upper bounds of the classes of latency, in seconds.
const LATENCY_S: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// A request, as it is counted: by the pattern of its address, never by the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    pub(crate) method: String,
    pub(crate) route: String,
    pub(crate) status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ZoneLabels {
    zone: &'static str,
}

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    latency: Family<RouteLabels, Histogram>,
    under_way: Gauge,
    connections: Gauge,
    zone_up: Family<ZoneLabels, Gauge>,
    zone_latency: Family<ZoneLabels, Gauge<f64, std::sync::atomic::AtomicU64>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("meteolake");
        let requests = Family::default();
        let latency = Family::new_with_constructor((|| Histogram::new(LATENCY_S)) as fn() -> Histogram);
        let (under_way, connections) = (Gauge::default(), Gauge::default());
        let (zone_up, zone_latency) = (Family::default(), Family::default());
        registry.register("build", "The version that runs", Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_duration_seconds", "Time until an answer began", latency.clone());
        registry.register("http_requests_under_way", "Requests being answered", under_way.clone());
        registry.register("http_connections", "Connections open", connections.clone());
        registry.register("zone_up", "Whether a zone answered when it was last asked: 1 or 0", zone_up.clone());
        registry.register("zone_latency_seconds", "How long a zone took to answer then", zone_latency.clone());
        Self { registry, requests, latency, under_way, connections, zone_up, zone_latency }
    }
}

impl Metrics {
    /// Counts a request from now on.
    pub(crate) fn begin(&self) -> Guard {
        Guard::new(&self.under_way)
    }

    /// Counts a connection from now on.
    pub(crate) fn connection(&self) -> Guard {
        Guard::new(&self.connections)
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, labels: RequestLabels, time: Duration) {
        let route = RouteLabels { method: labels.method.clone(), route: labels.route.clone() };
        self.latency.get_or_create(&route).observe(time.as_secs_f64());
        self.requests.get_or_create(&labels).inc();
    }

    /// Tells how a zone answered.
    pub(crate) fn zone(&self, zone: &'static str, up: bool, time: Duration) {
        self.zone_up.get_or_create(&ZoneLabels { zone }).set(up.into());
        self.zone_latency.get_or_create(&ZoneLabels { zone }).set(time.as_secs_f64());
    }

    /// All of it, in Prometheus' text form.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            // Writing to a string does not fail.
            text.clear();
        }
        text
    }
}

/// Something under way: counted until it is dropped.
#[derive(Debug)]
pub(crate) struct Guard(Gauge);

impl Guard {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The table of metrics as `docs/metrics.md` has it.
pub fn reference() -> String {
    let mut table = "# Metrics\n\n`GET /metrics` answers in Prometheus' text form.\n\n| metric | type | what it is |\n|---|---|---|\n".to_owned();
    let text = Metrics::default().text();
    for line in text.lines().filter_map(|line| line.strip_prefix("# HELP ")) {
        let (name, help) = line.split_once(' ').unwrap_or((line, ""));
        let kind = text.lines().find_map(|line| line.strip_prefix(&format!("# TYPE {name} ")));
        table.push_str(&format!("| `{name}` | {} | {help} |\n", kind.unwrap_or_default()));
    }
    table
}
