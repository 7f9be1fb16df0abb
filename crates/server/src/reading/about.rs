//! What an answer says of its data besides the data: columns, units, definition of the day, coverage, method, source, licence.

use pipeline::export::{Column, ColumnKind, Request, What};
use serde_json::{Value, json};
use weather::Unit;
use weather::day::DayDefinition;

/// Where the licence is.
pub(crate) const LICENCE_URL: &str =
    "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf";

const UTC: &str = "utc: [00, 24) UTC; rain and fresh snow of (00, 24] UTC";
const CLIMATOLOGICAL: &str = "climatological: rain and fresh snow of (06 UTC, 06 UTC of the next day]; TN and TX over the 24 hours that end at \
the hours of French climatology, in metropolitan France 18 UTC (TN) and 06 UTC of the next day (TX)";

/// Whose data it is, and under which licence.
pub(crate) fn rights(attribution: &str) -> Value {
    json!({
        "source": "Météo-France",
        "attribution": attribution,
        "licence": { "name": "Licence Ouverte 2.0 (Etalab)", "url": LICENCE_URL },
    })
}

/// What there is to say of a table.
pub(crate) fn table(request: &Request, attribution: &str, version: &str) -> Value {
    let mut about = json!({
        "table": request.what.name(),
        "description": request.what.meaning(),
        "columns": columns(request),
        "version": version,
        "missing": "null, never zero",
        "time": "UTC",
    });
    if let Value::Object(about) = &mut about {
        about.extend(days(request.what, request.selection.definition));
        if let Value::Object(rights) = rights(attribution) {
            about.extend(rights);
        }
    }
    about
}

/// What holds of days.
fn days(what: What, definition: Option<DayDefinition>) -> serde_json::Map<String, Value> {
    let definitions = match (what, definition) {
        (What::Observations | What::Rejects | What::Quality, _) => return serde_json::Map::new(),
        (What::Daily | What::Events, Some(DayDefinition::Utc)) => vec![UTC],
        (What::Daily | What::Events, None) => vec![UTC, CLIMATOLOGICAL],
        _ => vec![CLIMATOLOGICAL],
    };
    let mut about = serde_json::Map::new();
    about.insert("day_definition".to_owned(), json!(definitions));
    if what == What::Daily {
        let coverage = "the share of the reports, halves or amounts a value needs that was there, 0 to 1";
        about.insert("coverage".to_owned(), json!(coverage));
        about.insert(
            "method".to_owned(),
            json!("the route taken to a value that has several: see docs/decisions/day.md"),
        );
    }
    about
}

fn columns(request: &Request) -> Vec<Value> {
    let asked = &request.selection.variables;
    request.what.columns().iter().filter(|column| column.is_chosen(asked)).map(column).collect()
}

fn column(column: &Column) -> Value {
    let mut about = serde_json::Map::new();
    about.insert("name".to_owned(), json!(column.name));
    about.insert("type".to_owned(), json!(type_name(column.kind)));
    if let Some(unit) = column.unit {
        about.insert("unit".to_owned(), json!(unit.symbol()));
    }
    if !column.meaning.is_empty() {
        about.insert("description".to_owned(), json!(column.meaning));
    }
    Value::Object(about)
}

const fn type_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Number => "number",
        ColumnKind::Whole | ColumnKind::Count => "integer",
        ColumnKind::Flag => "boolean",
        ColumnKind::Time => "time",
        ColumnKind::Day => "date",
    }
}

/// The JSON Schema of a table's answer in JSON.
pub(crate) fn schema(what: What) -> Value {
    let properties: serde_json::Map<String, Value> =
        what.columns().iter().map(|column| (column.name.clone(), property(column))).collect();
    json!({
        "type": "object",
        "required": ["meta", "data", "count", "next"],
        "properties": {
            "meta": { "type": "object", "description": "Columns with units, definition of the day, attribution, version" },
            "data": { "type": "array", "items": { "type": "object", "properties": properties } },
            "count": { "type": "integer", "description": "Rows of this page" },
            "next": { "type": ["string", "null"], "description": "The address of the next page" },
        },
    })
}

fn property(column: &Column) -> Value {
    let name = match column.kind {
        ColumnKind::Text | ColumnKind::Time | ColumnKind::Day => "string",
        ColumnKind::Number => "number",
        ColumnKind::Whole | ColumnKind::Count => "integer",
        ColumnKind::Flag => "boolean",
    };
    let unit = column.unit.filter(|unit| *unit != Unit::One).map(|unit| format!(" ({})", unit.symbol()));
    let description = format!("{}{}", column.meaning, unit.unwrap_or_default());
    match column.nullable {
        true => json!({ "type": [name, "null"], "description": description.trim() }),
        false => json!({ "type": name, "description": description.trim() }),
    }
}
