//! Many at once: uploads, readers, and another process that writes.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::*;
use crate::support::{TestLake, text};

const UPLOADS: u32 = 32;

#[test]
fn uploads_of_overlapping_months_at_once_export_as_one_after_the_other() {
    let serial = TestLake::new();
    let paths: Vec<_> = (0..UPLOADS)
        .map(|number| {
            let (from, to) = (format!("2025-01-{:02}", 1 + number % 16), format!("2025-02-{:02}", 1 + number / 2));
            serial.simulate(&format!("{number}.json"), &["--stations", "4", "--from", &from, "--to", &to])
        })
        .collect();
    let arguments: Vec<&str> = ["ingest", "-q"].into_iter().chain(paths.iter().map(|path| text(path))).collect();
    serial.ok(&arguments);
    let files: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).expect("read")).collect();
    let lake = TestLake::new();
    let server =
        Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &[("METEOLAKE_SERVE_WAIT_FOR_WRITER_S", "600")]);
    let (ended, reads) = (AtomicBool::new(false), AtomicU32::new(0));
    let start = std::time::Instant::now();
    std::thread::scope(|scope| {
        let reader = || {
            while !ended.load(Ordering::Acquire) {
                for address in ["/curated/cities", "/staging/cities", "/health", "/v1/jobs"] {
                    let answer = server.get(address);
                    assert_eq!(answer.status, 200, "{address}: {answer:?}");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            }
        };
        let readers = [scope.spawn(reader), scope.spawn(reader)];
        let uploads: Vec<_> =
            files.iter().map(|file| scope.spawn(|| upload(&server, "/ingest", "a.json", file))).collect();
        let answers: Vec<Answer> = uploads.into_iter().map(|upload| upload.join().expect("answered")).collect();
        ended.store(true, Ordering::Release);
        for reader in readers {
            reader.join().expect("read");
        }
        for answer in answers {
            let total = json(&answer)["stage"]["total"].clone();
            let count = |name: &str| total[name].as_u64().expect("a count");
            let parts = count("accepted") + count("superseded") + count("duplicate") + count("rejected");
            assert!(answer.status == 200 && count("rows") > 0 && count("rows") == parts, "{answer:?}");
        }
    });
    println!("{UPLOADS} uploads in {:?} beside {} reads", start.elapsed(), reads.load(Ordering::Relaxed));
    server.stop();
    assert!(lake.exports() == serial.exports());
    lake.ok(&["verify"]);
}

#[test]
fn a_command_that_writes_and_the_server_wait_for_each_other() {
    let lake = TestLake::new();
    let (one, other) = (
        lake.simulate("1.json", &["--stations", "4", "--from", "2025-01-01", "--to", "2025-01-31"]),
        lake.simulate("2.json", &["--stations", "4", "--from", "2025-01-15", "--to", "2025-02-15"]),
    );
    let server = Server::start(&lake);
    let mut command = lake.command(&["ingest", "-q", text(&one)]).spawn().expect("started");
    let answer = upload(&server, "/ingest", "2.json", &std::fs::read(&other).expect("read"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(command.wait().expect("ended").success());
    server.stop();
    let serial = TestLake::new();
    serial.ok(&["ingest", "-q", text(&one), text(&other)]);
    assert!(lake.exports() == serial.exports());
}
