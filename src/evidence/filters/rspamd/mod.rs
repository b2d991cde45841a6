//! Rspamd: its result with symbols, its action, and the renamed copies of hosted services.

pub(super) mod result;
mod symbols;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::doc::Known;
use super::spamassassin::assemble::{apply_list, list_decided};
use super::spamassassin::known;
use super::spamassassin::sheet::Sheet;
use super::spamassassin::stamp::{Kind, Stamp, Writer, stamps};
use super::spamassassin::standing::{Bearers, Marks, of, settle};
use super::{Acted, Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Group, Reading, Role, Verdict};
use crate::headers::FieldRef;
use crate::input::Folder;

/// Rspamd.
pub(super) static DECODER: Decoder = Decoder {
    id: "rspamd",
    name: "Rspamd",
    fields: FIELDS,
    codes: &CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A multimap of addresses lowers the score of mail from the relays, or accepts it.",
    steps: &[
        "Write the map below into /etc/rspamd/local.d/multimap.conf, the addresses into its map file, and reload Rspamd.",
    ],
    include: "Or a rule in local.d/whitelist.conf with valid_spf = true and {from} among its domains: it lowers the score only when SPF passes, which {include} in the SPF record of {from} makes it do.",
    snippet: Some((
        "rspamd",
        "# local.d/multimap.conf\nEXLIBRIS_RELAY {\n  type = \"ip\";\n  map = \"/etc/rspamd/local.d/exlibris-relays.map\";\n  score = -8.0;\n}\n# local.d/exlibris-relays.map\n{address}",
    )),
    caution: "A score can be outweighed. With prefilter = true and action = \"accept\" nothing else is looked at, viruses included.",
    ..Exemption::documented("Rspamd documentation: Multimap module; Whitelist module")
};

/// The default limit of `add header`, for messages that print only the one of `reject`.
const ADD_HEADER: f64 = 6.0;
/// The default limit of `greylist`.
const GREYLIST: f64 = 4.0;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for stamp in stamps(context, Writer::Rspamd) {
        let facts = Facts::read(&stamp);
        if facts.is_empty() {
            continue;
        }
        let marks = Marks {
            host: stamp.get(Kind::Server).map(|f| f.decoded()),
            id: stamp.get(Kind::QueueId).map(|f| f.decoded()),
            bearers: Bearers::MailServers,
            ours: true,
            ..Marks::default()
        };
        let standing = of(context, stamp.top(), stamp.carried, &marks);
        let mut reading = standing.reading("rspamd");
        reading.places = stamp.places();
        facts.judge(&mut reading);
        readings.push(reading);
    }
    settle(&mut readings[from..]);
}

fn explain(name: &str) -> (Option<&'static str>, Option<Group>) {
    let (meaning, group) = known::explain(&symbols::INDEX, name);
    (meaning, Some(group))
}

/// What the fields of one stamp say.
#[derive(Default)]
struct Facts<'m> {
    sheet: Sheet<'m>,
    action: Option<Cow<'m, str>>,
    /// `X-Spam-Status`, `X-Spam` or `X-Spam-Flag`: the spam verdict where there is no action.
    flag: Option<Verdict>,
    module: Option<Module<'m>>,
    junk: bool,
    virus: bool,
    /// The total from which on the word of a status is Yes, where it prints one.
    word_limit: Option<f64>,
    codes: Vec<Code<'m>>,
    /// What says nothing of the verdict.
    notes: Vec<Code<'m>>,
}

/// What decided before the symbols were counted.
struct Module<'m> {
    name: Cow<'m, str>,
    message: Cow<'m, str>,
}

