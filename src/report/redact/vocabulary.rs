//! Words that tell nothing about anybody: the program's own, those of documented codes, those of servers' grammars.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::evidence::filters::{DECODERS, Decoder};
use crate::headers::received::software;

/// The words of the program's own texts, generated from its sources, one a line.
const WORDS: &str = include_str!("words.txt");

/// Words of `Received`, `Authentication-Results`, `Received-SPF`, signatures and delivery status.
const TRACE: &str = "\
    2048-bit 3des a acceptable access action address administrative adsp aedt aes aest age algorithm amavis amavisd amavisd-new analysis \
    and anonymous answer arc arc.chain arc.closest-fail as ascii at auth authenticated \
    authentication author authorized automatic available b bad bcl be best bestguesspass bh bits block \
    blocked body broken bst by c cached cafe cannot canonicalization cbc ccm cdt certificate \
    cest cet chacha20 check checked checksum cipher circumvention clamav class client client-ip code \
    comment compauth compauth.reason composite configured connection content control could count cram \
    cst cv cyrus d data date default delayed delegated delivered delivery denied deny des designate \
    designated designates designation details detection did diffie digest dis disallowed discard \
    discourages dispatch dkim dmarc dns dnssec dnswl does dom domain domainkeys domains during e ecdhe \
    ecdsa ed25519 edge edh edt ehlo encrypted enough envelope envelope-from error esmtp esmtpa esmtps \
    esmtpsa esmtpu est evaluated evaluating evaluation exceeded exchange exim exist exists expect \
    expired explicit f fail failed failure fastmail fetch filter final finding fixed for format \
    found fqdn freebsd from front frontend fully g gcm given gmt guess guessed h hardfail has hash \
    hdr header header.a header.b header.d header.from header.h header.i header.mailfrom \
    header.oldest-pass header.s helo hkt host host-guess http https hub i id identified identity \
    if ignored imap implicit in inbound include included includes indicates insufficient interim \
    internal internet invalid invoked ip iprev is issue ist it jst k key keys known l latest \
    length limit line linux list lmtp lmtpa lmtps lmtpsa local localhost login look lookup lookups loop loss m mail \
    mailbox mailfrom malformed mandatory many match matched maximum mdaemon mdt mechanism \
    mechanisms message met method microsoft mismatch missing mode mst mta multiple must mx n name \
    namespace needed neither network neutral new next nist no none nor not null number nxdomain o \
    obtained of old on one only or oreject original other out outbound outlook override own p \
    parameter parse part partial pass passed pdt peer pem perm permanent permerror permission permit \
    permits permitted pkcs plain plaintext please points policy policy.applied-disposition \
    policy.arc-aware-result policy.evaluated-disposition policy.iprev policy.override-comment \
    policy.override-reason policy.policy-from policy.ptr policy.published-domain-policy poly1305 port \
    possible postfix postmaster pr preference present prevent previous priority problem process \
    processing proof protocol provided pss pst ptr pts pubkey public published q quarantine query quit r \
    ra range rc4 read reason receive received receiver receivers recipient record records recursion \
    redirect refused reject rejected relaxed relay remote reported reputation requested requests \
    required requires resolve respond response result results retry returned returning reverse rfc822 \
    rsa running s same scheme seal sealed secp256r1 secp384r1 secure see selector send sender \
    sendmail sent server service session set several sgt sha sha1 sha256 sha384 sha512 shared should \
    sid sign signature signed signer signing signs simple single size socket smtp smtp.auth smtp.client-ip \
    smtp.helo smtp.mail smtp.mailfrom smtp.rcptto smtp.remote-ip smtps smtputf8 snai sni softfail \
    software some source sp spam spamassassin spf spoofed ssl ssl3 standard starttls state status strict \
    string sub subdomain success such suspicious syntax system t tag tcp temp temperror temporary \
    tenant terminated test testing text than that the there these this timed timeout tls tls1 tlsa \
    tlsv1 to token too top transfer transitioning transport triple truncated trust trusted try ts \
    tunnel two txt type u uid unable unauthenticated unavailable undefined under unencrypted unix unixtime \
    unknown unprotected unrecognized unsigned untrusted untrustworthy unverified unx up use used user \
    userid using usual ut utc utf utf8 utf8smtp v valid validation value verification verified verifies verify \
    version vfrm via violation void w waiting warning was weak weakly webmail which while window \
    with within without word wrong x x-tls.subject x25519 x448 xtext y yes z zone";

/// Names of values that filters write and no table lists, since their decoders read them otherwise.
const KEYS: &[&str] = &[
    "hits",
    "ooooooooo",
    "polluriel",
    "requis",
    "required",
    "rule",
    "score",
    "spamc",
    "spamicity",
    "symbol",
    "tests",
];

/// Words in the values of filters that no table lists, for the same reason; Proofpoint's, MailCleaner's, KPN's and
/// Alibaba's.
const UNLISTED: &[&str] = &[
    "adjust",
    "authcc",
    "authtc",
    "block",
    "decisif",
    "decisive",
    "definite",
    "definitions",
    "dict",
    "engine",
    "finalver",
    "green",
    "mlx",
    "newkey",
    "newsl",
    "nicebayes",
    "non",
    "path",
    "polluriel",
    "position",
    "red",
    "requis",
    "scancount",
    "spamc",
    "te",
    "whi",
    "yellow",
];

