//! Profiles of the AWS tools: `~/.aws/credentials` and `~/.aws/config`.
//!
//! Understood are keys, region, endpoint and web identity. A profile that gets its credentials from a program, from
//! single sign-on or from another profile is refused with the command that makes keys of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::read;
use crate::error::CommandError;

/// Where profiles are kept.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) credentials: Option<PathBuf>,
    pub(super) config: Option<PathBuf>,
}

/// A profile: what the two files say under its name.
pub(super) struct Profile {
    name: String,
    entries: BTreeMap<String, String>,
}

/// Entries of a profile, and what the storage calls them.
const UNDERSTOOD: [(&str, &str); 8] = [
    ("aws_access_key_id", "access_key_id"),
    ("aws_secret_access_key", "secret_access_key"),
    ("aws_session_token", "session_token"),
    ("region", "region"),
    ("endpoint_url", "endpoint"),
    ("web_identity_token_file", "aws_web_identity_token_file"),
    ("role_arn", "aws_role_arn"),
    ("role_session_name", "aws_role_session_name"),
];

/// Entries that say where credentials come from, in ways that are not understood.
const ELSEWHERE: [&str; 5] =
    ["credential_process", "credential_source", "source_profile", "sso_session", "sso_start_url"];

impl Profile {
    /// The profile of this name.
    ///
    /// # Errors
    /// `Usage` if there is none, or a file cannot be read.
    pub(super) fn named(name: &str, files: &Files) -> Result<Self, CommandError> {
        Self::find(name, files)?.ok_or_else(|| {
            let places: Vec<String> = [&files.credentials, &files.config]
                .into_iter()
                .flatten()
                .map(|path| path.display().to_string())
                .collect();
            CommandError::Usage(format!("there is no profile `{name}` in {}", places.join(" or ")))
        })
    }

    /// The profile of this name, if there is one.
    ///
    /// # Errors
    /// `Usage` if a file cannot be read.
    pub(super) fn find(name: &str, files: &Files) -> Result<Option<Self>, CommandError> {
        let mut entries = BTreeMap::new();
        let mut there = false;
        // In the file of settings all but the default profile are called `profile NAME`.
        let prefixed = if name == "default" { name.to_owned() } else { format!("profile {name}") };
        for (path, section) in [(&files.config, prefixed.as_str()), (&files.credentials, name)] {
            let Some(path) = path else { continue };
            if let Some(found) = read(path)?.as_deref().and_then(|text| section_of(text, section)) {
                there = true;
                entries.extend(found);
            }
        }
        Ok(there.then(|| Self { name: name.to_owned(), entries }))
    }

    /// What it says, by the names of the storage.
    ///
    /// # Errors
    /// `Usage` if it gets its credentials in a way that is not understood.
    pub(super) fn options(&self) -> Result<BTreeMap<String, String>, CommandError> {
        let has = |name: &str| self.entries.contains_key(name);
        let elsewhere = ELSEWHERE.into_iter().find(|name| has(name));
        if let Some(way) = elsewhere.filter(|_| !has("aws_access_key_id")) {
            return Err(CommandError::Usage(format!(
                "the profile `{0}` gets its credentials by {way}, which meteolake does not know: run \
                 `eval \"$(aws configure export-credentials --profile {0} --format env)\"` first",
                self.name
            )));
        }
        let named = UNDERSTOOD
            .iter()
            .filter_map(|(entry, option)| Some(((*option).to_owned(), self.entries.get(*entry)?.clone())));
        Ok(named.collect())
    }
}

/// The entries of a section; `None` if there is no such section.
fn section_of(text: &str, section: &str) -> Option<BTreeMap<String, String>> {
    let mut entries: Option<BTreeMap<String, String>> = None;
    let mut inside = false;
    for line in text.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            inside = name.split_whitespace().eq(section.split_whitespace());
            if inside {
                entries.get_or_insert_default();
            }
        // Indented lines belong to the entry above them, such as `s3 =`.
        } else if inside && !line.starts_with([' ', '\t']) {
            let value = |value: &str| value.split(" #").next().unwrap_or_default().trim().to_owned();
            if let Some((name, text)) = line.split_once('=') {
                entries.get_or_insert_default().insert(name.trim().to_lowercase(), value(text));
            }
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = eu-west-1\n\n[profile lake]\nregion = eu-west-3 # Paris\nendpoint_url = \
        http://127.0.0.1:9000\ns3 =\n  max_concurrent_requests = 20\n  region = nested\n; a comment\n[profile sso]\n\
        sso_start_url = https://example.org\n";
    const CREDENTIALS: &str =
        "[default]\naws_access_key_id=D\naws_secret_access_key=d=/+\n[lake]\naws_access_key_id = L\n";

    fn options(name: &str) -> Result<BTreeMap<String, String>, CommandError> {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            Some(path)
        };
        let files = Files { credentials: place("credentials", CREDENTIALS), config: place("config", CONFIG) };
        Profile::named(name, &files)?.options()
    }

    #[test]
    fn both_files_speak_of_a_profile() {
        let lake = options("lake").expect("options");
        let expected = [("access_key_id", "L"), ("endpoint", "http://127.0.0.1:9000"), ("region", "eu-west-3")];
        assert_eq!(lake, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        assert_eq!(options("default").expect("options")["secret_access_key"], "d=/+");
    }

    #[test]
    fn a_profile_that_signs_on_elsewhere_is_refused_with_what_to_run() {
        let error = options("sso").expect_err("refused").to_string();
        assert!(error.contains("export-credentials --profile sso"), "{error}");
    }
}