impl<'m> Facts<'m> {
    fn read(stamp: &Stamp<'_, 'm>) -> Self {
        let mut facts = Self::default();
        for &(kind, field) in &stamp.fields {
            match kind {
                Kind::Result => facts.sheet.merge(Sheet::of(field, result::result)),
                Kind::RspamdScore | Kind::Score => facts.sheet.merge(Sheet::of(field, result::score)),
                Kind::RspamdReport => facts.exim_report(Sheet::of(field, result::report)),
                Kind::Report => facts.exim_report(Sheet::of(field, result::exim_report)),
                Kind::Status | Kind::RspamdStatus => facts.status(Sheet::of(field, result::status)),
                Kind::Spam | Kind::Flag | Kind::RspamdFlag => facts.flag(&field.decoded()),
                Kind::Action => facts.action = facts.action.take().or(Some(field.decoded())),
                Kind::PreResult => facts.pre_result(field.decoded()),
                Kind::DeliverTo => facts.deliver_to(field.decoded()),
                Kind::Virus => facts.virus(field.decoded()),
                Kind::Tests => facts.sheet.merge(Sheet::of(field, result::names)),
                Kind::RspamdNote | Kind::Scanner => facts.note(field),
                _ => {}
            }
        }
        facts
    }

    fn is_empty(&self) -> bool {
        self.sheet.score.is_none()
            && self.sheet.rules.is_empty()
            && self.action.is_none()
            && self.flag.is_none()
            && self.module.is_none()
            && !self.junk
            && !self.virus
    }

    /// A field that tells no verdict; opaque values are shown as they are.
    fn note(&mut self, field: FieldRef<'_, 'm>) {
        let name = field.name();
        let known = WORDS.iter().find(|w| w.name.eq_ignore_ascii_case(&name));
        self.notes.push(Code::new(name, field.decoded(), known.map(|w| w.meaning)));
    }

    fn exim_report(&mut self, mut sheet: Sheet<'m>) {
        if let Some(at) = sheet.words.iter().position(|w| w.name == "action") {
            let action = sheet.words.remove(at).value;
            self.action = self.action.take().or(Some(action));
        }
        self.sheet.merge(sheet);
    }

    fn status(&mut self, mut sheet: Sheet<'m>) {
        self.flag = self.flag.or(sheet.word.take());
        // Its threshold, unlike the one of the result, is the one of the word.
        self.word_limit = self.word_limit.or(sheet.required.take());
        self.sheet.merge(sheet);
    }

    fn flag(&mut self, text: &str) {
        self.flag = self.flag.or_else(|| super::spamassassin::status::word_verdict(text.trim()));
    }

    fn deliver_to(&mut self, text: Cow<'m, str>) {
        if text.eq_ignore_ascii_case("junk") || text.eq_ignore_ascii_case("spam") {
            self.junk = true;
            self.codes.push(Code::new(
                "Deliver-To",
                text,
                Some("Asks the delivery agent for the junk folder."),
            ));
        }
    }

    fn virus(&mut self, text: Cow<'m, str>) {
        let none = ["", "no", "none", "clean"].iter().any(|n| n.eq_ignore_ascii_case(&text));
        if !none {
            self.virus = true;
            self.codes.push(Code::new("X-Virus", text, Some("The malware that was found.")));
        }
    }

    /// `action=add header; module=dmarc; Action set by DMARC`.
    fn pre_result(&mut self, text: Cow<'m, str>) {
        let part = |key: &str| {
            text.split(';').find_map(|p| p.trim().strip_prefix(key)).map(|v| Cow::Owned(v.trim().to_owned()))
        };
        let message = text.splitn(3, ';').nth(2).map_or("", str::trim).to_owned();
        if self.action.is_none() {
            self.action = part("action=");
        }
        if let Some(name) = part("module=") {
            self.module = Some(Module { name, message: message.into() });
        }
    }

