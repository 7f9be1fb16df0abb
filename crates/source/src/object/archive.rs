//! A ZIP's directory, judged before anything is unpacked: names that leave it, bombs, encryption.

use std::io::{Read, Seek};

use zip::read::ZipFileEntry;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::unpack::{EXPANSION_MAX, is_bomb};
use crate::error::{SourceError, SourceErrorKind};

/// Months of a century are 1,200 files.
const MEMBERS_MAX: usize = 10_000;

/// A member that may hold observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// Its place in the directory.
    pub(super) index: usize,
    /// Its name, for reports.
    pub(super) name: String,
}

/// The members of an archive that are worth reading, in the order of its directory.
pub(super) fn survey<R: Read + Seek>(input: R) -> Result<(ZipArchive<R>, Vec<Member>), SourceError> {
    let mut archive = ZipArchive::new(input).map_err(|error| unreadable(&error))?;
    if archive.len() > MEMBERS_MAX {
        let what = format!("the ZIP has {} members, more than {MEMBERS_MAX}", archive.len());
        return Err(SourceError::new(SourceErrorKind::ZipBomb, what, "unpack it and give the files themselves"));
    }
    if archive.has_duplicate_names() {
        return Err(SourceError::unsupported("two members of the ZIP have the same name", "make the ZIP anew"));
    }
    let mut members = Vec::new();
    let (mut size, mut packed) = (0_u64, 0_u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| unreadable(&error))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        judge(&entry, &name)?;
        size = size.saturating_add(entry.size());
        packed = packed.saturating_add(entry.compressed_size());
        if !is_clutter(&name) {
            members.push(Member { index, name });
        }
    }
    let shared = archive.has_overlapping_entries().map_err(|error| unreadable(&error))?;
    if shared || is_bomb(size, packed) {
        return Err(bomb("the ZIP", size, packed));
    }
    if members.is_empty() {
        return Err(SourceError::not_observations("the ZIP has no files"));
    }
    Ok((archive, members))
}

fn judge(entry: &ZipFileEntry<'_>, name: &str) -> Result<(), SourceError> {
    if leaves(name) {
        let what = format!("the ZIP member `{name}` would be unpacked outside its folder");
        return Err(SourceError::new(
            SourceErrorKind::UnsafePath,
            what,
            "do not trust this ZIP; ask where it came from",
        ));
    }
    if entry.encrypted() {
        let what = format!("the ZIP member `{name}` is encrypted");
        return Err(SourceError::unsupported(what, "unpack it with its password and give the files themselves"));
    }
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        let what = format!("the ZIP member `{name}` is compressed as {}", entry.compression());
        return Err(SourceError::unsupported(what, "pack it with deflate, or give the files themselves"));
    }
    if is_bomb(entry.size(), entry.compressed_size()) {
        return Err(bomb(&format!("the ZIP member `{name}`"), entry.size(), entry.compressed_size()));
    }
    Ok(())
}

/// Whether a name points outside the folder an archive is unpacked into, on any system.
fn leaves(name: &str) -> bool {
    let mut components = name.split(['/', '\\']);
    let absolute = name.starts_with(['/', '\\']) || name.chars().nth(1) == Some(':');
    absolute || name.contains('\0') || components.any(|component| component == "..")
}

/// Folders, and what systems leave in archives unasked.
fn is_clutter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.is_empty() || file.starts_with('.') || name.starts_with("__MACOSX/") || file == "Thumbs.db"
}

fn bomb(subject: &str, size: u64, packed: u64) -> SourceError {
    let what = format!(
        "{subject} would unpack {packed} bytes to {size}, more than {EXPANSION_MAX} times, or its members share bytes"
    );
    SourceError::new(SourceErrorKind::ZipBomb, what, "if it is not hostile, give the files themselves")
}

/// What the library says of an archive it cannot read.
pub(super) fn unreadable(error: &ZipError) -> SourceError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => SourceError::io(error),
        error => SourceError::corrupt(format!("the ZIP cannot be read ({error}): it is truncated or damaged")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_found_on_any_system() {
        for name in ["../x", "a/../../x", "/etc/passwd", "..\\x", "C:\\x", "C:x", "\\\\host\\x", "a\0b"] {
            assert!(leaves(name), "{name}");
        }
        for name in ["a/b.csv", "synop..2013.csv", "été/x.json", "a/.hidden"] {
            assert!(!leaves(name), "{name}");
        }
    }
}
