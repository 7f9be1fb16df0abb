//! Which columns and rows of a table are written, by the quantities that were asked for.

use super::super::record::{Column, Record, Value};

/// What was asked for of a table.
pub(super) struct Chosen {
    /// Whether each column is written; all are if `None`.
    keep: Option<Vec<bool>>,
    asked: Vec<String>,
}

/// Whether what is asked for names a column or a row: its name, the quantity it belongs to, or what its name begins with
/// where it belongs to none.
pub(in crate::export) fn is_of(asked: &str, name: &str, of: Option<&str>) -> bool {
    let rest = || name.strip_prefix(asked).and_then(|rest| rest.strip_prefix('_'));
    match of {
        _ if asked == name => true,
        Some(of) => asked == of || rest().is_some_and(|rest| rest == "coverage" || rest == "method"),
        None => rest().is_some(),
    }
}

impl Chosen {
    /// The columns of quantities asked for, with those that belong to none; all where nothing is asked for.
    pub(super) fn new(columns: &[Column], asked: &[String]) -> Self {
        let keep = || columns.iter().map(|column| column.is_chosen(asked)).collect();
        Self { keep: (!asked.is_empty()).then(keep), asked: asked.to_vec() }
    }

    /// Those of the columns that are written.
    pub(super) fn of(&self, columns: Vec<Column>) -> Vec<Column> {
        match &self.keep {
            None => columns,
            Some(keep) => columns.into_iter().zip(keep).filter(|(_, keep)| **keep).map(|(column, _)| column).collect(),
        }
    }

    /// Whether a row of this quantity is written.
    pub(super) fn wants(&self, quantity: Option<&str>) -> bool {
        quantity.is_none_or(|name| self.asked.is_empty() || self.asked.iter().any(|asked| is_of(asked, name, None)))
    }

    /// The row's columns that are written; `None` where all of them are.
    pub(super) fn cut<'a, R: Record>(&'a self, record: &'a R) -> Option<Cut<'a, R>> {
        self.keep.as_deref().map(|keep| Cut { record, keep })
    }
}

/// A row without the columns that nobody asked for.
pub(super) struct Cut<'a, R> {
    record: &'a R,
    keep: &'a [bool],
}

impl<R: Record> Record for Cut<'_, R> {
    fn columns() -> Vec<Column> {
        R::columns()
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let mut keep = self.keep.iter();
        self.record.values(&mut |value| {
            if keep.next().is_some_and(|keep| *keep) {
                each(value);
            }
        });
    }
}
