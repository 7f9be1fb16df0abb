//! Windows that move over the calendar: what is in them is kept up to date, not collected again.
//!
//! Thirty years of 31 day windows are 340,000 values to sort for each element. Here a step of a day takes out one
//! value a year and puts in another, and the sorted order is that of a histogram over the values that occur.

use std::collections::BTreeMap;

use super::calendar::{CalendarDay, SLOTS};
use super::quantiles::quantile_of;
use super::{Normal, YearSpan};
use crate::climate::{ClimateDay, Element};
use crate::{Day, Milli};

/// The days of one station, year by year.
#[derive(Debug)]
pub(crate) struct Years<'a> {
    years: Vec<Vec<Option<&'a ClimateDay>>>,
    held: Option<YearSpan>,
}

impl<'a> Years<'a> {
    /// The days of `span`; of a day that comes twice the last one.
    pub(crate) fn new(days: impl IntoIterator<Item = &'a ClimateDay>, span: YearSpan) -> Self {
        let mut by_year: BTreeMap<i32, Vec<Option<&ClimateDay>>> = BTreeMap::new();
        for day in days {
            let year = day.day.year();
            let Some(first) = Day::from_civil(year, 1, 1).filter(|_| span.contains(year)) else { continue };
            let place = day.day.epoch_days().abs_diff(first.epoch_days()) as usize;
            let days = by_year.entry(year).or_insert_with(|| vec![None; year_length(year)]);
            if let Some(slot) = days.get_mut(place) {
                *slot = Some(day);
            }
        }
        let held = by_year.keys().fold(None, |span, year| YearSpan::widened(span, *year));
        Self { years: by_year.into_values().collect(), held }
    }

    /// The first and the last year with a day.
    pub(crate) const fn held(&self) -> Option<YearSpan> {
        self.held
    }
}

fn year_length(year: i32) -> usize {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if is_leap { SLOTS } else { SLOTS - 1 }
}

/// Shows what is in the window around each calendar day in turn: `days_each_side` before it, it and as many after.
pub(crate) fn sweep(
    years: &Years<'_>,
    element: Element,
    days_each_side: usize,
    mut show: impl FnMut(CalendarDay, &Window),
) {
    let (values, rings) = ranked(years, element);
    let mut window = Window::new(values, rings.len());
    let reach = days_each_side as isize;
    for slot in CalendarDay::all() {
        for (year, ring) in rings.iter().enumerate() {
            let at = |place: isize| ring[place.rem_euclid(ring.len() as isize) as usize];
            let place = slot.place(ring.len()) as isize;
            if slot.index() == 0 {
                (-reach..=reach).for_each(|step| window.add(year, at(place + step)));
            } else if !stands_still(slot, ring.len()) {
                window.remove(year, at(place - reach - 1));
                window.add(year, at(place + reach));
            }
        }
        show(slot, &window);
    }
}

/// Whether the window of a year is that of the calendar day before: at 29 February of a common year.
fn stands_still(slot: CalendarDay, length: usize) -> bool {
    length < SLOTS && slot == CalendarDay::LEAP
}

/// The distinct values of an element, sorted, and for each year the rank of each day's value.
fn ranked(years: &Years<'_>, element: Element) -> (Vec<Milli>, Vec<Vec<Option<u32>>>) {
    let get = |day: &Option<&ClimateDay>| day.and_then(|day| day.get(element));
    let mut values: Vec<Milli> = years.years.iter().flatten().filter_map(get).collect();
    values.sort_unstable();
    values.dedup();
    let rank = |value: Milli| values.partition_point(|other| *other < value) as u32;
    let rings = years.years.iter().map(|days| days.iter().map(|day| get(day).map(rank)).collect()).collect();
    (values, rings)
}

/// The values in a window, as a histogram of ranks in two sizes.
#[derive(Debug)]
pub(crate) struct Window {
    values: Vec<Milli>,
    counts: Vec<u32>,
    blocks: Vec<u32>,
    by_year: Vec<u32>,
    sum: i64,
    count: u32,
}

/// How many ranks a block has: near the square root of how many there are.
const BLOCK: usize = 32;

impl Window {
    fn new(values: Vec<Milli>, years: usize) -> Self {
        let (counts, blocks) = (vec![0; values.len()], vec![0; values.len().div_ceil(BLOCK)]);
        Self { values, counts, blocks, by_year: vec![0; years], sum: 0, count: 0 }
    }

    fn add(&mut self, year: usize, rank: Option<u32>) {
        let Some(rank) = rank.map(|rank| rank as usize) else { return };
        self.counts[rank] += 1;
        self.blocks[rank / BLOCK] += 1;
        self.by_year[year] += 1;
        self.sum += i64::from(self.values[rank].thousandths());
        self.count += 1;
    }

    fn remove(&mut self, year: usize, rank: Option<u32>) {
        let Some(rank) = rank.map(|rank| rank as usize) else { return };
        self.counts[rank] -= 1;
        self.blocks[rank / BLOCK] -= 1;
        self.by_year[year] -= 1;
        self.sum -= i64::from(self.values[rank].thousandths());
        self.count -= 1;
    }

    /// The sorted value at a place below `count`.
    fn nth(&self, place: usize) -> Milli {
        let mut left = place as u32;
        let skip = |left: &mut u32, count: &u32| {
            let is_before = *count <= *left;
            *left -= if is_before { *count } else { 0 };
            is_before
        };
        let block = self.blocks.iter().take_while(|count| skip(&mut left, count)).count() * BLOCK;
        let within = self.counts[block..].iter().take_while(|count| skip(&mut left, count)).count();
        self.values[block + within]
    }

    /// The `percent` quantile of what is in the window.
    pub(crate) fn quantile(&self, percent: u32) -> Option<Milli> {
        quantile_of(self.count as usize, percent, |place| self.nth(place))
    }

    /// What is usual in the window.
    pub(super) fn normal(&self) -> Option<Normal> {
        Some(Normal {
            mean: Milli::mean(self.sum, self.count)?,
            p10: self.quantile(10)?,
            p50: self.quantile(50)?,
            p90: self.quantile(90)?,
            years: self.by_year.iter().filter(|count| **count > 0).count() as u32,
            values: self.count,
        })
    }
}
