//! A case to give away: reports and header sections, redacted, and whether analysing them again gives the same answer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPoolBuildError;

use super::lookups::{analyse, pool};
use super::{Keep, Work, fence, fill};
use crate::dns::{Answer as DnsAnswer, Dns, Given, Kind};
use crate::input::Reader;
use crate::report::{Look, Rendered, Renderer, Report, Summary, Unreadable, format};
use crate::settings::Settings;
use crate::verify::Verifier;

/// Messages of a case: what is remembered of each to compare it stays in memory.
pub const MOST_MESSAGES: u64 = 200_000;
/// Blocks that are read at once when a case is analysed again.
const BLOCKS: usize = 2;
/// The reports of a case: the format, and the file's name.
const PARTS: [(&str, &str); 4] =
    [("html", "report.html"), ("json", "report.json"), ("markdown", "report.md"), ("text", "report.txt")];

/// What two analyses of a message have to agree in.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The verdict.
    pub verdict: &'static str,
    /// The folder.
    pub folder: &'static str,
    /// The Ex Libris relation.
    pub relation: &'static str,
    /// The cause and how sure it is.
    pub cause: Option<(&'static str, &'static str)>,
    /// The score of the filter that decided.
    pub score: Option<f64>,
    /// The remedies, in order.
    pub remedies: Vec<&'static str>,
}

impl Answer {
    /// The answer of a report.
    pub fn of(report: &Report) -> Self {
        let decided = report.verdict.decided_by;
        let decided = report.filters.iter().find(|f| Some(f.product) == decided && f.score.is_some());
        Self {
            verdict: report.verdict.value,
            folder: report.placement.folder,
            relation: report.exlibris.relation,
            cause: report.cause.as_ref().map(|cause| (cause.rule, cause.confidence)),
            score: decided.and_then(|f| f.score),
            remedies: report.remedies.iter().map(|r| r.id).collect(),
        }
    }

    /// In what two answers differ, in words.
    pub fn differs_in(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("verdict", self.verdict == other.verdict),
            ("folder", self.folder == other.folder),
            ("relation", self.relation == other.relation),
            ("cause", self.cause.map(|c| c.0) == other.cause.map(|c| c.0)),
            ("confidence", self.cause.map(|c| c.1) == other.cause.map(|c| c.1)),
            ("score", self.score == other.score),
            ("remedies", self.remedies == other.remedies),
        ];
        parts.into_iter().filter(|(_, same)| !same).map(|(what, _)| what).collect()
    }
}

/// Writes the parts of a case as files of a folder. Runs with redaction only, which hands it one message after the
/// other.
pub struct Case {
    parts: Vec<(&'static str, Box<dyn Renderer>, BufWriter<File>)>,
    mail: Mutex<Mail>,
}

/// The header sections, in a mailbox file for each folder that a name told.
struct Mail {
    folder: PathBuf,
    files: BTreeMap<&'static str, (BufWriter<File>, Vec<Answer>)>,
    messages: u64,
}

impl Case {
    /// A case in this folder, which is empty.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let look = Look { all: true, ..Look::default() };
        let mut parts = Vec::new();
        for (id, name) in PARTS {
            if let Some(format) = format(id) {
                parts.push((name, (format.start)(look), BufWriter::new(File::create(folder.join(name))?)));
            }
        }
        let folder = folder.join("messages");
        std::fs::create_dir(&folder)?;
        Ok(Self { parts, mail: Mutex::new(Mail { folder, files: BTreeMap::new(), messages: 0 }) })
    }

    /// Ends the files: the names of the reports and of the mailboxes, these with the answer for each message.
    ///
    /// # Errors
    /// When writing fails.
    #[allow(clippy::type_complexity)]
    pub fn finish(self) -> io::Result<(Vec<&'static str>, Vec<(String, Vec<Answer>)>)> {
        let mut reports = Vec::new();
        for (name, _, mut file) in self.parts {
            file.flush()?;
            reports.push(name);
        }
        let mut mailboxes = Vec::new();
        for (name, (mut file, answers)) in
            self.mail.into_inner().unwrap_or_else(PoisonError::into_inner).files
        {
            file.flush()?;
            mailboxes.push((format!("{name}.mbox"), answers));
        }
        Ok((reports, mailboxes))
    }

