//! What DNS says in the pairs with recorded zones: master-file lines, and answers of `dig` for what is not there.

use std::collections::BTreeMap;

use crate::signing;

/// The relays of Europe and of North America, as the demo's relay file has them.
const INCLUDES: [(&str, &str); 2] = [
    ("spf-eu.exlibrisgroup.com", "v=spf1 ip4:192.0.2.21 ip4:192.0.2.22 -all"),
    ("spf-na.exlibrisgroup.com", "v=spf1 ip4:198.51.100.31 -all"),
];

/// Text records by name, and names that do not exist.
#[derive(Debug, Clone)]
pub struct Zone {
    texts: BTreeMap<String, Vec<String>>,
    missing: Vec<String>,
}

impl Zone {
    /// The library's SPF record, a policy of quarantine, and all that every message needs.
    pub fn new(spf: &str) -> Self {
        let zone = Self { texts: BTreeMap::new(), missing: Vec::new() };
        let zone = INCLUDES.iter().fold(zone, |zone, (name, text)| zone.text(name, text));
        zone.text("library.example.edu", spf)
            .policy("v=DMARC1; p=quarantine")
            .missing("_dmarc.example.edu")
            .missing("_dmarc.edu")
    }

    /// One more text record.
    pub fn text(mut self, name: &str, text: &str) -> Self {
        self.texts.entry(name.to_owned()).or_default().push(text.to_owned());
        self
    }

    /// Another text instead of all that are there.
    pub fn instead(mut self, name: &str, text: &str) -> Self {
        self.texts.remove(name);
        self.missing.retain(|gone| gone != name);
        self.text(name, text)
    }

    /// Another policy of the library.
    pub fn policy(self, text: &str) -> Self {
        self.instead("_dmarc.library.example.edu", text)
    }

    /// A name that does not exist.
    pub fn missing(mut self, name: &str) -> Self {
        self.texts.remove(name);
        self.missing.push(name.to_owned());
        self
    }

    /// The throw-away key is published.
    pub fn key(self, domain: &str, selector: &str) -> Self {
        self.text(&format!("{selector}._domainkey.{domain}"), &signing::record())
    }

    /// What a signature and an envelope sender of Ex Libris need.
    pub fn exlibris(self) -> Self {
        self.key("exlibrisgroup.com", "mail1")
            .text("exlibrisgroup.com", "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip4:203.0.113.71 -all")
            .missing("_dmarc.exlibrisgroup.com")
            .missing("_dmarc.com")
    }

    /// The file.
    pub fn file(&self) -> Vec<u8> {
        let mut file = String::from("; composed answers\nlibrary.example.edu. 3600 IN A 203.0.113.10\n");
        for (name, texts) in &self.texts {
            for text in texts {
                let strings: Vec<String> = text
                    .as_bytes()
                    .chunks(250)
                    .map(|part| format!("\"{}\"", std::str::from_utf8(part).unwrap()))
                    .collect();
                file.push_str(&format!("{name}. 3600 IN TXT {}\n", strings.join(" ")));
            }
        }
        for name in &self.missing {
            file.push_str(&format!(
                "\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;{name}.\t\tIN\tTXT\n"
            ));
        }
        file.into_bytes()
    }
}
