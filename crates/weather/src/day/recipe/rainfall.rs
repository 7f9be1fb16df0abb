//! Rain: the total of a window by the first complete route, and what is known where none is.
//!
//! A station reports amounts of 3, 6, 12 and 24 hours side by side. Each route adds up amounts of one length that
//! together make the window, ends and all; routes are never mixed. The hourly amounts of three-hourly reports find a
//! third of the rain and are no route.

use crate::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use crate::{Milli, Observation, Variable};

/// The length of the amounts that make a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Rr3,
    Rr6,
    Rr12,
    Rr24,
}

impl Route {
    const ALL: [Self; 4] = [Self::Rr3, Self::Rr6, Self::Rr12, Self::Rr24];

    /// In the order in which they are tried.
    const fn by_preference(definition: DayDefinition) -> [Self; 4] {
        match definition {
            DayDefinition::Utc => [Self::Rr3, Self::Rr12, Self::Rr6, Self::Rr24],
            DayDefinition::Climatological => [Self::Rr24, Self::Rr3, Self::Rr12, Self::Rr6],
        }
    }

    const fn hours(self) -> u8 {
        match self {
            Self::Rr3 => 3,
            Self::Rr6 => 6,
            Self::Rr12 => 12,
            Self::Rr24 => 24,
        }
    }

    const fn expected(self) -> u8 {
        24 / self.hours()
    }

    const fn variable(self) -> Variable {
        match self {
            Self::Rr3 => Variable::PrecipitationAmount3h,
            Self::Rr6 => Variable::PrecipitationAmount6h,
            Self::Rr12 => Variable::PrecipitationAmount12h,
            Self::Rr24 => Variable::PrecipitationAmount24h,
        }
    }

    const fn method(self) -> Method {
        match self {
            Self::Rr3 => Method::SumRr3,
            Self::Rr6 => Method::SumRr6,
            Self::Rr12 => Method::SumRr12,
            Self::Rr24 => Method::Rr24,
        }
    }
}

/// The amounts of one route found so far.
#[derive(Debug, Clone, Copy, Default)]
struct Amounts {
    sum: i64,
    found: u8,
    largest: Option<Milli>,
}

/// The amounts of one 24 hour window, by route.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct RainWindow {
    amounts: [Amounts; 4],
    trace: bool,
}

impl RainWindow {
    /// Takes in the report `hours` (3, 6, … 24) into the window: each amount whose period is a part of a route.
    ///
    /// So the 12 hour amount of a report 9 hours into the window, which began before it, is not read. An amount below
    /// zero is no amount; a trace is published as one, but reaches this place as 0.0 with a mark.
    #[inline]
    pub(in crate::day) fn add(&mut self, hours: u8, report: &Observation) {
        for route in Route::ALL {
            if !hours.is_multiple_of(route.hours()) {
                continue;
            }
            let Some(amount) = report.get(route.variable()).filter(|amount| *amount >= Milli::ZERO) else { continue };
            let amounts = &mut self.amounts[route as usize];
            amounts.sum += i64::from(amount.thousandths());
            amounts.found += 1;
            amounts.largest = amounts.largest.max(Some(amount));
            self.trace |= report.is_trace(route.variable());
        }
    }

    /// Writes the total of the first complete route, else the sum of the route that covers most of the window.
    pub(in crate::day) fn write(&self, record: &mut DailyStatistics) {
        let routes = Route::by_preference(record.definition);
        let complete = routes.iter().copied().find(|route| self.is_complete(*route));
        let route = complete.unwrap_or_else(|| self.widest(routes));
        record.set_coverage(Metric::Rainfall, Some(self.coverage(route)));
        if self.amounts(route).found == 0 {
            return;
        }
        record.set_method(Metric::Rainfall, Some(route.method()));
        record.set_notes(record.notes().with(self.notes()));
        let sum = Milli::from_thousandths(self.amounts(route).sum);
        match complete {
            Some(_) => self.write_total(sum, record),
            None => record.set(Statistic::RainfallPartial, sum),
        }
    }

    fn write_total(&self, total: Option<Milli>, record: &mut DailyStatistics) {
        let rained = total.map(|total| total >= WET);
        let trace = total.map(|total| self.trace && total < MEASURABLE);
        record.set(Statistic::RainfallTotal, total);
        record.set(Statistic::RainfallDaysWithRain, rained.map(one_if));
        record.set(Statistic::RainfallTrace, trace.map(one_if));
    }

    const fn amounts(&self, route: Route) -> Amounts {
        self.amounts[route as usize]
    }

    const fn is_complete(&self, route: Route) -> bool {
        self.amounts(route).found == route.expected()
    }

    const fn coverage(&self, route: Route) -> Coverage {
        Coverage { used: self.amounts(route).found, expected: route.expected() }
    }

    /// The route that covers most hours of the window; of equals the preferred one.
    fn widest(&self, routes: [Route; 4]) -> Route {
        let hours = |route: Route| self.amounts(route).found * route.hours();
        let [first, others @ ..] = routes;
        others.into_iter().fold(first, |widest, route| if hours(route) > hours(widest) { route } else { widest })
    }

