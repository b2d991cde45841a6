//! The dialects of trace fields: how each is recognised and what its parts mean. To add one, add a row.

use super::remark::{self, starts};

/// What the first name after `from` is when no greeting is recorded beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// What the client called itself.
    Helo,
    /// The reverse name, which the client also called itself: the server omits an equal greeting.
    Both,
    /// What the client called itself; a reverse name is never written.
    Alone,
    /// Neither: a user, a program.
    Nobody,
}

/// One dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) id: &'static str,
    pub(super) first: First,
    /// The reverse name it writes is confirmed forward.
    pub(super) confirms: bool,
    /// It always records TLS.
    pub(super) clear: bool,
    /// Its hops begin with a login (webmail).
    pub(super) login: bool,
}

const fn helo(id: &'static str) -> Dialect {
    Dialect { id, first: First::Helo, confirms: false, clear: false, login: false }
}

const fn both(id: &'static str) -> Dialect {
    Dialect { first: First::Both, ..helo(id) }
}

const fn nobody(id: &'static str) -> Dialect {
    Dialect { first: First::Nobody, ..helo(id) }
}

const fn login(id: &'static str) -> Dialect {
    Dialect { login: true, first: First::Nobody, ..helo(id) }
}

/// Nothing fits.
pub(super) const UNKNOWN: Dialect = helo("unknown");
/// The plain grammar of RFC 5321 section 4.4, by a server that does not name itself.
pub(super) const RFC5321: Dialect = helo("rfc5321");
/// Postfix's layout under another name, which Postfix allows (`mail_name`).
pub(super) const POSTFIX_LIKE: Dialect = helo("postfix-like");
pub(super) const POSTFIX: Dialect = Dialect { confirms: true, ..helo("postfix") };
pub(super) const EXIM: Dialect = Dialect { confirms: true, ..both("exim") };
pub(super) const SENDMAIL: Dialect = Dialect { confirms: true, clear: true, ..helo("sendmail") };
const MICROSOFT: Dialect = Dialect { first: First::Alone, ..helo("microsoft") };
const MICROSOFT_SMTP: Dialect = Dialect { clear: true, ..MICROSOFT };
const SMTPSVC: Dialect = helo("exchange-smtpsvc");
const GMAIL: Dialect = Dialect { confirms: true, ..helo("gmail") };
const GMAIL_SUBMISSION: Dialect = Dialect { confirms: true, ..helo("gmail-submission") };
const GMAIL_API: Dialect = nobody("gmail-api");
pub(super) const QMAIL: Dialect = both("qmail");
pub(super) const COURIER: Dialect = helo("courier");
pub(super) const DOVECOT: Dialect = helo("dovecot");
pub(super) const ZIMBRA: Dialect = both("zimbra");
pub(super) const CISCO: Dialect = both("cisco");
const PROOFPOINT: Dialect = helo("proofpoint");
const MIMECAST: Dialect = helo("mimecast");
const SYMANTEC_CLOUD: Dialect = both("symantec-cloud");
pub(super) const FORTIMAIL: Dialect = helo("fortimail");
pub(super) const BARRACUDA: Dialect = helo("barracuda");
pub(super) const COMMUNIGATE: Dialect = helo("communigate");
const ICEWARP: Dialect = helo("icewarp");
const MDAEMON: Dialect = helo("mdaemon");
pub(super) const VGER: Dialect = both("vger");
pub(super) const POWERMTA: Dialect = helo("powermta");
pub(super) const MAILMARSHAL: Dialect = helo("mailmarshal");
pub(super) const CRITICAL_PATH: Dialect = both("critical-path");
pub(super) const HMAILSERVER: Dialect = helo("hmailserver");
const ORACLE: Dialect = helo("oracle-messaging");
pub(super) const YAHOO: Dialect = helo("yahoo");
const SES: Dialect = helo("ses");
const SENDGRID: Dialect = helo("sendgrid");
pub(super) const MAILGUN: Dialect = helo("mailgun");
const ZOHO: Dialect = helo("zoho");
const FORCEPOINT: Dialect = helo("forcepoint");
const AMAVIS: Dialect = helo("amavis");
const COREMAIL: Dialect = helo("coremail");
const DOMINO: Dialect = helo("domino");
const GMX: Dialect = helo("gmx");
const GMX_WEB: Dialect = login("gmx-web");
const FETCHER: Dialect = helo("fetcher");
const NOVELL: Dialect = helo("novell");
const LISTSERV: Dialect = nobody("listserv");
pub(super) const GATEWAY_CLOUD: Dialect = helo("gateway-cloud");
pub(super) const XMAIL: Dialect = helo("xmail");
pub(super) const SQUIRRELMAIL: Dialect = login("squirrelmail");
/// The daemon of Obtuse, which writes `claiming to be "x"`.
pub(super) const SMTPD: Dialect = both("smtpd");
pub(super) const SMAP: Dialect = both("smap");
pub(super) const TREND_MICRO: Dialect = helo("interscan");

