//! Connections: taken as long as there is room, cut when they keep the server waiting, ended in peace when it stops.

mod settings;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

pub use self::settings::Settings;
use crate::manners::metrics::Guard;
use crate::router::router;
use crate::state::Api;

/// Bytes of the head of a request.
const HEAD_BYTES_MAX: usize = 64 << 10;
const HEADERS_MAX: usize = 100;
/// After an error of accepting (no more file descriptors, say) the next try comes so much later.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves a lake until it is to stop, then until the requests that run are answered, or as long as the settings say.
///
/// # Errors
/// None while it serves: an error of one connection ends that one.
pub async fn serve(listener: TcpListener, api: Api) -> io::Result<()> {
    let routes = router(api.clone());
    let room = Arc::new(Semaphore::new(api.settings.connections_max));
    let graceful = GracefulShutdown::new();
    let mut stopping = pin!(api.stopping.cancelled());
    loop {
        // Where there is no room, a connection waits with the system until one ends.
        let accepting = async { (room.clone().acquire_owned().await, listener.accept().await) };
        let (place, accepted) = tokio::select! {
            () = &mut stopping => break,
            accepted = accepting => accepted,
        };
        match accepted {
            Ok((stream, client)) => {
                let counted = api.metrics.connection();
                let connection = connection(stream, client, routes.clone(), &api, graceful.watcher());
                tokio::spawn(async move {
                    connection.await;
                    drop::<(_, Guard)>((place, counted));
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    let limit = api.settings.shutdown_timeout;
    if tokio::time::timeout(limit, graceful.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests unanswered after {} s", limit.as_secs_f64());
    }
    Ok(())
}

/// Serves one connection to its end.
fn connection(
    stream: TcpStream,
    client: SocketAddr,
    routes: Router,
    api: &Api,
    watcher: Watcher,
) -> impl Future<Output = ()> + use<> {
    let (header_timeout, write_timeout) = (api.settings.header_timeout, api.settings.write_timeout);
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(client));
        routes.clone().oneshot(request)
    });
    async move {
        // Small answers go at once.
        drop(stream.set_nodelay(true));
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(write_timeout));
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_timeout)
            .max_headers(HEADERS_MAX)
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        if let Err(error) = watcher.watch(serving).await {
            tracing::debug!(%client, %error, "a connection ended early");
        }
    }
}
