//! Amavis: SpamAssassin's rules in its own status line, and its alerts about malware and banned parts.

use std::borrow::Cow;

use super::corroborate::{part_of, plain};
use super::doc::Known;
use super::spamassassin::assemble;
use super::spamassassin::stamp::{Kind, Stamp, Writer, stamps};
use super::spamassassin::standing::{Bearers, Marks, Wrote, of, settle};
use super::{Acted, Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role, Verdict};

/// Amavis (amavisd-new).
pub(super) static DECODER: Decoder = Decoder {
    id: "amavis",
    name: "Amavis",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A policy bank for the addresses of the relays skips the spam checks for them.",
    steps: &[
        "Append the lines below to amavisd.conf (Debian: /etc/amavis/conf.d/50-user) and restart Amavis.",
        "Amavis must be told the address of the client: with Postfix, smtp_send_xforward_command=yes for its transport.",
    ],
    include: "Or welcomelist_auth *@{from} in the local.cf of SpamAssassin, which Amavis runs: it needs SPF or DKIM to pass, and {include} in the SPF record of {from} makes SPF do so.",
    snippet: Some((
        "text",
        "# amavisd.conf\nmy @exlibris_relays = qw(\n  {address}\n);\n@client_ipaddr_policy = (\\@exlibris_relays => 'EXLIBRIS', map(($_ => 'MYNETS'), @mynetworks_maps));\n$policy_bank{'EXLIBRIS'} = { bypass_spam_checks_maps => [1] };",
    )),
    caution: "Viruses and banned files are still looked for. Do not use @whitelist_sender_maps: it goes by the envelope sender, which an impostor can use too.",
    ..Exemption::source("amavisd and its release notes: @client_ipaddr_policy, %policy_bank")
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    let mut wrote = Wrote::default();
    for stamp in stamps(context, Writer::Amavis) {
        let mut sheet = assemble::sheet(&stamp);
        let marks = Marks {
            host: sheet.host.take().or_else(|| site(context, stamp.top())),
            id: stamp.get(Kind::QuarantineId).map(|f| f.decoded()),
            bearers: Bearers::Amavis,
            ours: true,
            ..Marks::default()
        };
        let mut standing = of(context, stamp.top(), stamp.carried, &marks);
        if !stamp.carried && stamp.get(Kind::Status).is_some() {
            standing = wrote.judge(standing, marks.host);
        }
        let notes = notes(&stamp);
        if let Some(mut reading) = assemble::reading("amavis", &stamp, sheet, standing) {
            notes.apply(&mut reading);
            readings.push(reading);
        } else if !notes.codes.is_empty() {
            let mut reading = standing.reading("amavis");
            reading.places = stamp.places();
            notes.apply(&mut reading);
            readings.push(reading);
        }
    }
    settle(&mut readings[from..]);
}

/// The site named by the nearest `X-Virus-Scanned: … amavis … at <site>` that the same server can have written.
fn site<'m>(context: &Context<'_, 'm>, top: u32) -> Option<Cow<'m, str>> {
    let headers = context.headers;
    let between =
        |a: u32, b: u32| headers.all("Received").any(|hop| a.min(b) < hop.index() && hop.index() < a.max(b));
    let field = headers
        .all("X-Virus-Scanned")
        .filter(|f| memchr::memmem::find(&plain(*f), b"amavis").is_some())
        .min_by_key(|f| f.index().abs_diff(top))
        .filter(|f| !between(f.index(), top))?;
    let text = field.decoded();
    text.rsplit_once(" at ").map(|(_, site)| part_of(&text, site.trim()))
}

/// What the other fields of Amavis add to the status.
#[derive(Default)]
struct Notes<'m> {
    codes: Vec<Code<'m>>,
    verdict: Option<Verdict>,
    quarantined: bool,
}

fn notes<'m>(stamp: &Stamp<'_, 'm>) -> Notes<'m> {
    let mut notes = Notes::default();
    for (kind, field) in &stamp.fields {
        match kind {
            Kind::Alert => {
                let text = field.decoded();
                let (verdict, meaning) = alert(&text);
                notes.verdict = notes.verdict.or(verdict);
                notes.codes.push(Code::new("Alert", text, meaning));
            }
            Kind::QuarantineId => {
                notes.quarantined = true;
                notes.codes.push(Code::new("Quarantine-ID", field.decoded(), Some(QUARANTINED)));
            }
            Kind::AmavisNote => {
                let name = match field.name() {
                    Cow::Borrowed(name) => Cow::Borrowed(name.get(9..).unwrap_or(name)),
                    Cow::Owned(name) => Cow::Owned(name),
                };
                let meaning = CODES.iter().find(|c| name.eq_ignore_ascii_case(c.name)).map(|c| c.meaning);
                notes.codes.push(Code::new(name, field.decoded(), meaning));
            }
            _ => {}
        }
    }
    notes
}