    fn judge(self, reading: &mut Reading<'m>) {
        let limit = self.sheet.required;
        reading.score = self.sheet.score;
        let action = self.action.as_deref().map(Action::of);
        let refused = self.sheet.word == Some(Verdict::Spam);
        reading.verdict = self.verdict(action, refused);
        (reading.threshold, reading.threshold_assumed) = match self.word_limit {
            Some(limit) if reading.score.is_some() => (Some(limit), false),
            _ => threshold(reading, action, refused, limit),
        };
        reading.high = refused
            || action.is_some_and(|a| a == Action::Refuse)
            || reading.verdict == Verdict::Spam
                && matches!((reading.score, reading.threshold), (Some(s), Some(t)) if t > 0.0 && s >= 2.0 * t);
        if let Some(listed) = list_decided(&self.sheet.rules, reading) {
            apply_list(listed, reading);
        }
        self.apply_module(reading);
        if self.junk {
            reading.folder = Some(Folder::Junk);
        }
        if self.virus {
            reading.verdict = Verdict::Malware;
        }
        if reading.verdict == Verdict::Unknown && matches!(reading.role, Role::Receiver | Role::Upstream) {
            reading.role = Role::Diagnostic;
        }
        reading.codes = self.codes();
    }

    /// The action decides; without one the flag, the routing hint, and last the total.
    fn verdict(&self, action: Option<Action>, refused: bool) -> Verdict {
        match (action, self.flag, self.sheet.score) {
            (Some(action), _, _) if action != Action::Other => action.verdict(),
            _ if refused || self.junk => Verdict::Spam,
            (_, Some(flag), _) => flag,
            (_, None, Some(score)) if score >= ADD_HEADER => Verdict::Suspect,
            (_, None, Some(_)) => Verdict::NotSpam,
            _ => Verdict::Unknown,
        }
    }

    /// A module that decided alone explains a verdict that the points do not.
    fn apply_module(&self, reading: &mut Reading<'m>) {
        let Some(module) = &self.module else { return };
        let list = ["multimap", "whitelist", "settings", "spamtrap"].contains(&module.name.as_ref());
        match reading.verdict {
            // The From domain's policy, not the total, asked for the mark.
            Verdict::Spam if module.name == "dmarc" => reading.verdict = Verdict::Spoof,
            Verdict::Spam if list => apply_list(Verdict::BlockListed, reading),
            Verdict::NotSpam if list => {
                reading.verdict = Verdict::AllowListed;
                reading.acted = Some(Acted::AllowListedByPolicy);
            }
            _ => {}
        }
    }

    fn codes(self) -> Vec<Code<'m>> {
        let mut codes = Vec::with_capacity(self.sheet.words.len() + self.sheet.rules.len() + 4);
        if let Some(action) = self.action {
            let meaning = Action::of(&action).meaning();
            codes.push(Code::new("action", action, meaning));
        }
        if let Some(module) = self.module {
            let (meaning, group) = module_meaning(&module.name);
            codes.push(Code { group, ..Code::new("module", module.name, meaning) });
            codes.push(Code::new("message", module.message, Some("What the module says about it.")));
        }
        codes.extend(self.codes);
        codes.extend(self.sheet.words);
        codes.extend(self.sheet.rules);
        codes.extend(self.notes);
        codes
    }
}

/// What Rspamd asked the mail server to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    None,
    Greylist,
    Mark,
    Retry,
    Refuse,
    Other,
}

impl Action {
    fn of(text: &str) -> Self {
        match text.trim() {
            "no action" | "accept" => Self::None,
            "greylist" => Self::Greylist,
            "add header" | "add_header" | "rewrite subject" | "rewrite_subject" => Self::Mark,
            "soft reject" | "soft_reject" => Self::Retry,
            "reject" | "quarantine" | "discard" => Self::Refuse,
            _ => Self::Other,
        }
    }

    const fn verdict(self) -> Verdict {
        match self {
            Self::None => Verdict::NotSpam,
            Self::Greylist | Self::Retry => Verdict::Suspect,
            Self::Mark | Self::Refuse => Verdict::Spam,
            Self::Other => Verdict::Unknown,
        }
    }

    const fn meaning(self) -> Option<&'static str> {
        match self {
            Self::None => Some("Nothing: the message was let through."),
            Self::Greylist => Some("Put off once, because the total reached the greylist limit."),
            Self::Mark => Some("Marked as spam and delivered."),
            Self::Retry => Some("Put off: the sender had to try again."),
            Self::Refuse => Some("Refused or kept back as spam."),
            Self::Other => None,
        }
    }
}

