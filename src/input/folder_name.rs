//! What the names of folders and mailbox files tell about the place where mail lay.

use std::borrow::Cow;
use std::sync::Arc;

use super::Folder;

/// So many folders above the walk count, as written in the path that the user gave.
const GIVEN_COMPONENTS: usize = 4;

/// Names of the junk folder, folded: mail programs' and providers' own, by language.
const JUNK: [&str; 45] = [
    "junk",
    "spam",
    "bulk",
    "bulk mail",
    "junk e mail",
    "junk suspects",
    // German
    "spamverdacht",
    "unerwunscht",
    "unerwunschte werbung",
    "junk mail ordner",
    // French
    "courrier indesirable",
    "courriers indesirables",
    "pourriel",
    "pourriels",
    "indesirable",
    "indesirables",
    // Spanish, Catalan, Portuguese
    "correo no deseado",
    "correo basura",
    "correu brossa",
    "lixo eletronico",
    "lixo electronico",
    "correio nao solicitado",
    "correio eletronico nao solicitado",
    // Italian, Romanian
    "posta indesiderata",
    "mesaje nedorite",
    // Dutch
    "ongewenste e mail",
    "ongewenst",
    "ongewenste post",
    // Swedish, Danish, Norwegian, Finnish
    "skrappost",
    "uonsket mail",
    "uonsket e mail",
    "uonsket post",
    "soppelpost",
    "sopelpost",
    "roskaposti",
    // Polish, Czech, Slovak, Hungarian
    "wiadomosci smieci",
    "smieci",
    "nevyzadana posta",
    "levelszemet",
    // Turkish, Greek, Russian
    "gereksiz e posta",
    "onemsiz e posta",
    "ανεπιθυμητα",
    "спам",
    "нежелательная почта",
    "нежелательные",
];

/// The same in scripts that are not folded.
const JUNK_EAST: [&str; 10] = [
    "垃圾邮件",
    "垃圾郵件",
    "垃圾信件",
    "迷惑メール",
    "迷惑メールフォルダー",
    "스팸",
    "스팸함",
    "스팸 메일",
    "정크 메일",
    "スパム",
];

/// Names of the inbox, folded.
const INBOX: [&str; 23] = [
    "inbox",
    "posteingang",
    "boite de reception",
    "bandeja de entrada",
    "recibidos",
    "safata d entrada",
    "caixa de entrada",
    "posta in arrivo",
    "postvak in",
    "inkorg",
    "inkorgen",
    "indbakke",
    "innboks",
    "saapuneet",
    "skrzynka odbiorcza",
    "odebrane",
    "dorucena posta",
    "beerkezett uzenetek",
    "gelen kutusu",
    "входящие",
    "收件箱",
    "受信トレイ",
    "받은 편지함",
];

/// Names of a quarantine, folded.
const QUARANTINE: [&str; 7] =
    ["quarantine", "quarantined", "quarantane", "quarantaine", "cuarentena", "quarantena", "karantene"];

/// Words that may stand beside `junk`, `spam`, `inbox` or `quarantine` without changing what is meant.
const FILLERS: [&str; 12] = [
    "folder", "mail", "mails", "email", "emails", "e", "export", "exported", "mailbox", "messages", "ordner",
    "gmail",
];

/// What the components of a path tell, from the nearest on. The last component counts only for a mailbox file:
/// a message file's name is made of its subject. `walked`: how many components the walk added.
pub(super) fn of_path(path: &str, walked: usize, mailbox: bool) -> Option<(Folder, Arc<str>)> {
    let mut components: Vec<&str> = path.split(['/', '\\']).filter(|c| !c.is_empty() && *c != ".").collect();
    let most = GIVEN_COMPONENTS + walked;
    let file = components.pop()?;
    if mailbox && let Some(folder) = of_name(file) {
        return Some((folder, Arc::from(file)));
    }
    let mut nearest = true;
    let mut told = 0;
    for component in components.iter().rev() {
        if *component == ".." {
            return None;
        }
        if is_storage(component) {
            continue;
        }
        told += 1;
        if told >= most {
            return None;
        }
        for part in maildir_parts(component).rev() {
            match of_name(part) {
                // Servers keep every folder under INBOX: above another folder the name says nothing.
                Some(Folder::Inbox) if !nearest || component.ends_with(".sbd") => return None,
                Some(folder) => return Some((folder, Arc::from(part))),
                None => nearest = false,
            }
        }
    }
    None
}

/// Folders that programs make inside a mail folder (Apple Mail: `Junk.mbox/<UUID>/Data/1/2/Messages`), and years.
fn is_storage(component: &str) -> bool {
    matches!(component, "cur" | "new" | "Messages" | "Data" | "Attachments")
        || component.bytes().all(|b| b.is_ascii_digit())
        || is_uuid(component)
}

