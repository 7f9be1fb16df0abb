//! Warm and cold spells, by the definitions of ETCCDI's WSDI and CSDI.
//!
//! A warm spell is six days or more in a row with TX above the 90 % quantile of its calendar day, a cold spell as many
//! with TN below the 10 % quantile. The quantiles are of the days within two days of the date in the base years
//! (5 day window, type 8, the calendar of [`normals`](super::normals)). The bootstrap by which ETCCDI's software makes
//! exceedance rates comparable inside and outside the base years is not done: it does not change what a spell is.

use super::normals::{SLOTS, Years, sweep};
use super::{CalendarDay, ClimateDay, Element, Extreme, Side, YearSpan};
use crate::{Day, Milli};

/// The fewest days a spell has.
const DAYS_MIN: u32 = 6;

/// The days a window has before its date, and after.
const DAYS_EACH_SIDE: usize = 2;

/// Warm or cold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpellKind {
    /// TX above its 90 % quantile (WSDI).
    Warm,
    /// TN below its 10 % quantile (CSDI).
    Cold,
}

impl SpellKind {
    /// Both.
    pub const ALL: &[Self] = &[Self::Warm, Self::Cold];

    /// The ETCCDI index that counts the days of such spells.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Warm => "WSDI",
            Self::Cold => "CSDI",
        }
    }

    /// The daily value it looks at.
    pub const fn element(self) -> Element {
        match self {
            Self::Warm => Element::Tx,
            Self::Cold => Element::Tn,
        }
    }

    const fn side(self) -> Side {
        match self {
            Self::Warm => Side::High,
            Self::Cold => Side::Low,
        }
    }

    const fn percent(self) -> u32 {
        match self {
            Self::Warm => 90,
            Self::Cold => 10,
        }
    }
}

/// The limit of each calendar day, of one station and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellThresholds {
    /// The kind.
    pub kind: SpellKind,
    /// The base years asked for.
    pub asked: YearSpan,
    /// The first and last of them that have a day; `None` where none has.
    pub held: Option<YearSpan>,
    limits: Vec<Option<Milli>>,
}

impl SpellThresholds {
    /// The limits by one station's days in `base`; other days are passed over.
    pub fn of<'a>(kind: SpellKind, days: impl IntoIterator<Item = &'a ClimateDay>, base: YearSpan) -> Self {
        let years = Years::new(days, base);
        let mut limits = Vec::with_capacity(SLOTS);
        sweep(&years, kind.element(), DAYS_EACH_SIDE, |_, window| limits.push(window.quantile(kind.percent())));
        Self { kind, asked: base, held: years.held(), limits }
    }

    /// The limit of a calendar day, °C; `None` where no value is near it.
    pub fn get(&self, day: CalendarDay) -> Option<Milli> {
        self.limits[day.index()]
    }

    /// The value of a day, if it is beyond its limit.
    fn exceeded(&self, day: &ClimateDay) -> Option<Milli> {
        let (value, limit) = (day.get(self.kind.element())?, self.get(CalendarDay::of(day.day))?);
        self.kind.side().is_beyond(value, limit).then_some(value)
    }
}

/// A warm or cold spell of one station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spell {
    /// The kind.
    pub kind: SpellKind,
    /// The first day.
    pub start: Day,
    /// The last day.
    pub end: Day,
    /// The highest TX of a warm, the lowest TN of a cold spell, with its date.
    pub peak: Extreme,
}

impl Spell {
    /// How many days it has.
    pub const fn days(&self) -> u32 {
        self.end.epoch_days().abs_diff(self.start.epoch_days()) + 1
    }

    /// How many of its days lie in a year. WSDI and CSDI of a year are the sum over its spells: one that crosses the
    /// turn of the year is one spell, and gives each year its days.
    pub fn days_in(&self, year: i32) -> u32 {
        let first = |year| Day::from_civil(year, 1, 1).map(Day::epoch_days);
        let (Some(first), Some(next)) = (first(year), first(year.saturating_add(1))) else { return 0 };
        let (start, end) = (self.start.epoch_days().max(first), self.end.epoch_days().min(next - 1));
        (end - start + 1).max(0) as u32
    }
}

/// Finds the spells of one kind in the days of one station, given in order of date.
///
/// A day without a value, or one that is not the day after the last, ends a spell: what is not known to be beyond the
/// limit is not.
#[derive(Debug, Clone)]
pub struct SpellKernel<'a> {
    thresholds: &'a SpellThresholds,
    open: Option<Spell>,
}

impl<'a> SpellKernel<'a> {
    /// A kernel at the start of a station.
    pub const fn new(thresholds: &'a SpellThresholds) -> Self {
        Self { thresholds, open: None }
    }

    /// Takes in the next day, and gives the spell that ended before it.
    pub fn push(&mut self, day: &ClimateDay) -> Option<Spell> {
        let kind = self.thresholds.kind;
        let Some(peak) = self.thresholds.exceeded(day).map(|value| Extreme::of(value, day.day)) else {
            return self.finish();
        };
        if let Some(open) =
            self.open.as_mut().filter(|open| open.end.epoch_days().checked_add(1) == Some(day.day.epoch_days()))
        {
            open.end = day.day;
            open.peak = open.peak.merge(peak, kind.side());
            return None;
        }
        let ended = self.finish();
        self.open = Some(Spell { kind, start: day.day, end: day.day, peak });
        ended
    }

    /// Gives the spell that was still open at the last day.
    pub fn finish(&mut self) -> Option<Spell> {
        self.open.take().filter(|spell| spell.days() >= DAYS_MIN)
    }

    /// The spells of days in order of date.
    pub fn spells<'d>(thresholds: &SpellThresholds, days: impl IntoIterator<Item = &'d ClimateDay>) -> Vec<Spell> {
        let mut kernel = SpellKernel::new(thresholds);
        let mut spells: Vec<_> = days.into_iter().filter_map(|day| kernel.push(day)).collect();
        spells.extend(kernel.finish());
        spells
    }
}