    fn add(&self, report: &Report) -> io::Result<()> {
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        mail.messages += 1;
        if mail.messages > MOST_MESSAGES {
            return Err(io::Error::other(format!(
                "more than {MOST_MESSAGES} messages: choose some with --only or --cause"
            )));
        }
        let told = report.placement.basis == "folder-name";
        let name = if told { report.placement.folder } else { "mail" };
        if !mail.files.contains_key(name) {
            let file = BufWriter::new(File::create(mail.folder.join(format!("{name}.mbox")))?);
            mail.files.insert(name, (file, Vec::new()));
        }
        if let Some((file, answers)) = mail.files.get_mut(name) {
            file.write_all(b"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n")?;
            file.write_all(&report.header_section)?;
            file.write_all(b"\n")?;
            answers.push(Answer::of(report));
        }
        Ok(())
    }
}

impl Renderer for Case {
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        self.add(report)?;
        for (_, renderer, _) in &self.parts {
            let start = out.len();
            out.extend_from_slice(&[0; 8]);
            renderer.render(report, out)?;
            let length = (out.len() - start - 8) as u64;
            if let Some(place) = out.get_mut(start..start + 8) {
                place.copy_from_slice(&length.to_le_bytes());
            }
        }
        Ok(())
    }

    fn explains_one(&self) -> bool {
        true
    }

    fn alone(&mut self, carrier: Option<&Report>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        for (_, renderer, file) in &mut self.parts {
            if renderer.explains_one() {
                renderer.alone(carrier, report, file)?;
                continue;
            }
            for report in carrier.into_iter().chain([report]) {
                let mut rendered = Rendered::default();
                renderer.render(report, &mut rendered.bytes)?;
                rendered.ends.push(rendered.bytes.len());
                renderer.block(&rendered, file)?;
            }
        }
        let _ = out;
        carrier.into_iter().chain([report]).try_for_each(|report| self.add(report))
    }

    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        self.parts.iter_mut().try_for_each(|(_, renderer, file)| renderer.begin(file))
    }

    fn block(&mut self, rendered: &Rendered, _: &mut dyn Write) -> io::Result<()> {
        for mut message in rendered.messages() {
            for (_, renderer, file) in &mut self.parts {
                let Some((length, rest)) = message.split_first_chunk::<8>() else { break };
                let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
                let Some((bytes, rest)) = rest.split_at_checked(length) else { break };
                message = rest;
                let one = Rendered { bytes: bytes.to_vec(), ends: vec![length], counted: 0 };
                renderer.block(&one, file)?;
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, unreadable: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        self.parts.iter_mut().try_for_each(|(_, renderer, file)| renderer.unreadable(unreadable, file))
    }

    fn end(&mut self, summary: &Summary, _: &mut dyn Write) -> io::Result<()> {
        self.parts.iter_mut().try_for_each(|(_, renderer, file)| renderer.end(summary, file))
    }
}

/// Answers that hold for redacted messages, too: neither keys, whose signatures are broken by redaction, nor reverse
/// names, which are of hosts.
pub struct Repeatable<'d>(pub &'d dyn Dns);

impl Dns for Repeatable<'_> {
    fn look_up(&self, name: &str, kind: Kind) -> DnsAnswer {
        self.given(name, kind).answer
    }

    fn given(&self, name: &str, kind: Kind) -> Given {
        if kind == Kind::Ptr || name.to_ascii_lowercase().contains("._domainkey.") {
            return Given::undated(DnsAnswer::NotRecorded);
        }
        self.0.given(name, kind)
    }
}

/// Analyses the messages of one mailbox again; the answers in their order.
///
/// # Errors
/// When no thread can be started.
pub fn repeat(
    mailbox: &Path,
    settings: &Settings,
    dns: Option<&dyn Dns>,
) -> Result<Vec<Answer>, ThreadPoolBuildError> {
    fence::silence_panics();
    let pool = pool(None)?;
    let verifier = dns.map(Verifier::new);
    let keep = Keep::default();
    let work = Work { settings, keep: &keep, verifier: verifier.as_ref(), redact: false, stop: None };
    let mut reader = Reader::new(vec![mailbox.to_owned()]);
    let (mut blocks, mut answers) = (Vec::new(), Vec::new());
    loop {
        fill(&mut reader, &mut blocks, BLOCKS);
        if blocks.is_empty() {
            return Ok(answers);
        }
        let look = |analysis: &crate::Analysis<'_>| Answer::of(&Report::new(analysis, settings));
        answers.extend(analyse(&pool, &blocks, work, &look).into_iter().flat_map(|seen| seen.found));
    }
}
