//! The evaluation of a record, and of those it leads to (RFC 7208 sections 4 and 6.1).

use std::net::IpAddr;

use super::macros::{MacroString, Values};
use super::record::{Record, TermKind};
use super::trace::{
    Evaluation, Found, Limit, Lookup, Outcome, Place, Possible, Problem, Question, Step, Visit,
};
use super::{Identity, MAX_IDENTITY_LENGTH, MAX_LOOKUPS, Request, Result, name};
use crate::dns::{Answer, Dns, Kind, Record as DnsRecord};

/// One check under way.
pub(super) struct Check<'a> {
    pub(super) dns: &'a dyn Dns,
    pub(super) values: Values<'a>,
    domain: &'a str,
    helo: bool,
    lookups: usize,
    pub(super) voids: usize,
    /// Terms without a recorded answer, which could have been void.
    pub(super) open: usize,
    limit: Option<Limit>,
    not_recorded: Vec<Question>,
    /// Domains on the way to the record under evaluation.
    path: Vec<String>,
}

/// What a term can do to the check; more than one when an answer is missing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effect {
    pub(super) matched: bool,
    pub(super) unmatched: bool,
    pub(super) errors: Possible,
}

/// The name that a term asks about.
pub(super) enum Target {
    Name(String),
    /// Nothing that DNS could be asked.
    Invalid(String),
    /// It depends on an answer that was not recorded.
    Open,
}

