//! Progress on standard error: hidden until a run takes long, and always where standard error is no terminal.

use std::io::{self, IsTerminal};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Progress;
use crate::batch;
use crate::dns::live::Counter;

/// How long a run takes before progress is shown.
const PATIENCE: Duration = Duration::from_millis(700);
/// How often progress is drawn while answers are waited for.
const TICK: Duration = Duration::from_millis(200);

/// The progress of a run.
pub(super) struct Meter {
    common: Arc<Common>,
    /// Draws while nothing but look-ups goes on.
    ticker: Option<JoinHandle<()>>,
}

struct Common {
    bar: ProgressBar,
    started: Instant,
    at: Mutex<batch::Progress>,
    lookups: Option<Counter>,
    over: Mutex<bool>,
    ended: Condvar,
}

impl Meter {
    /// Starts the clock. `lookups` tells how far the questions to name servers are.
    pub(super) fn start(quiet: bool, when: Progress, lookups: Option<Counter>) -> Self {
        let hidden = quiet || when == Progress::Never || !io::stderr().is_terminal();
        let bar = match hidden {
            true => ProgressBar::hidden(),
            false => ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden()),
        };
        let ticks = !hidden && lookups.is_some();
        let common = Arc::new(Common {
            bar,
            started: Instant::now(),
            at: Mutex::default(),
            lookups,
            over: Mutex::new(false),
            ended: Condvar::new(),
        });
        let ticking = Arc::clone(&common);
        // a run without a ticker shows its progress less often, no more
        let ticker = ticks.then(|| thread::Builder::new().spawn(move || ticking.tick()).ok()).flatten();
        Self { common, ticker }
    }

    /// The bar, which steps aside while something else is written.
    pub(super) fn bar(&self) -> ProgressBar {
        self.common.bar.clone()
    }

    /// How far the run is.
    pub(super) fn set(&self, at: batch::Progress) {
        *self.common.at.lock().unwrap_or_else(PoisonError::into_inner) = at;
        self.common.show();
    }

    /// Takes the bar away.
    pub(super) fn finish(mut self) {
        *self.common.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.common.ended.notify_all();
        if let Some(ticker) = self.ticker.take() {
            let _ = ticker.join();
        }
        self.common.bar.finish_and_clear();
    }
}

impl Common {
    fn tick(&self) {
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        while !*over {
            over = match self.ended.wait_timeout(over, TICK) {
                Ok((over, _)) => over,
                Err(poisoned) => poisoned.into_inner().0,
            };
            if !*over {
                self.show();
            }
        }
    }

    fn show(&self) {
        let bar = &self.bar;
        if bar.length().is_none() || self.started.elapsed() < PATIENCE {
            return;
        }
        let at = *self.at.lock().unwrap_or_else(PoisonError::into_inner);
        if bar.is_hidden() || (at.bytes > 0 && bar.position() == 0) {
            let template = match at.of {
                _ if at.bytes == 0 => "{spinner} {msg}",
                Some(_) => "{bar:30} {percent:>3} %  {msg}  {bytes}/{total_bytes}  {bytes_per_sec}",
                None => "{spinner} {msg}  {bytes}  {bytes_per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            if bar.is_hidden() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        }
        if let Some(of) = at.of {
            bar.set_length(of.max(at.bytes));
        }
        bar.set_message(message(at.messages, self.lookups.as_ref().map(Counter::counts)));
        bar.set_position(at.bytes);
    }
}

/// What stands beside the bar. `lookups`: asked and answered.
fn message(messages: u64, lookups: Option<(usize, usize)>) -> String {
    match lookups {
        None => format!("{messages} messages"),
        Some((asked, answered)) if messages == 0 => format!("{answered} of {asked} look-ups"),
        Some((asked, answered)) => format!("{messages} messages, {answered} of {asked} look-ups"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_ups_are_told_where_there_are_any() {
        assert_eq!(message(0, Some((12, 7))), "7 of 12 look-ups");
        assert_eq!(message(3, None), "3 messages");
        assert_eq!(message(3, Some((12, 7))), "3 messages, 7 of 12 look-ups");
    }
}
