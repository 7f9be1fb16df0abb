//! Gzip and ZIP around any layout, and the archives that are refused.

use std::io::{Cursor, Write};

use source::{Layout, SourceErrorKind};
use zip::write::SimpleFileOptions;

use crate::support::{accepted, gzip, read, zipped};

const MONTHLY: &[u8] = b"numer_sta;date;t;\n07005;20130101000000;281.65;\n07005;20130101030000;281.65;\n";
const JSON: &[u8] = br#"[{"numer_sta": "07005", "date": "2013-02-01T00:00:00Z", "t": 280}]"#;

fn refused(bytes: &[u8]) -> (SourceErrorKind, String) {
    let recognised = source::recognise(Cursor::new(bytes)).expect_err("refused before anything is kept");
    let error = read(bytes).expect_err("refused when read");
    assert_eq!(recognised.kind, error.kind);
    (error.kind, error.to_string())
}

#[test]
fn gzip_of_one_or_several_members_is_read() {
    assert_eq!(accepted(gzip(MONTHLY), Layout::MonthlyCsv).rows.len(), 2);
    let several = [gzip(MONTHLY), gzip(MONTHLY), gzip(b"")].concat();
    assert_eq!(accepted(several, Layout::MonthlyCsv).rows.len(), 4);
}

#[test]
fn a_zip_may_mix_layouts_and_gzip() {
    let packed = gzip(MONTHLY);
    let members: [(&str, &[u8]); 5] =
        [("a/", b""), ("__MACOSX/a", b"x"), ("b.csv", MONTHLY), ("d/e.csv.gz", &packed), ("c.json", JSON)];
    let archive = zipped(&members);
    let sink = accepted(archive, Layout::MonthlyCsv);
    assert_eq!(sink.rows.len(), 5);
    assert_eq!(sink.rows[4].row, 5, "rows are numbered through all members");
}

#[test]
fn a_member_without_observations_is_a_reject() {
    let (sink, report) = read(zipped(&[("readme.txt", b"hello"), ("a.csv", MONTHLY)])).expect("an archive");
    assert_eq!((report.layout, report.accepted, report.rejected), (Layout::MonthlyCsv, 2, 1));
    assert!(sink.rejects[0].reason.contains("readme.txt"), "{}", sink.rejects[0].reason);
}

#[test]
fn a_zip_without_observations_is_refused() {
    for archive in [zipped(&[]), zipped(&[("folder/", b"")]), zipped(&[("readme.txt", b"hello")])] {
        assert_eq!(refused(&archive).0, SourceErrorKind::NotObservations);
    }
}

#[test]
fn names_that_leave_the_archive_are_refused() {
    for name in ["../a.csv", "/etc/a.csv", "x/../../a.csv", "C:\\a.csv"] {
        let (kind, text) = refused(&zipped(&[("good.csv", MONTHLY), (name, MONTHLY)]));
        assert_eq!(kind, SourceErrorKind::UnsafePath, "{text}");
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn a_bomb_is_refused_by_its_directory() {
    let zeros = vec![b' '; 70_000_000];
    let (kind, text) = refused(&zipped(&[("good.csv", MONTHLY), ("bomb.csv", &zeros)]));
    assert_eq!(kind, SourceErrorKind::ZipBomb, "{text}");
}

#[test]
fn a_gzip_that_expands_without_end_is_cut() {
    let mut text = MONTHLY.to_vec();
    text.resize(70_000_000, b'\n');
    let (sink, report) = read(gzip(&text)).expect("a table");
    assert_eq!((report.accepted, report.rejected), (2, 1));
    assert!(sink.rejects[0].reason.contains("expand"), "{}", sink.rejects[0].reason);
}

#[test]
fn an_encrypted_member_is_refused() {
    // Bit 0 of the flags, in the local header and in the directory.
    let mut archive = zipped(&[("a.csv", MONTHLY)]);
    let directory = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("a directory");
    archive[6] |= 1;
    archive[directory + 8] |= 1;
    let (kind, text) = refused(&archive);
    assert_eq!(kind, SourceErrorKind::Unsupported);
    assert!(text.contains("encrypted"), "{text}");
}

#[test]
fn compression_is_undone_once() {
    assert_eq!(refused(&gzip(&gzip(MONTHLY))).0, SourceErrorKind::TooDeep);
    assert_eq!(refused(&gzip(&zipped(&[("a.csv", MONTHLY)]))).0, SourceErrorKind::TooDeep);
    let nested = zipped(&[("a.zip", &zipped(&[("b.csv", MONTHLY)])), ("a.csv", MONTHLY)]);
    let (sink, report) = read(nested).expect("one member is read");
    assert_eq!((report.accepted, report.rejected), (2, 1));
    assert!(sink.rejects[0].reason.contains("a.zip"));
}

#[test]
fn members_are_kept_apart_when_one_is_damaged() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let packed = gzip(MONTHLY);
    for (name, bytes) in [("a.csv.gz", &packed[..packed.len() - 12]), ("b.csv", MONTHLY)] {
        writer.start_file(name, stored).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    let (sink, report) = read(writer.finish().expect("in memory").into_inner()).expect("an archive");
    assert_eq!(report.rejected, 1);
    assert!(sink.rejects[0].reason.contains("truncated"), "{}", sink.rejects[0].reason);
    assert!(report.accepted >= 2);
}

#[test]
fn a_truncated_zip_is_refused() {
    let archive = zipped(&[("a.csv", MONTHLY)]);
    for length in 4..archive.len() {
        let (kind, text) = refused(&archive[..length]);
        assert!(matches!(kind, SourceErrorKind::Corrupt | SourceErrorKind::NotObservations), "{length}: {text}");
    }
}

#[test]
fn an_input_that_cannot_be_read_is_an_error_and_no_truncation() {
    struct Failing(Cursor<Vec<u8>>);
    impl std::io::Read for Failing {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            if self.0.position() >= 100 {
                return Err(std::io::Error::other("the disk is gone"));
            }
            let length = into.len().min(20);
            self.0.read(&mut into[..length])
        }
    }
    impl std::io::Seek for Failing {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let long = [MONTHLY, &MONTHLY[18..].repeat(50)].concat();
    let random: Vec<u8> = (0..2_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let packed = gzip(&[&long[..], &random].concat());
    for bytes in [long, packed] {
        let error = crate::support::read_from(Failing(Cursor::new(bytes))).expect_err("an error");
        assert_eq!(error.kind, SourceErrorKind::Io);
        assert!(error.to_string().contains("the disk is gone"), "{error}");
    }
}

#[test]
fn a_sink_that_refuses_stops_the_reading() {
    struct Full(u64);
    impl source::RowSink for Full {
        type Error = &'static str;
        fn accept(&mut self, _: source::ParsedRow<'_>) -> Result<(), &'static str> {
            self.0 += 1;
            if self.0 < 10 { Ok(()) } else { Err("full") }
        }
        fn reject(&mut self, _: source::Reject) -> Result<(), &'static str> {
            Ok(())
        }
    }
    let long = [MONTHLY, &MONTHLY[18..].repeat(100_000)].concat();
    let mut sink = Full(0);
    let result = source::read(Cursor::new(gzip(&long)), &crate::support::context(), &mut sink);
    assert!(matches!(result, Err(source::ReadError::Sink("full"))));
    assert_eq!(sink.0, 10);
}
