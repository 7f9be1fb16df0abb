//! Uploads larger than memory may grow, kept, refused and given up.

use std::io::Write;

use super::*;
use crate::support::TestLake;

const MEBIBYTE: u64 = 1 << 20;
/// What the server may take at its peak. Itself it is some 60 MiB; an upload holds three parts of 8 MiB.
const PEAK_MAX: u64 = 256 * MEBIBYTE;

/// The size of the large upload: 1 GiB, or as many MiB as the environment says; 5120 takes about a minute.
fn large() -> u64 {
    let given = std::env::var("METEOLAKE_TEST_UPLOAD_MIB").ok();
    given.map_or(1_024, |text| text.parse().expect("METEOLAKE_TEST_UPLOAD_MIB is a number")) * MEBIBYTE
}

/// A MiB of reports, which makes an array of JSON if `[` comes before the first and `]` after the last.
fn reports() -> Vec<u8> {
    let report = br#"{"numer_sta":"07005","date":"2013-01-01T00:00:00+00:00","t":281.65},"#;
    let mut block = report.repeat(MEBIBYTE as usize / report.len());
    block.resize(MEBIBYTE as usize, b' ');
    block
}

/// Sends so many bytes of a file, and then the end of the form if there is one.
fn stream(stream: &mut TcpStream, bytes: u64, end: &[u8]) -> std::io::Result<()> {
    let block = reports();
    stream.write_all(opening("large.json").as_bytes())?;
    stream.write_all(b"[")?;
    (0..bytes / MEBIBYTE).try_for_each(|_| stream.write_all(&block))?;
    stream.write_all(end)
}

/// Bytes of files that are kept, or on their way.
fn raw_bytes(lake: &TestLake, folder: &str) -> u64 {
    fn of(folder: &std::path::Path) -> u64 {
        let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
        entries.map(|path| if path.is_dir() { of(&path) } else { path.metadata().map_or(0, |about| about.len()) }).sum()
    }
    of(&lake.path().join("raw").join(folder))
}

#[test]
#[cfg(target_os = "linux")]
fn a_large_upload_takes_little_memory() {
    let (lake, size) = (TestLake::new(), large());
    let server = Server::start(&lake);
    let end = format!("{}]{}", r#"{"numer_sta":"07005","date":"2013-01-01T03:00:00+00:00","t":280.15}"#, closing());
    let length = opening("large.json").len() as u64 + 1 + size + end.len() as u64;
    let mut connection = server.connect();
    connection.write_all(head("/ingest?to=raw", length, "").as_bytes()).expect("sent");
    stream(&mut connection, size, end.as_bytes()).expect("sent");
    let answer = Answer::read(connection);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(json(&answer)["files"][0]["bytes"].as_u64().expect("a size") > size, "{answer:?}");
    let peak = server.peak_bytes();
    println!("peak {} MiB for an upload of {} MiB in {} s", peak / MEBIBYTE, size / MEBIBYTE, json(&answer)["seconds"]);
    assert!(peak < PEAK_MAX, "{} MiB", peak / MEBIBYTE);
}

#[test]
#[cfg(target_os = "linux")]
fn an_upload_above_the_limit_is_refused_when_it_is_announced_and_when_it_comes() {
    let lake = TestLake::new();
    let limit = ("METEOLAKE_SERVE_UPLOAD_BYTES_MAX", "67108864");
    let server = Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &[limit]);
    let mut announced = server.connect();
    announced.write_all(head("/ingest", 5 << 30, "").as_bytes()).expect("sent");
    let answer = Answer::read(announced);
    assert!(answer.status == 413 && answer.body.contains("67108864 bytes"), "{answer:?}");
    // In chunks nobody knows how long it will be.
    let mut unannounced = server.connect();
    let chunked = head("/ingest", 0, "").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    unannounced.write_all(chunked.as_bytes()).expect("sent");
    let mut writing = unannounced.try_clone().expect("a second handle");
    let sending = std::thread::spawn(move || {
        let mut chunk = |bytes: &[u8]| {
            write!(writing, "{:x}\r\n", bytes.len())?;
            writing.write_all(bytes)?;
            writing.write_all(b"\r\n")
        };
        chunk(opening("large.json").as_bytes()).expect("sent");
        let block = reports();
        // Goes on until it is cut off, as a client does that does not listen while it sends.
        (0..1_024).find_map(|sent| chunk(&block).err().map(|_| sent))
    });
    let answer = Answer::read(unannounced);
    assert!(answer.status == 413 && answer.body.contains("/docs/errors/"), "{answer:?}");
    let sent = sending.join().expect("ended");
    println!("cut off after {sent:?} MiB; peak {} MiB", server.peak_bytes() / MEBIBYTE);
    assert!(server.peak_bytes() < PEAK_MAX);
    assert_eq!(raw_bytes(&lake, "objects"), 0);
    server.stop();
    assert_eq!(raw_bytes(&lake, "incoming"), 0);
}

#[test]
fn a_client_that_leaves_leaves_nothing() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let mut connection = server.connect();
    connection.write_all(head("/ingest", 1 << 30, "").as_bytes()).expect("sent");
    stream(&mut connection, 40 * MEBIBYTE, b"").expect("sent");
    // Some of it is on the disk by now: what is on its way to it is less than 40 MiB.
    while raw_bytes(&lake, "incoming") == 0 {
        std::thread::yield_now();
    }
    drop(connection);
    while raw_bytes(&lake, "incoming") > 0 {
        std::thread::yield_now();
    }
    assert_eq!(json(&server.get("/v1/jobs"))["jobs"], serde_json::json!([]));
    assert_eq!(raw_bytes(&lake, "objects"), 0);
    assert_eq!(server.stop().status, 0);
}
