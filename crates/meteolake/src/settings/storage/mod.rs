//! Settings of remote zones: how buckets are reached, and how often anything remote is tried again.
//!
//! Credentials are no settings: they come from where other tools look for them, the environment or a profile of
//! `~/.aws`, and go to the storage and nowhere else.

mod profile;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zone::store::{Attempts, Options};

use self::profile::{Files, Profile};
use super::seconds;
use crate::error::CommandError;

/// How remote zones are reached; times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Storage {
    /// Whether a bucket is made where it is missing.
    pub(crate) create_bucket: bool,
    pub(crate) attempts_max: u32,
    pub(crate) retry_delay_base_s: f64,
    pub(crate) retry_delay_max_s: f64,
    /// Zero for the storage library's own time.
    pub(crate) timeout_s: f64,
    pub(crate) s3: S3,
}

/// How S3 is reached; what is empty is looked for in the environment and the profile.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct S3 {
    pub(crate) endpoint: String,
    pub(crate) region: String,
    pub(crate) path_style: bool,
    pub(crate) allow_http: bool,
    pub(crate) profile: String,
}

impl Default for Storage {
    fn default() -> Self {
        let Attempts { max, delay_base, delay_max } = Attempts::default();
        Self {
            create_bucket: true,
            attempts_max: max,
            retry_delay_base_s: delay_base.as_secs_f64(),
            retry_delay_max_s: delay_max.as_secs_f64(),
            timeout_s: 0.0,
            s3: S3 { path_style: true, ..S3::default() },
        }
    }
}

impl Storage {
    /// How often something remote is tried.
    ///
    /// # Errors
    /// `Usage` if a time is no time.
    pub(crate) fn attempts(&self) -> Result<Attempts, CommandError> {
        Ok(Attempts {
            max: self.attempts_max.max(1),
            delay_base: seconds("storage.retry_delay_base_s", self.retry_delay_base_s)?,
            delay_max: seconds("storage.retry_delay_max_s", self.retry_delay_max_s)?,
        })
    }

    /// How buckets are reached: the settings over the environment over the profile.
    ///
    /// # Errors
    /// `Usage` if the profile is missing or of a kind that is not understood, or a time is no time.
    pub(crate) fn options(&self) -> Result<Options, CommandError> {
        let timeout = seconds("storage.timeout_s", self.timeout_s)?;
        Ok(Options {
            s3: self.s3.options(&environment("AWS_"))?,
            gs: environment("GOOGLE_"),
            az: environment("AZURE_"),
            create_bucket: self.create_bucket,
            attempts: self.attempts()?,
            timeout: (!timeout.is_zero()).then_some(timeout),
        })
    }
}

impl S3 {
    /// The options of S3, given the variables of the environment that begin with `AWS_`, by their names in lower case.
    fn options(&self, environment: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, CommandError> {
        let mut options = match self.profile(environment)? {
            Some(profile) => profile.options()?,
            None => BTreeMap::new(),
        };
        // As with other tools, keys in the environment win over a profile, but not over one that a setting names.
        let of_profile = |name: &str| !self.profile.is_empty() && CREDENTIALS.contains(&name);
        for (name, value) in environment.iter().filter(|(name, _)| !of_profile(name)) {
            options.insert(unified(name).to_owned(), value.clone());
        }
        let given = [("endpoint", &self.endpoint), ("region", &self.region)];
        for (name, value) in given.into_iter().filter(|(_, value)| !value.is_empty()) {
            options.insert(name.to_owned(), value.clone());
        }
        options.insert("virtual_hosted_style_request".to_owned(), (!self.path_style).to_string());
        if self.allow_http {
            options.insert("allow_http".to_owned(), true.to_string());
        }
        Ok(options)
    }

    /// The profile to look into; `None` where the environment says all there is to say.
    fn profile(&self, environment: &BTreeMap<String, String>) -> Result<Option<Profile>, CommandError> {
        let named = [Some(&self.profile), environment.get("aws_profile")];
        let named = named.into_iter().flatten().find(|name| !name.is_empty());
        let place = |variable: &str, default: &str| {
            let home = || std::env::home_dir().map(|home| home.join(".aws").join(default));
            environment.get(variable).map(PathBuf::from).or_else(home)
        };
        let files = Files {
            credentials: place("aws_shared_credentials_file", "credentials"),
            config: place("aws_config_file", "config"),
        };
        match named {
            Some(name) => Profile::named(name, &files).map(Some),
            None => Ok(Profile::find("default", &files)?),
        }
    }
}

/// The variables that hold credentials.
const CREDENTIALS: [&str; 3] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

/// One name for what has several, so that the last word counts and not the last name.
fn unified(name: &str) -> &str {
    match name {
        "aws_endpoint_url_s3" | "aws_endpoint_url" | "aws_endpoint" => "endpoint",
        "aws_region" | "aws_default_region" => "region",
        "aws_access_key_id" => "access_key_id",
        "aws_secret_access_key" => "secret_access_key",
        "aws_session_token" => "session_token",
        "aws_allow_http" => "allow_http",
        other => other,
    }
}

/// The variables of the environment that begin like this, by their names in lower case.
fn environment(prefix: &str) -> BTreeMap<String, String> {
    let ours = |(name, value): (String, String)| {
        (name.starts_with(prefix) && !value.is_empty()).then(|| (name.to_lowercase(), value))
    };
    let all =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    all.filter_map(ours).collect()
}

/// A file that may be missing.
fn read(path: &Path) -> Result<Option<String>, CommandError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CommandError::Usage(format!("{}: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        // No file of this machine: what is tested is what is given.
        let none = [("aws_shared_credentials_file", "/nonexistent"), ("aws_config_file", "/nonexistent")];
        none.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn get<'a>(options: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
        options.get(name).map(String::as_str)
    }

    #[test]
    fn a_setting_wins_over_the_environment() {
        let s3 = S3 { endpoint: "http://one".into(), ..S3::default() };
        let told = environment(&[("aws_endpoint_url", "http://two"), ("aws_region", "eu-west-3")]);
        let options = s3.options(&told).expect("options");
        assert_eq!((get(&options, "endpoint"), get(&options, "region")), (Some("http://one"), Some("eu-west-3")));
    }

    #[test]
    fn keys_in_the_environment_win_over_a_profile_unless_a_setting_names_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("credentials");
        std::fs::write(&file, "[lake]\naws_access_key_id = P\naws_secret_access_key = p\n").expect("written");
        let file = file.to_str().expect("UTF-8");
        let keys = [("aws_access_key_id", "E"), ("aws_secret_access_key", "e"), ("aws_shared_credentials_file", file)];
        let of_environment = S3::default().options(&environment(&[&keys[..], &[("aws_profile", "lake")]].concat()));
        assert_eq!(get(&of_environment.expect("options"), "access_key_id"), Some("E"));
        let s3 = S3 { profile: "lake".into(), ..S3::default() };
        assert_eq!(get(&s3.options(&environment(&keys)).expect("options"), "access_key_id"), Some("P"));
    }

    #[test]
    fn a_profile_that_is_nowhere_is_told() {
        let s3 = S3 { profile: "lake".into(), ..S3::default() };
        let error = s3.options(&environment(&[])).expect_err("missing");
        assert!(error.to_string().contains("`lake`"), "{error}");
    }
}
