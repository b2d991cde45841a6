//! The mechanisms (RFC 7208 section 5): each compares the address with what DNS says.

use std::net::IpAddr;

use ipnet::IpNet;

use super::check::{Check, Effect, Target};
use super::macros::MacroString;
use super::record::{Mechanism, Prefixes};
use super::trace::{Limit, Miss, Outcome, Possible, Problem, Step};
use super::{MAX_MX_NAMES, MAX_PTR_NAMES, MAX_VOID_LOOKUPS, Result, name};
use crate::dns::{Answer, Failure, Kind, Record};

/// What a name's addresses say.
enum Addresses {
    Hold,
    Differ,
    Void,
    Failed(Failure),
    Open,
}

/// Whether a reverse name leads back to the address.
enum Confirmed {
    Yes,
    No,
    Open,
}

impl Check<'_> {
    /// Evaluates one mechanism of the record of `domain`.
    pub(super) fn mechanism(&mut self, mechanism: &Mechanism, domain: &str, step: &mut Step) -> Effect {
        if self.over_limit(mechanism.cost(), step) {
            return Effect { errors: Possible::of(Result::PermError), ..Effect::default() };
        }
        match (mechanism, self.ip()) {
            (Mechanism::All, _) => hit(step),
            (Mechanism::Ip4(net), IpAddr::V4(ip)) if net.contains(&ip) => hit(step),
            (Mechanism::Ip6(net), IpAddr::V6(ip)) if net.contains(&ip) => hit(step),
            (Mechanism::Ip4(_), IpAddr::V4(_)) | (Mechanism::Ip6(_), IpAddr::V6(_)) => {
                miss(step, Miss::OtherNetwork)
            }
            (Mechanism::Ip4(_) | Mechanism::Ip6(_), _) => miss(step, Miss::OtherFamily),
            (Mechanism::Include(target), _) => self.include(target, domain, step),
            (Mechanism::A(target, prefixes), _) => {
                self.with_name(target.as_ref(), domain, step, |check, name, step| {
                    check.a(name, *prefixes, step)
                })
            }
            (Mechanism::Mx(target, prefixes), _) => {
                self.with_name(target.as_ref(), domain, step, |check, name, step| {
                    check.mx(name, *prefixes, step)
                })
            }
            (Mechanism::Ptr(target), _) => self.with_name(target.as_ref(), domain, step, Self::ptr),
            (Mechanism::Exists(target), _) => self.with_name(Some(target), domain, step, Self::exists),
        }
    }

    /// Goes on with the expanded name. One that cannot be asked about matches nothing (section 4.8).
    fn with_name(
        &mut self,
        target: Option<&MacroString>,
        domain: &str,
        step: &mut Step,
        go_on: impl FnOnce(&mut Self, &str, &mut Step) -> Effect,
    ) -> Effect {
        match self.target(target, domain, step) {
            Target::Name(name) => go_on(self, &name, step),
            Target::Invalid(_) => miss(step, Miss::InvalidName),
            Target::Open => self.leave_open(step),
        }
    }

    /// Section 5.2.
    fn include(&mut self, target: &MacroString, domain: &str, step: &mut Step) -> Effect {
        let possible = match self.target(Some(target), domain, step) {
            Target::Name(name) | Target::Invalid(name) => {
                let nested = self.visit(&name);
                let possible = nested.possible;
                step.nested = Some(Box::new(nested));
                possible
            }
            Target::Open => Possible::UNSEEN,
        };
        let mut effect = Effect::default();
        for result in possible.results() {
            match result {
                Result::Pass => effect.matched = true,
                Result::TempError => effect.errors.add(Possible::of(Result::TempError)),
                Result::PermError | Result::None => effect.errors.add(Possible::of(Result::PermError)),
                _ => effect.unmatched = true,
            }
        }
        let result = possible.result();
        step.outcome = match (effect.matched, effect.unmatched, effect.errors == Possible::NONE) {
            (true, false, true) => Outcome::Matched,
            (false, true, true) => Outcome::NotMatched(Miss::Included(result)),
            (false, false, _) if result != Result::Unknown => Outcome::Error(Problem::Nested(result)),
            _ => Outcome::Open,
        };
        effect
    }

    /// Section 5.3.
    fn a(&mut self, name: &str, prefixes: Prefixes, step: &mut Step) -> Effect {
        match self.addresses(name, prefixes, step) {
            Addresses::Hold => hit(step),
            Addresses::Differ => miss(step, Miss::OtherAddresses),
            Addresses::Void => self.void(step, Miss::NoRecords),
            Addresses::Failed(failure) => step.fail(Problem::Failed(failure)),
            Addresses::Open => self.leave_open(step),
        }
    }

    /// Section 5.4.
    fn mx(&mut self, name: &str, prefixes: Prefixes, step: &mut Step) -> Effect {
        let answer = self.look_up(name, Kind::Mx, step);
        match &answer {
            Answer::Records(_) => {}
            Answer::NoData | Answer::NxDomain => return self.void(step, Miss::NoRecords),
            Answer::Failed(failure) => return step.fail(Problem::Failed(*failure)),
            Answer::NotRecorded => return self.leave_open(step),
        }
        let hosts = hosts(&answer);
        let (mut void, mut differ, mut open) = (false, false, false);
        for (i, host) in hosts.iter().enumerate() {
            let ended = match host {
                _ if i == MAX_MX_NAMES => self.exceed(Limit::MxNames, step),
                host => match self.addresses(host, prefixes, step) {
                    Addresses::Hold => return hit(step),
                    Addresses::Failed(failure) => step.fail(Problem::Failed(failure)),
                    Addresses::Differ => {
                        differ = true;
                        continue;
                    }
                    Addresses::Void => {
                        void = true;
                        continue;
                    }
                    Addresses::Open => {
                        open = true;
                        continue;
                    }
                },
            };
            if open {
                step.outcome = Outcome::Open;
            }
            // A host before it that nobody asked about may have matched.
            return Effect { matched: open, ..ended };
        }
        let reason = if differ { Miss::OtherAddresses } else { Miss::NoRecords };
        match (open, void) {
            (true, _) => self.leave_open(step),
            (false, true) => self.void(step, reason),
            (false, false) => miss(step, reason),
        }
    }

    /// Section 5.5.
    fn ptr(&mut self, domain: &str, step: &mut Step) -> Effect {
        let answer = self.look_up(&name::reverse(self.ip()), Kind::Ptr, step);
        let mut reason = Miss::OtherReverseName;
        let mut open = false;
        match &answer {
            Answer::Records(_) => {}
            Answer::NoData | Answer::NxDomain => return self.void(step, Miss::NoReverseName),
            Answer::Failed(failure) => return miss(step, Miss::ReverseFailed(*failure)),
            Answer::NotRecorded => return self.leave_open(step),
        }
        for host in reverse_names(&answer).iter().filter(|host| name::is_within(host, domain)) {
            match self.confirmed(host, step) {
                Confirmed::Yes => return hit(step),
                Confirmed::No => reason = Miss::Unconfirmed,
                Confirmed::Open => open = true,
            }
        }
        if open { self.leave_open(step) } else { miss(step, reason) }
    }

    /// Section 5.7: always an IPv4 address, whatever the client has.
    fn exists(&mut self, name: &str, step: &mut Step) -> Effect {
        match self.look_up(name, Kind::A, step) {
            Answer::Records(_) => hit(step),
            Answer::NoData | Answer::NxDomain => self.void(step, Miss::NoRecords),
            Answer::Failed(failure) => step.fail(Problem::Failed(failure)),
            Answer::NotRecorded => self.leave_open(step),
        }
    }

    /// The macro `p` (section 7.3): a confirmed reverse name, the domain itself or one below it where there is one.
    /// Empty when there is none; `None` when it depends on an answer that was not recorded.
    pub(super) fn validated_name(&mut self, domain: &str, step: &mut Step) -> Option<String> {
        let answer = self.look_up(&name::reverse(self.ip()), Kind::Ptr, step);
        if answer == Answer::NotRecorded {
            return None;
        }
        let mut names = reverse_names(&answer);
        names.sort_by_key(|name| match name.as_str() {
            name if name == domain => 0,
            name if name::is_within(name, domain) => 1,
            _ => 2,
        });
        for name in names {
            match self.confirmed(&name, step) {
                Confirmed::Yes => return Some(name),
                Confirmed::No => {}
                Confirmed::Open => return None,
            }
        }
        Some(String::new())
    }

    /// A failed look-up only means that the name is skipped (section 5.5).
    fn confirmed(&mut self, name: &str, step: &mut Step) -> Confirmed {
        match self.addresses(name, Prefixes { v4: 32, v6: 128 }, step) {
            Addresses::Hold => Confirmed::Yes,
            Addresses::Open => Confirmed::Open,
            _ => Confirmed::No,
        }
    }

    /// Compares with the addresses of a name, of the client's family only.
    fn addresses(&mut self, name: &str, prefixes: Prefixes, step: &mut Step) -> Addresses {
        let (kind, length) = match self.ip() {
            IpAddr::V4(_) => (Kind::A, prefixes.v4),
            IpAddr::V6(_) => (Kind::Aaaa, prefixes.v6),
        };
        let ip = self.ip();
        let holds = |record: &Record| {
            let address = match record {
                Record::A(ip) => IpAddr::V4(*ip),
                Record::Aaaa(ip) => IpAddr::V6(*ip),
                _ => return false,
            };
            IpNet::new(address, length).is_ok_and(|net| net.contains(&ip))
        };
        match self.look_up(name, kind, step) {
            Answer::Records(records) if records.iter().any(holds) => Addresses::Hold,
            Answer::Records(_) => Addresses::Differ,
            Answer::NoData | Answer::NxDomain => Addresses::Void,
            Answer::Failed(failure) => Addresses::Failed(failure),
            Answer::NotRecorded => Addresses::Open,
        }
    }

    /// A term whose query came back empty.
    fn void(&mut self, step: &mut Step, reason: Miss) -> Effect {
        self.voids += 1;
        if self.voids > MAX_VOID_LOOKUPS {
            return self.exceed(Limit::VoidLookups, step);
        }
        Effect { errors: self.open_errors(), ..miss(step, reason) }
    }

    /// A term that depends on an answer that was not recorded.
    fn leave_open(&mut self, step: &mut Step) -> Effect {
        self.open += 1;
        step.outcome = Outcome::Open;
        Effect { matched: true, unmatched: true, errors: self.open_errors() }
    }

    /// The limit is exceeded if what was not recorded is void.
    fn open_errors(&self) -> Possible {
        match self.voids + self.open > MAX_VOID_LOOKUPS {
            true => Possible::of(Result::PermError),
            false => Possible::NONE,
        }
    }
}

const fn hit(step: &mut Step) -> Effect {
    step.outcome = Outcome::Matched;
    Effect { matched: true, unmatched: false, errors: Possible::NONE }
}

const fn miss(step: &mut Step, reason: Miss) -> Effect {
    step.outcome = Outcome::NotMatched(reason);
    Effect { matched: false, unmatched: true, errors: Possible::NONE }
}

/// Mail exchangers in the order of preference, without the null one (RFC 7505).
pub(super) fn hosts(answer: &Answer) -> Vec<String> {
    let exchanger = |record: &Record| match record {
        Record::Mx(preference, host) if !host.is_empty() => Some((*preference, host.clone())),
        _ => None,
    };
    let mut hosts: Vec<_> = answer.records().iter().filter_map(exchanger).collect();
    hosts.sort_by_key(|(preference, _)| *preference);
    hosts.into_iter().map(|(_, host)| host).collect()
}

/// The reverse names that count.
fn reverse_names(answer: &Answer) -> Vec<String> {
    let name = |record: &Record| match record {
        Record::Ptr(host) => Some(host.clone()),
        _ => None,
    };
    answer.records().iter().filter_map(name).take(MAX_PTR_NAMES).collect()
}
