//! Reading: a task asks the server ahead of a caller who decodes and may block.

use futures::executor::block_on;
use tokio::sync::mpsc;
use weather::climate::MonthPartial;

use super::scan::{Batch, Scan};
use super::server::Server;
use super::stored::{to_day, to_month};
use crate::Result;
use crate::curated::{DocumentIterator, MonthRequest};

/// Batches asked for ahead.
const AHEAD: usize = 2;

/// The documents of a scan. Call it within the runtime; what it gives may be driven from any thread that may block.
pub(super) fn documents(server: Server, mut scan: Scan) -> DocumentIterator {
    let (sender, mut receiver) = mpsc::channel::<Result<Batch>>(AHEAD);
    tokio::spawn(async move {
        loop {
            let Some(batch) = scan.next().await.transpose() else { return };
            let is_last = batch.is_err();
            // Nobody listens any more when the iterator was dropped.
            if sender.send(batch).await.is_err() || is_last {
                return;
            }
        }
    });
    let next = move || block_on(receiver.recv());
    let decode = move |batch: Result<Batch>| {
        let batch = batch?;
        batch.documents()?.into_iter().map(|document| to_day(&server, document)).collect()
    };
    Box::new(std::iter::from_fn(next).map(decode))
}

/// The months of a request.
pub(super) async fn months(server: &Server, request: &MonthRequest) -> Result<Vec<MonthPartial>> {
    let mut scan = Scan::months(server.clone(), request);
    let mut months = Vec::new();
    while let Some(batch) = scan.next().await? {
        for document in batch.documents()? {
            months.push(to_month(server, document)?);
        }
    }
    Ok(months)
}
