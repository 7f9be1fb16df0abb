//! `docs/quality-control.md`: the tests and their limits, written from the table that they are made from.

use std::fmt::Write;

use super::table::{GrossRange, Relation, Standard};
use super::{Bounds, CONTEXT_DAYS, FLAGGED, Flag, Persistence, Range, Steps, TestId};
use crate::Variable;

const INTRODUCTION: &str = "\
# Quality control

<!-- Written from the table of tests in crates/weather/src/quality/table. Do not edit: the test `reference` of
     `cargo test -p weather --test quality` compares this file, and says how to write it anew. -->

Every value that a test looks at gets a flag. Nothing is changed or deleted: a value that failed keeps its place and its
flag and stays out of aggregates, a suspect value goes into them and is counted. A code that a publisher gives to its
own values is passed through.

";

const RULES: &str = "\
- Limits are included: a value at a limit is allowed. Values are compared as exact decimals.
- The worst flag of all tests is that of the value, from best to worst: not_evaluated, good, suspect, fail, missing.
- Only what cannot be fails. What is unusual or at odds with something else is suspect: foehn warms the air by 10 °C in
  three hours.
- A comparison of two values of one report hits both, as it does not know which is wrong. Where one has failed, it hits
  that one alone. A tendency is judged by its code and not the code by it.
- Steps are between consecutive values, and runs are of consecutive values; missing and failed ones are passed over.
- Summer is from April to September north of the equator and from October to March south of it. The limits change at 45
  degrees, north or south. At a station of unknown latitude whatever is allowed somewhere in some season is allowed.
- A trace of rain is an amount of 0.0 mm and no negative one.
- Where no sea-level pressure is published, as at mountain stations, it is missing and not in doubt.

";

/// The text of `docs/quality-control.md`.
pub fn reference() -> String {
    let mut text = INTRODUCTION.to_owned();
    flags(&mut text);
    text.push_str("## Rules\n\n");
    text.push_str(RULES);
    tests(&mut text);
    for id in TestId::ALL {
        limits(&mut text, *id);
    }
    overrides(&mut text);
    text
}

