//! Looks at a zone's folder on this machine, for `doctor`.

use std::path::Path;

use uuid::Uuid;

use crate::{Error, Finding, Kind, Result};

/// Less room than this is told as a problem: a month of reports with its days takes a few megabytes, a year's file 100.
const ROOM_MIN_BYTES: u64 = 256 << 20;

/// What there is to say of a folder.
pub(crate) fn examine(folder: &Path) -> Vec<Finding> {
    let answers = match std::fs::metadata(folder) {
        Ok(about) if about.is_dir() => Ok(folder.display().to_string()),
        Ok(_) => Err(Error::new(Kind::Invalid, format!("{} is not a folder", folder.display()))
            .hint("move the file away, or choose another folder")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(format!("{} is made with the first write", folder.display()))
        }
        Err(error) => Err(Error::io(folder.display(), error)),
    };
    let mut findings = vec![Finding::new("answers", answers)];
    // What is not there yet is made in the nearest folder that is.
    let existing = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
    findings.push(Finding::new("may write", can_write(existing)));
    findings.push(Finding::new("room", room(existing)));
    findings
}

/// Writes a file, links to it, which is what makes a commit atomic, and deletes both.
fn can_write(folder: &Path) -> Result<String> {
    let (file, link) =
        (folder.join(format!(".doctor-{}", Uuid::new_v4())), folder.join(format!(".doctor-{}", Uuid::new_v4())));
    let tried = std::fs::write(&file, b"meteolake\n").and_then(|()| std::fs::hard_link(&file, &link));
    let deleted = [&file, &link].map(std::fs::remove_file);
    tried.map_err(|error| {
        let told = Error::io(folder.display(), error);
        if told.next_step().is_some() { told } else { told.hint("the folder must allow files and hard links") }
    })?;
    for outcome in deleted {
        outcome.map_err(|error| Error::io(folder.display(), error))?;
    }
    Ok("yes, and delete".to_owned())
}

fn room(folder: &Path) -> Result<String> {
    let about = rustix::fs::statvfs(folder).map_err(|error| Error::io(folder.display(), error.into()))?;
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let text = format!("{:.1} GB free", free as f64 / 1e9);
    if free < ROOM_MIN_BYTES {
        let what = format!("{}: {text}", folder.display());
        return Err(Error::new(Kind::Unavailable, what).hint("free some room: what does not fit is not written"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_folder_is_found_good_and_left_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let findings = examine(folder.path());
        assert!(findings.iter().all(|finding| finding.outcome.is_ok()), "{findings:?}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 0);
    }

    #[test]
    fn a_file_in_its_place_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("raw");
        std::fs::write(&file, b"").expect("written");
        assert!(examine(&file)[0].outcome.is_err());
    }
}
