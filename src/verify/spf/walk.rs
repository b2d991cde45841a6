//! What a domain's record and all it leads to list, for no address in particular.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::check::find;
use super::macros::{MacroString, Values};
use super::mechanism::hosts;
use super::propose::is_mistaken_modifier;
use super::record::{Directive, Mechanism, Prefixes, Qualifier, Record, SyntaxError, TermKind};
use super::trace::{Found, Lookup, Question};
use super::{MAX_MX_NAMES, name};
use crate::dns::{Answer, Dns, Failure, Kind, Record as DnsRecord};

/// Records that one walk reads; no check could ever use as many.
pub const MAX_WALK_RECORDS: usize = 128;
/// Questions that one walk asks.
pub const MAX_WALK_QUESTIONS: usize = 1000;
/// Terms that one walk shows, of all records together.
pub const MAX_WALK_TERMS: usize = 20_000;

/// The tree of a domain's records, and what was found on the way.
///
/// It shows what the records say, not what a check of one address would do: a term of another qualifier may come
/// first, an error may end everything. [`super::evaluate`] decides that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The domain's own record.
    pub root: Branch,
    /// Every include and redirect, in the order met.
    pub included: Vec<Included>,
    /// Every network and address, in the order met.
    pub listed: Vec<Listed>,
    /// What an administrator should know, in the order met.
    pub remarks: Vec<Remarked>,
    /// [`MAX_WALK_RECORDS`], [`MAX_WALK_QUESTIONS`] or [`MAX_WALK_TERMS`] was reached: there is more than is shown.
    pub cut: bool,
}

/// One domain's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The domain, lower case; as given when it is no domain name.
    pub domain: String,
    /// What was found there.
    pub found: Found,
    /// One entry for each term, in order; fewer when the walk was cut. Empty where the record was met before on the
    /// way down.
    pub leaves: Vec<Leaf>,
    /// Look-ups that the record costs at most, with all that it leads to and without the one that fetched it. May
    /// be above the limit; too low when the walk was cut, or the record leads to itself.
    pub lookups: usize,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// A check can come to it: no `all` stands before it, and a redirect has no `all` beside it.
    pub reached: bool,
    /// The name that it asks about; `None` where it asks about none, or the name depends on the message.
    pub target: Option<String>,
    /// The addresses and hosts that were looked up.
    pub answers: Vec<Lookup>,
    /// The record that it includes or redirects to.
    pub nested: Option<Box<Branch>>,
    /// Look-ups that it costs at most, with all that it leads to.
    pub lookups: usize,
}

/// An include or a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Included {
    /// The domain included, lower case.
    pub domain: String,
    /// The domain whose record includes it.
    pub by: String,
    /// Number of the term in that record.
    pub term: usize,
    /// It is a redirect.
    pub redirect: bool,
    /// Records between the first one and this: 0 when the first one includes it.
    pub depth: usize,
    /// A check can come to it, and a pass there is a pass of the first domain.
    pub passes: bool,
}

/// A network or address that a record lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The network, without bits beyond the prefix.
    pub network: IpNet,
    /// The host that has the address; `None` for `ip4` and `ip6`.
    pub host: Option<String>,
    /// The domain whose record lists it.
    pub by: String,
    /// Number of the term in that record.
    pub term: usize,
    /// A check can come to it, and a match is a pass of the first domain.
    pub passes: bool,
}

/// Something that an administrator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remarked {
    /// The domain whose record it is about.
    pub domain: String,
    /// Number of the term; `None` when it is about the record as a whole.
    pub term: Option<usize>,
    /// What it is.
    pub remark: Remark,
}

/// What an administrator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// There is no record.
    NoRecord {
        /// The domain does not exist.
        no_such_domain: bool,
        /// A text looks like one, see [`Found::Nothing`].
        similar: bool,
    },
    /// There are several records, which makes each check a permanent error.
    SeveralRecords,
    /// It is no domain name of several labels.
    InvalidDomain,
    /// A look-up failed.
    Failed(Failure),
    /// Nobody asked: no statement about this part is possible.
    NotRecorded,
    /// Nobody asked for this host's addresses of this family; those of the other are known.
    OneFamilyNotRecorded {
        /// The host.
        host: String,
        /// A or AAAA.
        kind: Kind,
    },
    /// The grammar is broken, which makes each check that comes here a permanent error.
    Syntax(SyntaxError),
    /// The record leads to itself.
    Loop {
        /// The domain whose record names it again.
        by: String,
    },
    /// No check comes to this term.
    NeverReached,
    /// The name has no such record: a void look-up.
    Void,
    /// The name, or what it means, depends on the message.
    DependsOnMessage,
    /// `ptr` should not be published (section 5.5).
    Ptr,
    /// Everybody is authorised: `all` with `+`.
    PassesAll,
    /// The record has neither `all` nor a redirect: who is not listed gets neutral.
    NoDefault,
    /// A modifier with the name of a mechanism, as `include=`: valid, and without effect.
    MistakenModifier,
    /// More than [`MAX_MX_NAMES`] mail exchangers: a permanent error for all but the first.
    TooManyMxNames,
}

