//! What was checked anew: what differs from the reports, and what each result rests on.

use super::checks::table;
use super::markup::{Markup, class, own};
use crate::report::anew::{Anew, SpfCheck};
use crate::report::model::Report;
use crate::report::text::{anew as plain, words};

/// Lines of an SPF trace that are shown.
const TRACE: usize = 60;

/// Writes it; nothing where DNS is off.
pub(super) fn write(report: &Report, m: &mut Markup) {
    let Some(anew) = &report.authentication.verified else { return };
    if anew.differences.is_empty() {
        m.leaf("p", &[class("quiet")], "Checked anew: nothing differs from what was reported.");
    } else {
        m.leaf("p", &[], "Checked anew, this differs from what was reported:");
        table("Differences", &["Check", "Domain", "Reported", "Now", "Why"], m, |m| {
            for difference in &anew.differences {
                m.el("tr", &[], |m| {
                    m.leaf("th", &[own("scope", "row")], words::result(difference.method));
                    m.el("td", &[], |m| m.foreign(difference.domain.as_deref().unwrap_or("–")));
                    m.el("td", &[], |m| m.foreign(&difference.reported));
                    m.leaf("td", &[], difference.verified);
                    m.leaf("td", &[], &difference.text);
                });
            }
        });
    }
    m.el("details", &[], |m| {
        m.leaf("summary", &[], "What the check rests on");
        details(anew, m);
    });
}

fn details(anew: &Anew, m: &mut Markup) {
    if let Some(check) = &anew.spf {
        spf(check, m);
    }
    for check in &anew.dkim {
        m.leaf("p", &[], &plain::dkim(check));
        for text in check.text.iter().chain(&plain::unsigned(check)) {
            m.leaf("p", &[class("quiet")], text);
        }
    }
    if anew.dkim_left_out > 0 {
        let text = format!("{} more signatures were not looked at.", anew.dkim_left_out);
        m.leaf("p", &[class("quiet")], &text);
    }
    if let Some(dmarc) = &anew.dmarc {
        let at = plain::as_of(dmarc.answered.as_deref());
        for (name, found) in [("RFC 7489", &dmarc.rfc7489), ("RFC 9989", &dmarc.rfc9989)] {
            if let Some(found) = found {
                m.leaf("p", &[], &format!("DMARC by {name}{at}: {}.", plain::told(found)));
            }
        }
        if dmarc.same == Some(false) {
            m.leaf("p", &[class("doubt")], plain::DIFFERENT);
        }
    }
    if let Some(arc) = &anew.arc {
        let reason = arc.reason.map(|r| format!(" ({r})")).unwrap_or_default();
        m.leaf("p", &[], &format!("ARC: {}{reason}.", arc.result));
        m.el("ul", &[], |m| arc.sets.iter().for_each(|set| m.leaf("li", &[], &plain::arc_set(set))));
    }
}

fn spf(check: &SpfCheck, m: &mut Markup) {
    m.leaf("p", &[], &plain::spf(check));
    m.el("ul", &[], |m| {
        for line in check.trace.iter().take(TRACE) {
            m.el("li", &[], |m| {
                m.el("code", &[], |m| m.foreign(line.term.as_deref().unwrap_or(&line.domain)));
                m.text(": ");
                m.foreign(&line.text);
            });
        }
    });
    let left_out = check.trace.len().saturating_sub(TRACE) + check.trace_left_out;
    if left_out > 0 {
        m.leaf("p", &[class("quiet")], &format!("and {left_out} more lines"));
    }
    if !check.not_recorded.is_empty() {
        m.leaf("p", &[class("doubt")], &format!("Not recorded: {}.", check.not_recorded.join(", ")));
    }
    if let Some(text) = &check.explanation {
        m.el("p", &[class("quiet")], |m| {
            m.text("The domain's own words for such mail: ");
            m.foreign(text);
        });
    }
}
