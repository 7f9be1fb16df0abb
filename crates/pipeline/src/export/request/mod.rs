//! What to export: a table, which of its rows, and for some tables the years of the normals.

mod selection;
mod what;

use std::fmt;

use weather::climate::YearSpan;
use weather::day::DayDefinition;

pub use selection::Selection;
pub use what::What;

/// What to export.
#[derive(Debug, Clone)]
pub struct Request {
    /// The table.
    pub what: What,
    /// Which of its rows.
    pub selection: Selection,
    /// Years of the normals, also those behind anomalies, and of the limits of spells.
    pub period: Option<YearSpan>,
}

/// A part of a request that says nothing of the table: an answer to another question is worse than none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The part: `station`, `from`, `to`, `day`, `period` or `variables`.
    pub part: &'static str,
    /// Why.
    pub why: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl Request {
    /// Refuses what would say nothing of the table, and what contradicts itself.
    ///
    /// # Errors
    /// The first part that is refused.
    pub fn check(&self) -> Result<(), Refusal> {
        let Selection { from, to, .. } = self.selection;
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            return Err(refused("from", format!("the range begins on {from}, after its end {to}")));
        }
        self.check_selection()?;
        if self.period.is_some() && !matches!(self.what, What::Normals | What::Anomalies | What::Spells) {
            return Err(refused("period", "a period goes with normals, anomalies and spells".to_owned()));
        }
        self.check_variables()
    }

    fn check_selection(&self) -> Result<(), Refusal> {
        let Selection { stations, from, to, definition, .. } = &self.selection;
        let range = if from.is_some() { Some("from") } else { to.map(|_| "to") };
        let station = (!stations.is_empty()).then_some("station");
        let of_day = definition.map(|_| "day");
        let (part, why) = match self.what {
            What::Rejects => (
                station.or(range).or(of_day),
                "a refused row may have no station and no day: `export rejects` gives all of them",
            ),
            What::Observations | What::Daily | What::Events | What::Quality => (None, ""),
            _ if *definition == Some(DayDefinition::Utc) => {
                (of_day, "climate tables are made of climatological days, not of utc")
            }
            What::Normals => (range, "normals are of whole years: choose them with a period"),
            What::ThermalIndex => (station, "the thermal index is of all its stations together"),
            _ => (None, ""),
        };
        part.map_or(Ok(()), |part| Err(refused(part, why.to_owned())))
    }

    fn check_variables(&self) -> Result<(), Refusal> {
        let known = self.what.quantities();
        for asked in &self.selection.variables {
            if !known.iter().any(|(name, of)| super::table::is_of(asked, name, *of)) {
                let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).take(8).collect();
                let why = match names[..] {
                    [] => format!("the table of {} has no variables to choose from", self.what),
                    _ => format!("`{asked}` is no variable of {}: there are {}, …", self.what, names.join(", ")),
                };
                return Err(refused("variables", why));
            }
        }
        Ok(())
    }
}

fn refused(part: &'static str, why: String) -> Refusal {
    Refusal { part, why }
}