    /// What the amounts disagree on: they stand or fall with the 24 hour amount.
    fn notes(&self) -> Notes {
        let Some(rr24) = self.amounts(Route::Rr24).largest else { return Notes::default() };
        let mut notes = Notes::default();
        if self.amounts(Route::Rr12).largest.is_some_and(|rr12| rr12 > rr24) {
            notes = notes.with(Notes::RR12_ABOVE_RR24);
        }
        let apart = (self.amounts(Route::Rr3).sum - i64::from(rr24.thousandths())).abs();
        if self.is_complete(Route::Rr3) && apart >= FAR_APART_THOUSANDTHS {
            notes = notes.with(Notes::RR24_UNLIKE_SUM_RR3);
        }
        notes
    }
}

/// From here on a day is a day with rain (WMO, ETCCDI R1mm, Météo-France NBJRR1).
const WET: Milli = Milli::new(1_000);

/// The least amount that is measured; below it there is only the trace.
const MEASURABLE: Milli = Milli::new(100);

/// How far the 24 hour amount and the sum of the 3 hour amounts may be apart before it is noted.
const FAR_APART_THOUSANDTHS: i64 = 500;

const fn one_if(condition: bool) -> Milli {
    Milli::new(if condition { 1_000 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Marks;
    use crate::day::fixture::{day, report};

    use Variable::{
        PrecipitationAmount3h as RR3, PrecipitationAmount6h as RR6, PrecipitationAmount12h as RR12,
        PrecipitationAmount24h as RR24,
    };

    /// Amounts of one length at some hours of the window: (hours, variable, thousandths of mm).
    type Rain = (u8, Variable, i32);

    fn record(definition: DayDefinition, rain: &[Rain]) -> DailyStatistics {
        let mut window = RainWindow::default();
        for (hours, variable, thousandths) in rain {
            window.add(*hours, &report(i64::from(*hours), &[(*variable, *thousandths)]));
        }
        written(definition, &window)
    }

    fn written(definition: DayDefinition, window: &RainWindow) -> DailyStatistics {
        let mut record = DailyStatistics::new("07005".parse().expect("a valid id"), definition, day());
        window.write(&mut record);
        record
    }

    /// `count` amounts of a route, from the window's start.
    fn amounts(variable: Variable, step: u8, count: u8, thousandths: i32) -> Vec<Rain> {
        (1..=count).map(|part| (part * step, variable, thousandths)).collect()
    }

    /// Total in thousandths, method and coverage.
    fn total(record: &DailyStatistics) -> (Option<i32>, Option<Method>, (u8, u8)) {
        let coverage = record.coverage(Metric::Rainfall).expect("always there");
        let total = record.get(Statistic::RainfallTotal).map(Milli::thousandths);
        (total, record.method(Metric::Rainfall), (coverage.used, coverage.expected))
    }

    /// Every route complete, each with a total of its own.
    fn all_routes() -> Vec<Rain> {
        let routes =
            [amounts(RR3, 3, 8, 100), amounts(RR6, 6, 4, 300), amounts(RR12, 12, 2, 700), amounts(RR24, 24, 1, 1_900)];
        routes.concat()
    }

    #[test]
    fn utc_takes_the_first_complete_route_of_rr3_rr12_rr6_rr24() {
        let mut rain = all_routes();
        for (method, expected, sum, variable) in [
            (Method::SumRr3, 8, 800, RR3),
            (Method::SumRr12, 2, 1_400, RR12),
            (Method::SumRr6, 4, 1_200, RR6),
            (Method::Rr24, 1, 1_900, RR24),
        ] {
            assert_eq!(total(&record(DayDefinition::Utc, &rain)), (Some(sum), Some(method), (expected, expected)));
            rain.retain(|(hours, kind, _)| (*hours, *kind) != (24, variable));
        }
        assert_eq!(record(DayDefinition::Utc, &rain).get(Statistic::RainfallTotal), None);
    }

    #[test]
    fn climatology_takes_the_first_complete_route_of_rr24_rr3_rr12_rr6() {
        let mut rain = all_routes();
        for (method, expected, sum, variable) in [
            (Method::Rr24, 1, 1_900, RR24),
            (Method::SumRr3, 8, 800, RR3),
            (Method::SumRr12, 2, 1_400, RR12),
            (Method::SumRr6, 4, 1_200, RR6),
        ] {
            let record = record(DayDefinition::Climatological, &rain);
            assert_eq!(total(&record), (Some(sum), Some(method), (expected, expected)));
            rain.retain(|(hours, kind, _)| (*hours, *kind) != (24, variable));
        }
    }

    #[test]
    fn amounts_whose_period_began_before_the_window_or_part_are_not_read() {
        let rain = [(3, RR6, 500), (9, RR12, 500), (21, RR24, 500), (18, RR12, 500)];
        for definition in DayDefinition::ALL {
            let record = record(*definition, &rain);
            assert_eq!(record.get(Statistic::RainfallPartial), None);
            assert_eq!(record.method(Metric::Rainfall), None);
        }
    }

    #[test]
    fn seven_of_eight_amounts_are_a_partial_sum() {
        let record = record(DayDefinition::Utc, &amounts(RR3, 3, 7, 1_000));
        assert_eq!(total(&record), (None, Some(Method::SumRr3), (7, 8)));
        assert_eq!(record.get(Statistic::RainfallPartial), Some(Milli::new(7_000)));
        assert_eq!(record.get(Statistic::RainfallDaysWithRain), None);
        assert_eq!(record.get(Statistic::RainfallTrace), None);
    }

    #[test]
    fn the_partial_sum_is_of_the_route_that_covers_most_hours() {
        let rain = [amounts(RR3, 3, 4, 100), amounts(RR6, 6, 3, 300)].concat();
        let widest = record(DayDefinition::Utc, &rain);
        assert_eq!(total(&widest), (None, Some(Method::SumRr6), (3, 4)));
        assert_eq!(widest.get(Statistic::RainfallPartial), Some(Milli::new(900)));
        let equals = [amounts(RR12, 12, 1, 500), amounts(RR6, 6, 2, 300)].concat();
        assert_eq!(total(&record(DayDefinition::Utc, &equals)), (None, Some(Method::SumRr12), (1, 2)));
    }

    #[test]
    fn a_complete_day_has_no_partial_sum() {
        assert_eq!(record(DayDefinition::Utc, &all_routes()).get(Statistic::RainfallPartial), None);
    }

    #[test]
    fn nothing_found_is_not_a_dry_day() {
        let record = record(DayDefinition::Utc, &[]);
        assert_eq!(total(&record), (None, None, (0, 8)));
        assert_eq!(record.get(Statistic::RainfallPartial), None);
    }

    #[test]
    fn a_day_with_rain_has_a_millimetre() {
        for (thousandths, rained) in [(999, 0), (1_000, 1_000)] {
            let record = record(DayDefinition::Climatological, &[(24, RR24, thousandths)]);
            assert_eq!(record.get(Statistic::RainfallDaysWithRain), Some(Milli::new(rained)));
        }
    }

    /// A window of eight 3 hour amounts, the first of them a trace.
    fn window_with_trace(others_thousandths: i32) -> RainWindow {
        let mut trace = report(3, &[(RR3, 0)]);
        trace.marks = Marks::trace_of(RR3).expect("rain has a trace mark");
        let mut window = RainWindow::default();
        window.add(3, &trace);
        for hours in (6..=24).step_by(3) {
            window.add(hours, &report(i64::from(hours), &[(RR3, others_thousandths)]));
        }
        window
    }

    #[test]
    fn a_trace_is_said_of_a_day_without_measurable_rain_and_adds_nothing() {
        let dry = written(DayDefinition::Utc, &window_with_trace(0));
        assert_eq!(dry.get(Statistic::RainfallTotal), Some(Milli::ZERO));
        assert_eq!(dry.get(Statistic::RainfallTrace), Some(Milli::new(1_000)));
        let wet = written(DayDefinition::Utc, &window_with_trace(100));
        assert_eq!(wet.get(Statistic::RainfallTotal), Some(Milli::new(700)));
        assert_eq!(wet.get(Statistic::RainfallTrace), Some(Milli::ZERO));
    }

    #[test]
    fn a_trace_counts_whichever_route_the_total_takes() {
        let mut window = window_with_trace(0);
        window.add(24, &report(24, &[(RR24, 0)]));
        let record = written(DayDefinition::Climatological, &window);
        assert_eq!(record.method(Metric::Rainfall), Some(Method::Rr24));
        assert_eq!(record.get(Statistic::RainfallTrace), Some(Milli::new(1_000)));
    }

    #[test]
    fn a_negative_amount_is_no_amount() {
        let mut rain = amounts(RR3, 3, 8, 1_000);
        rain[2].2 = -4_000;
        assert_eq!(total(&record(DayDefinition::Utc, &rain)), (None, Some(Method::SumRr3), (7, 8)));
    }

    #[test]
    fn amounts_that_disagree_are_noted_and_the_route_stands() {
        let quiet = record(DayDefinition::Utc, &[(24, RR24, 1_299), (24, RR12, 1_299)]);
        assert!(quiet.notes().is_empty());
        let above = record(DayDefinition::Utc, &[(24, RR24, 1_000), (12, RR12, 1_100)]);
        assert_eq!(above.notes(), Notes::RR12_ABOVE_RR24);
        let mut rain = amounts(RR3, 3, 8, 100);
        rain.push((24, RR24, 1_299));
        assert!(record(DayDefinition::Utc, &rain).notes().is_empty());
        rain.push((24, RR24, 1_300));
        rain.remove(8);
        let apart = record(DayDefinition::Utc, &rain);
        assert_eq!(apart.notes(), Notes::RR24_UNLIKE_SUM_RR3);
        assert_eq!(total(&apart), (Some(800), Some(Method::SumRr3), (8, 8)));
    }
}
