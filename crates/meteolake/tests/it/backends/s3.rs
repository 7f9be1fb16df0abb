//! A lake whose zones are all in a bucket.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{embedded, server};
use crate::support::{Quietly, Said, TestLake, text};

/// A lake with the addresses of its zones under a prefix of its own, and the settings that reach them.
pub(super) struct Bucket {
    pub(super) lake: TestLake,
    address: String,
}

impl Bucket {
    pub(super) fn fresh() -> Option<Self> {
        let server = server("s3")?;
        let lake = TestLake::new();
        // The name of a temporary folder is unique enough for a prefix.
        let folder = lake.path().parent().and_then(|path| path.file_name()).expect("a name").to_owned();
        let prefix = format!("{}{}", folder.to_string_lossy().trim_start_matches('.'), std::process::id());
        Some(Self { lake, address: format!("{}/it/{prefix}", server.trim_end_matches('/')) })
    }

    /// The address of a zone.
    pub(super) fn zone(&self, zone: &str) -> String {
        format!("{}/{zone}", self.address)
    }

    /// The binary with what it needs to reach the server, its zones where the lake has them.
    pub(super) fn reaching(&self, arguments: &[&str]) -> Command {
        let mut command = self.lake.command(arguments);
        let detail = |name: &str| std::env::var(format!("METEOLAKE_TEST_S3_{name}")).expect("a detail of the server");
        command
            .env("METEOLAKE_STORAGE_S3_ENDPOINT", detail("ENDPOINT"))
            .env("METEOLAKE_STORAGE_S3_REGION", detail("REGION"))
            .env("METEOLAKE_STORAGE_S3_ALLOW_HTTP", "true")
            .env("AWS_ACCESS_KEY_ID", detail("ACCESS_KEY_ID"))
            .env("AWS_SECRET_ACCESS_KEY", detail("SECRET_ACCESS_KEY"))
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    /// The binary with all zones in the bucket.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.reaching(arguments);
        for zone in ["raw", "staging", "curated"] {
            command.env(format!("METEOLAKE_ZONES_{}", zone.to_uppercase()), self.zone(zone));
        }
        command
    }

    fn ok(&self, arguments: &[&str]) -> String {
        ok(&mut self.command(arguments))
    }

    fn exports(&self) -> [String; 2] {
        [self.ok(&["export", "observations"]), self.ok(&["export", "daily"])]
    }
}

/// Runs a command that must succeed and gives its standard output.
pub(super) fn ok(command: &mut Command) -> String {
    let said = Said::of(command.output().expect("started"));
    assert_eq!(said.status, 0, "{said:?}");
    said.out
}

const FIRST: [&str; 7] = ["--stations", "12", "--faults", "--from", "2025-01-01", "--to", "2025-02-10"];

#[test]
fn a_lake_in_a_bucket_gives_out_what_an_embedded_one_does() {
    let Some(bucket) = Bucket::fresh() else { return };
    let file = bucket.lake.simulate("a.csv", &[&["--layout", "meteofrance-yearly-csv"][..], &FIRST].concat());
    for _ in 0..2 {
        bucket.ok(&["ingest", "-q", text(&file)]);
        assert!(bucket.exports() == embedded(&file));
    }
    bucket.ok(&["verify"]);
    let status: serde_json::Value = serde_json::from_str(&bucket.ok(&["status", "--json"])).expect("JSON");
    assert_eq!(status["raw_objects"], 1, "{status}");
    let written = |name| bucket.lake.path().join(name).exists();
    assert!(!written("raw") && !written("staging") && !written("curated"), "nothing is in the folder");
}

