//! The form of an answer, by `?format=` or by `Accept`.

use axum::http::{HeaderMap, header};
use pipeline::export::Format;

use crate::problem::{Problem, ProblemType};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// A JSON document: what the data is, then the rows of a page.
    Json,
    /// A GeoJSON collection (RFC 7946).
    GeoJson,
    /// The rows alone, as the export writes them.
    Rows(Format),
}

/// The forms of tables.
pub(crate) const TABLE: &[Form] = &[
    Form::Json,
    Form::Rows(Format::Ndjson),
    Form::Rows(Format::Csv),
    Form::Rows(Format::Parquet),
    Form::Rows(Format::Arrow),
];

impl Form {
    /// Its name in `?format=`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GeoJson => "geojson",
            Self::Rows(format) => format.name(),
        }
    }

    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::Rows(format) => format.media_type(),
        }
    }

    /// The form asked for, among those there are; the first where any will do.
    ///
    /// # Errors
    /// 422 for a format that is none, 406 where `Accept` wants none of them.
    pub(crate) fn negotiate(format: Option<&str>, headers: &HeaderMap, there: &[Self]) -> Result<Self, Problem> {
        let names = || there.iter().map(|form| form.name()).collect::<Vec<_>>().join(", ");
        if let Some(name) = format {
            let found = there.iter().copied().find(|form| form.name() == name);
            let shown: String = name.chars().take(40).collect();
            return found.ok_or_else(|| {
                Problem::field("format", format!("`{shown}` is not a form of this answer: there are {}", names()))
            });
        }
        let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let accept = accept.collect::<Vec<_>>().join(",");
        if accept.trim().is_empty() {
            return Ok(there[0]);
        }
        best(&accept, there).ok_or_else(|| {
            Problem::new(ProblemType::NotAcceptable, format!("`Accept` wants none of the forms there are: {}", names()))
        })
    }
}

/// The form of the highest weight; of equal ones the first (RFC 9110, section 12.5.1).
fn best(accept: &str, there: &[Form]) -> Option<Form> {
    let mut best: Option<(f64, Form)> = None;
    for form in there {
        let weight = weight(accept, essence(form.media_type()));
        if weight > 0.0 && best.is_none_or(|(other, _)| weight > other) {
            best = Some((weight, *form));
        }
    }
    best.map(|(_, form)| form)
}

/// The weight that `Accept` gives a media type: that of the most specific range it is in.
fn weight(accept: &str, media_type: &str) -> f64 {
    let main = media_type.split('/').next().unwrap_or_default();
    let mut found = (0, 0.0);
    for range in accept.split(',') {
        let name = essence(range).to_ascii_lowercase();
        let rank = match name.as_str() {
            "*/*" => 1,
            name if name.strip_suffix("/*") == Some(main) => 2,
            name if name == media_type => 3,
            _ => continue,
        };
        if rank > found.0 {
            let quality = range.split(';').skip(1).find_map(|part| part.trim().strip_prefix("q="));
            found = (rank, quality.and_then(|quality| quality.trim().parse().ok()).unwrap_or(1.0));
        }
    }
    found.1
}

/// A media type without its parameters.
fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{Form, TABLE};

    fn asked(accept: &str) -> Result<&'static str, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).expect("a header"));
        Form::negotiate(None, &headers, TABLE).map(Form::name).map_err(|problem| problem.status)
    }

    #[test]
    fn the_most_wanted_form_is_given() {
        for (accept, expected) in [
            ("", Ok("json")),
            ("*/*", Ok("json")),
            ("text/html, application/xhtml+xml, */*;q=0.8", Ok("json")),
            ("text/csv", Ok("csv")),
            ("application/json;q=0.5, text/csv", Ok("csv")),
            ("text/*, application/json;q=0.9", Ok("csv")),
            ("*/*, application/json;q=0", Ok("ndjson")),
            ("application/vnd.apache.arrow.stream", Ok("arrow")),
            ("APPLICATION/VND.APACHE.PARQUET; q=1", Ok("parquet")),
            ("text/html", Err(406)),
            ("application/json;q=0", Err(406)),
        ] {
            assert_eq!(asked(accept), expected, "{accept}");
        }
    }

    #[test]
    fn the_parameter_goes_before_the_header() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/csv"));
        assert_eq!(Form::negotiate(Some("parquet"), &headers, TABLE).map(Form::name), Ok("parquet"));
        let problem = Form::negotiate(Some("xml"), &headers, TABLE).expect_err("refused");
        assert_eq!((problem.status, problem.field.as_deref()), (422, Some("format")));
    }
}
