//! What is common to the exported tables: typed columns, and rows that give one value a column.

use std::borrow::Cow;

use weather::{Day, Milli, Time, Unit};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Decimals; doubles in Parquet.
    Number,
    /// Whole numbers given as decimals; 32 bits in Parquet.
    Whole,
    /// Counts; 64 bits in Parquet.
    Count,
    /// Yes or no.
    Flag,
    /// Instants, to the second, in UTC.
    Time,
    /// Days.
    Day,
}

/// A column of an exported table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, the same in every format.
    pub name: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// Whether a value may be missing.
    pub nullable: bool,
    /// The unit of its values, where they have one.
    pub unit: Option<Unit>,
    /// What it is, in words; empty where the name says it.
    pub meaning: Cow<'static, str>,
    /// The quantity it belongs to, beside the one that it is named after.
    pub of: Option<&'static str>,
}

impl Column {
    /// A column where every row has a value.
    pub(in crate::export) fn required(name: &str, kind: ColumnKind) -> Self {
        Self { nullable: false, ..Self::nullable(name, kind) }
    }

    pub(in crate::export) fn nullable(name: impl Into<String>, kind: ColumnKind) -> Self {
        Self { name: name.into(), kind, nullable: true, unit: None, meaning: Cow::Borrowed(""), of: None }
    }

    /// Whether it is written where only these quantities are asked for; see [`Selection`](crate::export::Selection).
    pub fn is_chosen(&self, asked: &[String]) -> bool {
        let named = |asked: &String| super::super::table::is_of(asked, &self.name, self.of);
        asked.is_empty() || self.of.is_none() || asked.iter().any(named)
    }

    pub(in crate::export) fn unit(self, unit: Unit) -> Self {
        Self { unit: Some(unit).filter(|unit| *unit != Unit::Code), ..self }
    }

    pub(in crate::export) fn meaning(self, meaning: impl Into<Cow<'static, str>>) -> Self {
        Self { meaning: meaning.into(), ..self }
    }

    pub(in crate::export) fn of(self, quantity: &'static str) -> Self {
        Self { of: Some(quantity), ..self }
    }
}

/// A value of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::export) enum Value<'a> {
    Missing,
    Text(&'a str),
    /// For columns of [`ColumnKind::Number`] and [`ColumnKind::Whole`].
    Number(Milli),
    Count(u64),
    Flag(bool),
    Time(Time),
    Day(Day),
}

impl Value<'_> {
    pub(in crate::export) fn number(value: Option<Milli>) -> Self {
        value.map_or(Self::Missing, Self::Number)
    }

    pub(in crate::export) fn flag(value: Option<bool>) -> Self {
        value.map_or(Self::Missing, Self::Flag)
    }
}

impl<'a> Value<'a> {
    pub(in crate::export) fn text(value: Option<&'a str>) -> Self {
        value.map_or(Self::Missing, Self::Text)
    }
}

/// A row of an exported table.
pub(in crate::export) trait Record {
    /// The table's columns.
    fn columns() -> Vec<Column>;

    /// Calls `each` with the value of every column, in their order.
    fn values(&self, each: &mut impl FnMut(Value<'_>));

    /// The quantity the row is of, in tables that have a row a quantity.
    fn quantity(&self) -> Option<&str> {
        None
    }

    /// A number by which the rows of a station are ordered, each its own; `None` where they have none.
    fn order(&self) -> Option<i64> {
        None
    }
}

impl<R: Record> Record for &R {
    fn columns() -> Vec<Column> {
        R::columns()
    }

    #[inline]
    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        R::values(self, each);
    }

    fn quantity(&self) -> Option<&str> {
        R::quantity(self)
    }

    fn order(&self) -> Option<i64> {
        R::order(self)
    }
}
