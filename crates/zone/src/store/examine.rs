//! Looks at a bucket, for `doctor`: one question after the other, and on after a failure where that tells more.

use object_store::ObjectStoreExt;
use object_store::path::Path;
use uuid::Uuid;
use weather::Time;

use super::Store;
use super::signed::Answer;
use crate::{Error, Finding, Kind, Result};

/// A signature is refused when the clocks are 15 minutes apart; well before that somebody should know.
const SKEW_MAX_S: i64 = 300;

impl Store {
    /// What there is to say of the bucket; `tables` says whether conditional put is needed or only told.
    pub(crate) async fn examine(&self, now: Time, tables: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        match self.bucket.look().await {
            None => {}
            Some(Err(error)) => return vec![Finding::new("answers", Err(error))],
            Some(Ok(answer)) => findings.extend(self.server(&answer, now)),
        }
        findings.push(Finding::new("may write", self.may_write().await));
        findings.push(Finding::new("conditional put", self.conditional_put(tables).await));
        findings
    }

    fn server(&self, answer: &Answer, now: Time) -> Vec<Finding> {
        let named = answer.server.clone().unwrap_or_else(|| "an S3 server that does not tell its name".to_owned());
        let mut findings = vec![Finding::new("answers", Ok(named))];
        let credentials = match (answer.status, answer.code.as_deref()) {
            (401 | 403, Some("RequestTimeTooSkewed")) => Ok("not looked at: the clock is wrong".to_owned()),
            (401 | 403, _) => Err(Error::new(Kind::Invalid, format!("{}: {}", self.url(), answer.told())).hint(
                "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile of storage.s3.profile, and what they \
                 may do with this bucket",
            )),
            _ => Ok("accepted".to_owned()),
        };
        findings.push(Finding::new("credentials", credentials));
        if let Some(date) = answer.date.as_deref().and_then(http_date) {
            findings.push(Finding::new("clock", clock(date.unix() - now.unix())));
        }
        findings
    }

    async fn may_write(&self) -> Result<String> {
        self.ready().await?;
        let path = Path::from(format!(".meteolake-{}", Uuid::new_v4()));
        let inside = self.inside();
        inside.put(&path, b"meteolake\n".as_slice().into()).await?;
        inside.delete(&path).await?;
        Ok("yes, and delete".to_owned())
    }

    async fn conditional_put(&self, tables: bool) -> Result<String> {
        match (self.ready().await?.conditional_put, tables) {
            (true, _) => Ok("honoured".to_owned()),
            (false, true) => self.ready_for_tables().await.map(|()| String::new()),
            (false, false) => Ok("ignored: good enough for raw objects, which are named by their content".to_owned()),
        }
    }
}

/// How far the server's clock is ahead of ours.
fn clock(ahead_s: i64) -> Result<String> {
    if ahead_s.abs() <= SKEW_MAX_S {
        return Ok(format!("{} s apart from the server's", ahead_s.abs()));
    }
    let (minutes, which) = (ahead_s.abs() / 60, if ahead_s > 0 { "behind" } else { "ahead of" });
    Err(Error::new(Kind::Invalid, format!("this machine's clock is {minutes} minutes {which} the server's"))
        .hint("set the clock: at 15 minutes signatures are refused"))
}

/// The time of an HTTP date, as `Tue, 24 Nov 2026 11:49:19 GMT`.
fn http_date(text: &str) -> Option<Time> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_once(", ")?.1.split([' ', ':']);
    let day = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? as u32 + 1;
    let year = words.next()?.parse().ok()?;
    let mut number = || words.next()?.parse::<u32>().ok();
    let (hour, minute, second) = (number()?, number()?, number()?);
    Time::from_civil(year, month, day, hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_its_time() {
        let time = http_date("Tue, 24 Nov 2026 11:49:19 GMT").expect("a date");
        assert_eq!(time.to_string(), "2026-11-24T11:49:19Z");
        assert_eq!(http_date("yesterday"), None);
    }

    #[test]
    fn a_clock_that_is_off_is_told_with_its_direction() {
        assert!(clock(-20).is_ok());
        let error = clock(1_200).expect_err("too far");
        assert_eq!(error.to_string(), "this machine's clock is 20 minutes behind the server's");
    }
}