const QUARANTINED: &str = "A copy of the message went to the quarantine.";

fn alert(text: &str) -> (Option<Verdict>, Option<&'static str>) {
    if text.starts_with("INFECTED") {
        (Some(Verdict::Malware), Some("The message contains malware."))
    } else if text.starts_with("BANNED") {
        (Some(Verdict::BlockListed), Some("The site does not allow a part of this kind."))
    } else if text.starts_with("BAD HEADER") {
        (None, Some("A header field is malformed."))
    } else {
        (None, None)
    }
}

impl<'m> Notes<'m> {
    fn apply(self, reading: &mut Reading<'m>) {
        if let Some(verdict) = self.verdict {
            reading.verdict = verdict;
            reading.acted = (verdict == Verdict::BlockListed).then_some(Acted::AdminBlockList);
        }
        reading.high |= self.quarantined && reading.verdict == Verdict::Spam;
        if reading.verdict == Verdict::Unknown && matches!(reading.role, Role::Receiver | Role::Upstream) {
            reading.role = Role::Diagnostic;
        } else if reading.verdict != Verdict::Unknown && reading.role == Role::Diagnostic {
            reading.role = Role::Receiver;
        }
        reading.codes.extend(self.codes);
    }
}

const CODE: Known = Known::source("amavisd 2.13 source");

static FIELDS: &[FieldDoc] = &[
    CODE.field(
        "X-Spam-Status",
        "Word, total, thresholds and rules; told apart by `tagged_above=` and `tests=[…]`.",
    ),
    CODE.field("X-Spam-Score", "The total."),
    CODE.field("X-Spam-Level", "One star for each full point, up to 64."),
    CODE.field("X-Spam-Flag", "YES or NO."),
    CODE.field("X-Quarantine-ID", "A quarantined copy exists."),
    CODE.field("X-Amavis-Alert", "Malware, a banned part or a malformed header."),
    CODE.field("X-Amavis-Category", "What kind of content was found."),
    CODE.field("X-Amavis-PenPals", "Whether the recipient wrote to the sender before."),
    CODE.field("X-Amavis-OS-Fingerprint", "The operating system that the connection looks like."),
    CODE.field("X-Amavis-Hold", "Why the message was held."),
    CODE.field("X-Amavis-Modified", "That the message was rewritten."),
    CODE.field("X-Amavis-PolicyBank", "The set of policies that was applied."),
];

static CODES: &[CodeDoc] = &[
    CODE.code("X-Spam-Status", "Yes", "The total reached `required` (tag2).", "marked as spam"),
    CODE.code("X-Spam-Status", "No", "The total stayed below `required`.", "not marked"),
    CODE.code("score", "", "The total of all rules.", "from `required` on the message is spam"),
    CODE.code("score", "x", "The message was not scored.", "not scanned"),
    CODE.code("score", "min..max", "The totals of several recipients of a quarantined copy.", ""),
    CODE.code("tagged_above", "", "The total from which on these fields are written.", ""),
    CODE.code(
        "required",
        "",
        "The total from which on a message is spam.",
        "6.31 unless the site says otherwise",
    ),
    CODE.code("kill", "", "The total from which on a message is quarantined or refused.", ""),
    CODE.code("WHITELISTED", "", "The recipient's or the site's list lets the sender through.", "not marked"),
    CODE.code("BLACKLISTED", "", "The recipient's or the site's list blocks the sender.", "marked as spam"),
    CODE.code("Alert", "INFECTED", "The message contains malware.", "usually not delivered"),
    CODE.code("Alert", "BANNED", "The site does not allow a part of this kind.", "usually not delivered"),
    CODE.code("Alert", "BAD HEADER SECTION", "A header field is malformed.", "none by default"),
    CODE.code("Quarantine-ID", "", QUARANTINED, "none on the delivered copy"),
    CODE.code("Category", "", "What kind of content was found.", ""),
    CODE.code("PenPals", "", "Whether the recipient wrote to the sender before.", "lowers the total"),
    CODE.code("OS-Fingerprint", "", "The operating system that the connection looks like.", ""),
    CODE.code("Hold", "", "Why the message was held.", "delayed"),
    CODE.code("Modified", "", "That the message was rewritten.", ""),
    CODE.code("PolicyBank", "", "The set of policies that was applied.", ""),
];

#[cfg(test)]
mod tests;
