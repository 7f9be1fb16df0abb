//! What the tests share: a sink that collects, readers that give little at a time, compression, the real files.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use source::{Layout, ParsedRow, ReadContext, ReadError, ReadReport, Reject, RowSink, SourceError};
use weather::{Coordinate, Milli, Observation, Time};

/// A row as a sink may keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) row: u64,
    pub(crate) observation: Observation,
    pub(crate) insert_time: Option<Time>,
    pub(crate) name: Option<String>,
    pub(crate) latitude: Option<Coordinate>,
    pub(crate) longitude: Option<Coordinate>,
    pub(crate) altitude: Option<Milli>,
}

/// Keeps everything.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Collected {
    pub(crate) rows: Vec<Kept>,
    pub(crate) rejects: Vec<Reject>,
}

impl Collected {
    pub(crate) fn observations(&self) -> Vec<Observation> {
        self.rows.iter().map(|kept| kept.observation.clone()).collect()
    }
}

impl RowSink for Collected {
    type Error = std::convert::Infallible;

    fn accept(&mut self, row: ParsedRow<'_>) -> Result<(), Self::Error> {
        assert_eq!(row.row, (self.rows.len() + self.rejects.len() + 1) as u64, "rows are numbered in order");
        self.rows.push(Kept {
            row: row.row,
            observation: row.observation.clone(),
            insert_time: row.insert_time,
            name: row.station.name.map(str::to_owned),
            latitude: row.station.latitude,
            longitude: row.station.longitude,
            altitude: row.station.altitude,
        });
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<(), Self::Error> {
        assert_eq!(reject.row, (self.rows.len() + self.rejects.len() + 1) as u64, "rows are numbered in order");
        self.rejects.push(reject);
        Ok(())
    }
}

/// 1990 to 2050.
pub(crate) fn context() -> ReadContext {
    let time = |text: &str| text.parse().expect("a time");
    ReadContext { not_before: time("1990-01-01"), not_after: time("2050-01-01") }
}

/// Reads any input; checks that the accounting closes.
pub(crate) fn read_from(input: impl Read + Seek + Send) -> Result<(Collected, ReadReport), SourceError> {
    let mut sink = Collected::default();
    match source::read(input, &context(), &mut sink) {
        Ok(report) => {
            assert_eq!(report.rows, report.accepted + report.rejected);
            assert_eq!(report.accepted, sink.rows.len() as u64);
            assert_eq!(report.rejected, sink.rejects.len() as u64);
            Ok((sink, report))
        }
        Err(ReadError::Source(error)) => Err(error),
        Err(ReadError::Sink(never)) => match never {},
    }
}

/// Reads bytes.
pub(crate) fn read(bytes: impl AsRef<[u8]> + Send) -> Result<(Collected, ReadReport), SourceError> {
    read_from(Cursor::new(bytes))
}

/// Reads bytes that are a whole good object.
pub(crate) fn accepted(bytes: impl AsRef<[u8]> + Send, layout: Layout) -> Collected {
    assert_eq!(source::recognise(Cursor::new(&bytes)), Ok(layout));
    let (sink, report) = read(bytes).expect("an object");
    assert_eq!(report.layout, layout);
    assert_eq!(sink.rejects, []);
    sink
}

/// Gives its bytes in reads of varying, small sizes.
#[derive(Debug)]
pub(crate) struct Sips<'b> {
    bytes: Cursor<&'b [u8]>,
    sizes: Vec<usize>,
    turn: usize,
}

impl<'b> Sips<'b> {
    pub(crate) fn new(bytes: &'b [u8], sizes: &[usize]) -> Self {
        Self { bytes: Cursor::new(bytes), sizes: sizes.to_vec(), turn: 0 }
    }
}

impl Read for Sips<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.turn += 1;
        let size = self.sizes[self.turn % self.sizes.len()].clamp(1, into.len().max(1));
        let size = size.min(into.len());
        self.bytes.read(&mut into[..size])
    }
}

impl Seek for Sips<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// A text and then the same letter again and again, made as it is read.
#[derive(Debug)]
pub(crate) struct Endless {
    start: Vec<u8>,
    length: u64,
    at: u64,
}

impl Endless {
    pub(crate) fn new(start: &[u8], length: u64) -> Self {
        Self { start: start.to_vec(), length, at: 0 }
    }
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min((self.length - self.at) as usize);
        let rest = self.start.get(self.at as usize..).unwrap_or_default();
        let copied = rest.len().min(length);
        into[..copied].copy_from_slice(&rest[..copied]);
        into[copied..length].fill(b'x');
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        assert_eq!(to, SeekFrom::Start(0), "only rewound");
        self.at = 0;
        Ok(0)
    }
}

/// Bytes as one gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

/// A ZIP of named members.
pub(crate) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in members {
        writer.start_file(*name, options).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// A real file, unpacked if it is gzip; none, and a note, where the shared data are not at hand.
pub(crate) fn real(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/synop")).join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    if !name.ends_with(".gz") {
        return Some(bytes);
    }
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).expect("gzip");
    Some(unpacked)
}
