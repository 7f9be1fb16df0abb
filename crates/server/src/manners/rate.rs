//! How many requests a client may send; a client is an address.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::problem::{Problem, ProblemType};
use crate::settings::Settings;

/// After so many requests, clients that have been quiet are forgotten.
const FORGET_EVERY: u32 = 4_096;

/// Counts the requests of each client.
pub(crate) struct Rate {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
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

    fn check(&self, client: IpAddr) -> Result<(), Problem> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&client).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Problem::new(ProblemType::RateLimited, "too many requests from this address").retry_after(wait)
        })
    }
}

/// Lets a request pass whose client has not sent too many.
pub(crate) async fn limit(State(rate): State<Arc<Rate>>, request: Request, next: Next) -> Result<Response, Problem> {
    if let Some(ConnectInfo(client)) = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>() {
        rate.check(client.ip().to_canonical())?;
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_asks_too_much_is_told_when_to_come_again_and_others_are_not() {
        let settings = Settings { requests_per_second: 1, requests_burst: 2, ..Settings::default() };
        let rate = Rate::of(&settings).expect("a limit");
        let [one, other] = [[192, 0, 2, 1], [192, 0, 2, 2]].map(IpAddr::from);
        assert!(rate.check(one).is_ok() && rate.check(one).is_ok());
        let problem = rate.check(one).expect_err("too many");
        assert_eq!((problem.status, problem.retry_after_s), (429, Some(1)));
        assert!(rate.check(other).is_ok());
    }

    #[test]
    fn there_may_be_no_limit() {
        assert!(Rate::of(&Settings { requests_per_second: 0, ..Settings::default() }).is_none());
    }
}
