//! `X-Gmail-Labels`: where a message lies in a Gmail account, in the words of the account's language.

use std::borrow::Cow;

use super::{CODES, ID, any_present, hashes};
use crate::evidence::filters::corroborate::client_trust;
use crate::evidence::filters::{Code, Context, Reading, Role, Verdict};
use crate::evidence::trust::Trust;
use crate::headers::FieldRef;
use crate::input::Folder;

const LABELS: [u32; 3] = hashes(["X-Gmail-Labels", "X-GM-LABELS", "X-Keywords"]);
const ACCOUNT: [u32; 2] = hashes(["X-GM-THRID", "X-GM-MSGID"]);

/// The system labels that tell a place, in the languages of Gmail; lower case.
const SYSTEM: &[(&str, &[&str])] = &[
    (
        "Spam",
        &[
            "spam",
            "\\spam",
            "junk",
            "\\junk",
            "^s",
            "pourriel",
            "skräppost",
            "søppelpost",
            "roskaposti",
            "спам",
            "нежелана пошта",
            "непожељно",
            "ανεπιθύμητα",
            "ανεπιθύμητη αλληλογραφία",
            "דואר זבל",
            "ספאם",
            "غير مرغوب فيها",
            "الرسائل غير المرغوب فيها",
            "هرزنامه",
            "迷惑メール",
            "스팸함",
            "垃圾邮件",
            "垃圾郵件",
            "จดหมายขยะ",
            "thư rác",
            "correu brossa",
            "rämpspost",
            "rämps",
            "mēstules",
            "šlamštas",
            "vsiljena pošta",
            "neželjena pošta",
            "स्पैम",
        ],
    ),
    (
        "Trash",
        &[
            "trash",
            "\\trash",
            "bin",
            "papierkorb",
            "corbeille",
            "papelera",
            "cestino",
            "prullenbak",
            "lixeira",
            "lixo",
            "kosz",
            "koš",
            "kôš",
            "корзина",
            "кошик",
            "papperskorg",
            "papperskorgen",
            "papirkurv",
            "papirkurven",
            "søppel",
            "roskakori",
            "çöp kutusu",
            "coș de gunoi",
            "kuka",
            "ゴミ箱",
            "휴지통",
            "已删除邮件",
            "垃圾桶",
            "thùng rác",
            "paperera",
        ],
    ),
    (
        "Inbox",
        &[
            "inbox",
            "\\inbox",
            "posteingang",
            "boîte de réception",
            "recibidos",
            "bandeja de entrada",
            "posta in arrivo",
            "postvak in",
            "caixa de entrada",
            "entrada",
            "odebrane",
            "skrzynka odbiorcza",
            "doručená pošta",
            "doručené",
            "beérkező levelek",
            "inkorgen",
            "innboks",
            "indbakke",
            "postilaatikko",
            "saapuneet",
            "gelen kutusu",
            "входящие",
            "вхідні",
            "входяща поща",
            "входящи",
            "εισερχόμενα",
            "דואר נכנס",
            "البريد الوارد",
            "受信トレイ",
            "받은편지함",
            "收件箱",
            "收件匣",
            "กล่องจดหมาย",
            "hộp thư đến",
            "kotak masuk",
            "safata d'entrada",
            "mesaje primite",
            "primljeno",
            "prejeto",
            "postkast",
            "iesūtne",
            "gautieji",
            "इनबॉक्स",
        ],
    ),
    (
        "Archived",
        &[
            "archived",
            "archiviert",
            "archivé",
            "archivés",
            "messages archivés",
            "archivado",
            "archivados",
            "archiviati",
            "archiviato",
            "gearchiveerd",
            "arquivado",
            "arquivados",
            "zarchiwizowane",
            "в архиве",
            "arkiverat",
            "arkiveret",
            "arkivert",
            "archivováno",
            "アーカイブ済み",
            "보관됨",
            "已归档",
            "已封存",
        ],
    ),
    (
        "Sent",
        &[
            "sent",
            "\\sent",
            "gesendet",
            "messages envoyés",
            "enviados",
            "posta inviata",
            "inviati",
            "verzonden",
            "wysłane",
            "отправленные",
            "надіслані",
            "skickat",
            "sendt",
            "送信済み",
            "보낸편지함",
            "已发邮件",
            "寄件備份",
        ],
    ),
];

/// Reads the label fields.
pub(super) fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &LABELS) {
        return;
    }
    // X-Keywords belongs to IMAP servers in general; only beside Gmail's own ids does it hold labels.
    let keywords = any_present(headers, &ACCOUNT);
    let fields = headers
        .all("X-Gmail-Labels")
        .chain(headers.all("X-GM-LABELS"))
        .chain(headers.all("X-Keywords").filter(|_| keywords));
    for (nth, field) in fields.take(8).enumerate() {
        let trust = if nth == 0 { client_trust(context, field.index()) } else { Trust::SenderSupplied };
        readings.push(read(field, trust));
    }
}

/// Labels of one message that are listed as codes.
const MOST_LISTED: usize = 200;

fn read<'m>(field: FieldRef<'_, 'm>, trust: Trust) -> Reading<'m> {
    let role = if trust == Trust::SenderSupplied { Role::SenderSide } else { Role::Placement };
    let mut reading = Reading::new(ID, trust, role);
    reading.places.push(field.place());
    let text = field.decoded();
    let mut best = usize::MAX;
    for (nth, label) in csv(&text).into_iter().take(10_000).enumerate() {
        let system = system_label(&label);
        if let Some(at) = system {
            best = best.min(at);
        }
        // Every label counts for the folder; only so many are listed.
        if nth >= MOST_LISTED && system.is_none() {
            continue;
        }
        let meaning = meaning(&label, system);
        reading.codes.push(Code::new("label", label.into_owned(), meaning));
    }
    reading.folder = match SYSTEM.get(best).map(|s| s.0) {
        Some("Spam") => Some(Folder::Junk),
        Some("Inbox") => Some(Folder::Inbox),
        Some(_) => Some(Folder::Other),
        None => None,
    };
    if reading.folder == Some(Folder::Junk) {
        reading.verdict = Verdict::Spam;
    }
    reading
}