/// Walks the record of `domain` and all it leads to.
pub fn walk(dns: &dyn Dns, domain: &str) -> Walk {
    let mut walker = Walker::new(dns, domain);
    let root = walker.branch(domain, true, true);
    let Walker { included, listed, remarks, cut, .. } = walker;
    Walk { root, included, listed, remarks, cut }
}

impl Walk {
    /// Look-ups that a check of this domain costs at most.
    pub const fn lookups(&self) -> usize {
        self.root.lookups
    }

    /// The first include of or redirect to `domain`, those that can let an address pass before others.
    pub fn include_of(&self, domain: &str) -> Option<&Included> {
        let of = || self.included.iter().filter(|i| i.domain.eq_ignore_ascii_case(domain));
        of().find(|i| i.passes).or_else(|| of().next())
    }

    /// The entries that hold the address, whatever a match of them means.
    pub fn listing(&self, ip: IpAddr) -> impl Iterator<Item = &Listed> {
        self.listed.iter().filter(move |l| l.network.contains(&ip.to_canonical()))
    }

    /// Whether nothing was missing: every answer was there, none failed, and nothing was cut.
    pub fn is_complete(&self) -> bool {
        self.is_complete_for(&[Kind::A, Kind::Aaaa])
    }

    /// Whether nothing was missing that matters to clients with addresses of these families (A, AAAA).
    pub fn is_complete_for(&self, families: &[Kind]) -> bool {
        let missing = |r: &Remarked| match &r.remark {
            Remark::NotRecorded | Remark::Failed(_) => true,
            Remark::OneFamilyNotRecorded { kind, .. } => families.contains(kind),
            _ => false,
        };
        !self.cut && !self.remarks.iter().any(missing)
    }
}

struct Walker<'a> {
    dns: &'a dyn Dns,
    sender_domain: String,
    records: usize,
    questions: usize,
    terms: usize,
    path: Vec<String>,
    included: Vec<Included>,
    listed: Vec<Listed>,
    remarks: Vec<Remarked>,
    cut: bool,
}

/// The term under the walker's eyes.
struct Here<'r> {
    domain: &'r str,
    term: usize,
    passes: bool,
}

impl<'a> Walker<'a> {
    fn new(dns: &'a dyn Dns, domain: &str) -> Self {
        Self {
            dns,
            sender_domain: name::checked(domain).unwrap_or_default(),
            records: 0,
            questions: 0,
            terms: 0,
            path: Vec::new(),
            included: Vec::new(),
            listed: Vec::new(),
            remarks: Vec::new(),
            cut: false,
        }
    }

    /// Reads the record of one domain. `passes`: a pass there is one of the first domain. `last`: nothing follows.
    fn branch(&mut self, domain: &str, passes: bool, last: bool) -> Branch {
        let Some(domain) = name::checked(domain) else {
            self.remark(domain, None, Remark::InvalidDomain);
            return Branch::without(domain.to_owned(), Found::InvalidDomain);
        };
        if self.records == MAX_WALK_RECORDS {
            self.cut = true;
            return Branch::without(domain, Found::NotRecorded);
        }
        self.records += 1;
        let Some(answer) = self.ask(&domain, Kind::Txt) else {
            return Branch::without(domain, Found::NotRecorded);
        };
        let found = find(&answer);
        self.remark_found(&domain, &found);
        let Found::Record(record) = &found else { return Branch::without(domain, found) };
        if self.path.contains(&domain) {
            let by = self.path.last().cloned().unwrap_or_default();
            self.remark(&domain, None, Remark::Loop { by });
            return Branch::without(domain, found);
        }
        if last && record.all().is_none() && record.redirect().is_none() {
            self.remark(&domain, None, Remark::NoDefault);
        }
        self.path.push(domain.clone());
        let mut leaves = Vec::new();
        for term in 0..record.terms.len() {
            if self.terms == MAX_WALK_TERMS {
                self.cut = true;
                break;
            }
            self.terms += 1;
            leaves.push(self.leaf(record, Here { domain: &domain, term, passes }));
        }
        self.path.pop();
        let lookups = leaves.iter().map(|l: &Leaf| l.lookups).sum();
        Branch { domain, found, leaves, lookups }
    }

