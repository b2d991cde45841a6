//! The uploads that are known, and those that are forgotten because nobody went on with them.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::Semaphore;
use tokio::time::sleep;

use super::answer::Fault;
use super::job::Job;
use super::settings::Wish;
use super::{App, Limits};

/// How often is looked for what is to be forgotten.
const ROUND: Duration = Duration::from_secs(1);

/// The uploads that are known.
#[derive(Debug)]
pub(super) struct Jobs {
    known: Mutex<HashMap<u64, Arc<Job>>>,
    most: usize,
    /// Places for large uploads under analysis, for small ones, and for single messages.
    pub(super) large: Arc<Semaphore>,
    pub(super) small: Arc<Semaphore>,
    pub(super) explained: Arc<Semaphore>,
}

impl Jobs {
    pub(super) fn new(limits: &Limits) -> Self {
        let places = |most| Arc::new(Semaphore::new(most));
        Self {
            known: Mutex::default(),
            most: limits.jobs,
            large: places(limits.large),
            small: places(limits.small),
            explained: places(limits.explained),
        }
    }

    /// Announces an upload.
    pub(super) fn announce(&self, wish: Wish) -> Result<Arc<Job>, Fault> {
        let id =
            random().map_err(|error| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
        let mut known = self.known();
        if known.len() >= self.most {
            let text = format!(
                "{} uploads are under way at once, which is the limit: try again when some have ended.",
                self.most
            );
            return Err(Fault::new(StatusCode::SERVICE_UNAVAILABLE, text));
        }
        let job = Arc::new(Job::new(id, wish));
        known.insert(id, Arc::clone(&job));
        Ok(job)
    }

    /// A known one.
    pub(super) fn find(&self, id: &str) -> Result<Arc<Job>, Fault> {
        let job = u64::from_str_radix(id, 16).ok().and_then(|id| self.known().get(&id).cloned());
        job.ok_or_else(|| Fault::new(StatusCode::NOT_FOUND, "This upload is not known, or has ended."))
    }

    /// Forgets one.
    pub(super) fn forget(&self, id: u64) {
        self.known().remove(&id);
    }

    /// Ends all, because the program ends.
    pub(super) fn end_all(&self) {
        self.known().drain().for_each(|(_, job)| job.cancel());
    }

    fn known(&self) -> MutexGuard<'_, HashMap<u64, Arc<Job>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Again and again ends what nobody sends or nobody reads.
pub(super) async fn forget(app: Arc<App>) {
    let silence = app.limits.silence;
    loop {
        sleep(ROUND.min(silence)).await;
        let late: Vec<Arc<Job>> = {
            let known = app.jobs.known();
            let late =
                |job: &&Arc<Job>| job.since.elapsed() > silence && !(job.has_arrived() && job.is_read());
            known.values().filter(late).cloned().collect()
        };
        for job in late {
            let who = if job.has_arrived() { "nobody asked for its result" } else { "no upload followed" };
            job.broke(&format!("It was given up: {who} within {} seconds.", silence.as_secs()));
            app.jobs.forget(job.id);
        }
    }
}

fn random() -> io::Result<u64> {
    let mut bytes = [0; 8];
    let failed = |_| io::Error::other("no random numbers are to be had");
    SystemRandom::new().fill(&mut bytes).map_err(failed)?;
    Ok(u64::from_le_bytes(bytes))
}
