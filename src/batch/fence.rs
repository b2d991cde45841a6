//! The fence round each message: a panic in the analysis of one becomes a named row, and the rest goes on.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::input::Origin;
use crate::input::attached::{DEEPEST, MOST};
use crate::report::Unreadable;

thread_local! {
    static FENCED: Cell<bool> = const { Cell::new(false) };
}

/// Lets panics behind a fence pass in silence; all others are reported as before.
pub(super) fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !FENCED.get() {
                before(info);
            }
        }));
    });
}

/// Runs `work`; `None` when it panicked.
pub(super) fn guard<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = FENCED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    FENCED.set(outer);
    result.ok()
}

/// The row for a message whose analysis panicked.
pub(super) fn lost(origin: &Origin) -> Unreadable {
    let inside = if origin.inside.is_some() { "a message attached to it" } else { "this message" };
    Unreadable {
        path: origin.path.as_ref().to_owned(),
        number: Some(origin.inside.unwrap_or(origin.number)),
        offset: origin.offset,
        reason: format!("the analysis of {inside} failed: a defect of this program, please report it"),
    }
}

/// The row for messages that were left inside their carrier.
pub(super) fn too_many(origin: &Origin) -> Unreadable {
    Unreadable {
        path: origin.path.as_ref().to_owned(),
        number: Some(origin.inside.unwrap_or(origin.number)),
        offset: origin.offset,
        reason: format!(
            "it carries more messages than are taken out ({MOST}, nested {DEEPEST} deep); the others were not analysed"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stops_at_the_fence() {
        silence_panics();
        assert_eq!(guard(|| 1), Some(1));
        assert_eq!(guard(|| -> u8 { panic!("behind the fence") }), None);
    }
}
