//! Who may: the roles of the groups of addresses, by API key or by being on this machine.
//!
//! Reading without a key is a setting of the bind; writing without one is only for a server that listens on this machine
//! alone, and then not for pages of other sites that a browser on it has open.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use super::keys::{Key, Keys, Role};
use crate::problem::{Problem, ProblemType};
use crate::state::Api;

/// What may be done without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Whether reading is for everyone.
    pub open_reading: bool,
    /// Whether writing is for everyone on this machine.
    pub open_writing: bool,
}

impl Access {
    /// What a server that listens on `address` allows without a key; `open` is the wish to let everyone read.
    pub fn of(address: IpAddr, open: bool) -> Self {
        let local = address.is_loopback();
        Self { open_reading: local || open, open_writing: local }
    }
}

/// Who sends a request, by its key: found once, for the rate and for the rights.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// Who sends no key.
    Nobody,
    /// Who sends one that is not known.
    Stranger,
    /// Whose key it is.
    Known(Key),
    /// The keys could not be looked at.
    Unclear(Problem),
}

impl Caller {
    fn of(keys: &Keys, headers: &HeaderMap) -> Self {
        match presented(headers).map(|presented| keys.find(presented)) {
            None => Self::Nobody,
            Some(Ok(None)) => Self::Stranger,
            Some(Ok(Some(key))) => Self::Known(key),
            Some(Err(error)) => Self::Unclear(error.into()),
        }
    }
}

/// Finds who sends a request.
pub(crate) async fn identify(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let caller = Caller::of(&api.keys, request.headers());
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Lets a request pass that may do what the role may.
pub(crate) async fn allow(
    State((api, role)): State<(Api, Role)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = request.extensions().get().unwrap_or(&Caller::Nobody);
    check(&api, role, caller, request.headers())?;
    Ok(next.run(request).await)
}

/// Refuses a request that may not do what the role may.
fn check(api: &Api, role: Role, caller: &Caller, headers: &HeaderMap) -> Result<(), Problem> {
    match caller {
        Caller::Nobody => without_key(api, role, headers),
        Caller::Stranger => Err(Problem::new(ProblemType::KeyNeeded, "this API key is not known")),
        Caller::Known(key) if key.role < role => {
            let what = format!("the key `{}` has the role {}; this needs {role}", key.name, key.role);
            Err(Problem::new(ProblemType::RoleTooSmall, what))
        }
        Caller::Known(_) => Ok(()),
        Caller::Unclear(problem) => Err(problem.clone()),
    }
}

fn without_key(api: &Api, role: Role, headers: &HeaderMap) -> Result<(), Problem> {
    match role {
        Role::Read if api.access.open_reading => Ok(()),
        Role::Write | Role::Admin if api.access.open_writing => from_here(headers),
        _ => {
            let what = format!("this needs an API key of the role {role}");
            Err(Problem::new(ProblemType::KeyNeeded, what)
                .hint("send `Authorization: Bearer KEY`; `meteolake keys add NAME` makes a key"))
        }
    }
}

/// The key of a request: `Authorization: Bearer KEY` or `X-Api-Key: KEY`.
fn presented(headers: &HeaderMap) -> Option<&str> {
    let bearer = || {
        let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
    };
    bearer().or_else(|| headers.get("x-api-key")?.to_str().ok())
}

/// Refuses what a browser sends for a page of another site, and names that only pretend to be this machine.
fn from_here(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text("host").unwrap_or_default();
    let refused = |what: String| Err(Problem::new(ProblemType::CrossSite, what));
    if !is_local(host) {
        return refused(format!("`{host}` is no name of this machine; without a key only this machine may write"));
    }
    match (text("origin"), text("sec-fetch-site")) {
        (Some(origin), _) if origin.split_once("://").is_none_or(|(_, from)| from != host) => {
            refused(format!("the page of {origin} may not write here without a key"))
        }
        (None, Some("cross-site" | "same-site")) => refused("a page of another site may not write here".to_owned()),
        _ => Ok(()),
    }
}

/// Whether a `Host` is a name of this machine itself.
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn names_of_this_machine_are_known() {
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "127.1.2.3"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "example.org", "127.0.0.1.example.org:8000", "localhost.example.org", "192.168.0.1:80", "::2"]
        {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn pages_of_other_sites_may_not_write() {
        let from = |pairs: &[(&'static str, &str)]| from_here(&headers(pairs)).is_ok();
        assert!(from(&[("host", "localhost:8000")]));
        assert!(from(&[("host", "localhost:8000"), ("origin", "http://localhost:8000")]));
        assert!(!from(&[("host", "localhost:8000"), ("origin", "https://example.org")]));
        assert!(!from(&[("host", "localhost:8000"), ("origin", "null")]));
        assert!(!from(&[("host", "localhost:8000"), ("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("host", "rebound.example.org:8000")]));
    }

    #[test]
    fn keys_come_in_two_headers() {
        assert_eq!(presented(&headers(&[("authorization", "Bearer k")])), Some("k"));
        assert_eq!(presented(&headers(&[("authorization", "bearer k")])), Some("k"));
        assert_eq!(presented(&headers(&[("authorization", "Basic k")])), None);
        assert_eq!(presented(&headers(&[("x-api-key", "k")])), Some("k"));
    }
}
