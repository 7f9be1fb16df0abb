//! How many requests a client may send. A client is a key, or without one that is known an address.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::access::Caller;
use crate::problem::{Problem, ProblemType};
use crate::serve::Settings;

/// After so many requests, clients that have been quiet are forgotten.
const FORGET_EVERY: u32 = 4_096;

/// Who sends requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Client {
    /// Who has the key of this name, wherever they are.
    Key(String),
    /// Whoever sends from there.
    Address(IpAddr),
}

impl Client {
    /// A household or a machine has 2^64 addresses of IPv6: they are one client.
    fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => Self::Address(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into()),
            address => Self::Address(address),
        }
    }
}

/// Counts the requests of each client.
pub(crate) struct Rate {
    limiter: DefaultKeyedRateLimiter<Client>,
    clock: DefaultClock,
    asked: AtomicU32,
}

impl Rate {
    /// As the settings have it; `None` for no limit.
    pub(crate) fn of(settings: &Settings) -> Option<Arc<Self>> {
        let per_second = NonZeroU32::new(settings.requests_per_second)?;
        let burst = NonZeroU32::new(settings.requests_burst).unwrap_or(per_second);
        let limiter = RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst));
        Some(Arc::new(Self { limiter, clock: DefaultClock::default(), asked: AtomicU32::new(0) }))
    }

    fn check(&self, client: &Client) -> Result<(), Problem> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(client).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Problem::new(ProblemType::RateLimited, "this client sends too many requests").retry_after(wait)
        })
    }
}

/// Lets a request pass whose client has not sent too many.
pub(crate) async fn limit(State(rate): State<Arc<Rate>>, request: Request, next: Next) -> Result<Response, Problem> {
    if let Some(client) = client(&request) {
        rate.check(&client)?;
    }
    Ok(next.run(request).await)
}

/// Who sends a request. Who tries keys that are not known is counted by the address.
fn client(request: &Request) -> Option<Client> {
    if let Some(Caller::Known(key)) = request.extensions().get() {
        return Some(Client::Key(key.name.clone()));
    }
    let ConnectInfo(address) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(Client::at(address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_asks_too_much_is_told_when_to_come_again_and_others_are_not() {
        let settings = Settings { requests_per_second: 1, requests_burst: 2, ..Settings::default() };
        let rate = Rate::of(&settings).expect("a limit");
        let [one, other] = [[192, 0, 2, 1], [192, 0, 2, 2]].map(|address| Client::at(address.into()));
        assert!(rate.check(&one).is_ok() && rate.check(&one).is_ok());
        let problem = rate.check(&one).expect_err("too many");
        assert_eq!((problem.status, problem.retry_after_s), (429, Some(1)));
        assert!(rate.check(&other).is_ok());
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_are_one_client_and_those_of_ipv4_are_not() {
        let at = |address: &str| Client::at(address.parse().expect("an address"));
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:2"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn there_may_be_no_limit() {
        assert!(Rate::of(&Settings { requests_per_second: 0, ..Settings::default() }).is_none());
    }
}
