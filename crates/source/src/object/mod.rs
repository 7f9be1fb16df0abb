//! One object as it was fetched: plain, gzipped or a ZIP, and whatever text is in it.
//!
//! [`recognise`] looks at the beginning, so that an object can be refused before anything is kept; [`read`] goes
//! through it once, unpacking in one thread and parsing in the other. How texts are parsed is in `csv` and `json`.

mod archive;
mod sniff;
mod tracked;
mod unpack;
mod window;

pub(crate) use window::Window;

use std::io::{Read, Seek, SeekFrom};
use std::sync::mpsc;
use std::thread;

use crate::contract::{Layout, ReadContext, ReadReport, RowSink};
use crate::delivery::{Delivery, Excerpt};
use crate::error::{ReadError, SourceError};
use crate::row::Fault;
use crate::{csv, json};
use archive::Member;
use sniff::{Opening, SNIFF_BYTES, sniff};
use tracked::Tracked;
use unpack::{Unpacker, damage, opened};
use window::Feed;

/// Longer records and lines are rejects; what keeps the memory constant.
pub(crate) const RECORD_BYTES_MAX: usize = 1024 * 1024;
/// Buffers on their way from one thread to the other.
const PIECES_UNDER_WAY: usize = 4;
/// How a ZIP begins; one without members has only its end.
const ZIP: [[u8; 4]; 2] = [*b"PK\x03\x04", *b"PK\x05\x06"];

/// Recognises the layout of an object by its content, reading only its beginning (of a ZIP also the directory).
///
/// # Errors
/// If nothing in the object is known to hold observations, or it must not be unpacked: what it is, and what to do.
pub fn recognise(mut input: impl Read + Seek) -> Result<Layout, SourceError> {
    if !is_zip(&mut input)? {
        return look(input);
    }
    let (mut archive, members) = archive::survey(input)?;
    let mut errors = Vec::new();
    for Member { index, name } in members {
        let file = archive.by_index(index).map_err(|error| archive::unreadable(&error))?;
        match look(file) {
            Ok(layout) => return Ok(layout),
            Err(error) => errors.push((name, error)),
        }
    }
    Err(none_usable(&errors))
}

/// Reads all rows of an object into a sink, in their order.
///
/// Rows are numbered from 1 through the whole object (of a ZIP: through its members in the order of its directory).
/// The memory needed does not depend on the object.
///
/// # Errors
/// If the object as a whole cannot be read, or the sink refuses a row. A bad row is a reject and no error; so is
/// the end of an object that was cut.
pub fn read<S: RowSink>(
    mut input: impl Read + Seek + Send,
    context: &ReadContext,
    sink: &mut S,
) -> Result<ReadReport, ReadError<S::Error>> {
    let members = if is_zip(&mut input)? { Some(archive::survey(&mut input)?.1) } else { None };
    let (sender, pieces) = mpsc::sync_channel(PIECES_UNDER_WAY);
    let (spent, returned) = mpsc::channel();
    let unpacker = Unpacker { pieces: sender, spent: returned };
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name("unpack".to_owned())
            .spawn_scoped(scope, move || match members {
                Some(members) => unpacker.send_members(input, &members),
                None => unpacker.send_single(input),
            })
            .map_err(|error| SourceError::io(&error))?;
        // The feed ends with the call, which ends the worker if it is still sending.
        let report = read_parts(Feed { pieces, spent }, Delivery::new(sink, context));
        worker.join().map_err(|_| SourceError::corrupt("the object made its decompressor fail"))?;
        report
    })
}

fn read_parts<S: RowSink>(feed: Feed, mut out: Delivery<'_, S>) -> Result<ReadReport, ReadError<S::Error>> {
    let mut layout = None;
    let mut unusable = Vec::new();
    while let Some(name) = feed.part()? {
        let mut window = Window::new(&feed);
        match (open(&mut window), name) {
            (Ok(opening), _) => {
                layout.get_or_insert(opening.layout());
                read_text(&mut window, opening, &mut out)?;
            }
            (Err(error), Some(name)) => unusable.push((name, error)),
            (Err(error), None) => return Err(error.into()),
        }
        window.drain()?;
    }
    let layout = layout.ok_or_else(|| none_usable(&unusable))?;
    for (name, error) in unusable {
        let fault = Fault::of_row(format!("the ZIP member `{name}` holds no observations: {}", error.what));
        out.reject(fault, Excerpt::default())?;
    }
    let (accepted, rejected) = out.counts();
    Ok(ReadReport { layout, rows: accepted + rejected, accepted, rejected })
}

fn open(window: &mut Window<'_>) -> Result<Opening, SourceError> {
    window.fill_to(SNIFF_BYTES)?;
    match (sniff(window.bytes(), window.is_last()), window.damage()) {
        (Err(_), Some(damage)) => Err(SourceError::corrupt(format!("{damage} before a layout can be told"))),
        (opening, _) => opening,
    }
}

fn read_text<S: RowSink>(
    window: &mut Window<'_>,
    opening: Opening,
    out: &mut Delivery<'_, S>,
) -> Result<(), ReadError<S::Error>> {
    match opening {
        Opening::Table { header, start } => csv::read(window, header, start, out),
        Opening::Json(opening) => json::read(window, opening, out),
    }
}

fn is_zip(input: &mut (impl Read + Seek)) -> Result<bool, SourceError> {
    let mut start = Vec::with_capacity(4);
    let seen = input.seek(SeekFrom::Start(0)).and_then(|_| input.by_ref().take(4).read_to_end(&mut start));
    seen.and_then(|_| input.seek(SeekFrom::Start(0))).map_err(|error| SourceError::io(&error))?;
    Ok(ZIP.iter().any(|magic| start == magic))
}

/// The layout of one text by its beginning, decompressed if need be.
fn look(input: impl Read) -> Result<Layout, SourceError> {
    let (tracked, progress) = Tracked::new(input);
    let mut head = Vec::new();
    let end = opened(tracked).and_then(|input| input.take(SNIFF_BYTES as u64).read_to_end(&mut head));
    if let Some(error) = progress.failure() {
        return Err(SourceError::io(&error));
    }
    let whole = head.len() < SNIFF_BYTES;
    let opening = sniff(&head, whole).map_err(|error| match &end {
        Err(broken) => SourceError::corrupt(format!("{} before a layout can be told", damage(broken))),
        Ok(_) => error,
    })?;
    Ok(opening.layout())
}

fn none_usable(errors: &[(String, SourceError)]) -> SourceError {
    let first = errors.first().map(|(name, error)| format!(" (`{name}`: {})", error.what)).unwrap_or_default();
    SourceError::not_observations(format!("no member of the ZIP holds observations{first}"))
}
