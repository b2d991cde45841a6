//! Ctrl-C: the first ends the run with the summary of what was done, the second at once.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::run::say;

/// The exit code of a program that a signal ends: 128 and the number of SIGINT.
const ENDED: i32 = 130;

/// A switch that the first Ctrl-C, or a request of the system to end, turns on. `None` where the system's own answer
/// is better: while somebody types the input, nothing would end before they do.
pub(super) fn listen(paths: &[PathBuf]) -> Option<Arc<AtomicBool>> {
    if paths.iter().any(|path| path.as_os_str() == "-") && io::stdin().is_terminal() {
        return None;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if switch.swap(true, Ordering::Relaxed) {
            at_once();
        }
        say("whyjunk: stopping; press Ctrl-C again to end without a summary");
    })
    .ok()
    .map(|()| stop)
}

/// No value can be handed back from the thread of the handler.
#[allow(clippy::exit)]
fn at_once() {
    std::process::exit(ENDED);
}