fn is_uuid(component: &str) -> bool {
    component.len() == 36
        && component.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The folders in a Maildir++ name (`.INBOX.Junk`), or the name itself.
fn maildir_parts(component: &str) -> impl DoubleEndedIterator<Item = &str> {
    let (dots, rest) = match component.strip_prefix('.') {
        Some(rest) => (true, rest),
        None => (false, component),
    };
    rest.split(move |c| dots && c == '.').filter(|part| !part.is_empty())
}

/// What one name tells.
pub(super) fn of_name(name: &str) -> Option<Folder> {
    if name.len() > 256 {
        return None;
    }
    let name = decode_utf7(name);
    let stem = without_extension(without_packing(&name));
    let folded = fold(stem);
    known(&folded).or_else(|| {
        // `someone@example.edu - Junk`: what follows the account counts.
        let account = stem.find('@')?;
        let rest = &stem[account..];
        rest.match_indices([' ', '_', '-'])
            .find_map(|(at, separator)| known(&fold(&rest[at + separator.len()..])))
    })
}

fn known(folded: &str) -> Option<Folder> {
    let name = without_counter(folded);
    if name.is_empty() {
        return None;
    }
    if JUNK.contains(&name) || JUNK_EAST.contains(&name) {
        return Some(Folder::Junk);
    }
    if INBOX.contains(&name) {
        return Some(Folder::Inbox);
    }
    if QUARANTINE.contains(&name) {
        return Some(Folder::Quarantine);
    }
    let mut told = name.split(' ').filter(|word| !FILLERS.contains(word));
    let word = told.next()?;
    let folder = match word {
        "junk" | "spam" => Folder::Junk,
        "inbox" => Folder::Inbox,
        "quarantine" | "quarantined" => Folder::Quarantine,
        _ => return None,
    };
    told.all(|other| other == word || (folder == Folder::Junk && matches!(other, "junk" | "spam")))
        .then_some(folder)
}

/// Takes off what an archive's name ends with, and the mark behind it in the path of a member.
fn without_packing(name: &str) -> &str {
    let mut stem = name.strip_suffix('!').unwrap_or(name);
    while let Some((rest, extension)) = stem.rsplit_once('.') {
        if rest.is_empty()
            || !["gz", "tar", "tgz", "zip"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        {
            break;
        }
        stem = rest;
    }
    stem
}

/// Takes off what a mailbox's name may end with, and what Thunderbird calls subfolders.
fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && extension.len() <= 8
                && extension.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name,
    }
}

/// Takes off the number of a copy: `junk (1)` and `junk-1` have become `junk 1` by folding.
fn without_counter(folded: &str) -> &str {
    match folded.rsplit_once(' ') {
        Some((rest, last)) if last == "copy" || last.bytes().all(|b| b.is_ascii_digit()) => {
            without_counter(rest)
        }
        _ => folded,
    }
}

/// Lower case, accents and punctuation off, words one space apart.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match base(c) {
            Some(c) => folded.push(c),
            None if is_mark(c) => {}
            None if folded.is_empty() || folded.ends_with(' ') => {}
            None => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A combining accent, as in the decomposed names that macOS writes.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The letter without its accent; `None` for what is no letter or digit.
fn base(c: char) -> Option<char> {
    Some(match c {
        'à'..='å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ı' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ő' => 'o',
        'ù'..='ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' | 'ş' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ł' => 'l',
        'ř' => 'r',
        'ğ' => 'g',
        'ď' => 'd',
        'ť' => 't',
        'й' => 'и',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' => 'ι',
        'ό' => 'ο',
        'ύ' => 'υ',
        'ώ' => 'ω',
        c if c.is_alphanumeric() => c,
        _ => return None,
    })
}

/// Decodes IMAP's modified UTF-7 (RFC 3501 section 5.1.3); what is none stays as it is.
fn decode_utf7(name: &str) -> Cow<'_, str> {
    if !name.contains('&') {
        return Cow::Borrowed(name);
    }
    let mut decoded = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let Some((code, after)) = after.split_once('-') else {
            return Cow::Borrowed(name);
        };
        match utf7_run(code) {
            Some(text) => decoded.push_str(&text),
            None => return Cow::Borrowed(name),
        }
        rest = after;
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// One run between `&` and `-`: base64 (with `,` for `/`) of UTF-16, or nothing for `&` itself.
fn utf7_run(code: &str) -> Option<String> {
    if code.is_empty() {
        return Some("&".to_owned());
    }
    let (mut bits, mut count) = (0_u32, 0);
    let mut units = Vec::with_capacity(code.len() / 2);
    for byte in code.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b',' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 16 {
            count -= 16;
            units.push((bits >> count) as u16);
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf16(&units).ok()
}