/// The limit of the action that was taken, and whether it is the default instead of a printed one.
fn threshold(
    reading: &Reading<'_>,
    action: Option<Action>,
    refused: bool,
    limit: Option<f64>,
) -> (Option<f64>, bool) {
    if reading.score.is_none() {
        return (None, false);
    }
    match action {
        _ if refused => (limit, false),
        Some(Action::Refuse) => (limit, false),
        Some(Action::Greylist) => (Some(GREYLIST), true),
        // A mark below the default limit, or none above it: the site's limit is another one.
        _ if (reading.verdict == Verdict::Spam) != (reading.score >= Some(ADD_HEADER)) => (None, false),
        _ => (Some(ADD_HEADER), true),
    }
}

fn module_meaning(name: &str) -> (Option<&'static str>, Option<Group>) {
    match name {
        "dmarc" => (Some("The DMARC policy of the From domain set the action."), Some(Group::Authentication)),
        "multimap" => (Some("An entry in the site's own lists set the action."), Some(Group::List)),
        "whitelist" | "settings" => (Some("The site's settings set the action."), Some(Group::List)),
        "spamtrap" => (Some("The recipient is a spam trap."), Some(Group::List)),
        "replies" => (Some("The message answers one that this site sent."), Some(Group::Content)),
        "greylist" | "greylisting" => (Some("Greylisting set the action."), None),
        "ratelimit" => (Some("The site limits how much this sender may send."), None),
        "antivirus" => (Some("The virus scanner set the action."), None),
        _ => (None, None),
    }
}

const MILTER: Known = Known::source("Rspamd source: milter_headers and conf/scores.d");
const CLIENT: Known = Known::source("Rspamd source: rspamc --mime");
const SEEN: Known = Known::observed("observed in mailing-list archives and public samples");
const OPAQUE: Known = Known::unknown("Rspamd source: milter_headers");

static FIELDS: &[FieldDoc] = &[
    MILTER.field("X-Spamd-Result", "Total, the limit for refusal, and every symbol; True only when refused."),
    MILTER.field("X-Rspamd-Action", "What the mail server was asked to do: the verdict."),
    MILTER.field("X-Spam", "Yes for the actions `add header` and `rewrite subject`."),
    MILTER.field("X-Spam-Status", "Yes for every action but `no action` and `greylist`."),
    MILTER.field("X-Spamd-Bar", "A bar; often left over from another pass, so no total is read from it."),
    SEEN.field("X-Rspamd-Bar", "A bar; no total is read from it."),
    SEEN.field("X-Rspamd-Score", "The total, with limits."),
    MILTER.field("X-Rspamd-Report", "The symbols."),
    SEEN.field("X-Spam-Report", "The symbols, as Exim writes them with `variant=rspamd`."),
    MILTER.field("X-Rspamd-Pre-Result", "The module that decided before symbols were counted."),
    MILTER.field("X-Rspamd-Queue-Id", "The mail server's queue id; tells whose word the fields are."),
    MILTER.field("X-Rspamd-Server", "The host that scanned; tells whose word the fields are."),
    OPAQUE.field("X-Rspamd-UID", "The number of the scan."),
    OPAQUE.field("X-Rspamd-Fuzzy", "Fuzzy hashes of the message."),
    OPAQUE.field("X-Stat-Signature", "The classifier's signature of the message."),
    MILTER.field("X-OS-Fingerprint", "The operating system that the connection looks like."),
    MILTER.field("X-Virus", "The malware that was found."),
    MILTER.field("Deliver-To", "Junk: the folder that the delivery agent should use."),
    CLIENT.field("X-Spam-Scanner", "Rspamd's client scanned at delivery."),
    CLIENT.field("X-Spam-Action", "What the client was told: the verdict."),
    CLIENT.field("X-Spam-Symbols", "The symbols without points."),
    CLIENT.field("X-Spam-Result", "The whole answer, as Base64 of JSON; shown as it is."),
    SEEN.field("X-Rspamd-Result", "Renamed X-Spamd-Result."),
    SEEN.field("X-Rspamd-Status", "Word and total."),
    SEEN.field("X-Rspamd", "Renamed X-Spam."),
    SEEN.field("X-Atmailcloud-Spam-Action", "The action at Atmail: the verdict."),
    SEEN.field("X-Atmailcloud-Spam-Score", "The total at Atmail."),
    SEEN.field("X-Atmailcloud-Spam-Report", "The symbols at Atmail."),
    SEEN.field("X-Atmailcloud-Spam-Bar", "A bar at Atmail; no total is read from it."),
    OPAQUE.field("X-Atmailcloud-Route", "The way that Atmail chose for the message."),
    SEEN.field("X-Atmail-Spam-Action", "The action at Atmail: the verdict."),
    SEEN.field("X-Atmail-Spam-Score", "The total at Atmail."),
    SEEN.field("X-Zone-Spam-Status", "Zone.ee: word, total, threshold and symbols."),
    SEEN.field("X-Zone-Spam-Resolution", "Zone.ee: the action."),
];

