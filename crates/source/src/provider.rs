//! Who publishes observations, for which days, and which files to fetch for them. Nothing is fetched here.

use std::fmt;
use std::str::FromStr;

use weather::Day;

use crate::{meteofrance, opendatasoft};

/// A publisher of observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Météo-France's own archive: one file a year, 1996 to today.
    MeteoFrance,
    /// The OpenDataSoft portal: 2010 to January 2026, no longer fed.
    OpenDataSoft,
}

/// One file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// What to call it; the same days always have the same name.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The first day it is about.
    pub from: Day,
    /// The last day it is about.
    pub to: Day,
}

impl Provider {
    /// All of them, in the order they are tried.
    pub const ALL: [Self; 2] = [Self::MeteoFrance, Self::OpenDataSoft];

    /// A stable name, as commands and addresses spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MeteoFrance => "meteofrance",
            Self::OpenDataSoft => "opendatasoft",
        }
    }

    /// The address its files are under; the base of [`Self::downloads`], without a slash at the end.
    pub const fn default_base(self) -> &'static str {
        match self {
            Self::MeteoFrance => meteofrance::address::BASE,
            Self::OpenDataSoft => opendatasoft::address::BASE,
        }
    }

    /// The first and the last day it has observations of.
    pub fn period(self, today: Day) -> (Day, Day) {
        match self {
            Self::MeteoFrance => meteofrance::address::period(today),
            Self::OpenDataSoft => opendatasoft::address::period(),
        }
    }

    /// Whether it has all days from `from` to `to`, both included, as far as they lie in the past.
    pub fn serves(self, from: Day, to: Day, today: Day) -> bool {
        let (first, last) = self.period(today);
        from >= first && to.min(today) <= last
    }

    /// The files with the observations from `from` to `to`, both included, oldest first.
    ///
    /// A file is always whole (a year, a month), so that asking for other days asks for the same files.
    pub fn downloads(self, base: &str, from: Day, to: Day) -> Vec<Download> {
        let base = base.trim_end_matches('/');
        match self {
            Self::MeteoFrance => meteofrance::address::downloads(base, from, to),
            Self::OpenDataSoft => opendatasoft::address::downloads(base, from, to),
        }
    }

    /// The list of stations, where there is one.
    pub fn stations_download(self, base: &str) -> Option<(String, String)> {
        match self {
            Self::MeteoFrance => Some(meteofrance::address::stations(base.trim_end_matches('/'))),
            Self::OpenDataSoft => None,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Provider {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.name() == text)
            .ok_or_else(|| format!("`{text}` is no source: write meteofrance or opendatasoft"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn names_are_read_back() {
        for provider in Provider::ALL {
            assert_eq!(provider.to_string().parse(), Ok(provider));
        }
        assert!("noaa".parse::<Provider>().is_err());
    }

    #[test]
    fn the_archive_serves_from_1996_to_today() {
        let today = day("2026-11-24");
        let serves = |from, to| Provider::MeteoFrance.serves(day(from), day(to), today);
        assert!(serves("1996-01-01", "2026-11-24"));
        assert!(serves("2026-11-01", "2026-11-30"), "days to come are not there yet anywhere");
        assert!(!serves("1995-12-31", "1996-01-31"));
    }

    #[test]
    fn the_portal_serves_until_it_stopped() {
        let today = day("2026-11-24");
        let serves = |from, to| Provider::OpenDataSoft.serves(day(from), day(to), today);
        assert!(serves("2013-01-01", "2013-01-31"));
        assert!(!serves("2026-01-01", "2026-01-31"));
        assert!(!serves("2009-12-01", "2010-01-31"));
    }

    #[test]
    fn the_archive_has_one_file_a_year_touched() {
        let files = Provider::MeteoFrance.downloads("http://localhost:1/SYNOP/", day("2012-12-31"), day("2013-01-01"));
        let urls: Vec<&str> = files.iter().map(|file| file.url.as_str()).collect();
        assert_eq!(urls, ["http://localhost:1/SYNOP/synop_2012.csv.gz", "http://localhost:1/SYNOP/synop_2013.csv.gz"]);
        assert_eq!(files[0].name, "synop_2012.csv.gz");
        assert_eq!((files[1].from, files[1].to), (day("2013-01-01"), day("2013-12-31")));
    }

    #[test]
    fn the_portal_has_one_export_a_month_touched() {
        let files = Provider::OpenDataSoft.downloads("http://localhost:1", day("2012-12-15"), day("2013-02-02"));
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["ods_2012-12.json", "ods_2013-01.json", "ods_2013-02.json"]);
        assert_eq!(
            files[2].url,
            "http://localhost:1/api/explore/v2.1/catalog/datasets/donnees-synop-essentielles-omm/exports/json\
             ?where=date%20%3E%3D%20%272013-02-01T00%3A00%3A00Z%27%20AND%20date%20%3C%3D%20%272013-02-28T23%3A59%3A59Z%27\
             &order_by=date&timezone=UTC&use_labels=false&epsg=4326"
        );
        assert_eq!((files[2].from, files[2].to), (day("2013-02-01"), day("2013-02-28")));
    }

    #[test]
    fn no_days_need_no_files() {
        for provider in Provider::ALL {
            assert!(provider.downloads("http://x", day("2013-02-01"), day("2013-01-31")).is_empty());
        }
    }
}
