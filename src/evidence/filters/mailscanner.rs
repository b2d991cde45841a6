//! MailScanner and its relatives (eFa, Libraesva, MailCleaner): fields named after the site.

use std::borrow::Cow;

use super::corroborate::{Standing, items, nothing_else};
use super::doc::Known;
use super::spamassassin::assemble::decide;
use super::spamassassin::rules::rule;
use super::spamassassin::sheet::{MOST_RULES, Sheet, is_name, number};
use super::spamassassin::standing::{Bearers, Marks, of, settle};
use super::spamassassin::status::set;
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Group, Reading, Role, Verdict};
use crate::evidence::Trust;
use crate::headers::{FieldRef, Headers};

/// MailScanner.
pub(super) static DECODER: Decoder = Decoder {
    id: "mailscanner",
    name: "MailScanner (also eFa, Libraesva, MailCleaner)",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    product: Some(("mailscanner", "MailScanner")),
    about: "A ruleset for \"Is Definitely Not Spam\" lets mail from an address through.",
    steps: &[
        "In MailScanner.conf: Is Definitely Not Spam = %rules-dir%/spam.whitelist.rules (a site with MailWatch may have &SQLWhitelist there: then add the relays in MailWatch > Lists).",
        "Write the lines below into that file, above the line \"FromOrTo: default no\", and reload MailScanner.",
    ],
    snippet: Some(("text", "# /etc/MailScanner/rules/spam.whitelist.rules\nFrom:\t{address}\tyes")),
    caution: "Viruses and dangerous content are still looked for. A line with a domain instead of an address lets impostors through.",
    ..Exemption::source(
        "MailScanner: rules/README, rules/spam.whitelist.rules, \"Is Definitely Not Spam\" in MailScanner.conf",
    )
};

/// Whether MailScanner wrote a spam check into `headers`.
pub(super) fn wrote(headers: &Headers<'_>) -> bool {
    headers.iter().any(|f| matches!(split(f.name_bytes()), Some((_, Part::Check))))
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for site in sites(context.headers) {
        let marks = Marks {
            id: site.get(Part::Id).map(queue_id),
            bearers: Bearers::MailServers,
            ours: context.settings.institution.domains.iter().any(|d| site.is_named_after(d)),
            ..Marks::default()
        };
        let top = site.fields.iter().map(|(_, f)| f.index()).min().unwrap_or(0);
        site.read(of(context, top, false, &marks), readings);
    }
    settle(&mut readings[from..]);
}

/// The queue id without the part that MailScanner appends for Postfix (`.A1B2C`).
fn queue_id<'m>(field: FieldRef<'_, 'm>) -> Cow<'m, str> {
    let base = |text: &str| text.split_once('.').map_or(text.len(), |(id, _)| id.len());
    match field.decoded() {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..base(text)]),
        Cow::Owned(mut text) => {
            text.truncate(base(&text));
            Cow::Owned(text)
        }
    }
}

/// What a field of the family holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Check,
    Score,
    Id,
    Virus,
    /// What says nothing of the verdict, by its name's end.
    Note(&'static str),
}

/// The fields of one site between two hops.
struct Site<'h, 'm> {
    base: &'m [u8],
    fields: Vec<(Part, FieldRef<'h, 'm>)>,
}

/// The site's part of a name and what the field holds; `None` for names of other products.
fn split(name: &[u8]) -> Option<(&[u8], Part)> {
    if !matches!(name.first(), Some(b'x' | b'X')) || name.len() < 11 {
        return None;
    }
    let note = |end: &'static str| Some((cut(name, end.as_bytes())?, Part::Note(end)));
    let (base, part) = match name[name.len() - 1] | 0x20 {
        b'k' => match cut(name, b"-SpamCheck") {
            Some(base) => (base, Part::Check),
            None => note("-Watermark")?,
        },
        b'e' => (cut(name, b"-SpamScore")?, Part::Score),
        b'd' => (cut(name, b"-ID")?, Part::Id),
        b'r' | b'a' => (name, Part::Virus),
        b'm' => note("-From")?,
        b'o' => note("-To")?,
        b'n' => note("-Information")?,
        b'l' => note("-IP-Protocol").or_else(|| note("-ReportURL"))?,
        b'f' => note("-SPF")?,
        _ => return None,
    };
    is_base(base).then_some((base, part))
}

