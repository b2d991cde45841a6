//! What a remedy would have done: the evidence changed as if it had been in place, judged and concluded again.
//!
//! Nothing here has an opinion of its own on a message. A remedy stands for a [`Change`] of what servers reported or
//! of what a filter's list holds; the changed copy goes through the same rules and the same choice of a cause, so a
//! cause that is left standing is found as always. What a filter's content model would make of a message is never
//! foretold: where only it is left, the prediction stays as it was.

mod allow;
mod authentication;
mod change;
mod filters;
mod placement;
mod records;
mod results;
mod score;
#[cfg(test)]
mod tests;
mod words;

use super::{Cause, Confidence, Diagnosis, cause, weigh};
use crate::evidence::Evidence;
use crate::evidence::filters::Verdict;
use crate::input::Folder;
use crate::remedies::Remedy;
use crate::rules::{self, Case, facts};

pub use results::Shift;

use change::Change;

/// Remedies of one message that are tried.
const MOST_REMEDIES: usize = 8;
/// Remedies that are tried together: more than any known way to the inbox needs.
const MOST_TOGETHER: usize = 3;
/// Times that the combinations of one message are judged.
const MOST_JUDGED: usize = 12;

/// What one remedy would have done to a message.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// The remedy.
    pub remedy: &'static Remedy,
    /// The results that it changes.
    pub shifts: Vec<Shift>,
    /// Where the message would have gone.
    pub folder: Folder,
    /// What the deciding filter would have said.
    pub verdict: Verdict,
    /// What would have been the reason.
    pub cause: Option<Cause>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Further remedies that together with this one would have delivered it, when it alone would not.
    pub needs: Vec<&'static Remedy>,
    /// What became of the rule that decided.
    pub effect: Effect,
    /// What was computed from which record, a sentence each; empty where DNS does not tell.
    pub computed: Vec<String>,
}

impl WhatIf {
    /// The message would have reached the inbox by this remedy alone.
    pub fn delivers(&self) -> bool {
        self.folder == Folder::Inbox
    }

    /// The prediction in words, for a message that lies in `before`.
    pub fn text(&self, before: Folder) -> String {
        words::text(self, before)
    }
}

/// What becomes of the rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effect {
    /// It applies as before.
    #[default]
    Stays,
    /// The filter's rule for forged senders no longer applies.
    NotForged,
    /// The policy of the From domain is no longer enforced.
    NoPolicy,
    /// Fewer points are scored, and the total stays below the limit.
    BelowLimit,
    /// A list lets the message through before, or whatever, the filter judges.
    Listed,
}

/// What a change did to the copy of the evidence.
#[derive(Debug, Clone)]
struct Applied {
    /// At best this sure.
    confidence: Confidence,
    /// The recipient's list chooses the folder whatever the verdict.
    placed: bool,
    /// The list outranks the policy of the From domain.
    outranks_policy: bool,
    effect: Effect,
    /// What was computed from DNS, a sentence each.
    computed: Vec<String>,
}

impl Applied {
    const fn new(confidence: Confidence) -> Self {
        Self {
            confidence,
            placed: false,
            outranks_policy: false,
            effect: Effect::Stays,
            computed: Vec::new(),
        }
    }

    /// Less sure, where something is unseen.
    fn doubt(&mut self, confidence: Confidence) {
        self.confidence = self.confidence.max(confidence);
    }
}

/// What each remedy of a diagnosis that changes authentication or an allow-list would have done.
///
/// Empty for mail that was delivered, that does not provably come from Ex Libris, or whose verdict is malware or
/// phishing: nobody is to work round those.
pub(super) fn foretell(case: &Case<'_, '_>, diagnosis: &Diagnosis) -> Vec<WhatIf> {
    let changes = changes(diagnosis);
    if changes.is_empty() || !may_foretell(case, diagnosis) {
        return Vec::new();
    }
    let mut judge = Judge { case, cause: diagnosis.cause, judged: 0 };
    let mut found = Vec::with_capacity(changes.len());
    for (remedy, change) in changes {
        let Some(step) = judge.take(Step::start(case, diagnosis.cause), change) else { continue };
        let mut what_if = step.what_if(case, remedy);
        if facts::is_out(case) && !what_if.delivers() {
            what_if.needs = judge.needs(&step, &mut vec![remedy]).unwrap_or_default();
        }
        found.push(what_if);
    }
    found
}

fn changes(diagnosis: &Diagnosis) -> Vec<(&'static Remedy, Change)> {
    let remedies = diagnosis.remedies.iter().map(|(remedy, _)| *remedy);
    remedies.filter_map(|r| Some((r, change::of(r)?))).take(MOST_REMEDIES).collect()
}