/// How the comment begins in which the server names itself. The commonest first, then by name.
const SOFTWARE: &[(&str, Dialect)] = &[
    ("Postfix", POSTFIX),
    ("Exim ", EXIM),
    ("amavis", AMAVIS),
    ("OpenSMTPD", helo("opensmtpd")),
    ("SG", SENDGRID),
    ("3c-app", GMX_WEB),
    ("AIMC", helo("aimc")),
    ("ArGoSoft", helo("argosoft")),
    ("Authentication Milter", helo("authentication-milter")),
    ("Axigen", helo("axigen")),
    ("AVG SMTP", helo("avg")),
    ("Clearswift", helo("clearswift")),
    ("CommuniGate Pro", COMMUNIGATE),
    ("Coremail", COREMAIL),
    ("Cyrus", helo("cyrus")),
    ("DragonFly Mail Agent", nobody("dragonfly")),
    ("ecelerity", both("sparkpost")),
    ("EMWAC", helo("emwac")),
    ("ESMTP", helo("tencent")),
    ("fetchmail", FETCHER),
    ("Generic MTA", helo("generic-mta")),
    ("getmail", FETCHER),
    ("Halon", helo("halon")),
    ("Haraka", helo("haraka")),
    ("HCL Domino", DOMINO),
    ("Horde", login("horde")),
    ("IBM Domino", DOMINO),
    ("IBM OS/400", helo("os400")),
    ("IceWarp", ICEWARP),
    ("IMP", login("horde")),
    ("iPlanet", ORACLE),
    ("InterMail", helo("intermail")),
    ("InterScan", TREND_MICRO),
    ("Internet Mail Service", helo("exchange-ims")),
    ("jqueuemail", nobody("united-online")),
    ("KumoMTA", helo("kumomta")),
    ("LISTSERV", LISTSERV),
    ("LMTPProxy", helo("fastmail")),
    ("Lotus", DOMINO),
    ("LSMTP", helo("lsmtp")),
    ("MailAnyone", helo("mailanyone")),
    ("Mailchimp", helo("mailchimp")),
    ("MailGate", helo("mailgate")),
    ("MailRouter", helo("mailrouter")),
    ("MailShield", helo("mailshield")),
    ("MDaemon", MDAEMON),
    ("MEProxy", helo("fastmail")),
    ("Merak", ICEWARP),
    ("Mercury", nobody("mercury")),
    ("MessageWall", helo("messagewall")),
    ("Microsoft Exchange Internet Mail", helo("exchange-ims")),
    ("MMP", ORACLE),
    ("mxback/Yandex", helo("yandex")),
    ("mxfront/Yandex", helo("yandex")),
    ("NAVGW", helo("navgw")),
    ("Nemesis", helo("united-internet")),
    ("NewEsmtp", helo("tencent")),
    ("Norton AntiVirus", helo("norton")),
    ("Oracle Communications", ORACLE),
    ("PMDF", helo("pmdf")),
    ("Post.Office", helo("post-office")),
    ("PowerMTA", POWERMTA),
    ("PPS", PROOFPOINT),
    ("qmail-ldap", QMAIL),
    ("qpsmtpd", both("qpsmtpd")),
    ("Scalix", helo("scalix")),
    ("smtp/Yandex", helo("yandex")),
    ("SMTPD32", helo("imail")),
    ("SMTPL", helo("smtpl")),
    ("SquirrelMail", SQUIRRELMAIL),
    ("Sun Java", ORACLE),
    ("Symantec Messaging Gateway", helo("symantec-messaging-gateway")),
    ("Symantec Mail Security", helo("symantec-messaging-gateway")),
    ("trex/", helo("mailchannels")),
    ("Sendmail", SENDMAIL),
    ("via HTTP", GMX_WEB),
    ("Vircom", helo("vircom")),
    ("Yahoo", YAHOO),
    ("Yandex", helo("yandex")),
    ("ZoneMTA", helo("zonemta")),
];

