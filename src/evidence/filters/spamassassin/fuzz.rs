//! No value of any score field can stop a decoder or make a number that is none.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::testing::{below, run};
use crate::evidence::filters::{amavis, exim, mailscanner, rspamd};

const NAMES: [&str; 20] = [
    "X-Spam-Status",
    "X-Spam-Score",
    "X-Spam-Level",
    "X-Spam-Report",
    "X-Spam-Flag",
    "X-Spam_bar",
    "X-Spam_score_int",
    "X-Site-Spam-Status",
    "X-Spamd-Result",
    "X-Rspamd-Report",
    "X-Rspamd-Pre-Result",
    "X-Site-MailScanner-SpamCheck",
    "X-Amavis-Alert",
    "X-SA-Exim-Scanned",
    "X-SA-Exim-Connect-IP",
    "X-Spam-Tests",
    "X-Spam-Filter-4",
    "X-Atmailcloud-Spam-Report",
    "X-Zone-Spam-Status",
    "X-MailCleaner-SpamCheck",
];

/// Pieces of the grammars in any order, with folds and characters outside ASCII.
const PIECES: &str = "((Yes|No|score=|hits|required |tests=|points|not spam|SpamAssassin|default: |True|action=|module=\
    |Content analysis details:|A_B|[A-Z_]{1,4}|[0-9.,+-]{1,5}|\\[|\\]|\\(|\\)|\\*|;|,|=|/|\n\t| |é|\u{fffd}|=\\?utf-8\\?q\\?=ff\\?=)){0,30}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn any_value_is_read(name in prop::sample::select(&NAMES[..]), value in PIECES) {
        let decoders =
            [&super::DECODER, &amavis::DECODER, &exim::DECODER, &mailscanner::DECODER, &rspamd::DECODER];
        let message = below(&format!("{name}: {value}"));
        for decoder in decoders {
            for reading in run(decoder, message) {
                prop_assert!(reading.score.is_none_or(f64::is_finite));
                prop_assert!(reading.codes.iter().all(|c| c.points.is_none_or(f64::is_finite)));
                prop_assert!(!reading.places.is_empty());
            }
        }
    }
}