fn meaning(label: &str, system: Option<usize>) -> Option<&'static str> {
    let name = match system {
        Some(at) => SYSTEM[at].0,
        None if label.get(..9).is_some_and(|l| l.eq_ignore_ascii_case("category ")) => "Category *",
        None => label,
    };
    CODES.iter().find(|c| c.name == "label" && c.value.eq_ignore_ascii_case(name)).map(|c| c.meaning)
}

/// Index into [`SYSTEM`], which is in order of precedence.
fn system_label(label: &str) -> Option<usize> {
    let lower = label.to_lowercase();
    SYSTEM.iter().position(|(_, words)| words.contains(&lower.as_str()))
}

/// The values of one CSV line: quoted ones may contain commas and doubled quotes.
fn csv(text: &str) -> Vec<Cow<'_, str>> {
    let mut values = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted),
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (Cow::Borrowed(rest[..end].trim()), &rest[end..])
            }
        };
        if !value.is_empty() {
            values.push(value);
        }
        rest = after.trim_start_matches([',', ' ', '\t']);
    }
    values
}

/// A quoted value, and what follows its separator.
fn quoted_value(text: &str) -> (Cow<'_, str>, &str) {
    let mut from = 0;
    while let Some(at) = text[from..].find('"').map(|i| from + i) {
        if text[at + 1..].starts_with('"') {
            from = at + 2;
            continue;
        }
        let after = &text[at + 1..];
        let next = after.find(',').unwrap_or(after.len());
        return (Cow::Owned(text[..at].replace("\"\"", "\"")), &after[next..]);
    }
    (Cow::Borrowed(text.trim()), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::filters::google::DECODER;
    use crate::evidence::filters::testing::run;
    use crate::evidence::route::Platform;

    fn labelled(labels: &str) -> String {
        format!("X-GM-THRID: 1\r\nX-Gmail-Labels: {labels}\r\nReceived: x\r\nFrom: a@example.org\r\n\r\n")
    }

    #[test]
    fn the_folder_follows_the_system_labels() {
        for (labels, folder, verdict) in [
            ("Spam,Category Promotions,Unread", Some(Folder::Junk), Verdict::Spam),
            ("=?UTF-8?Q?Spam,Category_Promotions,Unread?=", Some(Folder::Junk), Verdict::Spam),
            ("Inbox,Important,Opened", Some(Folder::Inbox), Verdict::Unknown),
            ("Archived,Opened", Some(Folder::Other), Verdict::Unknown),
            ("Trash,Inbox", Some(Folder::Other), Verdict::Unknown),
            ("Spam,Trash", Some(Folder::Junk), Verdict::Spam),
            ("=?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Ouvert?=", Some(Folder::Inbox), Verdict::Unknown),
            ("Posteingang,Wichtig", Some(Folder::Inbox), Verdict::Unknown),
            ("=?UTF-8?B?0KHQv9Cw0Lw=?=", Some(Folder::Junk), Verdict::Spam),
            ("Inbox,\r\n Unread", Some(Folder::Inbox), Verdict::Unknown),
            ("\"Spam, and eggs\",Inbox", Some(Folder::Inbox), Verdict::Unknown),
            ("Projects/Spam", None, Verdict::Unknown),
            ("", None, Verdict::Unknown),
        ] {
            let text = labelled(labels);
            let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
            assert_eq!(readings.len(), 1, "{labels}");
            assert_eq!((readings[0].folder, readings[0].verdict), (folder, verdict), "{labels}");
            assert_eq!((readings[0].trust, readings[0].role), (Trust::Trusted, Role::Placement));
        }
    }

    #[test]
    fn labels_of_the_sender_are_not_believed() {
        let text = "Received: x\r\nX-Gmail-Labels: Inbox\r\nFrom: a@example.org\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
        let text = "X-Gmail-Labels: Spam\r\nReceived: x\r\nX-Gmail-Labels: Inbox\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Google, &["mx.google.com"]);
        assert_eq!(readings[0].trust, Trust::Trusted);
        assert_eq!(readings[1].trust, Trust::SenderSupplied);
    }

    #[test]
    fn keywords_are_labels_only_beside_gmails_ids() {
        let text = "X-Keywords: Spam\r\nReceived: x\r\n\r\n";
        assert!(run(&DECODER, text, Platform::Other, &["mx1.example.edu"]).is_empty());
        let text = "X-GM-THRID: 7\r\nX-Keywords: \\Inbox,Library\r\nReceived: x\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Google, &["mx.google.com"]);
        assert_eq!(readings[0].folder, Some(Folder::Inbox));
    }

    #[test]
    fn csv_is_read_leniently() {
        for (text, values) in [
            ("a,b", vec!["a", "b"]),
            (" a , b ,", vec!["a", "b"]),
            ("\"a,\"\"b\"\"\",c", vec!["a,\"b\"", "c"]),
            ("\"open,a", vec!["open,a"]),
            ("\"a\"junk,b", vec!["a", "b"]),
            ("\"\"", vec![]),
            (",,", vec![]),
            ("\"", vec![]),
        ] {
            assert_eq!(csv(text), values, "{text}");
        }
    }
}
