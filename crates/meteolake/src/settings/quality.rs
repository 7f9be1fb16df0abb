//! Limits of quality control that stations have of their own: `[[quality.limits]]` in the settings file.

use serde::{Deserialize, Serialize};
use toml::Table;
use weather::quality::{Bounds, Limits, Overrides, Persistence, Range, Steps, TestId};
use weather::{Milli, StationId, Variable};

use crate::error::CommandError;

/// How quality control behaves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quality {
    /// Limits of stations, each in the place of a standard one; read one by one, so that each fault has its entry.
    pub(crate) limits: Vec<Table>,
}

/// The limits of one test and variable at one station, of the kind that the test has; numbers in the variable's unit.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StationLimits {
    station: String,
    test: String,
    variable: String,
    off: bool,
    fail_low: Option<f64>,
    fail_high: Option<f64>,
    suspect_low: Option<f64>,
    suspect_high: Option<f64>,
    steps: Option<Vec<f64>>,
    reports: Option<u32>,
    days: Option<u32>,
    above: Option<f64>,
}

impl Quality {
    /// The limits as quality control takes them.
    ///
    /// # Errors
    /// `Usage`, naming the entry and its fault, if one is incomplete, unknown or contradicts itself.
    pub(crate) fn overrides(&self) -> Result<Overrides, CommandError> {
        let mut overrides = Overrides::default();
        for (number, entry) in (1..).zip(&self.limits) {
            let wrong = |fault| CommandError::Usage(format!("settings: [[quality.limits]] entry {number}: {fault}"));
            StationLimits::read(entry).and_then(|limits| limits.add_to(&mut overrides)).map_err(wrong)?;
        }
        Ok(overrides)
    }
}

impl StationLimits {
    fn read(entry: &Table) -> Result<Self, String> {
        entry.clone().try_into().map_err(|error: toml::de::Error| error.to_string().trim_end().replace('\n', " "))
    }

    fn add_to(&self, overrides: &mut Overrides) -> Result<(), String> {
        let station: StationId =
            named("station", &self.station)?.parse().map_err(|error| format!("`station`: {error}"))?;
        let test = TestId::by_name(named("test", &self.test)?).ok_or_else(|| {
            let names: Vec<&str> = TestId::ALL.iter().map(|test| test.name()).collect();
            format!("there is no test `{}`: take one of {}", self.test, names.join(", "))
        })?;
        let variable = Variable::by_name(named("variable", &self.variable)?).ok_or_else(|| {
            let names: Vec<&str> = test.test().variables().iter().map(|variable| variable.name()).collect();
            format!("there is no variable `{}`: `{}` looks at {}", self.variable, test.name(), names.join(", "))
        })?;
        if overrides.get(station, test, variable).is_some() {
            return Err(format!(
                "station {station}, test `{}`, variable `{}` stands there twice",
                self.test, self.variable
            ));
        }
        overrides.set(station, test, variable, self.limits()?).map_err(|error| error.to_string())
    }

    fn limits(&self) -> Result<Limits, String> {
        let range = [self.fail_low, self.fail_high, self.suspect_low, self.suspect_high].iter().any(Option::is_some);
        let persistence = self.reports.is_some() || self.days.is_some() || self.above.is_some();
        match (self.off, range, &self.steps, persistence) {
            (true, false, None, false) => Ok(Limits::Off),
            (false, true, None, false) => self.range(),
            (false, false, Some(steps), false) => greatest_changes(steps),
            (false, false, None, true) => self.persistence(),
            (false, false, None, false) => Err("it has no limits: give `off = true`, `fail_low`, `fail_high`, \
                `suspect_low`, `suspect_high`, `steps`, or `reports` and `days`"
                .to_owned()),
            _ => Err("it mixes limits of several kinds: make an entry for each test".to_owned()),
        }
    }

    /// A suspect limit that is not given is the fail limit: nothing is merely suspect on that side.
    fn range(&self) -> Result<Limits, String> {
        let (fail_low, fail_high) =
            (exact_if_given("fail_low", self.fail_low)?, exact_if_given("fail_high", self.fail_high)?);
        let low = exact_if_given("suspect_low", self.suspect_low)?.or(fail_low);
        let high = exact_if_given("suspect_high", self.suspect_high)?.or(fail_high);
        let fail = Bounds { low: fail_low, high: fail_high };
        Ok(Limits::Range(Range { suspect: Bounds { low, high }, fail }))
    }

    fn persistence(&self) -> Result<Limits, String> {
        let (Some(reports), Some(days)) = (self.reports, self.days) else {
            return Err("give both `reports` and `days`".to_owned());
        };
        Ok(Limits::Persistence(Persistence { reports, days, above: exact_if_given("above", self.above)? }))
    }
}

