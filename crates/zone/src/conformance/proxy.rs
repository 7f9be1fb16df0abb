//! A proxy between a test and a server that cuts connections, to see what becomes of the work under way.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A proxy on a port of its own; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    /// Each change cuts every connection.
    cuts: Arc<watch::Sender<u64>>,
    refusing: Arc<AtomicBool>,
    accepted: Arc<AtomicU64>,
    tasks: Vec<JoinHandle<()>>,
}

impl Proxy {
    /// A proxy that passes everything on to `upstream`.
    pub(crate) async fn start(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let cuts = Arc::new(watch::Sender::new(0));
        let (refusing, accepted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (signal, refuse, count) = (cuts.clone(), refusing.clone(), accepted.clone());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !refuse.load(Ordering::Relaxed) {
                    count.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(pass_on(client, upstream, signal.subscribe()));
                }
            }
        });
        Self { address, cuts, refusing, accepted, tasks: vec![task] }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts every connection there is.
    pub(crate) fn cut_all(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Cuts every connection there is, again and again.
    pub(crate) fn cut_every(&mut self, period: Duration) {
        let cuts = self.cuts.clone();
        self.tasks.push(tokio::spawn(async move {
            loop {
                tokio::time::sleep(period).await;
                cuts.send_modify(|cuts| *cuts += 1);
            }
        }));
    }

    /// Closes new connections at once, or lets them through again.
    pub(crate) fn refuse(&self, refusing: bool) {
        self.refusing.store(refusing, Ordering::Relaxed);
    }

    /// How many connections were let through.
    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.cut_all();
    }
}

/// Copies both ways until one side ends or the connection is cut.
async fn pass_on(mut client: TcpStream, upstream: SocketAddr, mut cut: watch::Receiver<u64>) {
    let Ok(mut server) = TcpStream::connect(upstream).await else { return };
    cut.mark_unchanged();
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = cut.changed() => {}
    }
}
