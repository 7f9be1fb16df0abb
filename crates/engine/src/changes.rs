//! Which station-days a change of the staging zone can have touched.

use std::collections::{BTreeMap, BTreeSet};

use weather::{Day, Month, StationId};
use zone::Result;
use zone::staging::{MonthSummary, ReadRequest, Receipt, Registry, StagingZone};

/// Days before and after a report whose statistics it may enter: the windows of a day reach from 15 hours before it
/// (TN at Dumont d'Urville) to 36 hours after its start (TX in the Antilles).
pub(crate) const REACH_DAYS: i32 = 1;

/// The station-days to compute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeSet {
    /// All there are.
    All,
    /// These days of these stations, and all days of some others.
    Some {
        /// The days that a changed report may enter.
        days: BTreeMap<StationId, BTreeSet<Day>>,
        /// Stations whose name or day-end hours changed.
        whole: BTreeSet<StationId>,
    },
}

impl ChangeSet {
    /// What changed after revision `since`; everything if that is `None`.
    ///
    /// # Errors
    /// The staging zone's.
    pub async fn since(staging: &dyn StagingZone, receipts: &[Receipt], since: Option<i64>) -> Result<Self> {
        let Some(since) = since else {
            return Ok(Self::All);
        };
        let mut days: BTreeMap<StationId, BTreeSet<Day>> = BTreeMap::new();
        for summary in staging.months().await?.into_iter().filter(|summary| summary.revision_max > since) {
            let request = ReadRequest { variables: Some(Vec::new()), revision: true, ..ReadRequest::default() };
            for chunk in staging.read(summary.month, request).await? {
                let chunk = chunk?;
                let rows = chunk.observations.iter().zip(&chunk.revisions);
                for (observation, _) in rows.filter(|(_, revision)| **revision > since) {
                    let day = observation.time.day();
                    let reach = (-REACH_DAYS..=REACH_DAYS).map(|offset| day.plus_days(offset));
                    days.entry(observation.station).or_default().extend(reach);
                }
            }
        }
        Ok(Self::Some { days, whole: renamed(receipts, since) })
    }

    /// Whether there is nothing to compute.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Some { days, whole } if days.is_empty() && whole.is_empty())
    }

    /// Whether a station-day is to be computed.
    pub fn contains(&self, station: StationId, day: Day) -> bool {
        match self {
            Self::All => true,
            Self::Some { days, whole } => {
                whole.contains(&station) || days.get(&station).is_some_and(|days| days.contains(&day))
            }
        }
    }

    /// The stations to read; all if `None`.
    pub(crate) fn stations(&self) -> Option<Vec<StationId>> {
        match self {
            Self::All => None,
            Self::Some { days, whole } => {
                Some(days.keys().chain(whole).copied().collect::<BTreeSet<_>>().into_iter().collect())
            }
        }
    }

    /// The months, of those there are, with days to compute.
    pub(crate) fn months(&self, all: &[MonthSummary]) -> BTreeSet<Month> {
        let every = || all.iter().map(|summary| summary.month).collect();
        match self {
            Self::Some { days, whole } if whole.is_empty() => days.values().flatten().map(|day| day.month()).collect(),
            _ => every(),
        }
    }
}

/// Stations of which the receipts after `since` say something new.
fn renamed(receipts: &[Receipt], since: i64) -> BTreeSet<StationId> {
    let before = Registry::new(receipts.iter().filter(|receipt| receipt.revision <= since));
    let now = Registry::new(receipts);
    let differs = |station: &StationId| before.station(*station) != now.station(*station);
    now.learned().map(|station| station.id).filter(differs).collect()
}