/// How the software of servers calls itself.
pub(crate) fn software() -> impl Iterator<Item = &'static str> {
    SOFTWARE.iter().chain(LEADS).chain(PROTOCOL).map(|(name, _)| *name)
}

/// How a comment begins that stands before any clause.
const LEADS: &[(&str, Dialect)] = &[
    ("qmail", QMAIL),
    ("wp-smtpd", QMAIL),
    ("qp ", QMAIL),
    ("cpmta", CRITICAL_PATH),
    ("EGP:", helo("egroups")),
    ("qfscan", nobody("qfscan")),
];

/// How the `with` clause begins.
const PROTOCOL: &[(&str, Dialect)] = &[
    ("Microsoft SMTP Server", MICROSOFT_SMTP),
    ("Microsoft SMTPSVC", SMTPSVC),
    ("mapi", MICROSOFT),
    ("MailboxResubmission", MICROSOFT),
    ("ESMTP/TLS/", CISCO),
    ("ECARTIS", nobody("ecartis")),
    ("ECSTREAM", both("sparkpost")),
    ("IBM ESMTP SMTP Gateway", helo("ibm-gateway")),
    ("Internet Mail Service", helo("exchange-ims")),
    ("IMAP", FETCHER),
    ("LISTSERV", LISTSERV),
    ("MailEnable", helo("mailenable")),
    ("NetMail SMTP Agent", NOVELL),
    ("nMail", helo("nmail")),
    ("Novell NIMS", NOVELL),
    ("Novell_GroupWise", helo("groupwise")),
    ("POP3", FETCHER),
    ("qmail-scanner", nobody("qmail-scanner")),
    ("SMTPBeamer", helo("smtpbeamer")),
    ("SpamAssassin", nobody("spamassassin")),
    ("spool", LISTSERV),
    ("Thrift", helo("thrift")),
    ("Trustwave", MAILMARSHAL),
    ("XMail", XMAIL),
];

/// How the `id` begins.
const IDS: &[(&str, Dialect)] = &[("us-mta-", MIMECAST), ("uk-mta-", MIMECAST), ("filterdrecv-", SENDGRID)];

