//! The binary under test, a lake of its own for each test, and the real files where there are any.

pub(crate) mod upstream;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a lake in it, deleted in the end.
pub(crate) struct TestLake {
    folder: tempfile::TempDir,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl TestLake {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The lake's folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("lake")
    }

    /// A file beside the lake.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the lake.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }

    /// The binary on this lake, with nothing of the caller's settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meteolake"));
        command.arg("--lake").arg(self.path()).args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        let ours = std::env::vars().filter(|(name, _)| name.starts_with("METEOLAKE_") || name.starts_with("AWS_"));
        for (name, _) in ours {
            command.env_remove(name);
        }
        command
    }

    /// Runs a command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().expect("started"))
    }

    /// Runs a command that must succeed and gives its standard output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.status, 0, "{arguments:?}: {said:?}");
        said.out
    }

    /// Runs a command that must succeed with `--json` and gives its result.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let out = self.ok(&[arguments, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// Everything the lake gives out, to compare lakes byte for byte.
    pub(crate) fn exports(&self) -> [String; 2] {
        [self.ok(&["export", "observations"]), self.ok(&["export", "daily"])]
    }

    /// Writes a simulated file and gives its path.
    pub(crate) fn simulate(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let path = self.file(name);
        self.ok(&[&["simulate", "-q", "-o", text(&path)], arguments].concat());
        path
    }
}

/// A child that says nothing into the test's own output.
pub(crate) trait Quietly {
    fn quietly(&mut self) -> &mut Self;
}

impl Quietly for Command {
    fn quietly(&mut self) -> &mut Self {
        self.stdout(Stdio::null()).stderr(Stdio::null())
    }
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A real file, or `None` with a word about it where there is none.
pub(crate) fn real(name: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("METEOLAKE_TEST_DATA").map_or(default, PathBuf::from);
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: {} is not here; METEOLAKE_TEST_DATA names the folder of real files", path.display());
    None
}

/// The Python that has the readers to compare with; `None` with a word about it where there is none.
pub(crate) fn python() -> Option<PathBuf> {
    match std::env::var_os("METEOLAKE_TEST_PYTHON") {
        Some(path) => Some(path.into()),
        None => {
            println!("skipped: METEOLAKE_TEST_PYTHON is not set; ./test sets it");
            None
        }
    }
}

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