    fn remark_found(&mut self, domain: &str, found: &Found) {
        let remark = match found {
            Found::Record(_) => return,
            Found::Several(_) => Remark::SeveralRecords,
            Found::Nothing { no_such_domain, similar } => {
                Remark::NoRecord { no_such_domain: *no_such_domain, similar: !similar.is_empty() }
            }
            Found::InvalidDomain => Remark::InvalidDomain,
            Found::Failed(failure) => Remark::Failed(*failure),
            Found::NotRecorded => Remark::NotRecorded,
        };
        self.remark(domain, None, remark);
    }

    fn leaf(&mut self, record: &Record, here: Here<'_>) -> Leaf {
        let all = record.all();
        let mut leaf = Leaf { reached: true, target: None, answers: Vec::new(), nested: None, lookups: 0 };
        match &record.terms[here.term].kind {
            TermKind::Directive(directive) => {
                leaf.reached = all.is_none_or(|all| here.term <= all);
                self.directive(directive, &here, &mut leaf);
            }
            TermKind::Redirect(target) => {
                leaf.reached = all.is_none();
                leaf.lookups = 1 + usize::from(target.uses_validated_name());
                self.nested(target, true, Qualifier::Pass, &here, &mut leaf);
            }
            TermKind::Invalid(error) => self.remark_here(&here, Remark::Syntax(error.clone())),
            kind if is_mistaken_modifier(kind) => self.remark_here(&here, Remark::MistakenModifier),
            TermKind::Explanation(_) | TermKind::UnknownModifier(_) => {}
        }
        if !leaf.reached {
            leaf.lookups = 0;
            self.remark_here(&here, Remark::NeverReached);
        }
        leaf
    }

    fn directive(&mut self, directive: &Directive, here: &Here<'_>, leaf: &mut Leaf) {
        let Directive { qualifier, mechanism } = directive;
        leaf.lookups = mechanism.cost();
        let passes = here.passes && leaf.reached && *qualifier == Qualifier::Pass;
        let here = &Here { passes, ..*here };
        if directive.passes_everybody() {
            self.remark_here(here, Remark::PassesAll);
        }
        match mechanism {
            Mechanism::All => {}
            Mechanism::Ip4(net) => self.list(IpNet::V4(*net), None, here),
            Mechanism::Ip6(net) => self.list(IpNet::V6(*net), None, here),
            Mechanism::Include(target) => self.nested(target, false, *qualifier, here, leaf),
            Mechanism::Ptr(_) => self.remark_here(here, Remark::Ptr),
            Mechanism::A(target, prefixes) => {
                if let Some(name) = self.name(target.as_ref(), here, leaf) {
                    self.hosts(&[name], *prefixes, here, leaf);
                }
            }
            Mechanism::Mx(target, prefixes) => {
                if let Some(name) = self.name(target.as_ref(), here, leaf) {
                    self.exchangers(&name, *prefixes, here, leaf);
                }
            }
            // That the name exists says nothing about which addresses are meant.
            Mechanism::Exists(target) => {
                self.name(Some(target), here, leaf);
            }
        }
    }

    fn nested(
        &mut self,
        target: &MacroString,
        redirect: bool,
        qualifier: Qualifier,
        here: &Here<'_>,
        leaf: &mut Leaf,
    ) {
        let Some(domain) = self.name(Some(target), here, leaf) else { return };
        let passes = here.passes && leaf.reached && qualifier == Qualifier::Pass;
        let (by, depth) = (here.domain.to_owned(), self.path.len().saturating_sub(1));
        self.included.push(Included { domain: domain.clone(), by, term: here.term, redirect, depth, passes });
        if leaf.reached {
            let branch = self.branch(&domain, passes, redirect);
            leaf.lookups += branch.lookups;
            leaf.nested = Some(Box::new(branch));
        }
    }

