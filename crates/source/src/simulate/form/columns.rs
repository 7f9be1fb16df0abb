//! How each measured column is written: the unit and the digits of every layout.

use weather::{Marks, Observation, Unit, Variable};

use super::digits;
use crate::row::synop::{COLUMNS, Column, Published};

/// 0 °C in thousandths of a kelvin.
const FREEZING: i32 = 273_150;

/// Cloud cover where the sky is not visible, %.
const NOT_VISIBLE: i32 = 101;

/// A trace of precipitation, tenths of a millimetre.
const TRACE: i32 = -1;

/// Columns that OpenDataSoft publishes as text.
const TEXTS: [&str; 14] =
    ["cod_tend", "ww", "w1", "w2", "nbas", "cl", "cm", "ch", "sw", "etat_sol", "ctype1", "ctype2", "ctype3", "ctype4"];

/// Columns that OpenDataSoft publishes as whole numbers; the others that are no texts have a point.
const WHOLES: [&str; 3] = ["pmer", "dd", "u"];

/// How numbers look in a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Six decimals for measured decimals and special phenomena (`281.150000`), none for the rest.
    SixDecimals,
    /// A point for measured decimals (`281.15`, `0.0`), none for the rest.
    Plain,
    /// A point for everything but a few whole numbers; codes in quotes: JSON of today.
    Typed,
    /// As few digits as possible; codes in quotes: JSON of version 1.
    TypedShort,
    /// As few digits as possible.
    Short,
}

/// One column, ready to be written.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    /// Its published name.
    pub(super) name: &'static str,
    variable: Variable,
    trace: Option<Marks>,
    added: i32,
    divisor: i32,
    decimals: usize,
    shown: usize,
    quoted: bool,
}

impl Spec {
    /// Every column in the order of the files, in one look.
    pub(super) fn all(look: Look) -> Vec<Self> {
        COLUMNS.iter().map(|column| Self::new(*column, look)).collect()
    }

    fn new(column: Column, look: Look) -> Self {
        let Column { name, variable, published } = column;
        let decimals = decimals(column);
        let text = TEXTS.contains(&name);
        let shown = match look {
            Look::SixDecimals if decimals > 0 || name.starts_with("phenspe") => 6,
            Look::Plain if decimals > 0 => 1,
            Look::Typed if !text && !WHOLES.contains(&name) => 1,
            _ => 0,
        };
        Self {
            name,
            variable,
            trace: Marks::trace_of(variable),
            added: if published == Published::Kelvin { FREEZING } else { 0 },
            divisor: match published {
                Published::Pascal => 10,
                Published::TenthOfHour => 100,
                _ => [1_000, 100, 10][decimals],
            },
            decimals,
            shown,
            quoted: text && matches!(look, Look::Typed | Look::TypedShort),
        }
    }

    /// What the column publishes, in units of its last decimal.
    #[inline]
    pub(super) fn value(&self, observation: &Observation) -> Option<i32> {
        if let Some(thousandths) = observation.get(self.variable) {
            if self.trace.is_some_and(|mark| observation.marks.contains(mark)) {
                return Some(TRACE);
            }
            return Some((thousandths.thousandths() + self.added) / self.divisor);
        }
        let hidden = self.variable == Variable::CloudAreaFraction && observation.marks.contains(Marks::SKY_NOT_VISIBLE);
        hidden.then_some(NOT_VISIBLE)
    }

    /// Writes a value of [`Spec::value`].
    #[inline]
    pub(super) fn write(&self, out: &mut Vec<u8>, value: i32) {
        if self.quoted {
            out.push(b'"');
        }
        digits::decimal(out, value, self.decimals, self.shown);
        if self.quoted {
            out.push(b'"');
        }
    }
}

/// Decimals that are published.
fn decimals(Column { name, variable, published }: Column) -> usize {
    match (published, variable.unit()) {
        (Published::Kelvin, _) => 2,
        (Published::Rain, _) | (_, Unit::MetrePerSecond) => 1,
        _ if matches!(name, "ht_neige" | "ssfrai") => 2,
        _ => 0,
    }
}

/// Writes all columns, a separator before each, `missing` where there is no value.
#[inline]
pub(super) fn write_separated(out: &mut Vec<u8>, columns: &[Spec], observation: &Observation, missing: &[u8]) {
    for column in columns {
        out.push(b';');
        match column.value(observation) {
            Some(value) => column.write(out, value),
            None => out.extend_from_slice(missing),
        }
    }
}
