//! Connections: as many as are borne, each with a time limit for what it asks, closed so that the answer arrives.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::{App, routes};

/// How long the head of a request may take, and a connection lie idle.
const HEAD: Duration = Duration::from_secs(15);
/// Bytes that are read ahead on a connection.
const BUFFER: usize = 64 << 10;
/// How long, and how many bytes, are taken from a sender who has his answer: closing at once would destroy it.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 16 << 20;
/// What is said where there are too many connections.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n\
    Too many connections at once: close some of the pages that are open.\n";

/// Takes connections until the end.
pub(super) async fn serve(listener: TcpListener, app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let router = routes::router(Arc::clone(&app));
    let free = Arc::new(Semaphore::new(app.limits.connections));
    loop {
        let taken = tokio::select! {
            _ = ended.changed() => return,
            taken = listener.accept() => taken,
        };
        let Ok((stream, _)) = taken else {
            // Out of descriptors, or the peer is gone: others may still come.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        match Arc::clone(&free).try_acquire_owned() {
            Ok(place) => drop(tokio::spawn(async move {
                let served = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD)
                    .max_buf_size(BUFFER)
                    .serve_connection(TokioIo::new(stream), service)
                    .without_shutdown()
                    .await;
                if let Ok(parts) = served {
                    close(parts.io.into_inner()).await;
                }
                drop(place);
            })),
            Err(_) => drop(tokio::spawn(async move {
                let mut stream = stream;
                let _ = timeout(LINGER, stream.write_all(FULL)).await;
                close(stream).await;
            })),
        }
    }
}

/// Says that nothing more comes, and lets the peer read what was said.
async fn close(mut stream: TcpStream) {
    let _ = stream.shutdown().await;
    let mut left = LINGER_BYTES;
    let mut buffer = vec![0; 16 << 10];
    let drain = async {
        while left > 0 {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(read) => left = left.saturating_sub(read),
            }
        }
    };
    let _ = timeout(LINGER, drain).await;
}
