//! The first line of a table: which layout it is, and what each of its columns holds.

use memchr::memchr;

use crate::contract::Layout;
use crate::error::SourceError;
use crate::opendatasoft::{self, labels};
use crate::row::{Field, synop};
use crate::{meteofrance, opendatasoft::LABELLED};

/// As many columns as an error shows.
const SHOWN_COLUMNS_MAX: usize = 6;

/// What makes a table one of a provider's layouts; measured columns are the same everywhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    /// The layout.
    pub(crate) layout: Layout,
    /// The columns that tell it.
    pub(crate) required: &'static [&'static str],
    /// What the columns hold that are not measured.
    pub(crate) fields: &'static [(&'static str, Field)],
}

impl Table {
    fn field(&self, name: &str) -> Field {
        let described = self.fields.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
        described.or_else(|| synop::column(name).map(Field::Measured)).unwrap_or(Field::Ignored)
    }
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeaderColumn {
    /// Its name as the file spells it.
    pub(super) name: String,
    /// What it holds.
    pub(super) field: Field,
}

/// The columns of a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// The layout they tell.
    pub(crate) layout: Layout,
    pub(super) delimiter: u8,
    pub(super) columns: Vec<HeaderColumn>,
}

impl Header {
    /// Reads a header from its line, without byte order mark and line feed.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, SourceError> {
        let text = std::str::from_utf8(line).map_err(|_| {
            SourceError::unsupported("the header is not UTF-8", "convert the file: iconv -f latin1 -t utf-8 FILE")
        })?;
        let delimiter = [';', '\t', ','].into_iter().find(|delimiter| text.contains(*delimiter)).unwrap_or(';');
        let names: Vec<&str> = text.split(delimiter).map(|name| name.trim().trim_matches('"')).collect();
        let table = table(&names).ok_or_else(|| foreign(&names))?;
        let mut seen = Vec::new();
        let columns = names.iter().map(|name| column(name, table, &mut seen)).collect();
        // The delimiters above are ASCII.
        Ok(Self { layout: table.layout, delimiter: delimiter as u8, columns })
    }

    /// Whether a line repeats the header, as files put one after the other do.
    pub(super) fn is_repeated_by(&self, line: &[u8]) -> bool {
        let Some(first) = self.columns.first().map(|column| column.name.as_bytes()) else {
            return false;
        };
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let end = memchr(self.delimiter, line).unwrap_or(line.len());
        !first.is_empty() && line[..end].trim_ascii() == first
    }
}

fn table(names: &[&str]) -> Option<&'static Table> {
    let has = |wanted: &&str| names.iter().any(|name| canonical(name) == *wanted);
    if names
        .iter()
        .any(|name| labels::short_name(name).is_some_and(|_| synop::column(name).is_none() && !is_field(name)))
    {
        return LABELLED.required.iter().all(has).then_some(&LABELLED);
    }
    let [named, placed] = &opendatasoft::TABLES;
    [&meteofrance::YEARLY, named, placed, &meteofrance::MONTHLY]
        .into_iter()
        .find(|table| table.required.iter().all(has))
}

fn is_field(name: &str) -> bool {
    opendatasoft::FIELDS.iter().any(|(field, _)| *field == name)
}

/// The short name of a column that may be headed by its label.
fn canonical(name: &str) -> &str {
    if synop::column(name).is_some() { name } else { labels::short_name(name).unwrap_or(name) }
}

/// A name that comes again heads something else (the text of a code): it is ignored.
fn column<'n>(name: &'n str, table: &Table, seen: &mut Vec<&'n str>) -> HeaderColumn {
    let short = canonical(name);
    let field = if seen.contains(&short) { Field::Ignored } else { table.field(short) };
    seen.push(short);
    HeaderColumn { name: name.to_owned(), field }
}

fn foreign(names: &[&str]) -> SourceError {
    let shown: Vec<String> = names.iter().take(SHOWN_COLUMNS_MAX).map(|name| name.chars().take(40).collect()).collect();
    let shown = shown.join("`, `");
    SourceError::not_observations(match names.len() {
        1 => format!("this is a text that starts with `{shown}`"),
        count => format!("this is a table of {count} columns that starts with `{shown}`"),
    })
}
