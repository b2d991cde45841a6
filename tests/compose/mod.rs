//! Composes every message under `fixtures/` from the parts that real platforms write, so that all stay consistent.
//!
//! Nothing here is real mail: the names and addresses are documentation ones, or those of providers.

mod answers;
mod clock;
mod compare;
mod delivered;
mod demo;
mod exchange;
mod findings;
mod gateways;
mod google;
mod hostile;
mod judged;
mod junked;
mod letter;
mod microsoft;
pub mod mix;
mod notices;
mod postfix;
mod scores;
mod settings;
mod signed;
mod verified;
mod what_if;
mod what_if_zones;
mod zones;

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub use demo::mbox;
pub use letter::Mail;
pub use notices::report_with_attachment;
pub use signed::{notice as signed_notice, zone as signed_zone};
pub use what_if_zones::mailbox as counted_mailbox;

/// What must be said about one composed message.
#[derive(Debug, Clone)]
pub struct Expect {
    /// Options of the run.
    pub args: Vec<&'static str>,
    /// `exlibris.relation`.
    pub relation: &'static str,
    /// `placement.folder`.
    pub folder: &'static str,
    /// `cause.rule`; empty where it is not fixed by the contract.
    pub cause: &'static str,
    /// Rules that must be among the findings.
    pub findings: Vec<&'static str>,
}

/// One message for one rule.
#[derive(Debug, Clone)]
pub struct RuleCase {
    /// The rule.
    pub rule: &'static str,
    /// `hit-1`, `miss-1`, ...
    pub name: &'static str,
    /// The message.
    pub mail: Vec<u8>,
    /// The answer.
    pub expect: Expect,
}

/// The options that most cases run with.
pub const SITE: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

/// The answer for a message analysed with the demo's settings.
pub fn expect(relation: &'static str, folder: &'static str, cause: &'static str) -> Expect {
    Expect { args: SITE.to_vec(), relation, folder, cause, findings: Vec::new() }
}

impl Expect {
    /// Further options.
    pub fn args(mut self, more: &[&'static str]) -> Self {
        self.args.extend_from_slice(more);
        self
    }

    /// Other options instead.
    pub fn only_args(mut self, args: &[&'static str]) -> Self {
        self.args = args.to_vec();
        self
    }

    /// Rules that must be among the findings.
    pub fn finds(mut self, rules: &[&'static str]) -> Self {
        self.findings.extend_from_slice(rules);
        self
    }

    fn to_json(&self) -> Value {
        json!({
            "args": self.args,
            "relation": self.relation,
            "folder": self.folder,
            "cause": if self.cause.is_empty() { Value::Null } else { self.cause.into() },
            "findings": self.findings,
        })
    }
}

/// Every rule case, in the order of the contract.
pub fn rule_cases() -> Vec<RuleCase> {
    let mut cases = junked::cases();
    cases.extend(judged::cases());
    cases.extend(delivered::cases());
    cases.extend(findings::cases());
    cases.extend(verified::cases());
    for case in &mut cases {
        if case.name.starts_with("hit") && !case.expect.findings.contains(&case.rule) {
            case.expect.findings.push(case.rule);
        }
    }
    cases
}

/// Every file under `fixtures/` that is composed: path below `fixtures/`, content.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (path, text) in settings::files() {
        files.insert(path.to_owned(), text.as_bytes().to_vec());
    }
    files.extend(answers::files().map(|(path, text)| (path.to_owned(), text.into_bytes())));
    files.insert("demo/junk-folder.mbox".to_owned(), demo::mailbox());
    for case in rule_cases() {
        let stem = format!("rules/{}/{}", case.rule, case.name);
        let mut answer = serde_json::to_vec_pretty(&case.expect.to_json()).unwrap();
        answer.push(b'\n');
        assert!(files.insert(format!("{stem}.eml"), case.mail).is_none(), "{stem} twice");
        files.insert(format!("{stem}.json"), answer);
    }
    for pair in what_if::pairs().into_iter().chain(what_if_zones::pairs()) {
        let place = if pair.zones.is_some() { "what-if-dns" } else { "what-if" };
        let stem = format!("{place}/{}", pair.name);
        let mut answer = serde_json::to_vec_pretty(&pair.to_json()).unwrap();
        answer.push(b'\n');
        assert!(files.insert(format!("{stem}/before.eml"), pair.before).is_none(), "{stem} twice");
        files.insert(format!("{stem}/after.eml"), pair.after);
        if let Some([before, after]) = pair.zones {
            files.insert(format!("{stem}/before.zone"), before);
            files.insert(format!("{stem}/after.zone"), after);
        }
        files.insert(format!("{stem}/expected.json"), answer);
    }
    for pair in compare::pairs() {
        let stem = format!("compare/{}", pair.name);
        let mut answer = serde_json::to_vec_pretty(&pair.to_json()).unwrap();
        answer.push(b'\n');
        assert!(files.insert(format!("{stem}/junked.eml"), pair.junked).is_none(), "{stem} twice");
        files.insert(format!("{stem}/delivered.eml"), pair.delivered);
        files.insert(format!("{stem}/expected.json"), answer);
    }
    for (name, bytes) in hostile::files() {
        files.insert(format!("hostile/{name}"), bytes);
    }
    files
}

/// Messages of the demo mailbox, oldest first.
pub fn demo_messages() -> Vec<Mail> {
    demo::messages()
}
