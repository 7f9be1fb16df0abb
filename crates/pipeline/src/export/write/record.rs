//! What is common to the exported tables: typed columns, and rows that give one value a column.

use weather::{Day, Milli, Time};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum ColumnKind {
    Text,
    /// Decimals; doubles in Parquet.
    Number,
    /// Whole numbers given as decimals; 32 bits in Parquet.
    Whole,
    /// Counts; 64 bits in Parquet.
    Count,
    Flag,
    Time,
    Day,
}

/// A column of an exported table.
#[derive(Debug, Clone)]
pub(in crate::export) struct Column {
    pub(in crate::export) name: String,
    pub(in crate::export) kind: ColumnKind,
    /// Whether a value may be missing.
    pub(in crate::export) nullable: bool,
}

impl Column {
    /// A column where every row has a value.
    pub(in crate::export) fn required(name: &str, kind: ColumnKind) -> Self {
        Self { name: name.to_owned(), kind, nullable: false }
    }

    pub(in crate::export) fn nullable(name: impl Into<String>, kind: ColumnKind) -> Self {
        Self { name: name.into(), kind, nullable: true }
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
}

impl<R: Record> Record for &R {
    fn columns() -> Vec<Column> {
        R::columns()
    }

    #[inline]
    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        R::values(self, each);
    }
}