fn may_foretell(case: &Case<'_, '_>, diagnosis: &Diagnosis) -> bool {
    let outcome = &case.evidence.outcome;
    let dangerous = matches!(outcome.verdict, Verdict::Malware | Verdict::Phish)
        || diagnosis.cause.is_some_and(|c| matches!(c.rule.id, "malware" | "phishing-detected"));
    case.evidence.exlibris.relation.is_genuine()
        && !dangerous
        && !matches!(outcome.folder, Folder::Inbox | Folder::Other)
}

/// The evidence after some changes, and what follows from it.
struct Step<'m> {
    evidence: Evidence<'m>,
    cause: Option<Cause>,
    applied: Applied,
}

impl<'m> Step<'m> {
    /// Nothing is changed yet.
    fn start(case: &Case<'_, 'm>, cause: Option<Cause>) -> Self {
        Self { evidence: copy(case.evidence), cause, applied: Applied::new(Confidence::Certain) }
    }

    fn what_if(&self, case: &Case<'_, 'm>, remedy: &'static Remedy) -> WhatIf {
        let after = Case { evidence: &self.evidence, ..*case };
        let outcome = &self.evidence.outcome;
        WhatIf {
            remedy,
            shifts: results::shifts(case, &after),
            folder: outcome.folder,
            verdict: outcome.verdict,
            cause: self.cause,
            confidence: self.applied.confidence,
            needs: Vec::new(),
            effect: self.applied.effect,
            computed: self.applied.computed.clone(),
        }
    }
}

/// A copy without what no rule looks at.
fn copy<'m>(evidence: &Evidence<'m>) -> Evidence<'m> {
    let a = &evidence.authentication;
    Evidence {
        identity: evidence.identity.clone(),
        route: evidence.route.clone(),
        authentication: crate::evidence::authentication::Authentication {
            spf: a.spf.clone(),
            dkim: a.dkim.clone(),
            dmarc: a.dmarc.clone(),
            arc: a.arc.clone(),
            compauth: a.compauth.clone(),
            gateway: a.gateway.clone(),
            ..Default::default()
        },
        filters: evidence.filters.clone(),
        exlibris: evidence.exlibris.clone(),
        outcome: evidence.outcome.clone(),
        notes: Vec::new(),
    }
}

/// Judges changed evidence, a bounded number of times for each message.
struct Judge<'c, 'e, 'm> {
    case: &'c Case<'e, 'm>,
    /// The cause as it is.
    cause: Option<Cause>,
    judged: usize,
}

impl<'m> Judge<'_, '_, 'm> {
    /// Makes one more change and concludes. `None` when nothing can be said about it.
    fn take(&mut self, mut step: Step<'m>, change: Change) -> Option<Step<'m>> {
        self.judged += 1;
        let before = step.evidence.authentication.clone();
        let blamed = step.cause;
        let mut applied = change.apply(self.case, &mut step.evidence)?;
        filters::judge_again(&before, blamed, &mut step.evidence, &mut applied)?;
        placement::settle(self.case, blamed, &mut step.evidence, &mut applied);
        let after = Case { evidence: &step.evidence, ..*self.case };
        step.cause = cause::choose(&after, &rules::judge_causes(&after));
        applied.doubt(step.applied.confidence);
        applied.confidence = self.confidence(&step, applied.confidence);
        step.applied = applied;
        Some(step)
    }

    /// A list that stopped the message stops it as surely as before; all else is at best likely.
    fn confidence(&self, step: &Step<'m>, applied: Confidence) -> Confidence {
        let same = step.cause.map(|c| c.rule.id) == self.cause.map(|c| c.rule.id);
        match self.cause {
            Some(cause) if same && !placement::liftable(Some(cause)) => cause.confidence,
            _ => applied.max(Confidence::Likely),
        }
    }

    /// The remedies of the causes that are left standing, one after the other, until the message is delivered.
    fn needs(&mut self, step: &Step<'m>, taken: &mut Vec<&'static Remedy>) -> Option<Vec<&'static Remedy>> {
        let left = step.cause.map(|c| c.rule.id);
        if taken.len() >= MOST_TOGETHER || left == self.cause.map(|c| c.rule.id) {
            return None;
        }
        let after = Case { evidence: &step.evidence, ..*self.case };
        let next = weigh(&after, rules::judge(&after));
        for (remedy, change) in changes(&next) {
            if self.judged >= MOST_JUDGED || taken.iter().any(|t| t.id == remedy.id) {
                continue;
            }
            let again =
                Step { evidence: copy(&step.evidence), cause: step.cause, applied: step.applied.clone() };
            let Some(further) = self.take(again, change) else { continue };
            taken.push(remedy);
            let found = if further.evidence.outcome.folder == Folder::Inbox {
                Some(taken.get(1..).unwrap_or_default().to_vec())
            } else {
                self.needs(&further, taken)
            };
            taken.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }
}
