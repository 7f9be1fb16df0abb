//! What can go wrong with an attempt, by what comes next: another attempt, another provider, or the end of the run.

use std::error::Error as _;
use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use weather::Time;
use zone::{Error, Kind};

use crate::fetch::settings::retry_after;

/// Why an attempt did not succeed.
#[derive(Debug)]
pub(in crate::fetch) enum Trouble {
    /// May be gone at the next attempt.
    Passing {
        /// What happened.
        error: Error,
        /// The wait the provider asks for.
        asked: Option<Duration>,
    },
    /// Will be the same at the next attempt.
    Lasting(Error),
    /// The lake itself cannot go on.
    Lake(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Lake(error)
    }
}

impl Trouble {
    /// A passing trouble: `what` happened.
    pub(super) fn passing(what: String) -> Self {
        let error = Error::new(Kind::Unavailable, what).hint("run the command again later: what arrived is not lost");
        Self::Passing { error, asked: None }
    }

    /// A request that got no answer, or not the whole of it.
    pub(super) fn connection(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            let what = told_with_causes("the request cannot be made", error);
            return Self::Lasting(Error::new(Kind::Invalid, what).hint("check the base address in the settings"));
        }
        // The address is not repeated: messages name the file.
        let what = if error.is_timeout() {
            "the provider did not answer in time"
        } else if error.is_connect() {
            "the provider cannot be reached"
        } else {
            "the connection broke"
        };
        Self::passing(told_with_causes(what, error))
    }

    /// An answer that is neither the file nor "unchanged".
    pub(super) fn answer(response: &Response, now: Time) -> Self {
        let status = response.status();
        let what = format!("the provider answered {status}");
        match status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Self::Lasting(
                Error::new(Kind::NotFound, what)
                    .hint("the file is not published (yet), or the base address in the settings is wrong"),
            ),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Self::asked_to_wait(response, now, what),
            StatusCode::REQUEST_TIMEOUT => Self::passing(what),
            status if status.is_server_error() => Self::passing(what),
            _ => Self::Lasting(Error::new(Kind::Invalid, what).hint("check the base address in the settings")),
        }
    }

    fn asked_to_wait(response: &Response, now: Time, what: String) -> Self {
        let header = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let asked = header.and_then(|header| retry_after(header, now));
        let what = match asked {
            Some(wait) => format!("{what} and asks to wait {} s", wait.as_secs()),
            None => what,
        };
        match Self::passing(what) {
            Self::Passing { error, .. } => Self::Passing { error, asked },
            other => other,
        }
    }
}

/// `what` happened, and what the error says of why.
fn told_with_causes(what: &str, error: &reqwest::Error) -> String {
    let mut told = what.to_owned();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}