fn named<'a>(key: &str, text: &'a str) -> Result<&'a str, String> {
    if text.is_empty() { Err(format!("`{key}` is missing")) } else { Ok(text) }
}

fn greatest_changes(steps: &[f64]) -> Result<Limits, String> {
    let hours = Steps::HOURS.map(|hours| hours.to_string()).join(", ");
    let wrong = |_| format!("`steps` has {} numbers: give the greatest change over {hours} hours", steps.len());
    let steps: [f64; Steps::HOURS.len()] = steps.try_into().map_err(wrong)?;
    let mut exact_steps = [Milli::ZERO; Steps::HOURS.len()];
    for (place, step) in exact_steps.iter_mut().zip(steps) {
        *place = exact("steps", step)?;
    }
    Ok(Limits::Steps(Steps(exact_steps)))
}

fn exact(key: &str, number: f64) -> Result<Milli, String> {
    Milli::from_f64(number).ok_or_else(|| format!("`{key}` is {number}, which no value reaches"))
}

fn exact_if_given(key: &str, number: Option<f64>) -> Result<Option<Milli>, String> {
    number.map(|number| exact(key, number)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(text: &str) -> Result<Overrides, String> {
        let quality: Quality = toml::from_str(text).map_err(|error| error.to_string())?;
        quality.overrides().map_err(|error| error.to_string())
    }

    fn entry(rest: &str) -> Result<Overrides, String> {
        overrides(&format!("[[limits]]\nstation = \"07607\"\n{rest}"))
    }

    fn fault(rest: &str) -> String {
        entry(rest).expect_err("refused")
    }

    const T: &str = "variable = \"air_temperature\"";

    #[test]
    fn each_kind_of_limits_is_read() {
        for (rest, expected) in [
            ("test = \"step\"\noff = true", Limits::Off),
            ("test = \"step\"\nsteps = [8, 10, 12.5, 15, 25]", {
                Limits::Steps(Steps([8_000, 10_000, 12_500, 15_000, 25_000].map(Milli::new)))
            }),
            ("test = \"persistence\"\nreports = 48\ndays = 7", {
                Limits::Persistence(Persistence { reports: 48, days: 7, above: None })
            }),
            ("test = \"gross_range\"\nfail_low = -45.5\nfail_high = 50\nsuspect_high = 40", {
                let (low, high) = (Some(Milli::new(-45_500)), Some(Milli::new(40_000)));
                let fail = Bounds { low, high: Some(Milli::new(50_000)) };
                Limits::Range(Range { suspect: Bounds { low, high }, fail })
            }),
        ] {
            let read = entry(&format!("{rest}\n{T}")).expect("taken");
            assert_eq!(read.iter().map(|(.., limits)| limits).collect::<Vec<_>>(), [expected]);
        }
        assert_eq!(overrides("limits = []").expect("taken").iter().count(), 0);
    }

    #[test]
    fn a_refusal_names_the_entry_and_what_to_do() {
        let twice = format!("[[limits]]\nstation = \"07607\"\ntest = \"step\"\n{T}\noff = true\n").repeat(2);
        for (fault, says) in [
            (fault(""), "entry 1: `test` is missing"),
            (fault("test = \"guess\""), "there is no test `guess`: take one of gross_range, impossible"),
            (fault("test = \"step\"\nvariable = \"t\""), "there is no variable `t`: `step` looks at air_temperature"),
            (fault(&format!("test = \"step\"\n{T}")), "it has no limits: give `off = true`"),
            (fault(&format!("test = \"step\"\n{T}\noff = true\ndays = 3")), "mixes limits of several kinds"),
            (fault(&format!("test = \"step\"\n{T}\nsteps = [1]")), "`steps` has 1 numbers: give the greatest change"),
            (fault(&format!("test = \"step\"\n{T}\nfail_low = 1")), "the test has other limits"),
            (fault(&format!("test = \"persistence\"\n{T}\ndays = 1")), "give both `reports` and `days`"),
            (fault(&format!("test = \"gross_range\"\n{T}\nfail_low = 1e12")), "`fail_low` is 1000000000000"),
            (overrides("[[limits]]\nstation = \"Nice!\"").expect_err("refused"), "entry 1: `station`: "),
            (
                overrides(&twice).expect_err("refused"),
                "entry 2: station 07607, test `step`, variable `air_temperature` stands",
            ),
            (fault("limit = 3"), "entry 1: unknown field `limit`, expected one of `station`"),
            (fault("off = 3"), "entry 1: invalid type: integer `3`, expected a boolean in `off`"),
        ] {
            assert!(fault.contains(says), "{fault}");
        }
    }
}
