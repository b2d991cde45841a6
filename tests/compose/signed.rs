//! Signed notices for measurements: several libraries, selectors and platforms, 3 to 6 kB each, with the zone that
//! checks them.

use super::google::{self, Gmail};
use super::letter::{EU1, EU2, Mail};
use super::microsoft::{Microsoft, SIGNED};
use super::postfix::{self, Own};
use super::zones::Zone;

/// Libraries that send.
const LIBRARIES: u32 = 24;
/// Every so many-th library signs nothing, and its SPF record does not name the relays: its mail, which carries the
/// vendor's signature alone, is junked.
const OMITS: u32 = 8;
/// Selectors of each library.
const SELECTORS: u32 = 3;
/// Every so many-th message carries the vendor's signature beside the library's.
const TWICE: u32 = 4;

fn library(number: u32) -> String {
    format!("library{}.example.edu", number % LIBRARIES)
}

/// One notice: envelope sender, time, bytes.
pub fn notice(number: u32) -> (String, i64, Vec<u8>) {
    let domain = library(number);
    let junked = (number % LIBRARIES).is_multiple_of(OMITS);
    let envelope = format!("alma-bounce@{domain}");
    let mut mail = Mail::alma(number)
        .from(&format!("Example University Library <circ@{domain}>"))
        .envelope(&envelope)
        .body(&body(number));
    if junked || number.is_multiple_of(TWICE) {
        mail = mail.signed("exlibrisgroup.com", "mail1");
    }
    if !junked {
        mail = mail.signed(&domain, &format!("s{}", number / LIBRARIES % SELECTORS));
    }
    let relay = if number.is_multiple_of(2) { EU1 } else { EU2 };
    let mail = mail.through(&relay);
    let mail = match (number / 5 % 3, junked) {
        (0, true) => mail.microsoft365(&Microsoft::spoof(relay)),
        (0, false) => mail.microsoft365(&Microsoft { dkim: SIGNED, ..Microsoft::clean(relay) }),
        (_, true) => mail.gmail(&Gmail::quarantined(relay)),
        (1, false) => {
            mail.gmail(&Gmail { dkim: google::SIGNED, labels: "Inbox,Unread", ..Gmail::clean(relay) })
        }
        (_, false) => mail.own_server(&Own::new(relay, postfix::PASSED)),
    };
    (envelope, mail.at, mail.bytes())
}

/// HTML of a loan list, 1 to 3 kB.
fn body(number: u32) -> String {
    let mut body =
        String::from("<html><body><p>Dear patron,</p>\n<p>the following items are due soon.</p>\n<table>\n");
    for item in 0..(10 + number % 20) {
        let barcode = 40_000_000 + number * 31 + item * 7;
        body.push_str(&format!(
            "<tr><td>{barcode}</td><td>A title of ordinary length, volume {}</td><td>{} March 2026</td></tr>\n",
            item + 1,
            1 + (number + item) % 31
        ));
    }
    body.push_str("</table>\n<p>Renew them in your library account.</p>\n</body></html>\n");
    body
}

/// Every record that checking the notices asks for.
pub fn zone() -> Vec<u8> {
    let zone = Zone::new("v=spf1 -all").exlibris();
    let zone = (0..LIBRARIES).fold(zone, |zone, number| {
        let domain = library(number);
        let spf = match number.is_multiple_of(OMITS) {
            true => "v=spf1 ip4:203.0.113.0/28 -all",
            false => "v=spf1 ip4:203.0.113.0/28 include:spf-eu.exlibrisgroup.com -all",
        };
        let zone = zone.text(&domain, spf).text(&format!("_dmarc.{domain}"), "v=DMARC1; p=quarantine");
        (0..SELECTORS).fold(zone, |zone, selector| zone.key(&domain, &format!("s{selector}")))
    });
    zone.file()
}