#[test]
fn an_ingest_into_a_bucket_killed_at_any_moment_goes_on() {
    let Some(whole) = Bucket::fresh() else { return };
    let file = whole.lake.simulate("a.json", &FIRST);
    let start = Instant::now();
    whole.ok(&["ingest", "-q", text(&file)]);
    let duration = start.elapsed();
    let bucket = Bucket::fresh().expect("the server was there");
    for eighth in 1..8 {
        let mut child = bucket.command(&["ingest", "-q", text(&file)]).quietly().spawn().expect("started");
        std::thread::sleep(duration * eighth / 8);
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    bucket.ok(&["ingest", "-q", text(&file)]);
    assert!(bucket.exports() == embedded(&file));
    bucket.ok(&["verify"]);
}

#[test]
fn two_processes_that_share_nothing_but_the_bucket_lose_and_double_nothing() {
    let Some(bucket) = Bucket::fresh() else { return };
    let file = bucket.lake.simulate("a.json", &FIRST);
    // A lake's folder of its own: the lock of the one does not hold the other.
    let other = bucket.lake.file("other");
    let mut first = bucket.command(&["ingest", "-q", text(&file)]);
    let second = bucket.command(&["ingest", "-q", text(&file), "--lake", text(&other)]);
    let mut arguments: Vec<_> = second.get_args().map(std::ffi::OsStr::to_owned).collect();
    arguments.drain(..2);
    let mut rebuilt = Command::new(env!("CARGO_BIN_EXE_meteolake"));
    rebuilt.args(arguments).stdin(Stdio::null());
    second.get_envs().for_each(|(name, value)| match value {
        Some(value) => drop(rebuilt.env(name, value)),
        None => drop(rebuilt.env_remove(name)),
    });
    let children = [first.quietly().spawn(), rebuilt.quietly().spawn()].map(|child| child.expect("started"));
    for mut child in children {
        assert!(child.wait().expect("ended").success());
    }
    assert!(bucket.exports() == embedded(&file));
}

#[test]
fn doctor_asks_one_question_a_line_and_says_what_to_do() {
    let Some(bucket) = Bucket::fresh() else { return };
    let lines = |command: &mut Command| -> Vec<serde_json::Value> {
        let said = Said::of(command.output().expect("started"));
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
    };
    let all = lines(&mut bucket.command(&["doctor", "--json"]));
    assert!(all.iter().all(|line| line["ok"] == true), "{all:?}");
    for what in ["raw zone: answers", "raw zone: credentials", "raw zone: clock", "staging zone: conditional put"] {
        assert!(all.iter().any(|line| line["what"] == what), "{what}: {all:?}");
    }
    let wrong = lines(bucket.command(&["doctor", "--json"]).env("AWS_SECRET_ACCESS_KEY", "hunter2"));
    let refused = wrong.iter().find(|line| line["what"] == "raw zone: credentials").expect("a line");
    assert_eq!(refused["ok"], false);
    assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("AWS_SECRET_ACCESS_KEY")), "{refused}");
    assert!(!format!("{wrong:?}").contains("hunter2"));
}

#[test]
fn secrets_are_not_shown() {
    let lake = TestLake::new();
    let config = |format: &[&str]| {
        let mut command = lake.command(&[&["config"], format].concat());
        command
            .env("AWS_SECRET_ACCESS_KEY", "hunter2")
            .env("METEOLAKE_ZONES_STAGING", "mysql://lake:hunter2@db/staging");
        ok(&mut command)
    };
    for format in [&[][..], &["--json"][..]] {
        let told = config(format);
        assert!(told.contains("mysql://lake:***@db/staging") && !told.contains("hunter2"), "{told}");
    }
}

#[test]
fn a_server_that_is_not_there_is_told_in_bounded_time() {
    let lake = TestLake::new();
    let file = lake.simulate("a.json", &["--stations", "2", "--from", "2025-01-01", "--to", "2025-01-02"]);
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let mut command = lake.command(&["ingest", "-q", text(&file)]);
    command
        .env("METEOLAKE_ZONES_RAW", "s3://bucket/raw")
        .env("METEOLAKE_STORAGE_S3_ENDPOINT", format!("http://127.0.0.1:{port}"))
        .env("METEOLAKE_STORAGE_S3_ALLOW_HTTP", "true")
        .env("METEOLAKE_STORAGE_ATTEMPTS_MAX", "2")
        .env("AWS_ACCESS_KEY_ID", "k")
        .env("AWS_SECRET_ACCESS_KEY", "s");
    let start = Instant::now();
    let said = Said::of(command.output().expect("started"));
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains("storage.s3.endpoint"), "{said:?}");
    assert!(start.elapsed() < Duration::from_secs(60), "it gave up");
}