fn cut<'n>(name: &'n [u8], end: &[u8]) -> Option<&'n [u8]> {
    let at = name.len().checked_sub(end.len())?;
    name[at..].eq_ignore_ascii_case(end).then(|| &name[..at])
}

/// How the names of the family go on after `X-` and the site.
const FAMILY: [&[u8]; 4] = [b"-MailScanner", b"-MailScanner-eFa", b"-Libra-ESVA", b"X-MailCleaner"];

fn is_base(base: &[u8]) -> bool {
    FAMILY.iter().any(|end| cut(base, end).is_some())
}

fn sites<'h, 'm>(headers: &'h Headers<'m>) -> Vec<Site<'h, 'm>> {
    let mut sites: Vec<Site<'h, 'm>> = Vec::new();
    let mut open = 0;
    for field in headers.iter() {
        let name = field.name_bytes();
        let Some((base, part)) = split(name) else {
            if name.len() == 8 && name.eq_ignore_ascii_case(b"Received") {
                open = sites.len();
            }
            continue;
        };
        let home = sites[open..]
            .iter_mut()
            .rev()
            .find(|s| s.base.eq_ignore_ascii_case(base))
            .filter(|s| s.get(part).is_none());
        match home {
            Some(site) => site.fields.push((part, field)),
            None => sites.push(Site { base, fields: vec![(part, field)] }),
        }
    }
    sites
}

impl<'h, 'm> Site<'h, 'm> {
    fn get(&self, part: Part) -> Option<FieldRef<'h, 'm>> {
        self.fields.iter().find(|(p, _)| *p == part).map(|(_, f)| *f)
    }

    /// Whether the site's part of the name is a label of `domain`, or the whole domain without its dots.
    fn is_named_after(&self, domain: &str) -> bool {
        let Some(name) = FAMILY.iter().find_map(|end| cut(self.base, end)).and_then(|n| n.get(2..)) else {
            return false;
        };
        let plain = |text: &[u8]| -> Vec<u8> {
            text.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
        };
        let name = plain(name);
        let mut labels = domain.rsplit('.').skip(1);
        !name.is_empty() && (labels.any(|l| plain(l.as_bytes()) == name) || plain(domain.as_bytes()) == name)
    }

    fn read(&self, standing: Standing, readings: &mut Vec<Reading<'m>>) {
        let mut sheets = self.get(Part::Check).map_or_else(Vec::new, checks);
        if sheets.is_empty() {
            sheets.push(Sheet::default());
        }
        // The server appends its text to a field that is already there: only the last one is its own.
        let last = sheets.len() - 1;
        for (i, sheet) in sheets.into_iter().enumerate() {
            let own = i == last;
            let trust = if own { standing.trust } else { standing.trust.max(Trust::Unverifiable) };
            let mut reading = Reading { trust, ..standing.reading("mailscanner") };
            reading.score = sheet.score;
            reading.threshold = sheet.required;
            decide(&sheet, &mut reading);
            reading.codes = sheet.words;
            reading.codes.extend(sheet.rules);
            reading.places = self.fields.iter().map(|(_, f)| f.place()).collect();
            if own {
                self.add_rest(&mut reading);
            }
            if reading.verdict == Verdict::Unknown && matches!(reading.role, Role::Receiver | Role::Upstream)
            {
                reading.role = Role::Diagnostic;
            }
            if !reading.codes.is_empty() || reading.verdict != Verdict::Unknown {
                readings.push(reading);
            }
        }
    }

