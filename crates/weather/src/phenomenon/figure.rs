//! The figures of the code tables, one line a run of figures.

use super::Phenomena;
use crate::Milli;

/// What one figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sighting {
    /// What there is at the time of the report.
    pub(crate) now: Phenomena,
    /// What there was in the period that ends at the time of the report.
    pub(crate) before: Phenomena,
    /// What the station would have reported as well, had it been there.
    pub(crate) watched: Phenomena,
}

impl Sighting {
    /// What no figure, or one that no table has, says.
    const NOTHING: Self = Self { now: Phenomena::NONE, before: Phenomena::NONE, watched: Phenomena::NONE };
}

/// First figure, last figure, and what they say.
type Line = (usize, usize, Phenomena);

const FOG: Phenomena = Phenomena::FOG;
const THUNDERSTORM: Phenomena = Phenomena::THUNDERSTORM;
const SNOW: Phenomena = Phenomena::SNOW;
const FREEZING_RAIN: Phenomena = Phenomena::FREEZING_RAIN;
const HAIL: Phenomena = Phenomena::HAIL;

/// Present weather at the time of the report.
const PRESENT_NOW: &[Line] = &[
    (17, 17, THUNDERSTORM),
    (41, 49, FOG),
    (56, 57, FREEZING_RAIN),
    (66, 67, FREEZING_RAIN),
    (68, 75, SNOW),
    (77, 78, SNOW),
    (83, 86, SNOW),
    (89, 90, HAIL),
    (95, 99, THUNDERSTORM),
    (96, 96, HAIL),
    (99, 99, HAIL),
    (130, 135, FOG),
    (145, 146, SNOW),
    (147, 148, FREEZING_RAIN),
    (154, 156, FREEZING_RAIN),
    (164, 166, FREEZING_RAIN),
    (167, 168, SNOW),
    (170, 178, SNOW),
    (185, 187, SNOW),
    (189, 189, HAIL),
    (190, 196, THUNDERSTORM),
    (193, 193, HAIL),
    (196, 196, HAIL),
];

/// Present weather of the hour before the report.
const PRESENT_BEFORE: &[Line] = &[
    (22, 23, SNOW),
    (24, 24, FREEZING_RAIN),
    (26, 26, SNOW),
    (28, 28, FOG),
    (29, 29, THUNDERSTORM),
    (91, 94, THUNDERSTORM),
    (120, 120, FOG),
    (124, 124, SNOW),
    (125, 125, FREEZING_RAIN),
    (126, 126, THUNDERSTORM),
];

/// Past weather: six hours before the reports of 00, 06, 12 and 18 UTC, three before the others.
const PAST: &[Line] =
    &[(4, 4, FOG), (7, 7, SNOW), (9, 9, THUNDERSTORM), (13, 13, FOG), (17, 17, SNOW), (19, 19, THUNDERSTORM)];

/// Figures of present weather that take an eye on the sky, or on what goes on around the station.
const PRESENT_WATCHED: &[Line] =
    &[(0, 199, FOG.with(SNOW).with(FREEZING_RAIN)), (1, 3, Phenomena::ALL), (13, 19, Phenomena::ALL)];

/// Past weather of an observer, and of an automatic station.
const PAST_WATCHED: &[Line] = &[(0, 9, Phenomena::ALL), (10, 19, FOG.with(SNOW))];

static PRESENT_FIGURES: [Sighting; 200] = figures(PRESENT_NOW, PRESENT_BEFORE, PRESENT_WATCHED);
static PAST_FIGURES: [Sighting; 20] = figures(&[], PAST, PAST_WATCHED);

const fn figures<const COUNT: usize>(now: &[Line], before: &[Line], watched: &[Line]) -> [Sighting; COUNT] {
    let mut table = [Sighting::NOTHING; COUNT];
    let mut figure = 0;
    while figure < COUNT {
        table[figure] =
            Sighting { now: said(now, figure), before: said(before, figure), watched: said(watched, figure) };
        figure += 1;
    }
    table
}

const fn said(lines: &[Line], figure: usize) -> Phenomena {
    let mut said = Phenomena::NONE;
    let mut place = 0;
    while place < lines.len() {
        let (first, last, phenomena) = lines[place];
        if first <= figure && figure <= last {
            said = said.with(phenomena);
        }
        place += 1;
    }
    said
}

/// What a present weather code says.
#[inline]
pub(crate) fn present_weather(code: Option<Milli>) -> Sighting {
    look_up(&PRESENT_FIGURES, code)
}

/// What a past weather code says.
#[inline]
pub(crate) fn past_weather(code: Option<Milli>) -> Sighting {
    look_up(&PAST_FIGURES, code)
}

/// Nothing for a code that is missing, broken or beyond the tables, as BUFR's 508 and above for "not reported".
#[inline]
fn look_up(table: &[Sighting], code: Option<Milli>) -> Sighting {
    let Some(thousandths) = code.map(Milli::thousandths).filter(|thousandths| thousandths % 1_000 == 0) else {
        return Sighting::NOTHING;
    };
    let figure = usize::try_from(thousandths / 1_000).ok();
    figure.and_then(|figure| table.get(figure)).copied().unwrap_or(Sighting::NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures of present weather that say a phenomenon, now or of the hour before.
    fn figures_of(phenomenon: Phenomena) -> Vec<usize> {
        let says = |figure: &usize| {
            let Sighting { now, before, .. } = PRESENT_FIGURES[*figure];
            now.with(before).contains(phenomenon)
        };
        (0..200).filter(says).collect()
    }

    fn runs(runs: &[(usize, usize)]) -> Vec<usize> {
        runs.iter().flat_map(|(first, last)| *first..=*last).collect()
    }

    #[test]
    fn each_phenomenon_has_its_figures_of_table_4677() {
        for (phenomenon, expected) in [
            (FOG, runs(&[(28, 28), (41, 49)])),
            (THUNDERSTORM, runs(&[(17, 17), (29, 29), (91, 99)])),
            (SNOW, runs(&[(22, 23), (26, 26), (68, 75), (77, 78), (83, 86)])),
            (FREEZING_RAIN, runs(&[(24, 24), (56, 57), (66, 67)])),
            (HAIL, runs(&[(89, 90), (96, 96), (99, 99)])),
        ] {
            let manned: Vec<_> = figures_of(phenomenon).into_iter().filter(|figure| *figure < 100).collect();
            assert_eq!(manned, expected, "{phenomenon:?}");
        }
    }

    #[test]
    fn what_was_in_the_hour_before_is_not_there_now() {
        for Sighting { now, before, .. } in PRESENT_FIGURES {
            assert_eq!(now.bits() & before.bits(), 0);
        }
    }

    #[test]
    fn an_automatic_station_watches_no_thunder() {
        let code = |figure: i32| present_weather(Some(Milli::new(figure * 1_000)));
        for figure in [0, 10, 45, 61, 71, 100, 161] {
            assert!(!code(figure).watched.contains(THUNDERSTORM), "{figure}");
            assert!(code(figure).watched.contains(SNOW), "{figure}");
        }
        assert_eq!(code(2).watched, Phenomena::ALL);
        assert_eq!(past_weather(Some(Milli::ZERO)).watched, Phenomena::ALL);
    }

    #[test]
    fn a_code_of_no_table_says_nothing() {
        for code in [None, Some(-1_000), Some(45_500), Some(200_000), Some(508_000), Some(i32::MAX)] {
            assert_eq!(present_weather(code.map(Milli::new)), Sighting::NOTHING);
        }
        assert_eq!(past_weather(Some(Milli::new(20_000))), Sighting::NOTHING);
    }
}