    /// The name that a term asks about, where it is the same for every message.
    fn name(&mut self, spec: Option<&MacroString>, here: &Here<'_>, leaf: &mut Leaf) -> Option<String> {
        let expanded = match spec {
            None => here.domain.to_owned(),
            Some(spec) if spec.is_fixed() => {
                let values = Values {
                    local: "",
                    sender_domain: &self.sender_domain,
                    ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                    helo: "",
                    receiver: "",
                    time: 0,
                };
                spec.expand_name(&values, here.domain, "")
            }
            Some(_) => {
                self.remark_here(here, Remark::DependsOnMessage);
                return None;
            }
        };
        leaf.target = name::target(&expanded);
        if leaf.target.is_none() {
            self.remark_here(here, Remark::InvalidDomain);
        }
        leaf.target.clone()
    }

    fn exchangers(&mut self, name: &str, prefixes: Prefixes, here: &Here<'_>, leaf: &mut Leaf) {
        let Some(answer) = self.ask_here(name, Kind::Mx, here, leaf) else { return };
        if answer.is_void() {
            self.remark_here(here, Remark::Void);
        }
        let mut names = hosts(&answer);
        if names.len() > MAX_MX_NAMES {
            self.remark_here(here, Remark::TooManyMxNames);
            names.truncate(MAX_MX_NAMES);
        }
        if !names.is_empty() {
            self.hosts(&names, prefixes, here, leaf);
        }
    }

    /// Lists the addresses of hosts; void when none has any.
    fn hosts(&mut self, names: &[String], prefixes: Prefixes, here: &Here<'_>, leaf: &mut Leaf) {
        let mut void = true;
        for name in names {
            let mut unasked = Vec::new();
            for (kind, length) in [(Kind::A, prefixes.v4), (Kind::Aaaa, prefixes.v6)] {
                let Some(answer) = self.ask_for(name, kind, leaf) else { return };
                void &= answer.is_void();
                match &answer {
                    Answer::NotRecorded => unasked.push(kind),
                    Answer::Failed(failure) => self.remark_here(here, Remark::Failed(*failure)),
                    _ => {}
                }
                for record in answer.records() {
                    let address = match record {
                        DnsRecord::A(ip) => IpAddr::V4(*ip),
                        DnsRecord::Aaaa(ip) => IpAddr::V6(*ip),
                        _ => continue,
                    };
                    if let Ok(network) = IpNet::new(address, length) {
                        self.list(network, Some(name), here);
                    }
                }
            }
            match unasked[..] {
                [] => {}
                [kind] => {
                    self.remark_here(here, Remark::OneFamilyNotRecorded { host: name.clone(), kind });
                }
                _ => self.remark_here(here, Remark::NotRecorded),
            }
        }
        if void {
            self.remark_here(here, Remark::Void);
        }
    }

    fn list(&mut self, network: IpNet, host: Option<&str>, here: &Here<'_>) {
        self.listed.push(Listed {
            network: network.trunc(),
            host: host.map(str::to_owned),
            by: here.domain.to_owned(),
            term: here.term,
            passes: here.passes,
        });
    }

    fn ask_here(&mut self, name: &str, kind: Kind, here: &Here<'_>, leaf: &mut Leaf) -> Option<Answer> {
        let answer = self.ask_for(name, kind, leaf)?;
        match &answer {
            Answer::Failed(failure) => self.remark_here(here, Remark::Failed(*failure)),
            Answer::NotRecorded => self.remark_here(here, Remark::NotRecorded),
            _ => {}
        }
        Some(answer)
    }

    /// The answer, noted at the term.
    fn ask_for(&mut self, name: &str, kind: Kind, leaf: &mut Leaf) -> Option<Answer> {
        let answer = self.ask(name, kind)?;
        let question = Question { name: name.to_owned(), kind };
        leaf.answers.push(Lookup { question, answer: answer.clone() });
        Some(answer)
    }

    /// Asks DNS, unless too much was asked already.
    fn ask(&mut self, name: &str, kind: Kind) -> Option<Answer> {
        if self.questions == MAX_WALK_QUESTIONS {
            self.cut = true;
            return None;
        }
        self.questions += 1;
        Some(self.dns.look_up(name, kind))
    }

    fn remark_here(&mut self, here: &Here<'_>, remark: Remark) {
        self.remark(here.domain, Some(here.term), remark);
    }

    /// Notes something.
    fn remark(&mut self, domain: &str, term: Option<usize>, remark: Remark) {
        self.remarks.push(Remarked { domain: domain.to_owned(), term, remark });
    }
}

impl Branch {
    const fn without(domain: String, found: Found) -> Self {
        Self { domain, found, leaves: Vec::new(), lookups: 0 }
    }
}