    /// The virus check and the bare score.
    fn add_rest(&self, reading: &mut Reading<'m>) {
        if let Some(virus) = self.get(Part::Virus) {
            let text = virus.decoded();
            let (verdict, meaning) = virus_check(&text);
            if verdict == Some(Verdict::Malware) || reading.verdict == Verdict::Unknown {
                reading.verdict = verdict.unwrap_or(reading.verdict);
            }
            reading.codes.push(Code::new("MailScanner", text, meaning));
        }
        if let Some(score) = self.get(Part::Score) {
            let text = score.decoded();
            reading.score = reading.score.or_else(|| number(&text));
            reading.codes.push(Code::new("SpamScore", text, Some("One character for each full point.")));
        }
        for (part, field) in &self.fields {
            if let Part::Note(end) = part {
                let name = &end[1..];
                let meaning = CODES.iter().find(|c| c.name == name).map(|c| c.meaning);
                let personal = matches!(name, "From" | "To" | "Information" | "ReportURL");
                reading.codes.push(Code { personal, ..Code::new(name, field.decoded(), meaning) });
            }
        }
    }
}

fn virus_check(text: &str) -> (Option<Verdict>, Option<&'static str>) {
    let last = text.rsplit(',').next().unwrap_or(text).trim();
    if last.starts_with("Found to be infected") {
        (Some(Verdict::Malware), Some("The message contains malware."))
    } else if last.starts_with("Disinfected") {
        (None, Some("Malware was removed from the message."))
    } else if last.starts_with("Not scanned") {
        (Some(Verdict::NotScanned), Some("The message was not searched for malware."))
    } else if last.starts_with("Found to be clean") || last.starts_with("No virus found") {
        (None, Some("No malware was found; this says nothing about spam."))
    } else {
        (None, None)
    }
}

/// Every report of a spam check, in order: a second server appends its own after a comma.
fn checks<'m>(field: FieldRef<'_, 'm>) -> Vec<Sheet<'m>> {
    let mut sheets = Vec::new();
    let raw = field.raw();
    match std::str::from_utf8(raw) {
        Ok(text) if !crate::headers::has_encoded_word(raw) => reports(text, &mut sheets),
        _ => {
            let text = field.decoded();
            let mut borrowed = Vec::new();
            reports(&text, &mut borrowed);
            sheets.extend(borrowed.into_iter().map(Sheet::into_owned));
        }
    }
    sheets
}

/// Splits at commas outside parentheses; each part is a verdict, a list's name or a scanner's result.
fn reports<'t>(text: &'t str, sheets: &mut Vec<Sheet<'t>>) {
    for part in parts(text) {
        let (head, inner) = match part.split_once('(') {
            Some((head, inner)) => (head.trim(), Some(inner.strip_suffix(')').unwrap_or(inner).trim())),
            None => (part, None),
        };
        let verdict = verdict_words(head);
        let scored = inner.is_some_and(|i| i.contains("score=") || i.starts_with("timed out"));
        if verdict.is_some() && !scored || sheets.is_empty() {
            if sheets.len() >= MOST_REPORTS {
                return;
            }
            sheets.push(Sheet { word: verdict, ..Sheet::default() });
        }
        let Some(sheet) = sheets.last_mut() else { return };
        match inner {
            Some(inner) if head == "SpamAssassin" || head == "Spamc" => scanner(inner, sheet),
            Some(inner) if verdict.is_some() => qualifier(inner, sheet),
            Some(inner) => module(head, inner, sheet),
            None if verdict.is_none() && is_list(head) && sheet.rules.len() < MOST_RULES => {
                sheet.rules.push(Code {
                    group: Some(if sheet.word.is_some() { Group::Listing } else { Group::Reputation }),
                    ..Code::new(head, "", Some("The handover address is on this list."))
                });
            }
            None => {}
        }
    }
}

/// Servers in a row whose reports are told apart.
const MOST_REPORTS: usize = 8;

fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0usize;
    text.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .map(str::trim)
    .filter(|p| !p.is_empty())
}

/// `spam`, `not spam` and their translations; the report says which language a site uses nowhere.
fn verdict_words(head: &str) -> Option<Verdict> {
    let mut spam = false;
    let mut not = false;
    for word in head.split(|c: char| c.is_ascii_whitespace() || c == '\'') {
        let is = |known: &[&str]| known.iter().any(|k| k.eq_ignore_ascii_case(word));
        spam |= is(&["spam", "polluriel", "pourriel"]);
        not |= is(&["not", "no", "non", "pas", "n", "kein", "ikke", "nicht", "ei", "geen"]);
    }
    spam.then_some(if not { Verdict::NotSpam } else { Verdict::Spam })
}

