//! The answers that `dig` prints: its comment lines say what was asked, how it ended and which section a record
//! stands in.

use super::master::Data;
use super::store::Store;
use super::types::Type;
use crate::dns::{Answer, Failure, Given, Kind, MAX_ALIASES, name};

/// A part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Question,
    Answer,
    Authority,
    /// Addresses given along: perhaps not all there are, so they answer nothing.
    Additional,
}

/// One answer, as far as it was read.
#[derive(Debug, Default)]
struct Response {
    status: Option<String>,
    question: Option<(String, Kind)>,
    section: Option<Section>,
    recursive: bool,
    truncated: bool,
    start_of_authority: bool,
    name_servers: bool,
    answers: Vec<(String, Option<u32>, Data)>,
}

/// Follows the comment lines of a file that may hold answers of `dig`.
#[derive(Debug, Default)]
pub(super) struct Dig {
    /// What the command line asked for, known even when nobody answered.
    command: Option<(String, Kind)>,
    response: Option<Response>,
}

impl Dig {
    /// Takes in a comment line, from its `;`.
    pub(super) fn comment(&mut self, line: &[u8], store: &mut Store) {
        let line = String::from_utf8_lossy(line);
        if line.starts_with("; <<>> DiG ") {
            self.finish(store);
            self.command = line.split("<<>>").nth(2).and_then(asked);
        } else if let Some(header) = line.strip_prefix(";; ->>HEADER<<-") {
            self.finish(store);
            self.response = Some(Response { status: value(header, "status:"), ..Response::default() });
        } else if let Some(flags) = line.strip_prefix(";; flags:") {
            let flags = flags.split(';').next().unwrap_or_default();
            let response = self.response.get_or_insert_default();
            response.recursive = flags.split_whitespace().any(|f| f == "ra");
            response.truncated = flags.split_whitespace().any(|f| f == "tc");
        } else if let Some(section) = section(&line) {
            self.response.get_or_insert_default().section = Some(section);
        } else if line.starts_with(";; MSG SIZE") {
            self.finish(store);
        } else if line.starts_with(";;") && line.contains("no servers could be reached") {
            if let Some((name, kind)) = self.command.take() {
                store.put(name, kind, Given::undated(Answer::Failed(Failure::Timeout)));
            }
        } else if let Some(response) = &mut self.response
            && response.section == Some(Section::Question)
            && response.question.is_none()
        {
            response.question = question(&line);
        }
    }

    /// An empty line: the section is over.
    pub(super) fn blank(&mut self) {
        if let Some(response) = &mut self.response {
            response.section = None;
        }
    }

    /// Takes in a record; gives it back when it stands in no answer.
    pub(super) fn record(
        &mut self,
        owner: String,
        ttl: Option<u32>,
        data: Data,
    ) -> Option<(String, Option<u32>, Data)> {
        let Some(response) = &mut self.response else { return Some((owner, ttl, data)) };
        match response.section {
            None => return Some((owner, ttl, data)),
            Some(Section::Answer) => response.answers.push((owner, ttl, data)),
            Some(Section::Authority) => {
                response.start_of_authority |= data == Data::Soa;
                response.name_servers |= data == Data::Ns;
            }
            Some(Section::Question | Section::Additional) => {}
        }
        None
    }

    /// Ends the answer: what it said goes to the store.
    pub(super) fn finish(&mut self, store: &mut Store) {
        if let Some(response) = self.response.take() {
            response.conclude(store);
        }
    }
}

impl Response {
    fn conclude(self, store: &mut Store) {
        let failure = match self.status.as_deref() {
            Some("NOERROR" | "NXDOMAIN") | None => None,
            Some("REFUSED") => Some(Failure::Refused),
            Some(_) => Some(Failure::ServerFailure),
        };
        let failure = failure.or(self.truncated.then_some(Failure::Malformed));
        if let Some(failure) = failure {
            if let Some((name, kind)) = &self.question {
                store.put(name.clone(), *kind, Given::undated(Answer::Failed(failure)));
            }
            return;
        }
        let none = self.absence();
        store.replace(self.answers);
        match none {
            Some((name, _, true)) => store.missing(name),
            Some((name, kind, false)) => store.put(name, kind, Given::undated(Answer::NoData)),
            None => {}
        }
    }

    /// The name that has no record of the type asked for, and whether it does not exist at all. It is the last of
    /// the aliases (RFC 6604 section 3). That there is none holds only when the server vouches for it: with a start
    /// of authority (RFC 2308 section 2.2), or after recursion.
    fn absence(&self) -> Option<(String, Kind, bool)> {
        let (mut last, kind) = self.question.as_ref().map(|(name, kind)| (name, *kind))?;
        for _ in 0..MAX_ALIASES {
            let alias = self.answers.iter().find_map(|(owner, _, data)| match data {
                Data::Alias(target) if owner == last => Some(target),
                _ => None,
            });
            match alias {
                Some(target) => last = target,
                None => break,
            }
        }
        let answered = self.answers.iter().any(
            |(owner, _, data)| matches!(data, Data::Record(record) if owner == last && record.kind() == kind),
        );
        if answered {
            return None;
        }
        let referral = self.name_servers && !self.start_of_authority;
        match self.status.as_deref()? {
            "NXDOMAIN" => Some((last.clone(), kind, true)),
            "NOERROR" if self.start_of_authority || (self.recursive && !referral) => {
                Some((last.clone(), kind, false))
            }
            _ => None,
        }
    }
}

/// The word after `key`, without a comma.
fn value(line: &str, key: &str) -> Option<String> {
    let word = line.split(key).nth(1)?.split_whitespace().next()?;
    Some(word.trim_end_matches(',').to_ascii_uppercase())
}

fn section(line: &str) -> Option<Section> {
    let name = line.strip_prefix(";; ")?.strip_suffix(" SECTION:")?;
    match name {
        "QUESTION" => Some(Section::Question),
        "ANSWER" => Some(Section::Answer),
        "AUTHORITY" => Some(Section::Authority),
        "ADDITIONAL" => Some(Section::Additional),
        _ => None,
    }
}

/// `;example.edu.  IN  TXT`: a record's head behind a semicolon.
fn question(line: &str) -> Option<(String, Kind)> {
    let mut words = line.strip_prefix(';')?.split_whitespace();
    let owner = words.next()?;
    let kind = Kind::named(words.last()?.as_bytes())?;
    Some((name::from_master(owner.as_bytes(), None).ok()?, kind))
}

/// What the arguments of a `dig` command ask for: a name and a type in either order, A when none is given.
fn asked(arguments: &str) -> Option<(String, Kind)> {
    let (mut name, mut kind) = (None, Some(Kind::A));
    let mut words = arguments.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "-x" | "-q" | "-t" | "-c" | "-b" | "-k" | "-p" | "-y" | "-f" => {
                let value = words.next()?;
                match word {
                    "-q" => name = Some(value),
                    "-t" => kind = Kind::named(value.as_bytes()),
                    "-x" => return None,
                    _ => {}
                }
            }
            _ if word.starts_with(['+', '-', '@']) || word.eq_ignore_ascii_case("in") => {}
            _ if Type::named(word.as_bytes()).is_some() => kind = Kind::named(word.as_bytes()),
            _ => name = Some(word),
        }
    }
    Some((name::from_master(name?.as_bytes(), None).ok()?, kind?))
}