impl<'a> Check<'a> {
    pub(super) fn new(dns: &'a dyn Dns, request: &Request<'a>) -> Self {
        let sender = match request.identity {
            Identity::MailFrom(sender) if !sender.is_empty() => Some(sender),
            _ => None,
        };
        // Section 4.3: a sender without a local part is the postmaster's.
        let (local, domain) = match sender.map(|s| s.rsplit_once('@').unwrap_or(("", s))) {
            Some(("", domain)) => ("postmaster", domain),
            Some(parts) => parts,
            None => ("postmaster", request.helo),
        };
        let values = Values {
            local: cut(local),
            sender_domain: cut(domain),
            ip: request.ip.to_canonical(),
            helo: cut(request.helo),
            receiver: cut(request.receiver),
            time: request.time,
        };
        Self {
            dns,
            values,
            domain,
            helo: sender.is_none(),
            lookups: 0,
            voids: 0,
            open: 0,
            limit: None,
            not_recorded: Vec::new(),
            path: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Evaluation {
        let root = self.visit(self.domain);
        let result = root.possible.result();
        let certain = matches!(result, Result::Pass | Result::Fail | Result::SoftFail | Result::Neutral);
        let matched = if certain { deciding(&root) } else { Vec::new() };
        let explanation = if result == Result::Fail { self.explanation(&root) } else { None };
        Evaluation {
            result,
            possible: root.possible,
            ip: self.values.ip,
            helo: self.helo,
            sender: format!("{}@{}", self.values.local, self.values.sender_domain),
            root,
            matched,
            lookups: self.lookups,
            void_lookups: self.voids,
            limit: self.limit,
            explanation,
            not_recorded: self.not_recorded,
        }
    }

    /// `check_host()` for one domain. Nested calls are bounded by the number of look-ups, which each costs.
    pub(super) fn visit(&mut self, domain: &str) -> Visit {
        let checked = name::checked(domain);
        let domain = checked.clone().unwrap_or_else(|| cut(domain).to_owned());
        let found = checked.map_or(Found::InvalidDomain, |name| self.find(&name));
        let repeats = self.path.contains(&domain);
        let (steps, possible) = match &found {
            Found::Record(record) => {
                self.path.push(domain.clone());
                let evaluated = self.record(record, &domain);
                self.path.pop();
                evaluated
            }
            Found::Several(_) => (Vec::new(), Possible::of(Result::PermError)),
            Found::Nothing { .. } | Found::InvalidDomain => (Vec::new(), Possible::of(Result::None)),
            Found::Failed(_) => (Vec::new(), Possible::of(Result::TempError)),
            Found::NotRecorded => (Vec::new(), Possible::UNSEEN),
        };
        Visit { domain, found, repeats, steps, possible }
    }

    fn find(&mut self, domain: &str) -> Found {
        let answer = self.ask(domain, Kind::Txt);
        find(&answer)
    }

    fn record(&mut self, record: &Record, domain: &str) -> (Vec<Step>, Possible) {
        if record.errors().next().is_some() {
            return (syntax_steps(record), Possible::of(Result::PermError));
        }
        let mut steps = Vec::with_capacity(record.terms.len());
        let mut possible = Possible::default();
        let mut ended = false;
        for term in &record.terms {
            let mut step = Step::new();
            match &term.kind {
                TermKind::Explanation(_) | TermKind::UnknownModifier(_) => step.outcome = Outcome::Modifier,
                TermKind::Directive(directive) if !ended => {
                    let effect = self.mechanism(&directive.mechanism, domain, &mut step);
                    possible.add(effect.errors);
                    if effect.matched {
                        possible.add(Possible::of(directive.qualifier.result()));
                    }
                    ended = !effect.unmatched;
                }
                _ => {}
            }
            steps.push(step);
        }
        match record.redirect() {
            _ if ended => {}
            Some((term, target)) => possible.add(self.redirect(target, domain, &mut steps[term])),
            None => possible.add(Possible::of(Result::Neutral)),
        }
        (steps, possible)
    }

    fn redirect(&mut self, target: &MacroString, domain: &str, step: &mut Step) -> Possible {
        let cost = 1 + usize::from(target.uses_validated_name());
        if self.over_limit(cost, step) {
            return Possible::of(Result::PermError);
        }
        let target = match self.target(Some(target), domain, step) {
            Target::Name(name) | Target::Invalid(name) => name,
            Target::Open => {
                step.outcome = Outcome::Open;
                return Possible::UNSEEN;
            }
        };
        let nested = self.visit(&target);
        let mut possible = Possible::default();
        for result in nested.possible.results() {
            possible.add(Possible::of(if result == Result::None { Result::PermError } else { result }));
        }
        step.outcome = match nested.possible.result() {
            Result::Unknown => Outcome::Open,
            error @ (Result::None | Result::PermError | Result::TempError) => {
                Outcome::Error(Problem::Nested(error))
            }
            _ => Outcome::Followed,
        };
        step.nested = Some(Box::new(nested));
        possible
    }

    /// Counts look-ups; whether they are too many now.
    pub(super) fn over_limit(&mut self, cost: usize, step: &mut Step) -> bool {
        self.lookups = (self.lookups + cost).min(MAX_LOOKUPS + 1);
        let over = self.lookups > MAX_LOOKUPS;
        if over {
            self.exceed(Limit::Lookups, step);
        }
        over
    }

    pub(super) fn exceed(&mut self, limit: Limit, step: &mut Step) -> Effect {
        self.limit.get_or_insert(limit);
        step.fail(Problem::Limit(limit))
    }

    /// Expands the name that a term asks about, by default the domain itself.
    pub(super) fn target(&mut self, spec: Option<&MacroString>, domain: &str, step: &mut Step) -> Target {
        let Some(spec) = spec else {
            step.target = Some(domain.to_owned());
            return Target::Name(domain.to_owned());
        };
        let validated = match spec.uses_validated_name() {
            true => self.validated_name(domain, step),
            false => Some(String::new()),
        };
        let Some(validated) = validated else { return Target::Open };
        let expanded = spec.expand_name(&self.values, domain, &validated);
        match name::target(&expanded) {
            Some(name) => {
                step.target = Some(name.clone());
                Target::Name(name)
            }
            None => {
                let expanded = cut(&expanded).to_owned();
                step.target = Some(expanded.clone());
                Target::Invalid(expanded)
            }
        }
    }

    /// Looks up for a step, which keeps the answer.
    pub(super) fn look_up(&mut self, name: &str, kind: Kind, step: &mut Step) -> Answer {
        let answer = self.ask(name, kind);
        let question = Question { name: name.to_owned(), kind };
        step.lookups.push(Lookup { question, answer: answer.clone() });
        answer
    }

    /// Asks DNS, and remembers what nobody recorded.
    pub(super) fn ask(&mut self, name: &str, kind: Kind) -> Answer {
        let answer = self.dns.look_up(name, kind);
        let question = Question { name: name.to_owned(), kind };
        if answer == Answer::NotRecorded && !self.not_recorded.contains(&question) {
            self.not_recorded.push(question);
        }
        answer
    }

    pub(super) fn ip(&self) -> IpAddr {
        self.values.ip
    }
}

impl Step {
    pub(super) const fn new() -> Self {
        Self { outcome: Outcome::NotReached, target: None, lookups: Vec::new(), nested: None }
    }

    /// The term ends the check.
    pub(super) fn fail(&mut self, problem: Problem) -> Effect {
        self.outcome = Outcome::Error(problem);
        let result = match problem {
            Problem::Failed(_) | Problem::Nested(Result::TempError) => Result::TempError,
            _ => Result::PermError,
        };
        Effect { errors: Possible::of(result), ..Effect::default() }
    }
}

/// The record among the texts of a domain (section 4.5).
pub(super) fn find(answer: &Answer) -> Found {
    let texts = || {
        answer.records().iter().filter_map(|record| match record {
            DnsRecord::Txt(text) => Some(text.as_slice()),
            _ => None,
        })
    };
    let found: Vec<&[u8]> = texts().filter(|t| Record::is_spf(t)).collect();
    match (answer, found.as_slice()) {
        (Answer::Failed(failure), _) => Found::Failed(*failure),
        (Answer::NotRecorded, _) => Found::NotRecorded,
        (_, []) => Found::Nothing {
            no_such_domain: *answer == Answer::NxDomain,
            similar: texts().filter(|t| Record::is_similar(t)).map(|t| Record::parse(t).text).collect(),
        },
        (_, [one]) => Found::Record(Record::parse(one)),
        (_, several) => Found::Several(several.iter().map(|t| Record::parse(t).text).collect()),
    }
}

/// The steps of a record that breaks the grammar: nothing is evaluated (section 4.6).
fn syntax_steps(record: &Record) -> Vec<Step> {
    let steps = record.terms.iter().map(|term| {
        let mut step = Step::new();
        if let TermKind::Invalid(error) = &term.kind {
            step.outcome = Outcome::Error(Problem::Syntax(error.kind));
        }
        step
    });
    steps.collect()
}

/// The directives that decided, from the first record to the innermost included one.
fn deciding(root: &Visit) -> Vec<Place> {
    let mut places = Vec::new();
    let mut visit = Some(root);
    while let Some(here) = visit {
        let decided = |s: &&Step| matches!(s.outcome, Outcome::Matched | Outcome::Followed);
        let Some(step) = here.steps.iter().find(decided) else { break };
        if let (Outcome::Matched, Some(record)) = (step.outcome, here.found.record()) {
            let term = here.steps.iter().position(|s| std::ptr::eq(s, step)).unwrap_or_default();
            let text = record.term_text(term).to_owned();
            places.push(Place { domain: here.domain.clone(), term, text });
        }
        visit = step.nested.as_deref();
    }
    places
}

/// What macros see of a text that may be of any length.
fn cut(text: &str) -> &str {
    let end = (0..=MAX_IDENTITY_LENGTH).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    if text.len() <= MAX_IDENTITY_LENGTH { text } else { &text[..end] }
}
