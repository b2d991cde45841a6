//! One message in full, for whoever has its bytes in hand and wants more than its line in a list.

use super::{fence, with_carried};
use crate::headers::Headers;
use crate::input::{RawMessage, attached};
use crate::report::Report;
use crate::settings::Settings;
use crate::verify::Verifier;
use crate::{Analysis, analyze_and_verify};

/// Analyses `raw`, or with `which` the message of that number that it carries (1-based, in the order of the report; 0
/// is `raw` itself), and hands its header fields, its report and its carrier's to `show`. `None` when there is no such
/// message, or the analysis failed.
pub fn explain<T>(
    raw: &RawMessage<'_>,
    which: usize,
    settings: &Settings,
    verifier: Option<&Verifier<'_>>,
    show: impl FnOnce(&Headers<'_>, &Report, Option<&Report>) -> T,
) -> Option<T> {
    fence::silence_panics();
    fence::guard(|| {
        let carried = attached::find(raw);
        let mut messages = with_carried(raw, &carried, settings).into_iter();
        let report = |analysis: &Analysis<'_>| Report::new(analysis, settings);
        let own = if which == 0 { None } else { messages.next() };
        let carrier = own.map(|own| report(&analyze_and_verify(own, settings, verifier)));
        let message = messages.nth(which.saturating_sub(1))?;
        let within = message.origin.inside;
        let analysis = analyze_and_verify(message, settings, verifier);
        let carrier = carrier.filter(|_| within == Some(raw.origin.number));
        Some(show(&analysis.headers, &report(&analysis), carrier.as_ref()))
    })?
}
