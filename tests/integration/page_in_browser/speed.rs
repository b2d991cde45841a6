//! How soon the page answers.

use whyjunk::serve::Limits;

use super::{Visit, fixture};

/// From drop to answer on one message, milliseconds, median of 20. Other work on the machine can only make it longer,
/// so the best of three rounds counts.
#[test]
fn one_message_is_answered_at_once() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let mut medians = Vec::new();
    while medians.len() < 3 && medians.iter().all(|median| *median >= AT_ONCE) {
        let mut took: Vec<f64> = (0..20).map(|_| drop_to_answer(&visit)).collect();
        took.sort_by(f64::total_cmp);
        medians.push((took[9] + took[10]) / 2.0);
        eprintln!(
            "from drop to answer: median {:.0} ms, slowest {:.0} ms",
            medians[medians.len() - 1],
            took[19]
        );
    }
    assert!(medians.iter().any(|median| *median < AT_ONCE), "{medians:?}");
}

const AT_ONCE: f64 = 200.0;

fn drop_to_answer(visit: &Visit) -> f64 {
    visit.eval(
        "window.took = new Promise(done => addEventListener('drop', () => {
            const start = performance.now();
            const watch = new MutationObserver(() => {
                if (!document.querySelector('#one .beside') || document.getElementById('one').hidden) return;
                watch.disconnect();
                document.body.offsetHeight;
                done(performance.now() - start);
            });
            watch.observe(document.getElementById('main'), { childList: true, subtree: true, attributes: true });
        }, { once: true, capture: true })); 0",
    );
    visit.drop_on(&[&fixture("rules/spf-omits-relay/hit-1.eml")]);
    let took = visit.eval("window.took").as_f64().unwrap();
    visit.click("#again");
    visit.state("start");
    took
}
