//! The local page: a server on the loopback interface that takes dropped files and streams what the analysis says.
//!
//! The page holds the files, the server holds nothing: an upload runs through the analysis as it comes, and what is
//! wanted again, a download or one message in full, is sent again.

mod answer;
mod body;
mod connections;
mod explain;
mod frames;
mod guard;
mod job;
mod jobs;
mod pipe;
mod routes;
mod settings;
mod upload;
mod work;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use guard::Key;
use jobs::Jobs;

/// The port that is tried first. What a browser keeps belongs to an address with its port, so that settings are found
/// again as long as it is free.
pub const USUAL_PORT: u16 = 8417;

/// How long work under way may take once the server is to end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What the server bears. Whoever meets one of these limits is told its name and size.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of one upload.
    pub bytes: u64,
    /// Files of one upload.
    pub files: u64,
    /// Bytes of the settings that come with a request.
    pub settings: usize,
    /// Bytes of one message that is asked for in full, or of the archive that it lies in.
    pub message: usize,
    /// How long one upload may take.
    pub time: Duration,
    /// How long a sender may be silent, and a reader not read.
    pub silence: Duration,
    /// How long a download may wait for its reader, who may be asked first where to put it.
    pub patience: Duration,
    /// Uploads that are known at once.
    pub jobs: usize,
    /// Large uploads that are analysed at once; the others wait.
    pub large: usize,
    /// Small ones.
    pub small: usize,
    /// Messages that are explained at once.
    pub explained: usize,
    /// Connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 30,
            files: 500_000,
            settings: 1 << 20,
            message: 64 << 20,
            time: Duration::from_secs(2 * 60 * 60),
            silence: Duration::from_secs(30),
            patience: Duration::from_secs(10 * 60),
            jobs: 256,
            large: 3,
            small: 4,
            explained: 3,
            connections: 768,
        }
    }
}

/// How to serve.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port; [`USUAL_PORT`] when it is free, else any free one, when not given.
    pub port: Option<u16>,
    /// The name server for checks that the page asks for; the system's own when not given.
    pub resolver: Option<SocketAddr>,
    /// What is borne.
    pub limits: Limits,
}

/// What every request sees.
#[derive(Debug)]
struct App {
    key: Key,
    port: u16,
    limits: Limits,
    resolver: Option<SocketAddr>,
    jobs: Jobs,
}

/// A server at work. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    runtime: Option<Runtime>,
    app: Arc<App>,
    end: watch::Sender<bool>,
}

impl Server {
    /// Starts one on the loopback interface.
    ///
    /// # Errors
    /// When the port is taken, or no thread or random number is to be had.
    pub fn start(options: Options) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = runtime.block_on(listen(options.port))?;
        let app = Arc::new(App {
            key: Key::new()?,
            port: listener.local_addr()?.port(),
            jobs: Jobs::new(&options.limits),
            limits: options.limits,
            resolver: options.resolver,
        });
        let (end, ended) = watch::channel(false);
        runtime.spawn(connections::serve(listener, Arc::clone(&app), ended));
        runtime.spawn(jobs::forget(Arc::clone(&app)));
        Ok(Self { runtime: Some(runtime), app, end })
    }

    /// The page's address, with the key that every request needs.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.app.port, self.app.key.text())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.end.send(true);
        self.app.jobs.end_all();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(LAST_WORDS);
        }
    }
}

async fn listen(port: Option<u16>) -> io::Result<TcpListener> {
    let at = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match port {
        Some(port) => at(port).await,
        None => match at(USUAL_PORT).await {
            Ok(listener) => Ok(listener),
            Err(_) => at(0).await,
        },
    }
}