const WORDS: [CodeDoc; 25] = [
    MILTER.code("action", "no action", "Nothing: the message was let through.", "delivered"),
    MILTER.code(
        "action",
        "greylist",
        "The total reached the greylist limit.",
        "put off once; 4 points by default",
    ),
    MILTER.code("action", "add header", "Marked as spam.", "delivered, usually to Junk; 6 points by default"),
    MILTER.code("action", "rewrite subject", "Marked as spam in the subject.", "delivered, usually to Junk"),
    MILTER.code("action", "soft reject", "Put off: the sender had to try again.", "delayed"),
    MILTER.code("action", "reject", "The total reached the printed limit.", "refused; 15 points by default"),
    MILTER.code("X-Spamd-Result", "True", "The message was refused.", "refused"),
    MILTER.code(
        "X-Spamd-Result",
        "False",
        "The message was not refused; it may still be marked as spam.",
        "none",
    ),
    MILTER.code("score", "", "The total of all symbols.", ""),
    MILTER.code("reject", "", "The total from which on a message is refused.", "not the limit for marking"),
    MILTER.code("module", "dmarc", "The DMARC policy of the From domain set the action.", WHATEVER),
    MILTER.code("module", "multimap", "An entry in the site's own lists set the action.", WHATEVER),
    MILTER.code("module", "whitelist", "The site's settings set the action.", WHATEVER),
    MILTER.code("module", "settings", "The site's settings set the action.", WHATEVER),
    MILTER.code("module", "spamtrap", "The recipient is a spam trap.", WHATEVER),
    MILTER.code("module", "replies", "The message answers one that this site sent.", WHATEVER),
    MILTER.code("module", "greylist", "Greylisting set the action.", WHATEVER),
    MILTER.code("module", "ratelimit", "The site limits how much this sender may send.", WHATEVER),
    MILTER.code("module", "antivirus", "The virus scanner set the action.", WHATEVER),
    MILTER.code("X-Virus", "", "The malware that was found.", "usually refused"),
    MILTER.code("Deliver-To", "Junk", "Asks the delivery agent for the junk folder.", "delivered to Junk"),
    OPAQUE.code("X-Rspamd-Fuzzy", "", "Fuzzy hashes of the message.", "none"),
    MILTER.code("X-OS-Fingerprint", "", "The operating system that the connection looks like.", "none"),
    CLIENT.code("X-Spam-Scanner", "", "Rspamd's client, which scanned at delivery.", "none"),
    OPAQUE.code("X-Atmailcloud-Route", "", "The way that Atmail chose for the message.", "none"),
];

const WHATEVER: &str = "whatever the total is";

static CODES: [CodeDoc; WORDS.len() + symbols::SYMBOLS.len()] = known::docs(&WORDS, symbols::SYMBOLS, MILTER);
