//! Which files of which provider give the days asked for.

use std::fmt;
use std::str::FromStr;

use source::Provider;
use weather::Day;
use zone::raw::ObjectKind;
use zone::{Error, Kind, Result};

use super::Upstream;

/// The days to fetch and from whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The first day.
    pub from: Day,
    /// The last day, included.
    pub to: Day,
    /// Whom to ask.
    pub source: Choice,
}

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The first provider that can serve the days; for what fails, the others.
    #[default]
    Auto,
    /// This one and no other.
    Only(Provider),
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Only(provider) => provider.name(),
        })
    }
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            name => name.parse().map(Self::Only).map_err(|error| format!("{error}, or auto")),
        }
    }
}

/// One file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) provider: Provider,
    pub(super) kind: ObjectKind,
    /// The file's name.
    pub(super) name: String,
    pub(super) url: String,
    /// The first day asked for that it holds.
    pub(super) from: Day,
    /// The last day asked for that it holds.
    pub(super) to: Day,
}

/// The provider that is asked and those that stand in where it fails.
#[derive(Debug)]
pub(super) struct Route<'a> {
    pub(super) first: &'a Upstream,
    pub(super) others: Vec<&'a Upstream>,
    /// What people should know of the choice.
    pub(super) message: Option<String>,
}

impl Plan {
    /// This plan without the days that have not come yet.
    pub(super) fn until(self, today: Day) -> Result<Self> {
        let Self { from, to, .. } = self;
        let (what, hint) = if from > to {
            (format!("there is no day from {from} to {to}"), "give --from a day that is not after --to")
        } else if from > today {
            (format!("{from} has not come yet"), "give --from a day that is not after today")
        } else {
            return Ok(Self { to: to.min(today), ..self });
        };
        Err(Error::new(Kind::Invalid, what).hint(hint))
    }

    /// Whom to ask for the days of this plan.
    pub(super) fn route<'a>(&self, upstreams: &'a [Upstream], today: Day) -> Result<Route<'a>> {
        match self.source {
            Choice::Auto => self.first_that_serves(upstreams, today),
            Choice::Only(provider) => self.only(provider, upstreams, today),
        }
    }

    fn first_that_serves<'a>(&self, upstreams: &'a [Upstream], today: Day) -> Result<Route<'a>> {
        let Self { from, to, .. } = *self;
        let position = upstreams.iter().position(|upstream| upstream.provider.serves(from, to, today));
        let place = position.ok_or_else(|| self.nobody(upstreams, today))?;
        let first = &upstreams[place];
        let skipped = names(&upstreams[..place]);
        let message = match skipped.is_empty() {
            true => format!("source: {} serves {from} to {to}", first.provider),
            false => format!("source: {} serves {from} to {to}, which {skipped} does not", first.provider),
        };
        let others = upstreams.iter().filter(|other| other.provider != first.provider).collect();
        Ok(Route { first, others, message: Some(message) })
    }

    fn only<'a>(&self, provider: Provider, upstreams: &'a [Upstream], today: Day) -> Result<Route<'a>> {
        let configured = upstreams.iter().find(|upstream| upstream.provider == provider);
        let missing = || Error::new(Kind::Invalid, format!("the settings have no address for {provider}"));
        let first = configured.ok_or_else(missing)?;
        if !provider.serves(self.from, self.to, today) {
            return Err(self.nobody(std::slice::from_ref(first), today));
        }
        Ok(Route { first, others: Vec::new(), message: None })
    }

    /// The error of days that none of these providers serves.
    fn nobody(&self, upstreams: &[Upstream], today: Day) -> Error {
        let period = |upstream: &Upstream| {
            let (first, last) = upstream.provider.period(today);
            format!("{} has {first} to {last}", upstream.provider)
        };
        let periods: Vec<String> = upstreams.iter().map(period).collect();
        let what = format!("no source has all days from {} to {}: {}", self.from, self.to, periods.join(", "));
        Error::new(Kind::Invalid, what)
            .hint("ask for other days or another --source; files at hand go in with `ingest`")
    }
}

/// The names of the providers, for people.
fn names(upstreams: &[Upstream]) -> String {
    let names: Vec<&str> = upstreams.iter().map(|upstream| upstream.provider.name()).collect();
    names.join(" or ")
}

impl Upstream {
    /// The files that give these days.
    pub(super) fn jobs(&self, from: Day, to: Day) -> Vec<Job> {
        let job = |download: source::Download| Job {
            provider: self.provider,
            kind: ObjectKind::Observations,
            name: download.name,
            url: download.url,
            from: download.from.max(from),
            to: download.to.min(to),
        };
        self.provider.downloads(&self.base, from, to).into_iter().map(job).collect()
    }

    /// The file with the day after the last one asked for, if it is another file and has come.
    ///
    /// The windows of a day reach into the next one: without its 00 and 06 UTC reports the last day lacks its rain
    /// and its maximum.
    pub(super) fn day_after(&self, from: Day, to: Day, today: Day) -> Option<Job> {
        let next = to.plus_days(1);
        let served = next <= today && self.provider.serves(next, next, today);
        let last = served.then(|| self.jobs(from, next).pop()).flatten()?;
        (last.from == next).then_some(last)
    }

    /// The station list, where the provider has one.
    pub(super) fn station_list(&self, from: Day, to: Day) -> Option<Job> {
        let (name, url) = self.provider.stations_download(&self.base)?;
        Some(Job { provider: self.provider, kind: ObjectKind::StationList, name, url, from, to })
    }
}