/// How the host after `by` reads: `.x` ends with it, `x-` or `x.` begins with it, otherwise it is all of it.
const HOSTS: &[(&str, Dialect)] = &[
    (".outlook.com", MICROSOFT),
    (".outlook.office365.com", MICROSOFT),
    (".exchangelabs.com", MICROSOFT),
    ("mx.google.com", GMAIL),
    ("2002:", GMAIL),
    ("smtp.gmail.com", GMAIL_SUBMISSION),
    ("smtp.googlemail.com", GMAIL_SUBMISSION),
    ("smtp-relay.gmail.com", GMAIL_SUBMISSION),
    ("gmailapi.google.com", GMAIL_API),
    (".google.com", GMAIL),
    (".amazonaws.com", SES),
    (".antispameurope.com", helo("hornetsecurity")),
    (".aliyun.com", helo("aliyun")),
    (".aliyun-inc.com", helo("aliyun")),
    ("atlas-", YAHOO),
    ("cmsmtp", helo("cloudmark")),
    ("filterdrecv-", SENDGRID),
    ("Forcepoint Email", FORCEPOINT),
    ("geopod-", SENDGRID),
    (".gmx.net", GMX),
    (".kundenserver.de", helo("united-internet")),
    ("MailEnable Inbound Mail Agent", helo("mailenable")),
    ("mandrillapp.com", helo("mandrill")),
    (".messagelabs.com", SYMANTEC_CLOUD),
    (".mimecast.com", MIMECAST),
    (".oraclecloud.com", ORACLE),
    (".postgun.com", MAILGUN),
    (".pphosted.com", PROOFPOINT),
    (".ppops.net", PROOFPOINT),
    (".ppe-hosted.com", PROOFPOINT),
    (".qq.com", helo("tencent")),
    ("recvd-", SENDGRID),
    (".symcld.net", SYMANTEC_CLOUD),
    ("vger.kernel.org", VGER),
    (".yahoo.com", YAHOO),
    (".zcsend.net", ZOHO),
    (".zoho.com", ZOHO),
    (".zoho.eu", ZOHO),
    (".zohomail.com", ZOHO),
];

fn ends(text: &[u8], end: &str) -> bool {
    text.len() >= end.len() && text[text.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
}

fn beginning(rows: &'static [(&str, Dialect)], text: &[u8]) -> Option<&'static Dialect> {
    let first = text.first()? | 0x20;
    rows.iter()
        .find(|(start, _)| start.as_bytes()[0] | 0x20 == first && starts(text, start.as_bytes()))
        .map(|(_, dialect)| dialect)
}

/// The dialect of a server that names itself in a comment.
pub(super) fn by_software(comment: &[u8]) -> Option<&'static Dialect> {
    let digit = comment.first()?.is_ascii_digit() && !comment.starts_with(b"3c-");
    if digit { by_version(comment) } else { beginning(SOFTWARE, comment).or_else(|| by_version(comment)) }
}

/// Sendmail's `8.18.1/8.18.1`, Critical Path's `7.0.028`, IceWarp's `14.1.0 build 16`.
fn by_version(comment: &[u8]) -> Option<&'static Dialect> {
    let number = match comment.iter().position(|b| *b == b'-') {
        Some(at) if comment[..at].iter().all(u8::is_ascii_alphabetic) => &comment[at + 1..],
        _ => comment,
    };
    if super::ip::read(number).is_some() {
        return None;
    }
    match number {
        [b'8', b'.', b'0'..=b'9', ..] | [b'9', b'.', b'0'..=b'9', ..] => Some(&SENDMAIL),
        [b'5'..=b'7', b'.', b'0'..=b'9', ..] => Some(&CRITICAL_PATH),
        _ if remark::find(comment, b"/8.").is_some() => Some(&SENDMAIL),
        [b'0'..=b'9', ..] if remark::after_word(comment, b"build").is_some() => Some(&ICEWARP),
        _ => None,
    }
}

/// The dialect of a comment before any clause.
pub(super) fn by_lead(comment: &[u8]) -> Option<&'static Dialect> {
    beginning(LEADS, comment)
}

/// The dialect that the `with` clause tells.
pub(super) fn by_protocol(with: &[u8]) -> Option<&'static Dialect> {
    beginning(PROTOCOL, with)
}

/// The dialect that the id tells.
pub(super) fn by_id(id: &[u8]) -> Option<&'static Dialect> {
    beginning(IDS, id)
}

/// The dialect that the server's name tells.
pub(super) fn by_host(host: &[u8]) -> Option<&'static Dialect> {
    let found = HOSTS.iter().find(|(pattern, _)| match pattern.as_bytes() {
        [b'.', ..] => ends(host, pattern),
        [.., b'-'] | [.., b':'] => starts(host, pattern.as_bytes()),
        _ => host.eq_ignore_ascii_case(pattern.as_bytes()),
    });
    found.map(|(_, dialect)| dialect)
}
