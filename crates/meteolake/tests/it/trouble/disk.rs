//! A disk that fills up: a clear message, and nothing lost once there is room.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Said, TestLake, text};

/// A small file system of its own, unmounted in the end.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// `None`, with a word about it, where nothing can be mounted.
    fn mount(folder: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir(folder).expect("made");
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs", text(folder)]).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder: folder.to_owned() });
        }
        println!("skipped: only root can mount a small disk to fill");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.folder).status());
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let whole = TestLake::new();
    let file = whole.simulate("a.json", &["--stations", "12", "--from", "2025-01-01", "--to", "2025-01-31"]);
    whole.ok(&["ingest", text(&file)]);
    let folder = whole.file("disk");
    let Some(disk) = SmallDisk::mount(&folder, "6m") else { return };
    let lake = text(&disk.folder.join("lake")).to_owned();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meteolake"));
        Said::of(command.args(["--lake", &lake]).args(arguments).output().expect("started"))
    };
    // Fill the disk so that it is full at one moment after the other.
    for left_kib in [16, 64, 256, 1_024, 3_072, 4_608] {
        let filler = disk.folder.join("filler");
        std::fs::write(&filler, vec![1; (6_144 - left_kib) << 10]).ok();
        let said = run(&["ingest", "-q", text(&file)]);
        if said.status != 0 {
            assert_eq!(said.status, 1, "{said:?}");
            assert!(said.err.contains("disk is full"), "{left_kib} KiB left: {said:?}");
        }
        std::fs::remove_file(filler).ok();
    }
    let said = run(&["ingest", "-q", text(&file)]);
    assert_eq!(said.status, 0, "{said:?}");
    let exports = ["observations", "daily"].map(|what| run(&["export", "-q", what]).out);
    assert!(exports == whole.exports());
    assert_eq!(run(&["verify"]).status, 0);
}