/// `Newsl (score=0.0, required=5.0, NONE, position : 0, not decisive)`: one of MailCleaner's checks in a row.
fn module<'t>(head: &'t str, inner: &'t str, sheet: &mut Sheet<'t>) {
    let is_name = !head.is_empty() && head.len() <= 64 && head.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_name && sheet.words.len() < MOST_RULES {
        sheet.words.push(Code::new(head, inner, Some("One of the checks that the site runs in a row.")));
    }
}

fn is_list(head: &str) -> bool {
    head.len() <= 64 && head.bytes().all(|b| b.is_ascii_graphic()) && head != "SpamAssassin"
}

fn qualifier<'t>(inner: &'t str, sheet: &mut Sheet<'t>) {
    if inner.eq_ignore_ascii_case("whitelisted") {
        sheet.listed = Some(Verdict::AllowListed);
        sheet.say("whitelisted", "", Some("The site's or the recipient's list lets the sender through."));
    } else if inner.eq_ignore_ascii_case("blacklisted") {
        sheet.listed = Some(Verdict::BlockListed);
        sheet.say("blacklisted", "", Some("The site's or the recipient's list blocks the sender."));
    } else if inner.eq_ignore_ascii_case("too large") {
        sheet.unscored = true;
        sheet.say("too large", "", Some("The message was too large to be scanned."));
    }
}

/// `not cached, score=7.4, required 6, autolearn=no, BAYES_99 3.50, …`; old reports have no numbers.
fn scanner<'t>(inner: &'t str, sheet: &mut Sheet<'t>) {
    if inner.starts_with("timed out") {
        sheet.say("timed out", "", Some("SpamAssassin did not answer in time."));
        return;
    }
    for item in items(inner, nothing_else) {
        let (key, value) = item
            .split_once(['=', ' '])
            .map_or((item, ""), |(key, value)| (key.trim(), value.trim_start_matches(['=', ' '])));
        match key {
            "score" => set(sheet, "score", value),
            "required" | "requis" => set(sheet, "required", value),
            "autolearn" => set(sheet, "autolearn", value),
            "NONE" => {}
            _ => {
                let rules = is_name(key) && key.bytes().any(|b| b.is_ascii_uppercase());
                if rules && sheet.rules.len() < MOST_RULES && (value.is_empty() || number(value).is_some()) {
                    sheet.rules.push(rule(key, value, number(value)));
                }
            }
        }
    }
}

const CODE: Known = Known::source("MailScanner 5 source");
const EFA: Known = Known::observed("mail of the eFa distribution");
const ESVA: Known = Known::observed("mail of Libraesva ESG");
const CLEANER: Known = Known::source("MailCleaner source");

