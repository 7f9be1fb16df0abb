//! One attempt: a request, and its answer streamed into the transfer.

use reqwest::{Client, Response, StatusCode, header};
use weather::Time;
use zone::raw::FetchState;

use super::{Head, Transfer, Trouble};

/// How an attempt that succeeded ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) enum Ended {
    /// The provider says that nothing changed since the last fetch.
    Unchanged,
    /// The whole file arrived.
    Whole,
}

/// One attempt to bring the file of an address.
pub(in crate::fetch) struct Exchange<'a> {
    pub(in crate::fetch) client: &'a Client,
    pub(in crate::fetch) url: &'a str,
    /// What the last fetch of the address gave, where the raw zone still holds it.
    pub(in crate::fetch) known: Option<&'a FetchState>,
    pub(in crate::fetch) now: Time,
    /// Told after each piece: how many bytes have arrived, and of how many.
    pub(in crate::fetch) received: &'a (dyn Fn(u64, Option<u64>) + Send + Sync),
}

impl Exchange<'_> {
    /// Asks for the file, or for its rest, and receives it.
    pub(in crate::fetch) async fn run(&self, transfer: &mut Transfer<'_>) -> Result<Ended, Trouble> {
        let response = self.request(transfer).send().await.map_err(|error| Trouble::connection(&error))?;
        match response.status() {
            StatusCode::NOT_MODIFIED if self.known.is_some() => return Ok(Ended::Unchanged),
            StatusCode::OK => transfer.restart(Head::of(response.headers())).await?,
            StatusCode::PARTIAL_CONTENT if continues(transfer, &response) => {}
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                transfer.restart(Head::default()).await?;
                return Err(Trouble::passing("the file changed while it was downloaded".into()));
            }
            _ => return Err(Trouble::answer(&response, self.now)),
        }
        self.receive(response, transfer).await
    }

    /// The request for the rest where there is a beginning, else for the file if it changed.
    fn request(&self, transfer: &Transfer<'_>) -> reqwest::RequestBuilder {
        let mut request = self.client.get(self.url);
        if let Some((offset, validator)) = transfer.resumption() {
            return request.header(header::RANGE, format!("bytes={offset}-")).header(header::IF_RANGE, validator);
        }
        if let Some(etag) = self.known.and_then(|known| known.etag.as_deref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = self.known.and_then(|known| known.last_modified.as_deref()) {
            request = request.header(header::IF_MODIFIED_SINCE, last_modified);
        }
        request
    }

    async fn receive(&self, mut response: Response, transfer: &mut Transfer<'_>) -> Result<Ended, Trouble> {
        while let Some(bytes) = response.chunk().await.map_err(|error| Trouble::connection(&error))? {
            transfer.write(bytes).await?;
            (self.received)(transfer.offset(), transfer.head().bytes_total);
        }
        // Without a length there is nothing to compare with: a broken connection was an error above.
        let (arrived, total) = (transfer.offset(), transfer.head().bytes_total.unwrap_or(transfer.offset()));
        if arrived > total {
            transfer.restart(Head::default()).await?;
        }
        if arrived == total {
            return Ok(Ended::Whole);
        }
        Err(Trouble::passing(format!("{arrived} bytes arrived of {total}")))
    }
}

/// Whether an answer with a part of the file is the rest of what arrived.
fn continues(transfer: &Transfer<'_>, rest: &Response) -> bool {
    let offset = transfer.resumption().map(|(offset, _)| offset);
    offset.is_some_and(|offset| transfer.head().is_continued_by(rest.headers(), offset))
}