/// Adds a line of a table.
fn row(text: &mut String, cells: &[String]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn header(text: &mut String, cells: &[&str]) {
    let _ = writeln!(text, "| {} |\n|{}", cells.join(" | "), "---|".repeat(cells.len()));
}

fn code(variable: Variable) -> String {
    format!("`{}`", variable.name())
}

fn list(variables: &[Variable]) -> String {
    variables.iter().map(|variable| code(*variable)).collect::<Vec<_>>().join(", ")
}

fn flags(text: &mut String) {
    text.push_str("## Flags\n\n");
    header(text, &["code", "flag", "meaning"]);
    for flag in Flag::ALL {
        row(text, &[flag.code().to_string(), flag.name().to_owned(), flag.meaning().to_owned()]);
    }
    let _ = writeln!(text, "\nThe codes are those of QARTOD. Variables with a flag: {}.\n", list(FLAGGED));
}

fn tests(text: &mut String) {
    text.push_str("## Tests\n\n");
    header(text, &["test", "finds", "flag", "source"]);
    for id in TestId::ALL {
        let test = id.test();
        let outcomes: Vec<_> = test.outcomes.iter().map(|flag| flag.name()).collect();
        let cells = [format!("`{}`", id.name()), test.rule.to_owned(), outcomes.join(", "), test.source.to_owned()];
        row(text, &cells);
    }
}

fn limits(text: &mut String, id: TestId) {
    let _ = writeln!(text, "\n## `{}`\n", id.name());
    match id.test().standard {
        Standard::Gross(rows) => gross(text, rows),
        Standard::Possible(rows) => possible(text, rows),
        Standard::Pairs(relation, pairs) => pairs.iter().for_each(|pair| holds(text, relation, *pair)),
        Standard::Steps(rows) => steps(text, rows),
        Standard::Persistence(rows) => persistence(text, rows),
    }
}

fn gross(text: &mut String, rows: &[GrossRange]) {
    header(text, &["variable", "unit", "latitude", "half-year", "suspect", "fail"]);
    for row in rows {
        let [low, high] = [row.low_latitudes, row.high_latitudes];
        if low == high && low[0] == low[1] {
            gross_row(text, row, ["any", "any"], low[0]);
            continue;
        }
        for (latitude, [winter, summer]) in [("up to 45", low), ("above 45", high)] {
            gross_row(text, row, [latitude, "winter"], winter);
            gross_row(text, row, [latitude, "summer"], summer);
        }
    }
}

fn gross_row(text: &mut String, of: &GrossRange, [latitude, half_year]: [&str; 2], limits: Range) {
    let unit = of.variables.first().map_or("", |variable| variable.unit().symbol());
    let start = [list(of.variables), unit.to_owned(), latitude.to_owned(), half_year.to_owned()];
    let cells: Vec<_> = start.into_iter().chain([outside(limits.suspect), outside(limits.fail)]).collect();
    row(text, &cells);
}

fn outside(bounds: Bounds) -> String {
    let low = bounds.low.map(|low| format!("< {low}"));
    let high = bounds.high.map(|high| format!("> {high}"));
    low.into_iter().chain(high).collect::<Vec<_>>().join(" or ")
}

fn possible(text: &mut String, rows: &[(Variable, Bounds)]) {
    header(text, &["variable", "unit", "fail"]);
    for (variable, bounds) in rows {
        row(text, &[code(*variable), variable.unit().symbol().to_owned(), outside(*bounds)]);
    }
}

fn holds(text: &mut String, relation: Relation, (first, second): (Variable, Variable)) {
    let (first, second) = (code(first), code(second));
    let _ = match relation {
        Relation::AtMost => writeln!(text, "- {first} is not above {second}"),
        Relation::ZeroWithZero => writeln!(text, "- where {first} is 0, {second} is 0"),
        Relation::SignOfCode => writeln!(
            text,
            "- {first} is not below 0 where {second} is 0 to 3, and not above 0 where it is 5 to 8; code 4, steady, \
             has no sign"
        ),
    };
}

fn steps(text: &mut String, rows: &[(Variable, Steps)]) {
    let hours = Steps::HOURS.map(|hours| format!("{hours} h"));
    let heads: Vec<_> = ["variable", "unit"].into_iter().chain(hours.iter().map(String::as_str)).collect();
    header(text, &heads);
    for (variable, Steps(limits)) in rows {
        let start = [code(*variable), variable.unit().symbol().to_owned()];
        let cells: Vec<_> = start.into_iter().chain(limits.iter().map(|limit| format!("> {limit}"))).collect();
        row(text, &cells);
    }
}

fn persistence(text: &mut String, rows: &[(Variable, Persistence)]) {
    header(text, &["variable", "equal reports", "or days", "looked at"]);
    for (variable, Persistence { reports, days, above }) in rows {
        let unit = variable.unit().symbol();
        let looked_at = above.map_or_else(|| "all values".to_owned(), |above| format!("values above {above} {unit}"));
        row(text, &[code(*variable), reports.to_string(), days.to_string(), looked_at]);
    }
    let _ = writeln!(
        text,
        "\nA run counted in days has {} reports or more. A silence of more than {} hours ends a run: HadISD goes on \
         over any silence, but then a flag could depend on reports months away. As it is, the flags of a month depend \
         on the {CONTEXT_DAYS} days before and after it and on nothing else.",
        Persistence::REPORTS_MIN,
        Persistence::SILENCE_HOURS_MAX,
    );
}

fn overrides(text: &mut String) {
    let _ = writeln!(
        text,
        "\n## Limits of a station's own\n\nThe limits of a test and variable can be replaced at a station, or the test \
         switched off there: a range by one for the whole year, a step by its five limits, persistence by its reports \
         and days ({} to {}). A comparison of two values can be switched off by either of its variables. What is `{}` \
         is so everywhere.",
        Persistence::DAYS.start(),
        Persistence::DAYS.end(),
        TestId::Impossible.name(),
    );
}
