//! Uploads that are made to hurt.

use flate2::Crc;
use flate2::write::DeflateEncoder;

use super::*;
use crate::support::TestLake;

const REPORT: &str = r#"[{"numer_sta":"07005","date":"2013-01-01T00:00:00+00:00","t":281.65}]"#;

/// A member of a ZIP.
struct Member {
    name: String,
    packed: Vec<u8>,
    crc: u32,
    size: u32,
    method: u16,
}

impl Member {
    fn stored(name: impl Into<String>, content: &str) -> Self {
        let mut crc = Crc::new();
        crc.update(content.as_bytes());
        let size = content.len() as u32;
        Self { name: name.into(), packed: content.as_bytes().to_vec(), crc: crc.sum(), size, method: 0 }
    }

    /// Nothing but zeros, packed to a thousandth.
    fn zeros(name: &str, mebibytes: u32) -> Self {
        let block = vec![0; 1 << 20];
        let (mut crc, mut out) = (Crc::new(), DeflateEncoder::new(Vec::new(), flate2::Compression::best()));
        for _ in 0..mebibytes {
            crc.update(&block);
            out.write_all(&block).expect("packed");
        }
        let packed = out.finish().expect("packed");
        Self { name: name.to_owned(), packed, crc: crc.sum(), size: mebibytes << 20, method: 8 }
    }

    /// The part of a header that the member and the directory share.
    fn facts(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        [20, 0, self.method, 0, 0].map(u16::to_le_bytes).iter().for_each(|field| bytes.extend(field));
        let sizes = [self.crc, self.packed.len() as u32, self.size].map(u32::to_le_bytes);
        sizes.iter().for_each(|field| bytes.extend(field));
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }
}

/// A ZIP of members.
fn zip(members: &[Member]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let offset = zip.len() as u32;
        zip.extend(b"PK\x03\x04");
        zip.extend(member.facts());
        zip.extend(member.name.as_bytes());
        zip.extend(&member.packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(member.facts());
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(member.name.as_bytes());
    }
    let (offset, count) = (zip.len() as u32, members.len() as u16);
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\x00\x00\x00\x00");
    zip.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    zip.extend([(directory.len() as u32).to_le_bytes(), offset.to_le_bytes()].concat());
    zip.extend([0; 2]);
    zip
}

#[test]
fn a_zip_of_ten_thousand_files_is_taken_and_one_of_more_is_refused() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let member = |number: u32| {
        let (day, hour) = (1 + number / 8 % 31, number % 8 * 3);
        let station = 7_000 + number / 248;
        let date = format!("2013-01-{day:02}T{hour:02}:00:00+00:00");
        Member::stored(
            format!("{number}.json"),
            &REPORT.replace("2013-01-01T00:00:00+00:00", &date).replace("07005", &format!("{station:05}")),
        )
    };
    let members: Vec<Member> = (0..10_000).map(member).collect();
    let answer = upload(&server, "/ingest", "many.zip", &zip(&members));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(json(&answer)["stage"]["total"]["accepted"], 10_000, "{answer:?}");
    let members: Vec<Member> = (0..10_001).map(member).collect();
    let answer = upload(&server, "/ingest", "more.zip", &zip(&members));
    assert!(answer.status == 422 && answer.body.contains("more.zip") && answer.body.contains("10000"), "{answer:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_zip_bomb_is_refused_and_leaves_nothing() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let bomb = zip(&[Member::stored("good.json", REPORT), Member::zeros("bomb.csv", 600)]);
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    let answer = upload(&server, "/ingest", "bomb.zip", &bomb);
    assert!(answer.status == 422 && answer.body.contains("bomb.zip"), "{answer:?}");
    println!("peak {} MiB", server.peak_bytes() >> 20);
    assert!(server.peak_bytes() < 256 << 20);
    assert_eq!(json(&server.get("/v1/jobs"))["jobs"], serde_json::json!([]));
}

#[test]
fn names_that_are_paths_write_nowhere() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let answer = upload(&server, "/ingest", "../../../../escaped.json", REPORT.as_bytes());
    assert_eq!(json(&answer)["files"][0]["name"], "escaped.json", "{answer:?}");
    assert!(!lake.file("escaped.json").exists());
    let answer = upload(&server, "/ingest", "evil.zip", &zip(&[Member::stored("../../escaped.json", REPORT)]));
    assert!(answer.status == 422 && answer.body.contains("../../escaped.json"), "{answer:?}");
}

#[test]
fn a_form_that_breaks_off_is_told_and_leaves_nothing() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let whole = format!("{}{REPORT}{}", opening("a.json"), closing());
    for length in [10, opening("a.json").len() + 20, whole.len() - 6] {
        let mut stream = server.connect();
        // Announced as this short: to HTTP it is whole, to the form it is not.
        stream.write_all(head("/ingest", length as u64, "").as_bytes()).expect("sent");
        stream.write_all(&whole.as_bytes()[..length]).expect("sent");
        let answer = Answer::read(stream);
        assert_eq!(answer.status, 400, "{length}: {answer:?}");
    }
    assert_eq!(json(&server.get("/v1/jobs"))["jobs"], serde_json::json!([]));
    assert_eq!(lake.json(&["status"])["raw_objects"], 0);
}
