//! One station's days and months, and what is made of them.

use std::collections::BTreeMap;

use weather::climate::{
    ClimateDay, Completeness, DailyNormals, Element, MonthPartial, MonthlyNormals, Records, Spell, SpellKernel,
    SpellKind, SpellThresholds, Standing, YearSpan, by_month,
};
use weather::{Month, StationId};
use zone::{Error, Kind, Result};

/// The climatological days of one station, and the years its normals are made of.
#[derive(Debug, Clone)]
pub struct StationClimate {
    station: StationId,
    days: Vec<ClimateDay>,
    months: BTreeMap<Month, MonthPartial>,
    period: Option<YearSpan>,
}

impl StationClimate {
    /// The climate of a station's days, given in order of date. Normals are of the years `asked`, else of those that
    /// [`YearSpan::standard_or`] chooses among the years held.
    ///
    /// # Errors
    /// `Corrupt` if a day comes twice.
    pub fn new(station: StationId, days: Vec<ClimateDay>, asked: Option<YearSpan>) -> Result<Self> {
        let twice = |error| Error::new(Kind::Corrupt, format!("daily documents: {error}"));
        let months = by_month(station, days.iter().copied()).map_err(twice)?;
        let period = asked.or_else(|| years_held(months.values()).map(YearSpan::standard_or));
        Ok(Self { station, days, months, period })
    }

    /// The days, in order of date.
    pub fn days(&self) -> &[ClimateDay] {
        &self.days
    }

    /// The partial results of the months that have a day.
    pub fn months(&self) -> impl Iterator<Item = &MonthPartial> {
        self.months.values()
    }

    /// The years that normals are made of; `None` where no year was asked for and none is held.
    pub fn period(&self) -> Option<YearSpan> {
        self.period
    }

    /// How many years of the period are held.
    pub fn years_held(&self) -> u32 {
        let Some(period) = self.period else { return 0 };
        let inside = self.months.values().filter(|month| period.contains(month.month().year) && is_enough(month));
        let mut years: Vec<i32> = inside.map(|month| month.month().year).collect();
        years.dedup();
        years.len() as u32
    }

    /// The normals of months and of the year; `None` without a [`period`](Self::period).
    ///
    /// # Errors
    /// None in practice: the months are of this station, each once.
    pub fn monthly_normals(&self) -> Result<Option<MonthlyNormals>> {
        let Some(period) = self.period else { return Ok(None) };
        let normals = MonthlyNormals::of(self.station, self.months.values(), period, &Completeness::default());
        normals.map(Some).map_err(|error| Error::new(Kind::Corrupt, format!("months: {error}")))
    }

    /// The normals of calendar days; `None` without a [`period`](Self::period).
    pub fn daily_normals(&self) -> Option<DailyNormals> {
        self.period.map(|period| DailyNormals::of(&self.days, period))
    }

    /// The records of all days.
    pub fn records(&self) -> Records {
        Records::of(&self.days)
    }

    /// The spells of all days by limits of the period, in order of their start, warm before cold; `None` without a
    /// [`period`](Self::period).
    pub fn spells(&self) -> Option<Spells> {
        let asked = self.period?;
        let limits: Vec<SpellThresholds> =
            SpellKind::ALL.iter().map(|kind| SpellThresholds::of(*kind, &self.days, asked)).collect();
        let held = limits.first().and_then(|limits| limits.held);
        let mut list: Vec<Spell> = limits.iter().flat_map(|limits| SpellKernel::spells(limits, &self.days)).collect();
        list.sort_by_key(|spell| (spell.start, spell.kind));
        Some(Spells { asked, held, list })
    }
}

/// The spells of a station, and the years their limits are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spells {
    /// The years asked for.
    pub asked: YearSpan,
    /// The first and last of them that have a day; `None` where none has.
    pub held: Option<YearSpan>,
    /// The spells, in order of their start.
    pub list: Vec<Spell>,
}

/// The first and the last year with a month that has enough days for a mean of any element.
fn years_held<'a>(months: impl Iterator<Item = &'a MonthPartial>) -> Option<YearSpan> {
    let mut years = months.filter(|month| is_enough(month)).map(|month| month.month().year);
    let first = years.next()?;
    Some(YearSpan { first, last: years.last().unwrap_or(first) })
}

fn is_enough(month: &MonthPartial) -> bool {
    let statistics = month.finish(&Completeness::default());
    Element::ALL.iter().any(|element| statistics.standing(*element) >= Standing::Enough)
}