static FIELDS: &[FieldDoc] = &[
    CODE.field("X-*MailScanner", "The search for malware; says nothing about spam."),
    CODE.field("X-*MailScanner-SpamCheck", "Verdict, lists, and SpamAssassin's total and rules."),
    CODE.field("X-*MailScanner-SpamScore", "One character for each full point, or the number."),
    CODE.field("X-*MailScanner-ID", "The queue id, by which the field is told from a copied one."),
    CODE.field("X-*MailScanner-From", "The envelope sender."),
    CODE.field("X-*MailScanner-To", "The recipients."),
    CODE.field("X-*MailScanner-Information", "Whom to ask."),
    CODE.field("X-*MailScanner-Watermark", "Tells bounces of own mail from bounces of forged mail."),
    CODE.field("X-*MailScanner-IP-Protocol", "The version of the Internet protocol."),
    EFA.field("X-*MailScanner-eFa", "The search for malware; says nothing about spam."),
    EFA.field("X-*MailScanner-eFa-SpamCheck", "Verdict, lists, and SpamAssassin's total and rules."),
    EFA.field("X-*MailScanner-eFa-SpamScore", "One character for each full point, or the number."),
    EFA.field("X-*MailScanner-eFa-ID", "The queue id, by which the field is told from a copied one."),
    EFA.field("X-*MailScanner-eFa-From", "The envelope sender."),
    EFA.field("X-*MailScanner-eFa-To", "The recipients."),
    EFA.field("X-*MailScanner-eFa-Information", "Whom to ask."),
    EFA.field("X-*MailScanner-eFa-Watermark", "Tells bounces of own mail from bounces of forged mail."),
    ESVA.field("X-*Libra-ESVA", "The search for malware; says nothing about spam."),
    ESVA.field("X-*Libra-ESVA-SpamCheck", "Verdict, lists, and SpamAssassin's total and rules."),
    ESVA.field("X-*Libra-ESVA-SpamScore", "One character for each full point, or the number."),
    ESVA.field("X-*Libra-ESVA-ID", "The queue id, by which the field is told from a copied one."),
    ESVA.field("X-*Libra-ESVA-From", "The envelope sender."),
    ESVA.field("X-*Libra-ESVA-Information", "Whom to ask."),
    ESVA.field("X-*Libra-ESVA-Watermark", "Tells bounces of own mail from bounces of forged mail."),
    CLEANER.field("X-MailCleaner", "The search for malware; says nothing about spam."),
    CLEANER.field("X-MailCleaner-SpamCheck", "Verdict and the checks in a row, in the site's language."),
    CLEANER.field("X-MailCleaner-SpamScore", "One character for each full point."),
    CLEANER.field("X-MailCleaner-ID", "The queue id, by which the field is told from a copied one."),
    CLEANER.field("X-MailCleaner-Information", "Whom to ask."),
    CLEANER.field("X-MailCleaner-ReportURL", "Where the recipient can report the message."),
    CLEANER.field("X-MailCleaner-SPF", "The result of the SPF check."),
];

static CODES: &[CodeDoc] = &[
    CODE.code(
        "SpamCheck",
        "spam",
        "The total reached the threshold, or lists say so.",
        "the site's spam actions",
    ),
    CODE.code("SpamCheck", "not spam", "The total stayed below the threshold.", "delivered"),
    CODE.code("whitelisted", "", "The site's or the recipient's list lets the sender through.", "delivered"),
    CODE.code(
        "blacklisted",
        "",
        "The site's or the recipient's list blocks the sender.",
        "the site's spam actions",
    ),
    CODE.code("too large", "", "The message was too large to be scanned.", "not scanned"),
    CODE.code("timed out", "", "SpamAssassin did not answer in time.", "judged without a total"),
    CODE.code("score", "", "The total of all rules.", "from `required` on the message is spam"),
    CODE.code(
        "required",
        "",
        "The total from which on a message is spam.",
        "6 unless the site says otherwise",
    ),
    CODE.code(
        "MailScanner",
        "Found to be infected",
        "The message contains malware.",
        "the malware is removed",
    ),
    CODE.code("MailScanner", "Disinfected", "Malware was removed from the message.", "delivered without it"),
    CODE.code("MailScanner", "Found to be clean", "No malware was found.", "none"),
    CODE.code("MailScanner", "Not scanned", "The message was not searched for malware.", "none"),
    CODE.code("SpamScore", "", "One character for each full point.", ""),
    CODE.code("From", "", "The envelope sender.", "none"),
    CODE.code("To", "", "The recipients.", "none"),
    CODE.code("Information", "", "Whom to ask.", "none"),
    CODE.code("Watermark", "", "Tells bounces of own mail from bounces of forged mail.", "none"),
    CODE.code("IP-Protocol", "", "The version of the Internet protocol.", "none"),
    CODE.code("ReportURL", "", "Where the recipient can report the message.", "none"),
    CODE.code("SPF", "", "The result of the SPF check.", "none"),
    CLEANER.code(
        "Newsl",
        "",
        "The check for newsletters.",
        "the checks run in a row; the first decisive one counts",
    ),
    CLEANER.code("NiceBayes", "", "The statistical classifier, in percent.", "as for the other checks"),
];

#[cfg(test)]
mod tests;
