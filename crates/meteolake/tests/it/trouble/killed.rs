//! `kill -9` at any moment, then the command again: as if nothing had happened.

use std::time::{Duration, Instant};

use crate::support::upstream::Upstream;
use crate::support::{Quietly, TestLake, text};

/// How often the run is killed.
const KILLS: u32 = 100;

fn run(lake: &TestLake, upstream: &Upstream) -> std::process::Command {
    let mut command = lake.command(&["run", "-q", "--from", "2024-12-20", "--to", "2025-02-10"]);
    upstream.point(&mut command);
    // Small batches and scratch files make more moments to be killed at.
    command.env("METEOLAKE_STAGE_ROWS_IN_MEMORY", "500").env("METEOLAKE_STAGE_ROWS_PER_COMMIT", "1");
    command
}

#[test]
fn a_run_killed_at_any_moment_loses_and_doubles_nothing() {
    let upstream = Upstream::start(8);
    let undisturbed = TestLake::new();
    let start = Instant::now();
    assert!(run(&undisturbed, &upstream).quietly().status().expect("started").success());
    let whole = start.elapsed();
    let expected = undisturbed.exports();
    assert!(expected[1].lines().count() > 100);

    let mut moments = Moments(0x9e37_79b9_7f4a_7c15);
    let mut lake = TestLake::new();
    let mut finished = 0;
    for _ in 0..KILLS {
        let mut child = run(&lake, &upstream).quietly().spawn().expect("started");
        std::thread::sleep(whole.mul_f64(moments.next() * 1.1));
        child.kill().expect("killed");
        if child.wait().expect("ended").success() {
            // It was done before the kill: begin anew.
            finished += 1;
            assert!(lake.exports() == expected);
            lake = TestLake::new();
        }
    }
    println!("{KILLS} kills over {whole:?}; {finished} came too late");
    assert!(run(&lake, &upstream).quietly().status().expect("started").success());
    assert!(lake.exports() == expected);
    lake.ok(&["verify"]);
}

#[test]
fn an_ingest_killed_at_any_moment_leaves_a_lake_that_goes_on() {
    let whole = TestLake::new();
    let file = whole.simulate("a.json", &["--stations", "20", "--from", "2025-01-01", "--to", "2025-02-28"]);
    let start = Instant::now();
    whole.ok(&["ingest", text(&file)]);
    let duration = start.elapsed();
    let expected = whole.exports();
    let mut moments = Moments(7);
    let lake = TestLake::new();
    for _ in 0..20 {
        let mut child = lake.command(&["ingest", "-q", text(&file)]).quietly().spawn().expect("started");
        std::thread::sleep(duration.mul_f64(moments.next()));
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    lake.ok(&["ingest", text(&file)]);
    assert!(lake.exports() == expected);
    let status = lake.json(&["status"]);
    assert_eq!(status["raw_objects"], 1, "{status}");
}

/// Numbers in [0, 1), the same at every run of the test.
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The children are short, so a wait this long means that something hangs.
#[test]
fn a_killed_writer_leaves_no_lock_behind() {
    let lake = TestLake::new();
    let file = lake.simulate("a.json", &["--stations", "5", "--from", "2025-01-01", "--to", "2025-01-05"]);
    let mut child = lake.command(&["ingest", "-q", text(&file)]).quietly().spawn().expect("started");
    std::thread::sleep(Duration::from_millis(20));
    child.kill().expect("killed");
    child.wait().expect("ended");
    let start = Instant::now();
    lake.ok(&["ingest", text(&file)]);
    assert!(start.elapsed() < Duration::from_secs(30));
}
