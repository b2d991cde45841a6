//! One binary for all tests that run the built program or look at the repository as a whole.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod answers;
mod awkward_dns;
#[cfg(unix)]
#[path = "../browser/mod.rs"]
mod browser;
mod bundle;
mod cases;
mod compare;
#[path = "../compose/mod.rs"]
mod compose;
#[path = "../containers/mod.rs"]
#[allow(dead_code)]
mod container_files;
mod containers;
mod corpora;
mod demo;
mod dns_record;
mod examples;
mod exemptions;
mod fields;
mod filter_forms;
mod filter_scores;
mod filters;
mod fixtures;
mod generated_docs;
mod guards;
mod hostile;
mod html;
#[cfg(unix)]
mod html_in_browser;
mod huge;
mod interrupt;
// shared with the unit tests, which use the rest of it
#[allow(dead_code)]
#[path = "../nameserver/mod.rs"]
mod nameserver;
#[cfg(unix)]
mod offer;
mod outcome;
mod outlook;
mod page_in_browser;
mod personal;
mod phishing_pot;
mod recipe;
mod redact;
mod redact_forms;
mod redact_names;
mod relay_check;
mod relay_import;
mod rules;
mod run;
mod serve;
mod shape;
#[path = "../signing/mod.rs"]
mod signing;
mod sockets;
mod stream;
mod summary;
mod threads;
mod verification;
mod what_if;
