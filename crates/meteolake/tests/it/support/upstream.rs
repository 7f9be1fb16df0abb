//! A pretended upstream for commands that fetch: the one of the demo, on a thread of its own.

#[path = "../../../src/upstream.rs"]
mod pretended;

use std::net::SocketAddr;
use std::process::Command;

use source::simulate::{Faults, Network};
use weather::Day;

use crate::support::TestLake;

pub(crate) struct Upstream {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Upstream {
    /// Serves reports of so many stations from December 2024 to February 2025.
    pub(crate) fn start(stations: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let day = |year, month, day| Day::from_civil(year, month, day).expect("a date");
        let network = Network { seed: 1, stations, faults: Faults::realistic() };
        let upstream = pretended::Upstream { network, from: day(2024, 12, 1), to: day(2025, 2, 28) };
        let (address, _) = runtime.block_on(upstream.start()).expect("a port");
        Self { address, _runtime: runtime }
    }

    /// Points a command to it instead of the real providers.
    pub(crate) fn point(&self, command: &mut Command) {
        command
            .env("METEOLAKE_FETCH_METEOFRANCE_BASE", format!("http://{}/data/OBS/SYNOP", self.address))
            .env("METEOLAKE_FETCH_OPENDATASOFT_BASE", format!("http://{}", self.address))
            .env("METEOLAKE_FETCH_RETRY_DELAY_BASE_S", "0.01");
    }
}

fn run(lake: &TestLake, upstream: &Upstream, arguments: &[&str]) -> crate::support::Said {
    let mut command = lake.command(arguments);
    upstream.point(&mut command);
    crate::support::Said::of(command.output().expect("started"))
}

const RANGE: [&str; 4] = ["--from", "2024-12-30", "--to", "2025-01-05"];

#[test]
fn a_run_brings_days_and_a_second_one_changes_nothing() {
    let (upstream, lake) = (Upstream::start(8), TestLake::new());
    let arguments = [&["run", "--json"], &RANGE[..]].concat();
    let said = run(&lake, &upstream, &arguments);
    assert_eq!(said.status, 0, "{said:?}");
    let exports = lake.exports();
    assert!(exports[1].lines().count() > 100);
    let said = run(&lake, &upstream, &arguments);
    let report: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let outcomes: Vec<&str> = report["fetch"]["downloads"]
        .as_array()
        .expect("downloads")
        .iter()
        .filter_map(|d| d["outcome"].as_str())
        .collect();
    assert_eq!(outcomes, ["unchanged", "unchanged"], "{report}");
    assert_eq!(report["stage"]["total"]["staged"], 0);
    assert!(lake.exports() == exports);
}

#[test]
fn the_last_day_asked_for_is_whole() {
    let upstream = Upstream::start(8);
    let days = |to: &str, source: &str| {
        let lake = TestLake::new();
        let said = run(&lake, &upstream, &["run", "--source", source, "--from", "2024-12-30", "--to", to]);
        assert_eq!(said.status, 0, "{said:?}");
        lake.ok(&["export", "daily", "--from", "2024-12-31", "--to", "2024-12-31"])
    };
    // The day's rain and maximum are reported on New Year's Day, in another file of either provider.
    for source in ["meteofrance", "opendatasoft"] {
        assert_eq!(days("2024-12-31", source), days("2025-01-03", source), "{source}");
    }
}

#[test]
fn both_providers_give_the_same_days() {
    let upstream = Upstream::start(8);
    let days = |source| {
        let lake = TestLake::new();
        let said = run(&lake, &upstream, &[&["run", "--source", source], &RANGE[..]].concat());
        assert_eq!(said.status, 0, "{said:?}");
        // The two publish differently large files around the range.
        lake.ok(&["export", "daily", "--from", "2024-12-31", "--to", "2025-01-04"])
    };
    assert_eq!(days("meteofrance"), days("opendatasoft"));
}

#[test]
fn auto_says_whom_it_took_and_who_stood_in() {
    let (upstream, lake) = (Upstream::start(4), TestLake::new());
    let mut command = lake.command(&[&["fetch"], &RANGE[..]].concat());
    upstream.point(&mut command);
    // Nobody listens there.
    command.env("METEOLAKE_FETCH_METEOFRANCE_BASE", "http://127.0.0.1:9").env("METEOLAKE_FETCH_ATTEMPTS_MAX", "1");
    let said = crate::support::Said::of(command.output().expect("started"));
    assert_eq!(said.status, 0, "{said:?}");
    assert!(said.out.contains("opendatasoft gave these days"), "{said:?}");
    assert!(said.err.contains("meteofrance"), "{said:?}");
}

#[test]
fn the_demo_needs_no_network_and_repeats_itself() {
    let lake = TestLake::new();
    let first = lake.ok(&["demo", "--stations", "20"]);
    assert!(first.contains("TN °C") && first.contains("BREST"), "{first}");
    let exports = lake.exports();
    let again = lake.ok(&["demo", "--stations", "20"]);
    assert!(again.contains("nothing changed"), "{again}");
    assert!(lake.exports() == exports);
}