/// Words that stay even where a message uses them as a name or in its subject: so common that they tell nothing.
const COMMON: &str = "\
    a action address alma allow allowed amp an and any are as at authentication by bulk cause check client com \
    content date default delivered delivery details dkim dmarc domain edu email envelope exlibris \
    exlibrisgroup failed fail false filter for found from gateway google gmail ham has have header helo host \
    if in inbound inbox internet is it junk key libraries library libris ex list local localdomain localhost \
    mail mailbox mailer marked message messages microsoft mx net network no none not notice notices \
    notification notifications of office365 on one only or org our outbound outlook pass passed phish \
    phishing policy primo quarantine received receiver recipient record reject relay reply report result \
    return returned sender score server service servers signature smtp spam spf spoof status subject system \
    test text that the their them there they this to trusted university unknown user utf value version \
    virus was were what when where which who will with without yes you your";

static COMMON_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| COMMON.split_whitespace().collect());
static PROSE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WORDS.lines().collect());
/// With the words by which servers' software calls itself.
static SERVERS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let software =
        software().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()).chain([name.trim()]));
    let software = software.filter(|word| word.len() > 1).map(str::to_lowercase);
    TRACE.split_whitespace().map(str::to_owned).chain(software).collect()
});
/// The names of each product's codes, by its place in [`DECODERS`].
static NAMES: LazyLock<Vec<HashSet<String>>> = LazyLock::new(|| DECODERS.iter().map(|d| names(d)).collect());
/// The words of each product, by its place in [`DECODERS`].
static CODES: LazyLock<Vec<HashSet<String>>> = LazyLock::new(|| DECODERS.iter().map(|d| codes(d)).collect());

/// Products, a bit for each by its place in [`DECODERS`]; words of any beyond the last bit do not stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Products(u128);

impl Products {
    /// The product of this id.
    pub(super) fn of(id: &str) -> Self {
        Self::which(|decoder| decoder.id == id)
    }

    /// The products that read the field of this name.
    pub(super) fn of_field(name: &str) -> Self {
        Self::which(|decoder| decoder.fields.iter().any(|f| f.name != "*" && f.is_named(name)))
    }

    /// Every product.
    pub(super) const fn all() -> Self {
        Self(u128::MAX)
    }

    /// Whether there is none.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Of a list with an entry for each product, the entries of these.
    fn select<T>(self, of: &[T]) -> impl Iterator<Item = &T> {
        of.iter().zip(0..u128::BITS).filter(move |(_, at)| self.0 >> at & 1 == 1).map(|(entry, _)| entry)
    }

    /// Whether one of the products of these ids is among them.
    pub(super) fn holds(self, ids: &[&str]) -> bool {
        self.0 & Self::which(|decoder| ids.contains(&decoder.id)).0 != 0
    }

    fn which(is: impl Fn(&Decoder) -> bool) -> Self {
        let bits = DECODERS.iter().zip(0..u128::BITS).filter(|(decoder, _)| is(decoder));
        Self(bits.fold(0, |bits, (_, at)| bits | 1 << at))
    }
}

fn names(decoder: &Decoder) -> HashSet<String> {
    decoder.codes.iter().map(|code| code.name.to_lowercase()).collect()
}

fn codes(decoder: &Decoder) -> HashSet<String> {
    let mut words: HashSet<String> = UNLISTED.iter().map(|word| (*word).to_owned()).collect();
    let fields = decoder.fields.iter().map(|field| field.name);
    let codes = decoder.codes.iter().flat_map(|code| [code.name, code.value]);
    for text in fields.chain(codes).filter(|text| !text.contains('@')) {
        let lower = text.to_lowercase();
        words
            .extend(lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned));
        words.insert(lower);
    }
    words
}

/// Whether a word, lower case, is so common that it tells nothing, whatever it is used for.
pub(super) fn is_common(word: &str) -> bool {
    COMMON_WORDS.contains(word)
}

/// Whether a word, lower case, is one of the program's own.
pub(super) fn is_prose(word: &str) -> bool {
    PROSE.contains(word)
}

/// Whether a word, lower case, is one of a mail server's grammar.
pub(super) fn is_trace(word: &str) -> bool {
    SERVERS.contains(word)
}

/// Whether a word, lower case, is a field, code or value that a filter's table documents, or one of a server's grammar.
pub(super) fn is_code(word: &str) -> bool {
    SERVERS.contains(word) || CODES.iter().any(|words| words.contains(word))
}

/// Whether a word, lower case, is the name of a code that a filter's table documents.
pub(super) fn is_code_name(word: &str) -> bool {
    KEYS.contains(&word) || NAMES.iter().any(|names| names.contains(word))
}

/// Whether a word, lower case, is the name of a code that the tables of these products document.
pub(super) fn is_code_name_of(products: Products, word: &str) -> bool {
    KEYS.contains(&word) || products.select(&NAMES).any(|names| names.contains(word))
}

/// Whether a word, lower case, is one that the tables of these products document, or one of a server's grammar.
pub(super) fn is_code_of(products: Products, word: &str) -> bool {
    SERVERS.contains(word) || products.select(&CODES).any(|words| words.contains(word))
}

/// Whether the table of a product documents this very value of a code.
pub(super) fn is_documented(product: &str, name: &str, value: &str) -> bool {
    let decoder = DECODERS.iter().find(|decoder| decoder.id == product);
    decoder.is_some_and(|d| d.codes.iter().any(|c| c.value == value && c.name.eq_ignore_ascii_case(name)))
}
