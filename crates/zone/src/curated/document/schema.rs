//! What the nested document looks like, as JSON Schema: for the API's description and for a server that checks.
//!
//! Only keywords that MongoDB's dialect has as well: no `integer`, no `$ref`, no `format`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use weather::day::{DayDefinition, Method, Metric, Notes, Statistic};
use weather::event::{EventKind, Family};
use weather::{Phenomena, Unit};

use super::{NestedDay, QUALITY, covered, with_method};

impl JsonSchema for NestedDay<'_> {
    fn schema_name() -> Cow<'static, str> {
        "DailyDocument".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::from(document_schema())
    }
}

/// The schema of the document.
pub(crate) fn document_schema() -> Map<String, Value> {
    let definitions: Vec<_> = DayDefinition::ALL.iter().map(|definition| definition.name()).collect();
    object(
        "The statistics of one station and day",
        [
            ("city", text("The station's name")),
            ("station_id", text("The station's id, for SYNOP five digits")),
            ("period", one_of("Which hours make the day", &definitions)),
            (
                "day",
                json!({"type": "string", "pattern": "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}$", "description": "The day, 2013-01-31"}),
            ),
            ("metrics", Value::Object(object("The day's values; null where there are not enough reports", groups()))),
            ("extreme_events", events()),
            ("quality", Value::Object(quality())),
        ],
    )
}

/// An object that has all of these fields.
fn object<'a>(about: &str, fields: impl IntoIterator<Item = (&'a str, Value)>) -> Map<String, Value> {
    let properties: Map<String, Value> = fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    let required: Vec<Value> = properties.keys().map(|name| json!(name)).collect();
    let members = [
        ("type", json!("object")),
        ("description", json!(about)),
        ("required", Value::Array(required)),
        ("properties", Value::Object(properties)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn text(about: &str) -> Value {
    json!({"type": "string", "description": about})
}

fn one_of(about: &str, names: &[&str]) -> Value {
    json!({"type": "string", "enum": names, "description": about})
}

fn number(about: &str) -> Value {
    json!({"type": ["number", "null"], "description": about})
}

fn value_of(statistic: Statistic) -> (&'static str, Value) {
    let unit = match statistic.unit() {
        Unit::One => String::new(),
        unit => format!(" ({})", unit.symbol()),
    };
    (statistic.field(), number(&format!("{}{unit}", statistic.meaning())))
}

fn groups() -> impl Iterator<Item = (&'static str, Value)> {
    let groups = Statistic::ALL.chunk_by(|one, next| one.metric() == next.metric());
    groups.filter(|group| group[0].metric() != QUALITY).map(|group| {
        let name = group[0].metric();
        let about = format!("The {} of the day", name.replace('_', " "));
        (name, Value::Object(object(&about, group.iter().copied().map(value_of))))
    })
}

fn events() -> Value {
    let kinds: Vec<_> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
    let families: Vec<_> = Family::ALL.iter().map(|family| family.name()).collect();
    let event = object(
        "An event, as one family defines it",
        [
            ("kind", one_of("What happened", &kinds)),
            ("family", one_of("Whose definition is meant", &families)),
            ("index", json!({"type": ["string", "null"], "description": "The index that counts such days"})),
            ("threshold", number("From where on it is one; null of what is seen and not measured")),
            ("value", number("What was measured")),
            ("unit", json!({"type": ["string", "null"], "description": "The unit of value and threshold"})),
            (
                "observable",
                json!({"type": "boolean", "description": "Whether the day can tell; if not, nothing is known of the event"}),
            ),
        ],
    );
    json!({
        "type": "array",
        "items": event,
        "description": "What happened on the day, and what it cannot tell of; an event that is not here did not happen",
    })
}

fn quality() -> Map<String, Value> {
    let of_group = Statistic::ALL.iter().copied().filter(|statistic| statistic.metric() == QUALITY).map(value_of);
    let coverages = covered().map(|metric| (metric.name(), coverage(metric)));
    let methods = with_method().map(|metric| (metric.name(), method()));
    let notes: Vec<_> = Notes::NAMED.iter().map(|(_, name)| *name).collect();
    let phenomena: Vec<_> = Phenomena::NAMED.iter().map(|(_, name)| *name).collect();
    let list =
        |about, names: &[&str]| json!({"type": "array", "items": one_of("Its name", names), "description": about});
    let rest = [
        ("coverage", Value::Object(object("How much of what each metric needs was there", coverages))),
        ("method", Value::Object(object("The way each metric was reached", methods))),
        ("notes", list("What the day's reports disagree on", &notes)),
        ("phenomena", list("The phenomena seen on the day", &phenomena)),
        ("phenomena_observable", list("The phenomena that would have been seen", &phenomena)),
    ];
    object("How far the values can be relied on", of_group.chain(rest))
}

fn coverage(metric: Metric) -> Value {
    let count = |about| json!({"type": "number", "minimum": 0, "maximum": u8::MAX, "description": about});
    let mut schema = object(
        metric.meaning(),
        [("used", count("How many there were")), ("expected", count("How many make it whole"))],
    );
    schema.insert("type".to_owned(), json!(["object", "null"]));
    Value::Object(schema)
}

fn method() -> Value {
    let mut names: Vec<Value> = Method::ALL.iter().map(|method| json!(method.name())).collect();
    names.push(Value::Null);
    json!({"enum": names, "description": "Its name; null where there is no value"})
}
